"""Class mode: a teacher with several teams, whose pupils need no mail address."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.models import TimeStamped
from contest.models import Cycle


class SchoolClassQuerySet(models.QuerySet["SchoolClass"]):
    def taught_by(self, user):
        """A teacher's own, while the secretariat has not stopped them."""
        return self.filter(teacher=user, stopped_at=None)


class SchoolClass(TimeStamped):
    """A school class that takes part with several teams under one teacher."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="school_classes", verbose_name=_("年度"))
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="school_classes", verbose_name=_("先生")
    )
    school = models.CharField(_("学校名"), max_length=80)
    name = models.CharField(_("クラス名"), max_length=60)
    stopped_at = models.DateTimeField(_("事務局が止めた日時"), null=True, blank=True)

    objects = SchoolClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("クラス")
        verbose_name_plural = pgettext_lazy("plural", "クラス")
        ordering = ["school", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "teacher", "school", "name"], name="class_is_once_a_teacher"),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.name}"


class PupilCard(TimeStamped):
    """A printed card with which a pupil without a mail address enters; only the code's hash is kept."""

    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="cards", verbose_name=_("クラス"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="pupil_card", verbose_name=_("児童・生徒")
    )
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    revoked_at = models.DateTimeField(_("使えなくした日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("児童・生徒のカード")
        verbose_name_plural = pgettext_lazy("plural", "児童・生徒のカード")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user}"
