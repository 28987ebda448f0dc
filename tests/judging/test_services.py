"""Acts of judging: the fact, the message, and for each refusal that nothing changed."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from contest.models import Stage, Tier
from judging import services
from judging.models import Assignment, Conflict, JudgingRefused, Placement, Round, Score, SheetIncomplete, TierRelease
from notifications.models import OutboxMail
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle, windows
from tests.factories.judging import CLOSES, DURING, OPENS
from tests.factories.municipalities import challenge, officer

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def assigned(round):
    return set(round.assignments.values_list("judge_id", "idea_id"))


def words(sheet):
    sheet.refresh_from_db()
    points = dict(sheet.scores.values_list("criterion__key", "points"))
    return points, sheet.comment, sheet.advice, sheet.handed_in_at


def save(sheet, points, *, by=None, at=DURING, comment="うちわのことば", advice="歩いてみてください"):
    return services.save_sheet(sheet, points=points, comment=comment, advice=advice, by=by or sheet.judge.user, at=at)


# assign_judges


def test_every_judge_gets_every_idea_handed_in():
    round = judging.round()
    judges = [judging.judge(), judging.judge()]
    entries = [ideas.submitted(), ideas.submitted()]
    ideas.draft()
    assert services.assign_judges(round, by=staff(), at=DURING) == 4
    assert assigned(round) == {(judge.pk, idea.pk) for judge in judges for idea in entries}
    assert AuditEntry.objects.get(action="judging.assign_judges").detail == {"sheets": 4}


def test_assigning_again_adds_only_what_is_missing():
    round, _judge, _idea = judging.round(), judging.judge(), ideas.submitted()
    services.assign_judges(round, by=staff(), at=DURING)
    assert services.assign_judges(round, by=staff(), at=DURING) == 0
    ideas.submitted()
    assert services.assign_judges(round, by=staff(), at=DURING) == 1
    assert AuditEntry.objects.filter(action="judging.assign_judges").count() == 2


def test_nobody_judges_where_they_have_a_stake():
    round = judging.round()
    post = officer()
    declared, on_team, serving, free = (ideas.submitted() for _ in range(4))
    serving.challenge = challenge("accepted", by=post)
    serving.save()
    member = ideas.leader_of(on_team.team)
    declarer, teammate, official = judging.judge(), judging.judge(user=member), judging.judge(user=post.user)
    Conflict.objects.create(judge=declarer, idea=declared, reason="支援しています")
    services.assign_judges(round, by=staff(), at=DURING)
    everyone = {(j.pk, i.pk) for j in (declarer, teammate, official) for i in (declared, on_team, serving, free)}
    kept_apart = {(declarer.pk, declared.pk), (teammate.pk, on_team.pk), (official.pk, serving.pk)}
    assert assigned(round) == everyone - kept_apart


def test_the_final_is_judged_over_the_finalists():
    finalist, other = ideas.submitted(), ideas.submitted()
    judging.placed(finalist)
    judging.placed(other, "poster")
    judge, final = judging.judge(), judging.round(kind=Round.Kind.FINAL)
    services.assign_judges(final, by=staff(), at=DURING)
    assert assigned(final) == {(judge.pk, finalist.pk)}


@pytest.mark.parametrize("lacking", ["time", "criteria", "weight", "judges", "ideas"])
def test_assigning_is_refused_while_something_is_lacking(lacking):
    criteria = {"criteria": (), "weight": (("novelty", "新規性", 0, 5),)}.get(lacking, judging.CRITERIA)
    round = judging.round(criteria=criteria)
    if lacking != "judges":
        judging.judge()
    if lacking != "ideas":
        ideas.submitted()
    with pytest.raises(JudgingRefused):
        services.assign_judges(round, by=staff(), at=CLOSES if lacking == "time" else DURING)
    assert not Assignment.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="judging.").exists()


# save_sheet, hand_in_sheet


def test_a_sheet_is_saved_without_all_points():
    round = judging.round()
    sheet = judging.sheet(round, ideas.submitted())
    save(sheet, judging.points(round, 4))
    assert words(sheet) == ({"novelty": 4}, "うちわのことば", "歩いてみてください", None)


def test_saving_replaces_the_whole_sheet():
    round = judging.round()
    sheet = judging.sheet(round, ideas.submitted())
    save(sheet, judging.points(round, 4, 2))
    save(sheet, judging.points(round, 5), comment="")
    assert words(sheet) == ({"novelty": 5}, "", "歩いてみてください", None)


def test_handing_in_twice_keeps_the_first_time():
    round = judging.round()
    sheet = judging.handed_in(round, ideas.submitted(), 4, 3, 2)
    services.hand_in_sheet(sheet, by=sheet.judge.user, at=DURING + SECOND)
    assert words(sheet)[3] == DURING
    entry = AuditEntry.objects.get(action="judging.hand_in_sheet")
    assert entry.detail == {"points": {"novelty": 4, "effect": 3, "feasibility": 2}}
    assert entry.actor == sheet.judge.user


def test_a_sheet_without_all_points_is_not_handed_in():
    round = judging.round()
    sheet = judging.sheet(round, ideas.submitted())
    save(sheet, judging.points(round, 4))
    with pytest.raises(SheetIncomplete) as refusal:
        services.hand_in_sheet(sheet, by=sheet.judge.user, at=DURING)
    assert [criterion.key for criterion in refusal.value.criteria] == ["effect", "feasibility"]
    assert words(sheet)[3] is None
    assert not AuditEntry.objects.filter(action="judging.hand_in_sheet").exists()


def test_a_sheet_handed_in_may_change_until_the_deadline_but_stays_whole():
    round = judging.round()
    sheet = judging.handed_in(round, ideas.submitted(), 4, 3, 2)
    save(sheet, judging.points(round, 5, 5, 4), at=CLOSES - SECOND)
    before = words(sheet)
    assert before[0] == {"novelty": 5, "effect": 5, "feasibility": 4}
    with pytest.raises(SheetIncomplete):
        save(sheet, judging.points(round, 1))
    assert words(sheet) == before
    assert AuditEntry.objects.filter(action="judging.change_sheet").count() == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda sheet, by, at, points: save(sheet, points, by=by, at=at),
        lambda sheet, by, at, points: services.hand_in_sheet(sheet, by=by, at=at),
    ],
    ids=["save", "hand_in"],
)
@pytest.mark.parametrize("wrong", ["person", "staff", "early", "late", "withdrawn", "conflict"])
def test_a_sheet_is_refused_to_others_and_outside_the_window(act, wrong):
    round = judging.round()
    sheet = judging.sheet(round, ideas.submitted())
    save(sheet, judging.points(round, 4, 3, 2))
    by = {"person": judging.judge().user, "staff": staff()}.get(wrong, sheet.judge.user)
    at = {"early": OPENS - SECOND, "late": CLOSES}.get(wrong, DURING)
    if wrong == "withdrawn":
        sheet.idea.status = "withdrawn"
        sheet.idea.save()
    if wrong == "conflict":
        Conflict.objects.create(judge=sheet.judge, idea=sheet.idea, reason="支援しています")
    before = words(sheet)
    with pytest.raises(JudgingRefused):
        act(sheet, by, at, judging.points(round, 1))
    assert words(sheet) == before


@pytest.mark.parametrize("wrong", ["zero", "above", "foreign", "long"])
def test_odd_points_and_long_words_are_refused(wrong):
    round = judging.round()
    sheet = judging.sheet(round, ideas.submitted())
    first = round.criteria.first()
    foreign = judging.round(kind=Round.Kind.FINAL).criteria.first()
    points = {"zero": {first.pk: 0}, "above": {first.pk: 6}, "foreign": {foreign.pk: 1}}.get(wrong, {first.pk: 1})
    with pytest.raises(JudgingRefused):
        save(sheet, points, advice="あ" * 2001 if wrong == "long" else "")
    assert words(sheet) == ({}, "", "", None)
    assert not Score.objects.exists()


# declare_conflict


@pytest.mark.parametrize("who", ["judge", "staff"])
def test_a_conflict_takes_the_sheet_away(who):
    round = judging.round()
    sheet = judging.handed_in(round, ideas.submitted(), 4, 3, 2)
    other = judging.handed_in(round, sheet.idea, 1, 1, 1)
    by = sheet.judge.user if who == "judge" else staff()
    services.declare_conflict(sheet.judge, sheet.idea, reason="支援しています", by=by, at=DURING)
    assert list(Assignment.objects.all()) == [other]
    assert Score.objects.count() == 3
    assert services.assign_judges(round, by=staff(), at=DURING) == 0
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
        judging.released()
    with pytest.raises(JudgingRefused):
        services.declare_conflict(judge, sheet.idea, reason=" " if wrong == "silent" else "理由", by=by, at=DURING)
    assert not Conflict.objects.exists()
    assert Assignment.objects.count() == 1


# place_idea, release_tiers


def tier(key, year=2026):
    return Tier.objects.get(cycle=cycle(year), key=key)


def test_an_idea_is_placed_moved_and_taken_out():
    idea, by = ideas.submitted(), staff()
    services.place_idea(idea, tier=tier("poster"), by=by, at=DURING)
    services.place_idea(idea, tier=tier("finalist"), by=by, at=DURING)
    assert Placement.objects.get().tier == tier("finalist")
    services.place_idea(idea, tier=None, by=by, at=DURING)
    assert not Placement.objects.exists()
    entries = AuditEntry.objects.filter(action="judging.place_idea").order_by("pk")
    assert [entry.detail["tier"] for entry in entries] == ["poster", "finalist", ""]


def test_placing_again_in_the_same_tier_writes_nothing():
    idea = ideas.submitted()
    first = services.place_idea(idea, tier=tier("poster"), by=staff(), at=DURING)
    assert services.place_idea(idea, tier=tier("poster"), by=staff(), at=CLOSES) == first
    assert Placement.objects.get().decided_at == DURING
    assert AuditEntry.objects.filter(action="judging.place_idea").count() == 1


@pytest.mark.parametrize("wrong", ["draft", "cycle", "released"])
def test_placing_is_refused(wrong):
    idea = ideas.draft() if wrong == "draft" else ideas.submitted()
    if wrong == "released":
        judging.released()
    with pytest.raises(JudgingRefused):
        services.place_idea(idea, tier=tier("poster", 2027 if wrong == "cycle" else 2026), by=staff(), at=DURING)
    assert not Placement.objects.exists()


def test_the_release_mails_every_member_their_tier_in_their_language():
    winner, other = ideas.submitted(), ideas.submitted()
    judging.placed(winner)
    judging.placed(other, "web")
    services.release_tiers(cycle(), by=staff(), at=CLOSES)
    services.release_tiers(cycle(), by=staff(), at=CLOSES + SECOND)
    assert TierRelease.objects.get().released_at == CLOSES
    mails = OutboxMail.objects.filter(kind="judging/tier")
    people = [(idea, member.user) for idea in (winner, other) for member in idea.team.members.all()]
    assert {mail.dedupe_key for mail in mails} == {f"tier:{idea.pk}:user:{user.pk}" for idea, user in people}
    mine = mails.filter(to=ideas.leader_of(winner.team).email).get()
    assert mine.subject == "審査の結果：「あかりみち」はファイナリストです"
    assert f"/ideas/{winner.number}/" in mine.body


@pytest.mark.parametrize("wrong", ["collecting", "judging", "empty", "unplaced"])
def test_the_release_is_refused(wrong):
    judging.round()
    if wrong != "empty":
        judging.placed(ideas.submitted())
    if wrong == "unplaced":
        ideas.submitted()
    collecting = windows(2026)[Stage.Kind.IDEAS][1] - SECOND
    at = {"collecting": collecting, "judging": CLOSES - SECOND}.get(wrong, CLOSES)
    mails = OutboxMail.objects.count()
    with pytest.raises(JudgingRefused):
        services.release_tiers(cycle(), by=staff(), at=at)
    assert not TierRelease.objects.exists()
    assert OutboxMail.objects.count() == mails
