"""The one moment of the tiers: set, moved, taken back; refused; the mails once it has come."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from contest.models import Stage
from ideas.models import IdeaRefused
from ideas.services import restore_for_team, withdraw_idea
from judging import services
from judging.models import JudgingRefused, TierRelease
from municipalities.models import Officer
from notifications.models import OutboxMail
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.contest import cycle, windows
from tests.factories.judging import CLOSES
from tests.factories.municipalities import officer
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def released(to, *, seen=None, at=CLOSES, by=None):
    return services.set_tier_release(cycle(), releases_at=to, seen=seen, by=by or staff(), at=at)


def ready():
    """A screening that is over, with an idea in its tier."""
    judging.round()
    return judging.placed(ideas.submitted()).idea


def test_the_moment_is_set_moved_and_taken_back_until_it_comes():
    ready()
    clerk = staff()
    assert released(CLOSES + DAY, by=clerk).set_by == clerk
    assert released(CLOSES + 2 * DAY, seen=CLOSES + DAY, at=CLOSES + DAY - SECOND).releases_at == CLOSES + 2 * DAY
    assert released(None, seen=CLOSES + 2 * DAY, at=CLOSES + 2 * DAY - SECOND) is None
    assert not TierRelease.objects.exists()
    entries = AuditEntry.objects.filter(action="judging.set_tier_release").order_by("pk")
    assert [bool(entry.detail["before"]) for entry in entries] == [False, True, True]
    assert entries[2].detail["after"] == ""


def test_the_same_moment_again_writes_nothing():
    ready()
    released(CLOSES + DAY)
    released(CLOSES + DAY, seen=CLOSES + DAY, at=CLOSES + SECOND)
    assert TierRelease.objects.get().set_at == CLOSES
    assert AuditEntry.objects.filter(action="judging.set_tier_release").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("collecting", "アイデアの募集がしめきられるまで"),
        ("unpublished", "アイデアが公開されるまで"),
        ("judging", "一次審査がしめきられるまで"),
        ("past", "もうすぎています"),
        ("empty", "応募されたアイデアがありません"),
        ("unplaced", "層の決まっていないアイデアがあります：COG2026-I-0002"),
    ],
)
def test_the_moment_is_refused(wrong, words):
    judging.round()
    if wrong == "unpublished":
        cycle().stages.filter(kind=Stage.Kind.IDEAS).update(publishes_at=CLOSES + SECOND)
    if wrong != "empty":
        judging.placed(ideas.submitted())
    if wrong == "unplaced":
        ideas.submitted()
    collecting = windows(2026)[Stage.Kind.IDEAS][1] - SECOND
    at = {"collecting": collecting, "judging": CLOSES - SECOND}.get(wrong, CLOSES)
    clerk = staff()
    before = every_row()
    with pytest.raises(JudgingRefused, match=words):
        released(CLOSES - SECOND if wrong == "past" else CLOSES + DAY, at=at, by=clerk)
    assert every_row() == before


def test_what_a_colleague_set_meanwhile_is_not_overwritten():
    ready()
    released(CLOSES + DAY)
    clerk = staff()
    before = every_row()
    with pytest.raises(JudgingRefused, match="先に2027年"):
        released(CLOSES + 2 * DAY, seen=None, by=clerk)
    assert every_row() == before


@pytest.mark.parametrize("to", [None, CLOSES + 3 * DAY], ids=["taken back", "moved"])
def test_what_is_out_stays_out(to):
    ready()
    released(CLOSES + DAY)
    clerk = staff()
    before = every_row()
    with pytest.raises(JudgingRefused, match="もう公開されている"):
        released(to, seen=CLOSES + DAY, at=CLOSES + DAY, by=clerk)
    assert every_row() == before


def test_scores_are_not_reopened_while_a_moment_stands():
    ready()
    released(CLOSES + 2 * DAY)
    round, clerk = cycle().rounds.get(), staff()
    before = every_row()
    with pytest.raises(JudgingRefused, match="先に、その日時を取り消して"):
        services.ask_reopening(round, reason="やりなおす", closes_at=CLOSES + DAY, by=clerk, at=CLOSES)
    assert every_row() == before


@pytest.mark.parametrize(("at", "words"), [(CLOSES, "取り消してから"), (CLOSES + DAY, "公開ずみ")])
def test_an_idea_without_a_tier_does_not_come_back_once_the_moment_is_set(at, words):
    ready()
    gone, placed = ideas.withdrawn(), judging.placed(ideas.withdrawn()).idea
    released(CLOSES + DAY)
    clerk = staff()
    before = every_row()
    with pytest.raises(IdeaRefused, match=words):
        restore_for_team(gone, reason="取りやめた", by=clerk, at=at)
    assert every_row() == before
    assert restore_for_team(placed, reason="取りやめた", by=staff(), at=at).status == "submitted"


def test_it_comes_back_once_the_moment_is_taken_back():
    ready()
    gone = ideas.withdrawn()
    released(CLOSES + DAY)
    released(None, seen=CLOSES + DAY)
    restore_for_team(gone, reason="取りやめた", by=staff(), at=CLOSES)
    with pytest.raises(JudgingRefused, match=gone.number):
        released(CLOSES + DAY)


def test_a_draft_that_was_taken_back_has_no_tier_to_wait_for():
    ready()
    draft = ideas.draft()
    gone = withdraw_idea(draft, by=ideas.leader_of(draft.team), at=ideas.AUTUMN)
    released(CLOSES + DAY)
    assert restore_for_team(gone, reason="取りやめた", by=staff(), at=CLOSES).status == "draft"


def test_the_final_is_not_given_out_before_its_finalists_are_known():
    idea = ready()
    final = judging.round(kind="final", opens_at=CLOSES + 2 * DAY, closes_at=CLOSES + 9 * DAY)
    judging.sheet(final, idea)
    final.assignments.update(state="proposed")
    released(CLOSES + DAY)
    clerk = staff()
    before = every_row()
    with pytest.raises(JudgingRefused, match="最終公開審査の採点表は知らせられません"):
        services.release_assignments(final, by=clerk, at=CLOSES + DAY - SECOND)
    assert every_row() == before
    assert services.release_assignments(final, by=clerk, at=CLOSES + DAY) == 1


# tell_tiers


def kinds():
    return sorted(OutboxMail.objects.filter(kind__startswith="judging/tier").values_list("kind", "to"))


def test_teams_and_municipalities_are_mailed_once_each_when_the_moment_has_come():
    winner, other = ready(), judging.placed(ideas.submitted(), "web").idea
    clerk = officer(winner.challenge.participant)
    officer(other.challenge.participant, clerk.user)  # serves both
    released(CLOSES + DAY)
    assert (services.tell_tiers(at=CLOSES + DAY - SECOND), kinds()) == (0, [])
    people = [member.user for idea in (winner, other) for member in idea.team.members.all()]
    officers = {row.user.email for row in Officer.objects.all()}
    assert services.tell_tiers(at=CLOSES + DAY) == len(people) + len(officers) == 4 + 3
    theirs = [("judging/tiers_of_municipality", email) for email in officers]
    assert kinds() == sorted([*(("judging/tier", user.email) for user in people), *theirs])
    mine = OutboxMail.objects.get(to=ideas.leader_of(winner.team).email, kind="judging/tier")
    assert mine.subject == "審査の結果：「あかりみち」はファイナリストです"
    assert f"/ideas/{winner.number}/" in mine.body
    both = OutboxMail.objects.get(kind="judging/tiers_of_municipality", to=clerk.user.email).body
    assert [number in both for number in (winner.number, other.number)] == [True, True]
    assert services.tell_tiers(at=CLOSES + 2 * DAY) == 0


def test_who_left_their_office_and_whose_idea_was_withdrawn_hear_nothing():
    gone, stays = ready(), judging.placed(ideas.submitted(), "web").idea
    Officer.objects.update(until=CLOSES)
    released(CLOSES + DAY)
    gone.status = "withdrawn"
    gone.save()
    services.tell_tiers(at=CLOSES + DAY)
    assert {to for _kind, to in kinds()} == {member.user.email for member in stays.team.members.all()}
