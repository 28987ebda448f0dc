"""How the secretariat's list of teams is narrowed down; each is a link."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import admin
from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import clock
from contest.models import Cycle
from ideas.models import Team
from ideas.roster import State, with_state

WAITS = {
    "guardian": Q(waits_for_guardian=True),
    "office": Q(waits_for_office=True),
    "unsent": Q(has_unsent=True),
    "unchecked": Q(state=State.SUBMITTED, checked_at=None),
}


class StateFilter(admin.SimpleListFilter):
    """By how far a team has come."""

    title = _("状態")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return State.choices

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


class WaitingFilter(admin.SimpleListFilter):
    """By what is waited for."""

    title = _("待っているもの")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [
            ("guardian", _("保護者の同意がない")),
            ("office", _("事務局の確認がすんでいない")),
            ("unsent", _("応募のあとに書きかえた")),
            ("unchecked", _("応募ずみで、資格を確かめていない")),
        ]

    def queryset(self, request, queryset):
        wanted = WAITS.get(self.value())
        return queryset.filter(wanted) if wanted else queryset


class QuietFilter(admin.SimpleListFilter):
    """By how long nothing has happened."""

    title = _("さいごの動き")
    parameter_name = "quiet"
    days = {"7": 7, "14": 14, "30": 30}

    def lookups(self, request, model_admin):
        return [(key, gettext("%(n)d日より前") % {"n": days}) for key, days in self.days.items()]

    def queryset(self, request, queryset):
        days = self.days.get(self.value())
        return queryset.filter(active_at__lt=clock.now() - timedelta(days=days)) if days else queryset


@dataclass(frozen=True)
class Way:
    """A way to one part of the list, and how many stand there."""

    label: str
    query: str
    count: int


def ways(cycle: Cycle | None) -> list[Way]:
    """Each state and each thing waited for, counted in the cycle that is on; one question."""
    if cycle is None:
        return []
    named = {f"state={state}": (State(state).label, Q(state=state)) for state in State.values}
    labels = dict(WaitingFilter.lookups(None, None, None))  # type: ignore[arg-type]
    named |= {f"waits={key}": (labels[key], wanted) for key, wanted in WAITS.items()}
    keys = {f"n{place}": query for place, query in enumerate(named)}
    counted = {place: Count("pk", filter=named[query][1]) for place, query in keys.items()}
    counts = with_state(Team.objects.filter(cycle=cycle)).aggregate(**counted)
    here = f"&cycle__id__exact={cycle.pk}"
    return [Way(str(named[query][0]), f"{query}{here}", counts[place]) for place, query in keys.items()]
