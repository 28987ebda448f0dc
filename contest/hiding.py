"""What people write in public and others may report: hidden with a reason, let stand, shown again. Each room says of what.

A room's service locks its row, calls one of the acts below, puts the decision on record and tells the writer.
"""

from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import ContestError
from common.models import TimeStamped
from common.text import length_of, several_lines

REASON, DETAIL = 300, 500  # characters of why something is hidden, and of what a report says
Row = TypeVar("Row", bound=models.Model)


def has_open_reports(model: type[models.Model]) -> Exists:
    """Whether somebody reported the row and the secretariat has not looked at it since."""
    reports: Any = model._meta.get_field("reports")
    unsettled = reports.related_model._default_manager.filter(settled_at__isnull=True)
    return Exists(unsettled.filter(**{reports.field.name: OuterRef("pk")}))


class HidableQuerySet(models.QuerySet[Row]):
    def in_sight(self):
        """Those that were not hidden."""
        return self.filter(hidden_at__isnull=True)

    def reported(self):
        """Those somebody reported and the secretariat has not looked at since."""
        return self.filter(has_open_reports(self.model))


class Hidable(TimeStamped):
    """A row of a citizen's that the secretariat may take out of sight; it is kept for whoever wrote it. It has `reports`."""

    reports: Any  # the related manager of the room's reports
    hidden_at = models.DateTimeField(gettext_lazy("かくした日時"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("かくした人"),
    )
    hidden_reason = models.CharField(gettext_lazy("かくした理由"), max_length=1500, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="%(class)s_hidden_has_a_reason"
            ),
        ]


class AbstractReport(models.Model):
    """That a person finds something abusive or spam; the secretariat hides it or lets it stand."""

    class Kind(models.TextChoices):
        SPAM = "spam", gettext_lazy("宣伝や関係のない内容")
        ABUSE = "abuse", gettext_lazy("人を傷つける内容")
        PRIVATE = "private", gettext_lazy("個人が分かってしまう内容")
        OTHER = "other", gettext_lazy("そのほか")

    kind = models.CharField(gettext_lazy("理由"), max_length=10, choices=Kind)
    text = models.CharField(gettext_lazy("くわしく"), max_length=2500, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("知らせた人")
    )
    reported_at = models.DateTimeField(gettext_lazy("知らせた日時"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("確かめた人"),
    )
    settled_at = models.DateTimeField(gettext_lazy("確かめた日時"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["reported_at", "id"]


def keep_report(row: Hidable, *, kind: str, text: str, by: User, at: datetime, refused: type[ContestError]) -> Any:
    """What somebody finds wrong with a held row; once a person, the second time changes nothing."""
    text = several_lines(text).strip()
    if length_of(text) > DETAIL:
        raise refused(_("くわしいことは、%(n)d字以内で書いてください。") % {"n": DETAIL})
    words = {"kind": kind, "text": text, "reported_at": at}
    return row.reports.get_or_create(reported_by=by, defaults=words)[0]


def hide(row: Hidable, *, reason: str, by: User, at: datetime, refused: type[ContestError]) -> bool:
    """Take a held row out of sight and settle its reports; False where it is hidden already."""
    if row.hidden_at:
        return False
    reason = several_lines(reason).strip()
    if not reason or length_of(reason) > REASON:
        raise refused(_("かくす理由を、%(n)d字以内で書いてください。書いた人に送られます。") % {"n": REASON})
    row.hidden_at, row.hidden_by, row.hidden_reason = at, by, reason
    row.save()
    settle_reports(row, by=by, at=at)
    return True


def show_again(row: Hidable) -> bool:
    """Bring a held row back into sight as it stood; False where it is there already."""
    if row.hidden_at is None:
        return False
    row.hidden_at, row.hidden_by, row.hidden_reason = None, None, ""
    row.save()
    return True


def settle_reports(row: Hidable, *, by: User, at: datetime) -> int:
    """Note that the reports of a held row were looked at; how many."""
    return row.reports.filter(settled_at__isnull=True).update(settled_by=by, settled_at=at)
