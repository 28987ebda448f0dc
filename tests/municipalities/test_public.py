"""What the world may see of a challenge: nothing that was not to be public, by whatever way."""

import pytest
from django.urls import reverse

from contest.models import FormSection, Stage
from municipalities.desk import as_public
from municipalities.models import Challenge
from municipalities.sheet import unshown
from tests.factories import contest
from tests.factories.municipalities import challenge
from tests.municipalities.pages import text

pytestmark = pytest.mark.django_db
Status = Challenge.Status
CONTACT = {"contact_name": "name_is_public", "contact_email": "email_is_public", "contact_phone": "phone_is_public"}


def with_note(**fields) -> Challenge:
    """A challenge whose cycle asks one thing for the secretariat alone."""
    cycle = contest.cycle()
    FormSection.objects.create(cycle=cycle, form="challenge", key="note", label_ja="連絡", is_public=False, order=9)
    answers = {"who": "高校生", "hope": "歩く", "note": "事務局だけのひみつ"}
    return challenge(Status.ACCEPTED, cycle=cycle, answers=answers, **fields)


@pytest.mark.parametrize("hidden", CONTACT)
def test_each_contact_is_shown_only_where_its_municipality_chose_so(hidden):
    public = as_public(challenge(**{CONTACT[hidden]: False}))
    assert {name: bool(getattr(public, name)) for name in CONTACT} == {name: name != hidden for name in CONTACT}


def test_an_answer_that_is_not_public_is_not_in_what_is_public():
    assert [answer.key for answer in as_public(with_note()).answers] == ["who", "hope"]


def test_the_published_page_says_nothing_that_is_not_public(client, clock_at):
    kept = with_note(**dict.fromkeys(CONTACT.values(), False))
    clock_at(contest.instant(Stage.Kind.IDEAS))
    shown = text(client.get(reverse("pages:challenge", args=[kept.number])))
    secrets = ["事務局だけのひみつ", kept.contact_name, kept.contact_email, kept.contact_phone]
    assert [word for word in secrets if word in shown] == []
    assert kept.department in shown


def test_what_is_not_public_is_told_to_the_officer_in_words():
    kept = with_note(phone_is_public=False)
    assert unshown(kept) == [
        ("この課題に気づいたのは", "市民の声"),
        ("連絡", "事務局だけのひみつ"),
        ("電話番号", "000-0000-0000"),
    ]
