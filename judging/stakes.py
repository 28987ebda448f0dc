"""Stakes that the records show: who must be kept away from what until the secretariat has looked at it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import QuerySet

from contest.models import Cycle
from ideas.models import Idea, Member
from judging.models import Conflict, Judge
from municipalities.domains import ANYBODYS, domain_of
from municipalities.models import LocalGovernment, bodies

# The second level of names like u-tokyo.ac.jp or company.co.uk, where the owner's name is the third.
SHARED_LEVEL = re.compile(r"(?:ac|ad|co|com|ed|edu|go|gov|gr|lg|ne|net|or|org)\.[a-z]{2}")
PROVIDERS = re.compile(r".+\.ne\.jp|nifty\.com|msn\.com|example|.+\.(?:example|invalid|test)")
SCHOOLS = re.compile(r".+\.(?:ac|ed|edu)\.[a-z]{2}|.+\.edu")
LEAST_NAME = 2  # letters of a name worth looking for in an affiliation


@dataclass(frozen=True)
class Stake:
    """One reason to keep a judge away from an idea, with what both have in common."""

    judge: int
    idea: int
    kind: str
    detail: str


def stakes_in(cycle: Cycle) -> list[Stake]:
    """What the records of this cycle show, a pair and kind once."""
    ideas = list(_ideas(cycle))
    together = _earlier_teammates(cycle)
    found: dict[tuple[int, int, str], Stake] = {}
    for judge in cycle.judges.serving().select_related("user", "organization").prefetch_related("user__offices"):
        eyes = _Eyes(judge, together.get(judge.user_id, set()))
        for idea in ideas:
            for kind, detail in eyes.look_at(idea):
                found.setdefault((judge.pk, idea.pk, kind), Stake(judge.pk, idea.pk, kind, detail[:200]))
    return list(found.values())


def _ideas(cycle: Cycle) -> QuerySet[Idea]:
    return (
        Idea.objects.handed_in()
        .filter(cycle=cycle)
        .select_related("team__school_class", "challenge__participant")
        .prefetch_related(
            "team__members__user",
            "team__members__guardian_consents",
            "team__members__recommendations",
            bodies("challenge__participant__members"),
        )
    )


def _earlier_teammates(cycle: Cycle) -> dict[int, set[int]]:
    """By judge, the people who were in one team with them in another cycle."""
    judges = cycle.judges.serving().values("user")
    own = Member.objects.filter(user__in=judges).exclude(team__cycle=cycle)
    people: dict[int, set[int]] = {}
    for judge, other in own.values_list("user", "team__members__user"):
        people.setdefault(judge, set()).add(other)
    return people


def owner_of(domain: str) -> str:
    """The part of a domain its owner registered: pp.u-tokyo.ac.jp is u-tokyo.ac.jp; empty for providers of mail."""
    labels = domain.lower().split(".")
    count = 3 if SHARED_LEVEL.fullmatch(".".join(labels[-2:])) else 2
    owner = ".".join(labels[-count:])
    is_anybodys = domain in ANYBODYS or owner in ANYBODYS or PROVIDERS.fullmatch(domain)
    return "" if is_anybodys or len(labels) < count else owner


class _Eyes:
    """One judge, and what they have in common with an idea."""

    def __init__(self, judge: Judge, earlier: set[int]) -> None:
        self.judge, self.user, self.earlier = judge, judge.user, earlier
        self.offices = {office.participant_id for office in judge.user.offices.all() if office.until is None}
        self.governments = _codes(
            LocalGovernment.objects.filter(memberships__participant__in=self.offices) if self.offices else ()
        )
        hosts = [domain_of(judge.user.email)]
        if judge.organization:
            hosts.append((urlsplit(judge.organization.url).hostname or "").removeprefix("www."))
        self.owners = {owner_of(host) for host in hosts} - {""}

    def look_at(self, idea: Idea) -> Iterator[tuple[str, str]]:
        members = list(idea.team.members.all())
        if any(member.user_id == self.user.pk for member in members):
            yield Conflict.Kind.TEAM, idea.team.name
        if any(member.user_id in self.earlier for member in members):
            yield Conflict.Kind.PAST, idea.team.name
        yield from self._municipality(idea)
        yield from self._affiliation(idea, members)
        yield from self._people(idea, members)

    def _municipality(self, idea: Idea) -> Iterator[tuple[str, str]]:
        """Serves it, or one body of its union, or the city of its ward; has its address; says so in the affiliation."""
        participant = idea.challenge.participant
        governments = [member.government for member in participant.members.all()]
        named = any(len(g.name) >= LEAST_NAME and g.name in self.judge.affiliation for g in governments)
        serves = participant.pk in self.offices or self.governments & _codes(governments)
        if serves or named or participant.lists_domain_of(self.user.email):
            yield Conflict.Kind.MUNICIPALITY, participant.name

    def _affiliation(self, idea: Idea, members: list[Member]) -> Iterator[tuple[str, str]]:
        klass = idea.team.school_class
        if klass and len(klass.school) >= LEAST_NAME and klass.school in self.judge.affiliation:
            yield Conflict.Kind.SCHOOL, klass.school
        for owner in sorted(self.owners & {owner_of(domain_of(member.user.email)) for member in members}):
            yield (Conflict.Kind.SCHOOL if SCHOOLS.fullmatch(owner) else Conflict.Kind.COMPANY), owner

    def _people(self, idea: Idea, members: list[Member]) -> Iterator[tuple[str, str]]:
        klass = idea.team.school_class
        recommended = (row for member in members for row in member.recommendations.all() if row.confirmed_at)
        if klass and klass.teacher_id == self.user.pk:
            yield Conflict.Kind.MENTOR, klass.name
        elif any(row.email.lower() == self.user.email for row in recommended):
            yield Conflict.Kind.MENTOR, idea.team.name
        consents = (row for member in members for row in member.guardian_consents.all())
        if any(row.email.lower() == self.user.email for row in consents):
            yield Conflict.Kind.FAMILY, idea.team.name


def _codes(governments: Iterable[LocalGovernment]) -> set[str]:
    """The codes of bodies, and of the city a ward is part of."""
    return {code for body in governments for code in (body.code, body.parent_id) if code}
