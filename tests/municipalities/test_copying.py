"""Last year's challenge once more: its words and data, one's own contact, and once only."""

import pytest

from contest.models import Stage
from municipalities.models import Challenge, ChallengeClosed, ChallengeRefused
from municipalities.services import copy_challenge
from tests.factories import contest
from tests.factories.municipalities import challenge, officer
from tests.municipalities.pages import OPEN, at, edit, text

pytestmark = pytest.mark.django_db
Status = Challenge.Status


def last_years(by):
    answers = {"who": "高校生", "hope": "歩く", "gone": "今年は聞かないこと"}
    return challenge(Status.ACCEPTED, by=by, cycle=contest.cycle(2025), answers=answers, phone_is_public=False)


def test_words_and_data_stay_and_the_contact_is_ones_own():
    old = last_years(officer())
    successor = officer(old.participant, department="防災課")
    made = copy_challenge(old, cycle=contest.cycle(), by=successor.user, at=OPEN)
    assert (made.title, made.theme, made.answers) == (old.title, old.theme, {"who": "高校生", "hope": "歩く"})
    assert (made.department, made.contact_email, made.contact_phone) == ("防災課", successor.user.email, "")
    assert (made.status, made.serial, made.copied_from, made.phone_is_public) == (Status.DRAFT, None, old, False)
    assert [row.title for row in made.resources.all()] == [row.title for row in old.resources.all()]
    assert old.resources.count() == 1


def test_twice_makes_one():
    old = last_years(officer())
    first, again = (copy_challenge(old, cycle=contest.cycle(), by=old.written_by, at=OPEN) for _ in range(2))
    assert (first, first.resources.count()) == (again, 1)


def test_what_is_no_earlier_years_or_comes_too_late_is_refused():
    clerk = officer()
    old, same = last_years(clerk), challenge(Status.ACCEPTED, by=clerk)
    before = Challenge.objects.count()
    with pytest.raises(ChallengeRefused):
        copy_challenge(same, cycle=contest.cycle(), by=clerk.user, at=OPEN)
    with pytest.raises(ChallengeClosed):
        copy_challenge(old, cycle=contest.cycle(), by=clerk.user, at=contest.instant(Stage.Kind.IDEAS))
    assert Challenge.objects.count() == before


def test_the_receipt_of_an_earlier_year_offers_it(client, clerk, summer):
    old, same = last_years(clerk), challenge(Status.SUBMITTED, by=clerk)
    assert "この課題を COG2026 に写して書きはじめる" in text(client.get(at(old, "receipt")))
    assert "写して書きはじめる" not in text(client.get(at(same, "receipt")))
    assert client.post(at(old, "copy")).url == edit(Challenge.objects.get(copied_from=old))
    assert "写せるのは" in text(client.post(at(same, "copy"), follow=True))
    assert client.post(at(challenge(Status.ACCEPTED, cycle=contest.cycle(2025)), "copy")).status_code == 404
