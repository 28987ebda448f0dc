"""The one moment at which challenges become public: set, moved, left open; and who is told."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from contest.models import Stage
from municipalities.models import Challenge, PublicationRefused
from municipalities.services import set_publication
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import staff
from tests.factories.municipalities import challenge, officer
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
Status = Challenge.Status
OPEN, PUBLISHES = contest.instant(Stage.Kind.CHALLENGES), contest.windows(2026)[Stage.Kind.CHALLENGES][2]
LATER = PUBLISHES + timedelta(days=3)


@pytest.fixture
def stage():
    return contest.cycle().stages.get(kind=Stage.Kind.CHALLENGES)


def moved(stage, to, *, at=OPEN, by=None, **how):
    return set_publication(stage, publishes_at=to, by=by or staff(), at=at, **{"seen": stage.publishes_at, **how})


def refused(stage, words, *args, **how):
    by = staff()
    before = every_row()
    with pytest.raises(PublicationRefused, match=words):
        moved(stage, *args, by=by, **how)
    assert every_row() == before


def test_moving_is_on_record_and_every_officer_of_what_is_accepted_is_told(stage):
    kept, clerk = challenge(Status.ACCEPTED), staff()
    officer(kept.participant)
    challenge(Status.SUBMITTED), challenge(Status.RETURNED), challenge(Status.ACCEPTED, cycle=contest.cycle(2025))
    assert moved(stage, LATER, by=clerk).publishes_at == LATER
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.detail) == (
        clerk,
        "challenges.publication",
        {"before": PUBLISHES.isoformat(), "after": LATER.isoformat()},
    )
    mails = OutboxMail.objects.all()
    assert {mail.user for mail in mails} == {row.user for row in kept.participant.officers.all()}
    assert mails[0].subject == f"課題を公開する日時のお知らせ（受付番号 {kept.number}）"
    assert "2026年9月4日（金）00:00に、ほかの課題といっしょに公開されます。" in mails[0].body


def test_the_same_moment_again_changes_nothing(stage):
    challenge(Status.ACCEPTED)
    clerk = staff()
    before = every_row()
    moved(stage, PUBLISHES, by=clerk)
    assert every_row() == before


def test_left_open_and_set_again(stage):
    challenge(Status.ACCEPTED)
    open_again = moved(stage, None)
    assert "公開する日時は、決めなおしています。" in OutboxMail.objects.get().body
    assert moved(open_again, LATER, at=OPEN + timedelta(days=1)).publishes_at == LATER


def test_what_is_public_stays_public(stage):
    refused(stage, "もう公開されている", LATER, at=PUBLISHES)
    refused(stage, "もう公開されている", None, at=LATER)
    assert moved(stage, LATER, at=PUBLISHES - timedelta(microseconds=1)).publishes_at == LATER


@pytest.mark.parametrize("before", [timedelta(0), timedelta(days=2)])
def test_a_moment_that_is_over_is_refused_unless_now_is_meant(stage, before):
    challenge(Status.ACCEPTED)
    refused(stage, "もうすぎています。いますぐ公開するか", OPEN - before)
    assert not Challenge.objects.public(OPEN).exists()
    assert moved(stage, OPEN - before, right_away=True).publishes_at == OPEN
    assert Challenge.objects.public(OPEN).count() == 1
    mail = OutboxMail.objects.get()
    assert mail.subject.startswith("課題を公開しました")
    assert "ほかの課題といっしょに公開しました。" in mail.body


def test_of_two_who_move_it_the_second_is_told_what_the_first_did(stage):
    kept = moved(stage, LATER)
    refused(stage, "先に2026年9月4日（金）00:00に変えられました", LATER + timedelta(days=1), seen=PUBLISHES)
    moved(kept, None, at=OPEN + timedelta(hours=1))
    refused(stage, "まだ決まっていない", PUBLISHES, seen=LATER)


def test_only_the_stage_of_challenges_has_this_moment():
    ideas = contest.cycle().stages.get(kind=Stage.Kind.IDEAS)
    with pytest.raises(Stage.DoesNotExist):
        moved(ideas, LATER)
