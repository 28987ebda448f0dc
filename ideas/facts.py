"""What `ideas.eligibility` is told of a team, from rows of `Team.objects.for_desk()` or an idea's `for_desk()`."""

from collections.abc import Iterable
from datetime import datetime

from contest.models import Cycle, EntryClass
from ideas.eligibility import Answer, EntryRule, MemberFacts, TeamFacts, Vouching
from ideas.models import GuardianConsent, Member, Recommendation, Team
from municipalities.models import Participant


def facts_of(team: Team, cycle: Cycle, participants: Iterable[Participant], at: datetime) -> TeamFacts:
    """The team at this moment, as one that answers challenges of these municipalities."""
    members = list(team.members.all())
    leader = next((member for member in members if member.role == Member.Role.LEADER), None)
    return TeamFacts(
        min_members=cycle.min_members,
        guardian_below_age=cycle.guardian_below_age,
        member_classes=_rules(cycle, EntryClass.Role.MEMBER),
        leader_classes=_rules(cycle, EntryClass.Role.LEADER),
        members=tuple(_member(member, at) for member in members),
        vouchings=tuple(_vouching(leader, participant, at) for participant in participants),
        remarks=tuple(row.text for row in team.eligibility_remarks.all() if row.settled_at is None),
    )


def classes_of(cycle: Cycle, role: str) -> list[EntryClass]:
    """The classes a member, or a leader, chooses from; reads prefetched ones where there are."""
    return [row for row in cycle.entry_classes.all() if row.role == role]


def leader_class_label(row: EntryClass) -> str:
    """A leader's class as people speak of it: by its letter too."""
    return f"{row.key}　{row}"


def class_label(member: Member) -> str:
    """How a member belongs to the place, in words; empty while they have not said, or said what is no class now."""
    is_leader = member.role == Member.Role.LEADER
    rows = classes_of(member.team.cycle, EntryClass.Role.LEADER if is_leader else EntryClass.Role.MEMBER)
    found = next((row for row in rows if row.key == member.entry_class), None)
    return "" if found is None else leader_class_label(found) if is_leader else str(found)


def guardian_answer(consents: Iterable[GuardianConsent], at: datetime) -> Answer:
    """A yes that stands is a yes; else what the last one asked has said. Silence is not consent."""
    rows = list(consents)
    if any(row.is_given for row in rows):
        return Answer.YES
    if not rows:
        return Answer.NOT_ASKED
    if rows[-1].refused_at:
        return Answer.NO
    return Answer.WAITING if rows[-1].is_open_at(at) else Answer.EXPIRED


def recommendation_answer(rows: Iterable[Recommendation], at: datetime) -> Vouching:
    """The one that was given; else what the last one asked has said."""
    standing = [row for row in rows if row.cancelled_at is None]
    given = next((row for row in standing if row.confirmed_at), None)
    if given is not None:
        return Vouching("", Answer.YES, given.entry_class)
    if not standing:
        return Vouching("", Answer.NOT_ASKED)
    if standing[-1].declined_at:
        return Vouching("", Answer.NO)
    return Vouching("", Answer.WAITING if standing[-1].is_open_at(at) else Answer.EXPIRED)


def _rules(cycle: Cycle, role: str) -> tuple[EntryRule, ...]:
    rows = classes_of(cycle, role)
    return tuple(EntryRule(row.key, row.needs_recommendation, row.may_recommend) for row in rows)


def _member(member: Member, at: datetime) -> MemberFacts:
    return MemberFacts(
        pk=member.pk,
        name=str(member),
        is_leader=member.role == Member.Role.LEADER,
        entry_class=member.entry_class,
        age_band=member.age_band,
        guardian=guardian_answer(member.guardian_consents.all(), at),
    )


def _vouching(leader: Member | None, participant: Participant, at: datetime) -> Vouching:
    rows = leader.recommendations.all() if leader else ()
    found = recommendation_answer((row for row in rows if row.participant_id == participant.pk), at)
    return Vouching(participant.name, found.answer, found.entry_class)
