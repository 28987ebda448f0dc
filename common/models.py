"""Abstract rows every room may build on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common import clock


class TimeStamped(models.Model):
    """When a row was made and last saved, by the one clock."""

    created_at = models.DateTimeField(_("作成日時"), default=clock.now, editable=False)
    updated_at = models.DateTimeField(_("更新日時"), default=clock.now, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.updated_at = clock.now()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "updated_at"}
        super().save(*args, **kwargs)
