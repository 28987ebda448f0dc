"""What officers hear of new seeds: one mail a day at most, nothing lost, nothing twice."""

from datetime import datetime, timedelta

import pytest

from municipalities.models import Officer, Seed
from municipalities.services.seed_answers import answer_seed
from municipalities.services.seed_news import tell_officers_of_seeds
from municipalities.services.seed_reports import hide_seed
from notifications.models import OutboxMail
from tests.factories.accounts import staff
from tests.factories.contest import JST
from tests.factories.municipalities import officer, participant
from tests.factories.seeds import seed, town
from tests.support.rows import every_row as snapshot

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 7, 6, 15, 0, tzinfo=JST)
TUESDAY, WEDNESDAY = (datetime(2026, 7, day, 0, 5, tzinfo=JST) for day in (7, 8))


def mails():
    return list(OutboxMail.objects.filter(kind="municipalities/seeds_came").order_by("pk"))


def test_every_officer_gets_one_mail_on_all_seeds_of_the_day_before():
    clerk = town()
    colleague = officer(clerk.participant)
    officer(clerk.participant, until=MONDAY)
    one, two = (seed(clerk.participant, at=MONDAY, title=title) for title in ("夜道が暗い", "夕方の居場所"))
    assert tell_officers_of_seeds(at=TUESDAY) == 2
    assert {mail.user for mail in mails()} == {clerk.user, colleague.user}
    mail = mails()[0]
    assert mail.subject == "課題のたねが2件届きました"
    assert f"・夜道が暗い（{clerk.participant.name}）\n・夕方の居場所（{clerk.participant.name}）" in mail.body
    assert "http://testserver/me/seeds/" in mail.body
    assert set(Seed.objects.values_list("told_at", flat=True)) == {TUESDAY}
    assert one.suggested_by.email not in mail.body + two.suggested_by.full_name


def test_a_second_run_tells_nothing_more():
    seed(at=MONDAY)
    tell_officers_of_seeds(at=TUESDAY)
    before = snapshot()
    assert tell_officers_of_seeds(at=TUESDAY + timedelta(hours=3)) == 0
    assert snapshot() == before


def test_what_comes_today_is_told_tomorrow():
    clerk = town()
    seed(clerk.participant, at=MONDAY)
    assert tell_officers_of_seeds(at=MONDAY + timedelta(hours=8, minutes=59)) == 0
    tell_officers_of_seeds(at=TUESDAY)
    seed(clerk.participant, at=TUESDAY + timedelta(hours=9))
    assert tell_officers_of_seeds(at=TUESDAY + timedelta(hours=10)) == 0
    assert tell_officers_of_seeds(at=WEDNESDAY) == 1
    assert len(mails()) == 2


def test_days_without_a_run_lose_nothing():
    clerk = town()
    for days in range(3):
        seed(clerk.participant, at=MONDAY + timedelta(days=days))
    assert tell_officers_of_seeds(at=MONDAY + timedelta(days=9)) == 1
    assert mails()[0].subject == "課題のたねが3件届きました"


def test_who_serves_two_municipalities_gets_one_mail():
    clerk = town()
    other = officer(participant(), clerk.user)
    seed(clerk.participant, at=MONDAY)
    seed(other.participant, at=MONDAY)
    assert tell_officers_of_seeds(at=TUESDAY) == 1
    assert clerk.participant.name in mails()[0].body
    assert other.participant.name in mails()[0].body


def test_a_seed_shown_again_after_todays_mail_waits_for_tomorrow():
    clerk = town()
    hidden = seed(clerk.participant, at=MONDAY)
    seed(clerk.participant, at=MONDAY)
    hide_seed(hidden, reason="宣伝です。", by=staff(), at=MONDAY)
    tell_officers_of_seeds(at=TUESDAY)
    assert mails()[0].subject == "課題のたねが1件届きました"
    Seed.objects.update(hidden_at=None, hidden_reason="")
    assert tell_officers_of_seeds(at=TUESDAY + timedelta(hours=1)) == 0
    assert tell_officers_of_seeds(at=WEDNESDAY) == 1


def test_without_officers_seeds_wait_for_one():
    place = participant()
    seed(place, at=MONDAY)
    assert tell_officers_of_seeds(at=TUESDAY) == 0
    clerk = officer(place)
    assert tell_officers_of_seeds(at=WEDNESDAY) == 1
    assert mails()[0].user == clerk.user


def test_what_was_answered_meanwhile_needs_no_mail():
    clerk = town()
    answer_seed(seed(clerk.participant, at=MONDAY), answer="考えます。", by=clerk.user, at=MONDAY)
    assert tell_officers_of_seeds(at=TUESDAY) == 0
    assert mails() == []


def test_it_takes_a_fixed_number_of_questions_for_many_seeds(django_assert_max_num_queries):
    clerk = town()
    for number in range(4):
        seed(clerk.participant, at=MONDAY + timedelta(minutes=number))
    with django_assert_max_num_queries(14):
        tell_officers_of_seeds(at=TUESDAY)
    assert Officer.objects.count() == 1
