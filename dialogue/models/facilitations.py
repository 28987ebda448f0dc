"""Who helps the talk on a challenge along."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dialogue.models.threads import Voice
from municipalities.models import Challenge


class Facilitation(models.Model):
    """That the secretariat named a person to help with a challenge: they see what waits there, and speak marked as such."""

    class Kind(models.TextChoices):
        FACILITATOR = Voice.FACILITATOR.value, Voice.FACILITATOR.label
        MENTOR = Voice.MENTOR.value, Voice.MENTOR.label

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="facilitations", verbose_name=_("課題"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="facilitations", verbose_name=_("人")
    )
    kind = models.CharField(_("役"), max_length=12, choices=Kind, default=Kind.FACILITATOR)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("決めた人"), editable=False
    )
    named_at = models.DateTimeField(_("決めた日時"), editable=False)

    class Meta:
        verbose_name = _("ファシリテーターとメンター")
        verbose_name_plural = pgettext_lazy("plural", "ファシリテーターとメンター")
        ordering = ["-named_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "user"],
                name="person_helps_with_a_challenge_once",
                violation_error_message=_("この人は、もうこの課題に決まっています。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.user}"
