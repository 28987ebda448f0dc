"""All teams of a year as the secretariat looks at them: how far each has come, what it lacks, when it last did something."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ideas.agreement import missing_yeses
from ideas.completeness import problems_of
from ideas.desk import missing_of
from ideas.eligibility import YOUNGEST, Kind
from ideas.models import Confirmation, EligibilityRemark, GuardianConsent, Idea, Member, Team, answerable

Status = Idea.Status


class State(TextChoices):
    """How far the furthest of a team's ideas has come; follows from rows, chosen by nobody."""

    FORMING = "forming", gettext_lazy("チームづくり")
    WRITING = "writing", gettext_lazy("書いている")
    CONFIRMING = "confirming", gettext_lazy("みんなで確認中")
    SUBMITTED = "submitted", gettext_lazy("応募ずみ")
    WITHDRAWN = "withdrawn", gettext_lazy("取下げ")


def with_state(teams: QuerySet[Team]) -> Any:
    """Adds `state`, `active_at`, and whether a guardian, a change not handed in, or the secretariat is waited for."""
    ideas = Idea.objects.filter(team=OuterRef("pk")).order_by()
    begun = Confirmation.objects.filter(idea__team=OuterRef("pk"), idea__status=Status.DRAFT)
    steps = [
        When(Exists(ideas.filter(status=Status.SUBMITTED)), then=Value(State.SUBMITTED)),
        When(Exists(begun), then=Value(State.CONFIRMING)),
        When(Exists(ideas.filter(status=Status.DRAFT)), then=Value(State.WRITING)),
        When(Exists(ideas), then=Value(State.WITHDRAWN)),
    ]
    return teams.annotate(
        state=Case(*steps, default=Value(State.FORMING)),
        active_at=_last_activity(),
        waits_for_guardian=Exists(_unconsented()),
        waits_for_office=Exists(EligibilityRemark.objects.filter(team=OuterRef("pk"), settled_at=None)),
        has_unsent=Exists(ideas.filter(status=Status.SUBMITTED).exclude(draft={})),
    )


def _last_activity() -> Greatest:
    """The team's, its members' or its ideas' newest change, whichever is later."""
    of_ideas = Idea.objects.filter(team=OuterRef("pk")).order_by().values("team").annotate(n=Max("updated_at"))
    of_people = Member.objects.filter(team=OuterRef("pk")).order_by().values("team").annotate(n=Max("updated_at"))
    newest = [Coalesce(Subquery(rows.values("n")), F("updated_at")) for rows in (of_ideas, of_people)]
    return Greatest(F("updated_at"), *newest)


def _unconsented() -> QuerySet[Member]:
    """The twin of `eligibility.needs_guardian` without a yes that stands."""
    young = Q(pk__in=[])
    for band, age in YOUNGEST.items():
        young |= Q(age_band=band, team__cycle__guardian_below_age__gt=age)
    given = GuardianConsent.objects.filter(member=OuterRef("pk"), given_at__isnull=False, refused_at=None)
    return Member.objects.filter(young, ~Exists(given), team=OuterRef("pk"))


def for_roster(teams: QuerySet[Team]) -> QuerySet[Team]:
    """What a list of teams shows, in a fixed number of queries."""
    return teams.select_related("cycle").prefetch_related(
        "cycle__stages",
        "cycle__entry_classes",
        "eligibility_remarks",
        answerable("members"),
        Prefetch("ideas", Idea.objects.for_desk()),
    )


@dataclass(frozen=True)
class Lacks:
    """What keeps a team from having handed in, counted: each a number of people or of places."""

    guardians: int
    yeses: int
    others: int
    texts: int

    def words(self) -> list[str]:
        said = (
            (self.guardians, ngettext("保護者の同意 %(n)d人", "保護者の同意 %(n)d人", self.guardians)),
            (self.yeses, ngettext("みんなの確認 %(n)d人", "みんなの確認 %(n)d人", self.yeses)),
            (self.others, ngettext("応募資格 %(n)d件", "応募資格 %(n)d件", self.others)),
            (self.texts, ngettext("書けていないところ %(n)d件", "書けていないところ %(n)d件", self.texts)),
        )
        return [words % {"n": count} for count, words in said if count]


def lacks_of(team: Team, moment: datetime) -> Lacks:
    """Of rows of `for_roster`; what was handed in with nothing changed since lacks no text and no yes."""
    ideas = list(team.ideas.all())
    kinds = Counter(missing.kind for missing in missing_of(team, ideas, moment))
    open_still = [idea for idea in ideas if is_unfinished(idea)]
    return Lacks(
        guardians=kinds.pop(Kind.GUARDIAN, 0),
        yeses=max((len(missing_yeses(idea)) for idea in open_still), default=0),
        others=sum(kinds.values()),
        texts=sum(len(problems_of(idea)) for idea in open_still),
    )


def is_unfinished(idea: Idea) -> bool:
    """Begun and not handed in, or changed since."""
    return idea.status == Status.DRAFT or idea.has_unsent_changes


def names_shown(team: Team) -> str:
    members = list(team.members.all())
    shown = sum(member.name_is_public for member in members)
    words = ngettext("%(n)d人（名前の公開 %(shown)d人）", "%(n)d人（名前の公開 %(shown)d人）", len(members))
    return words % {"n": len(members), "shown": shown}


def title_of(idea: Idea) -> str:
    return _("%(number)s　%(title)s") % {"number": idea.number, "title": idea} if idea.number else str(idea)
