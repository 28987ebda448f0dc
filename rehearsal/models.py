"""The rehearsal's clock."""

from django.db import models


class Clock(models.Model):
    """One row: how many seconds the rehearsal runs ahead of the wall clock, or behind it below zero."""

    seconds_ahead = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="rehearsal_has_one_clock")]

    def __str__(self) -> str:
        return f"{self.seconds_ahead:+} s"
