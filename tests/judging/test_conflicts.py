"""Conflicts of interest: what the records show, what people declare, and what the secretariat makes of it."""

import pytest

from accounts.models import AuditEntry
from ideas.models import GuardianConsent, Member, SchoolClass, Team
from judging import services
from judging.models import Assignment, Conflict, JudgingRefused, Score
from judging.stakes import owner_of, stakes_in
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle
from tests.factories.judging import DURING
from tests.factories.municipalities import challenge, officer

pytestmark = pytest.mark.django_db
ACT = {"reason": "支援しています", "at": DURING}


@pytest.mark.parametrize(
    ("domain", "owner"),
    [
        ("pp.example.ac.jp", "example.ac.jp"),
        ("example.ac.jp", "example.ac.jp"),
        ("mail.example.com", "example.com"),
        ("example.co.uk", "example.co.uk"),
        ("gmail.com", ""),
        ("mail.yahoo.co.jp", ""),
        ("abc.ocn.ne.jp", ""),
        ("people.example", ""),
        ("co.jp", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_a_domain_belongs_to_its_owner_and_those_of_providers_to_nobody(domain, owner):
    assert owner_of(domain) == owner


def kinds(judge, idea):
    return {(s.kind, s.detail) for s in stakes_in(cycle()) if (s.judge, s.idea) == (judge.pk, idea.pk)}


def test_strangers_have_no_stake():
    judging.judge(affiliation="見本大学")
    ideas.submitted()
    assert stakes_in(cycle()) == []


def test_a_judge_on_the_team_has_a_stake():
    idea = ideas.submitted()
    assert kinds(judging.judge(user=ideas.leader_of(idea.team)), idea) == {("team", idea.team.name)}


def test_a_judge_who_was_in_a_team_with_a_member_before_has_a_stake():
    idea, user = ideas.submitted(), person()
    before = Team.objects.create(cycle=cycle(2025), name="まえのチーム")
    for role, who in (("leader", user), ("member", ideas.leader_of(idea.team))):
        Member.objects.create(team=before, user=who, role=role)
    assert kinds(judging.judge(user=user), idea) == {("past", idea.team.name)}


def test_an_officer_has_a_stake_in_the_municipality_and_its_union():
    post, other = officer(), officer()
    idea = ideas.submitted()
    idea.challenge = challenge("accepted", by=post)
    idea.save()
    ours, theirs = judging.judge(user=post.user), judging.judge(user=other.user)
    assert kinds(ours, idea) == {("municipality", post.participant.name)}
    assert kinds(theirs, idea) == set()
    body = other.participant.members.first().government
    post.participant.members.create(government=body, order=2)
    assert [kind for kind, _detail in kinds(theirs, idea)] == ["municipality"]


def test_an_affiliation_names_the_municipality_or_the_school():
    idea = ideas.submitted()
    name = idea.challenge.participant.lead.name
    teacher = person()
    idea.team.school_class = SchoolClass.objects.create(
        cycle=cycle(), teacher=teacher, school="みほん高等学校", name="2年1組"
    )
    idea.team.save()
    official, colleague = judging.judge(affiliation=f"{name}役所"), judging.judge(affiliation="みほん高等学校 教諭")
    assert [kind for kind, _detail in kinds(official, idea)] == ["municipality"]
    assert kinds(colleague, idea) == {("school", "みほん高等学校")}
    assert kinds(judging.judge(user=teacher), idea) == {("mentor", "2年1組")}


@pytest.mark.parametrize(("domain", "kind"), [("example.ac.jp", "school"), ("example.co.jp", "company")])
def test_a_shared_domain_is_a_shared_school_or_company(domain, kind):
    idea = ideas.submitted()
    member = ideas.leader_of(idea.team)
    member.email = f"member@sub.{domain}"
    member.save()
    assert kinds(judging.judge(user=person(email=f"judge@{domain}")), idea) == {(kind, domain)}


def test_a_guardian_has_a_stake():
    idea, guardian = ideas.submitted(), person()
    member = idea.team.members.first()
    GuardianConsent.objects.create(member=member, kind="mail", guardian_name="見本", email=guardian.email)
    assert kinds(judging.judge(user=guardian), idea) == {("family", idea.team.name)}


def test_what_is_found_is_proposed_once_and_taken_back_when_it_no_longer_shows():
    idea = ideas.submitted()
    judge = judging.judge(user=ideas.leader_of(idea.team))
    assert (services.find_conflicts(cycle(), at=DURING), services.find_conflicts(cycle(), at=DURING)) == (1, 0)
    found = Conflict.objects.get()
    assert (found.judge, found.idea, found.source, found.state) == (judge, idea, "inferred", "proposed")
    idea.team.members.filter(user=judge.user).delete()
    services.find_conflicts(cycle(), at=DURING)
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("state", ["confirmed", "dismissed", "pinned"])
def test_what_was_decided_stays_decided(state):
    idea = ideas.submitted()
    judging.judge(affiliation=f"{idea.challenge.participant.lead.name}役所")
    services.find_conflicts(cycle(), at=DURING)
    services.decide_conflict(Conflict.objects.get(), state=state, reason="調べました", by=staff(), at=DURING)
    assert services.find_conflicts(cycle(), at=DURING) == 0
    assert Conflict.objects.get().state == state
    entry = AuditEntry.objects.get(action="judging.decide_conflict")
    assert (entry.detail["state"], entry.detail["reason"]) == (state, "調べました")


@pytest.mark.parametrize(
    ("state", "is_seen", "is_there"),
    [("proposed", False, True), ("confirmed", False, False), ("dismissed", True, True), ("pinned", False, False)],
)
def test_only_a_dismissed_conflict_lets_the_judge_see_the_sheet(state, is_seen, is_there):
    sheet = judging.sheet(judging.round(), ideas.submitted())
    conflict = Conflict.objects.create(judge=sheet.judge, idea=sheet.idea, source="team", reason="知り合い")
    if state != "proposed":
        services.decide_conflict(conflict, state=state, reason="調べました", by=staff(), at=DURING)
    assert Assignment.objects.of_judge(sheet.judge.user).exists() == is_seen
    assert Assignment.objects.exists() == is_there


@pytest.mark.parametrize("wrong", ["pinned", "team", "silent", "released", "state"])
def test_a_decision_is_refused(wrong):
    sheet = judging.sheet(judging.round(), ideas.submitted())
    kind = "team" if wrong == "team" else "other"
    state = {"state": "pinned", "decided_by": staff(), "decided_at": DURING} if wrong == "pinned" else {}
    conflict = Conflict.objects.create(judge=sheet.judge, idea=sheet.idea, kind=kind, reason="知り合い", **state)
    if wrong == "released":
        judging.released(at=DURING)
    with pytest.raises(JudgingRefused):
        services.decide_conflict(
            conflict,
            state="proposed" if wrong == "state" and conflict.state != "proposed" else _state(wrong),
            reason="" if wrong == "silent" else "調べました",
            by=staff(),
            at=DURING,
        )
    was = conflict.state
    conflict.refresh_from_db()
    assert conflict.state == was
    assert Assignment.objects.exists()
    assert not AuditEntry.objects.filter(action="judging.decide_conflict").exists()


def _state(wrong):
    return "odd" if wrong == "state" else "dismissed"


def test_a_conflict_the_team_declares_hides_the_idea_and_keeps_the_sheet_until_it_is_decided():
    sheet = judging.handed_in(judging.round(), ideas.submitted(), 4, 3, 2)
    member = ideas.leader_of(sheet.idea.team)
    conflict = services.declare_conflict(sheet.judge, sheet.idea, by=member, **ACT)
    assert (conflict.source, conflict.state, conflict.declared_by) == ("team", "proposed", member)
    assert not Assignment.objects.standing().exists()
    assert Score.objects.count() == 3
    services.decide_conflict(conflict, state="dismissed", reason="事実ではない", by=staff(), at=DURING)
    assert Assignment.objects.standing().get() == sheet


@pytest.mark.parametrize("who", ["judge", "staff"])
def test_a_conflict_takes_the_sheet_away(who):
    round = judging.round()
    sheet = judging.handed_in(round, ideas.submitted(), 4, 3, 2)
    other = judging.handed_in(round, sheet.idea, 1, 1, 1)
    by = sheet.judge.user if who == "judge" else staff()
    services.declare_conflict(sheet.judge, sheet.idea, reason="支援しています", by=by, at=DURING)
    assert list(Assignment.objects.all()) == [other]
    assert Score.objects.count() == 3
    assert AuditEntry.objects.get(action="judging.declare_conflict").detail["idea"] == sheet.idea.number


def test_a_conflict_is_declared_once():
    sheet = judging.sheet(judging.round(), ideas.submitted())
    first = services.declare_conflict(sheet.judge, sheet.idea, reason="一", by=sheet.judge.user, at=DURING)
    again = services.declare_conflict(sheet.judge, sheet.idea, reason="二", by=sheet.judge.user, at=DURING)
    assert again == first
    assert again.reason == "一"
    assert AuditEntry.objects.filter(action="judging.declare_conflict").count() == 1


@pytest.mark.parametrize("wrong", ["person", "silent", "released", "cycle"])
def test_a_conflict_is_refused(wrong):
    sheet = judging.sheet(judging.round(), ideas.submitted())
    judge = judging.judge(cycle(2027)) if wrong == "cycle" else sheet.judge
    by = person() if wrong == "person" else judge.user
    if wrong == "released":
        judging.released(at=DURING)
    with pytest.raises(JudgingRefused):
        services.declare_conflict(judge, sheet.idea, reason=" " if wrong == "silent" else "理由", by=by, at=DURING)
    assert not Conflict.objects.exists()
    assert Assignment.objects.count() == 1
