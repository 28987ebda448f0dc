"""How the secretariat's list of challenges is narrowed down; each is a link."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.db.models import Count, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from contest.models import Cycle
from municipalities.models import Challenge, Participant, is_late

Status = Challenge.Status
HANDED_IN = ~Q(status=Status.DRAFT)
IS_WAITING = Q(status=Status.SUBMITTED)
IS_AGAIN = IS_WAITING & Q(decided_at__isnull=False)
LACKS_ENGLISH = HANDED_IN & (Q(title_en="") | Q(summary_en=""))
ENGLISH_TO_CHECK = HANDED_IN & ~Q(title_en="") & ~Q(summary_en="") & Q(english_checked_at__isnull=True)


class WaitingFilter(admin.SimpleListFilter):
    """By how long an answer has been waited for."""

    title = _("返事")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [
            ("yes", _("返事を待っている")),
            ("late", _("約束の日をすぎた")),
            ("again", _("直してもう一度応募された")),
        ]

    def queryset(self, request, queryset):
        wanted = {"yes": IS_WAITING, "again": IS_AGAIN}.get(self.value())
        if self.value() == "late":
            wanted = is_late(clock.now())
        return queryset.filter(wanted) if wanted else queryset


class ReviewerFilter(admin.SimpleListFilter):
    """By who of the secretariat answers."""

    title = pgettext_lazy("office", "担当")
    parameter_name = "reviewer"

    def lookups(self, request, model_admin):
        others = User.objects.filter(is_staff=True, is_active=True).exclude(pk=request.user.pk).order_by("pk")
        named = [(str(user.pk), str(user)) for user in others]
        return [("me", _("わたしの担当")), ("none", _("担当がいない")), *named]

    def queryset(self, request, queryset):
        value = self.value() or ""
        if value == "me":
            return queryset.filter(reviewer=request.user)
        if value == "none":
            return queryset.filter(HANDED_IN, reviewer=None)
        return queryset.filter(reviewer=int(value)) if is_key(value) else queryset


class EnglishFilter(admin.SimpleListFilter):
    """By whether there is English, and whether somebody read it."""

    title = _("英語")
    parameter_name = "english"

    def lookups(self, request, model_admin):
        return [
            ("missing", _("英語がない")),
            ("unchecked", _("英語をまだ確かめていない")),
            ("checked", _("英語を確かめた")),
        ]

    def queryset(self, request, queryset):
        wanted = {
            "missing": LACKS_ENGLISH,
            "unchecked": ENGLISH_TO_CHECK,
            "checked": Q(english_checked_at__isnull=False),
        }.get(self.value())
        return queryset.filter(wanted) if wanted else queryset


class WriterFilter(admin.SimpleListFilter):
    """By municipality, where a link asks for one: hundreds stand in no list, and the search knows their names."""

    title = _("参加自治体")
    parameter_name = "participant"

    def lookups(self, request, model_admin):
        value = request.GET.get(self.parameter_name, "")
        chosen = Participant.objects.filter(pk=int(value)).with_members() if is_key(value) else ()
        return [(str(participant.pk), participant.name) for participant in chosen]

    def queryset(self, request, queryset):
        value = self.value() or ""
        return queryset.filter(participant_id=int(value)) if is_key(value) else queryset


def is_key(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 10


@dataclass(frozen=True)
class Shortcut:
    """A way to one part of the list, and how many stand there."""

    label: str
    query: str
    count: int


def shortcuts(user: User, cycle: Cycle | None, moment: datetime) -> list[Shortcut]:
    """What an afternoon's work goes through, in order; what is decided is counted in the cycle that is on."""
    of_year, this_year = (f"&cycle__id__exact={cycle.pk}", Q(cycle=cycle)) if cycle else ("", Q())
    ways = [
        (gettext("返事を待っている"), "waiting=yes", IS_WAITING),
        (gettext("約束の日をすぎた"), "waiting=late", is_late(moment)),
        (gettext("わたしの担当"), "waiting=yes&reviewer=me", IS_WAITING & Q(reviewer=user)),
        (gettext("担当がいない"), "waiting=yes&reviewer=none", IS_WAITING & Q(reviewer=None)),
        (gettext("直してもう一度応募された"), "waiting=again", IS_AGAIN),
        (gettext("差戻し"), f"status__exact=returned{of_year}", Q(status=Status.RETURNED) & this_year),
        (gettext("英語をまだ確かめていない"), f"english=unchecked{of_year}", ENGLISH_TO_CHECK & this_year),
        (gettext("英語がない"), f"english=missing{of_year}", LACKS_ENGLISH & this_year),
        (gettext("受理"), f"status__exact=accepted{of_year}", Q(status=Status.ACCEPTED) & this_year),
    ]
    counted = {f"n{place}": Count("pk", filter=wanted) for place, (_label, _query, wanted) in enumerate(ways)}
    counts = Challenge.objects.aggregate(**counted)
    return [Shortcut(label, query, counts[f"n{place}"]) for place, (label, query, _wanted) in enumerate(ways)]
