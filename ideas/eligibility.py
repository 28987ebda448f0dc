"""Whether a team may hand in: from frozen facts, every "not yet" in words. Asks no database and no clock.

The rules are the cycle's (docs/teams.md); what is said here is only how they are read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# The youngest somebody of a band may be; a band of which anybody may be below the cycle's age counts as below it.
YOUNGEST = {"under16": 0, "16to17": 16, "18to29": 18, "30to59": 30, "60up": 60}


class Answer(StrEnum):
    """How something that was asked of a person outside the team stands."""

    NOT_ASKED = "not asked"
    WAITING = "waiting"
    EXPIRED = "expired"
    YES = "yes"
    NO = "no"


class Kind(StrEnum):
    """What is missing; where it is mended follows from it."""

    MEMBERS = "members"
    ENTRY_CLASS = "entry class"
    AGE_BAND = "age band"
    GUARDIAN = "guardian"
    RECOMMENDATION = "recommendation"
    REMARK = "remark"


@dataclass(frozen=True)
class EntryRule:
    """One class of people who may enter, as the cycle wrote it down."""

    key: str
    needs_recommendation: bool = False
    may_recommend: bool = False


@dataclass(frozen=True)
class MemberFacts:
    """A member; `entry_class` is of the leader's classes for the leader, of the members' for everyone else."""

    pk: int
    name: str
    is_leader: bool = False
    entry_class: str = ""
    age_band: str = ""
    guardian: Answer = Answer.NOT_ASKED


@dataclass(frozen=True)
class Vouching:
    """A recommendation of the leader for one municipality; `entry_class` is what the recommender said of themselves."""

    municipality: str
    answer: Answer = Answer.NOT_ASKED
    entry_class: str = ""


@dataclass(frozen=True)
class TeamFacts:
    """A team, its cycle's rules, and a vouching for each municipality it answers (none: no challenge chosen yet)."""

    min_members: int
    guardian_below_age: int
    member_classes: tuple[EntryRule, ...]
    leader_classes: tuple[EntryRule, ...]
    members: tuple[MemberFacts, ...]
    vouchings: tuple[Vouching, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotYet:
    """One thing that keeps the team from handing in; `member` is whom it is about, None for the whole team."""

    kind: Kind
    message: str
    member: int | None = None


def not_yet(facts: TeamFacts) -> list[NotYet]:
    """Everything missing: the team first, then member by member, then what the secretariat asks; empty means eligible."""
    each = (missing for member in facts.members for missing in _of_member(facts, member))
    return [*_too_few(facts), *each, *_of_secretariat(facts)]


def derived_attribute(are_students: Iterable[bool]) -> str:
    """市民, 学生 or 混成, as `Team.Attribute`; a team nobody is in counts as citizens."""
    kinds = set(are_students)
    return "mixed" if len(kinds) == 2 else "students" if True in kinds else "citizens"


def needs_guardian(age_band: str, below_age: int) -> bool:
    """Whether somebody of this band may be younger than the age below which a guardian decides."""
    return age_band in YOUNGEST and YOUNGEST[age_band] < below_age


def _too_few(facts: TeamFacts) -> Iterator[NotYet]:
    wanted = facts.min_members - len(facts.members)
    if wanted > 0:
        words = ngettext("チームのメンバーがあと%(n)d人必要です。", "チームのメンバーがあと%(n)d人必要です。", wanted)
        yield NotYet(Kind.MEMBERS, words % {"n": wanted})


def _of_member(facts: TeamFacts, member: MemberFacts) -> Iterator[NotYet]:
    who = {"name": member.name}
    rules = facts.leader_classes if member.is_leader else facts.member_classes
    rule = next((rule for rule in rules if rule.key == member.entry_class), None)
    if rules and rule is None:
        at_leader = _("%(name)sさんの、代表の資格を答えてください。")
        words = at_leader if member.is_leader else _("%(name)sさんの、地域とのつながりを答えてください。")
        yield NotYet(Kind.ENTRY_CLASS, words % who, member.pk)
    if member.age_band not in YOUNGEST:
        yield NotYet(Kind.AGE_BAND, _("%(name)sさんの年代を答えてください。") % who, member.pk)
    elif needs_guardian(member.age_band, facts.guardian_below_age) and member.guardian != Answer.YES:
        yield NotYet(Kind.GUARDIAN, _guardian_words(member), member.pk)
    if member.is_leader and rule is not None and rule.needs_recommendation:
        yield from _unvouched(facts, member)


def _guardian_words(member: MemberFacts) -> str:
    words = {
        Answer.NOT_ASKED: _("%(name)sさんには、保護者の同意が必要です。"),
        Answer.WAITING: _("%(name)sさんの保護者の返事を待っています。返事がないうちは、同意したことになりません。"),
        Answer.EXPIRED: _("%(name)sさんの保護者に送ったリンクは、期限が切れました。もう一度送ってください。"),
        Answer.NO: _("%(name)sさんの保護者は、同意していません。"),
    }[member.guardian]
    return words % {"name": member.name}


def _unvouched(facts: TeamFacts, leader: MemberFacts) -> Iterator[NotYet]:
    """A leader from elsewhere is spoken for in every municipality the team answers, by someone who may."""
    if not facts.vouchings:
        words = _("代表の資格に、推薦が必要です。課題をえらんでアイデアをはじめると、推薦を頼めます。")
        yield NotYet(Kind.RECOMMENDATION, words, leader.pk)
    recommenders = {rule.key for rule in facts.leader_classes if rule.may_recommend}
    for vouching in facts.vouchings:
        if vouching.answer != Answer.YES or vouching.entry_class not in recommenders:
            yield NotYet(Kind.RECOMMENDATION, _vouching_words(vouching), leader.pk)


def _vouching_words(vouching: Vouching) -> str:
    words = {
        Answer.NOT_ASKED: _("代表の資格に、%(place)sの人の推薦が必要です。"),
        Answer.WAITING: _("代表の推薦を頼んだ、%(place)sの人の返事を待っています。"),
        Answer.EXPIRED: _("代表の推薦を頼んだリンクは、期限が切れました（%(place)s）。もう一度頼んでください。"),
        Answer.NO: _("代表の推薦は、ことわられました（%(place)s）。ほかの人に頼めます。"),
        Answer.YES: _("代表を推薦した人の、地域とのつながりが足りません（%(place)s）。ほかの人に頼んでください。"),
    }[vouching.answer]
    return words % {"place": vouching.municipality}


def _of_secretariat(facts: TeamFacts) -> Iterator[NotYet]:
    for remark in facts.remarks:
        yield NotYet(Kind.REMARK, _("事務局が確かめています：%(remark)s") % {"remark": remark})
