"""The secretariat is reminded of late answers: everybody in it, once a day, from eight in the morning."""

from datetime import datetime, timedelta

import pytest

from municipalities.models import Challenge
from municipalities.services import remind_of_late_replies
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge

pytestmark = pytest.mark.django_db
Status = Challenge.Status
MORNING = datetime(2026, 8, 3, 8, 0, tzinfo=contest.JST)


@pytest.fixture
def late():
    return challenge(Status.SUBMITTED, submitted_at=MORNING - timedelta(days=17), title="雪の朝")


def test_every_member_hears_of_all_that_is_late_in_one_mail(late):
    members = [staff(), staff()]
    staff(is_active=False), person()
    owned = challenge(
        Status.SUBMITTED, submitted_at=MORNING - timedelta(days=15), reviewer=members[0], title="最終バス"
    )
    challenge(Status.SUBMITTED, submitted_at=MORNING - timedelta(days=14))
    challenge(Status.RETURNED), challenge(Status.ACCEPTED)
    assert remind_of_late_replies(at=MORNING) == 2
    mails = OutboxMail.objects.order_by("user")
    assert [mail.user for mail in mails] == members
    assert mails[0].subject == "返事が約束の日をすぎた課題が2件あります"
    for words in (
        f"{late.number} 雪の朝", "約束は2026年7月31日（金）、3日おくれ", "担当はまだいません",
        f"{owned.number} 最終バス", "約束は2026年8月2日（日）、1日おくれ", f"担当 {members[0]}", "?waiting=late",
    ):  # fmt: skip
        assert words in mails[0].body
    assert mails[0].body.index("雪の朝") < mails[0].body.index("最終バス")


def test_once_a_day_however_often_it_is_looked_at(late):
    staff()
    for hours in (0, 1, 15.9):
        remind_of_late_replies(at=MORNING + timedelta(hours=hours))
    assert OutboxMail.objects.count() == 1
    assert remind_of_late_replies(at=MORNING + timedelta(hours=16)) == 0  # midnight: too early in the day
    remind_of_late_replies(at=MORNING + timedelta(days=1))
    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize(("at", "mails"), [(MORNING - timedelta(minutes=1), 0), (MORNING, 1)])
def test_nobody_is_mailed_in_the_night(late, at, mails):
    staff()
    assert remind_of_late_replies(at=at) == mails


def test_nothing_is_sent_where_nothing_is_late():
    staff()
    challenge(Status.SUBMITTED, submitted_at=MORNING)
    assert remind_of_late_replies(at=MORNING) == 0
    assert not OutboxMail.objects.exists()
