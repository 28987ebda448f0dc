"""Acts of judging: the fact, the message, and for each refusal that nothing changed."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from contest.models import Tier
from judging import services
from judging.models import Conflict, JudgingRefused, Placement, Round, Score, SheetIncomplete
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.contest import cycle
from tests.factories.judging import CLOSES, DURING, OPENS

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def words(sheet):
    sheet.refresh_from_db()
    points = dict(sheet.scores.values_list("criterion__key", "points"))
    return points, sheet.comment, sheet.advice, sheet.handed_in_at


def save(sheet, points, *, by=None, at=DURING, comment="うちわのことば", advice="歩いてみてください"):
    return services.save_sheet(sheet, points=points, comment=comment, advice=advice, by=by or sheet.judge.user, at=at)


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


# place_idea


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
    told = [(entry.detail["before"], entry.detail["tier"]) for entry in entries]
    assert told == [("", "poster"), ("poster", "finalist"), ("finalist", "")]


def test_a_reason_is_kept_with_its_tier_and_both_are_on_record():
    idea, by = ideas.submitted(), staff()
    for key, reason in [("poster", " 数字がまだない "), ("poster", None), ("poster", "数字を確かめた"), ("web", None)]:
        services.place_idea(idea, tier=tier(key), reason=reason, by=by, at=DURING)
    assert (Placement.objects.get().tier.key, Placement.objects.get().reason) == ("web", "")
    entries = AuditEntry.objects.filter(action="judging.place_idea").order_by("pk")
    told = [(entry.detail["reason_before"], entry.detail["reason"]) for entry in entries]
    assert told == [("", "数字がまだない"), ("数字がまだない", "数字を確かめた"), ("数字を確かめた", "")]


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
        services.place_idea(idea, tier=tier("poster", 2027 if wrong == "cycle" else 2026), by=staff(), at=CLOSES)
    assert not Placement.objects.exists()


def test_once_a_moment_is_set_an_idea_changes_its_tier_and_never_loses_it():
    idea = ideas.submitted()
    judging.placed(idea)
    judging.released()
    with pytest.raises(JudgingRefused, match="層を空けられません"):
        services.place_idea(idea, tier=None, by=staff(), at=DURING)
    services.place_idea(idea, tier=tier("web"), by=staff(), at=CLOSES - SECOND)
    assert Placement.objects.get().tier == tier("web")
