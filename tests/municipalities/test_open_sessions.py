"""What is taken away stops working in a session that stays open, in the middle of writing too: no word is lost."""

import pytest
from django.urls import reverse

from accounts.services import change_standing
from contest.models import Stage
from municipalities.models import OfficerInvitation
from municipalities.services import accept_invitation, approve_request, dismiss_officer, leave_office
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, officer, officer_invitation, officer_request
from tests.municipalities.pages import OPEN, at, edit, text
from tests.support.rows import every_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]


def dismissed(clerk):
    dismiss_officer(clerk, by=staff(), at=OPEN)


def handed_over(clerk):
    invitation = officer_invitation(clerk, hands_over=clerk)
    accept_invitation(invitation, user=person(email=invitation.email), at=OPEN)


def left(clerk):
    leave_office(clerk, at=OPEN)


def stopped(clerk):
    change_standing(clerk.user, is_staff=False, is_active=False, by=staff(), at=OPEN)


ENDS = [dismissed, handed_over, left, stopped]


def pages_of(kept, clerk):
    room = clerk.participant.pk
    names = ("officers", "officer_invite", "officer_hand_over", "officer_leave")
    return [edit(kept), at(kept, "preview"), *(reverse(f"municipalities:{name}", args=[room]) for name in names)]


@pytest.mark.parametrize("end", ENDS)
def test_every_page_is_gone_with_the_next_click(client, clerk, end):
    kept = challenge(by=clerk)
    pages = pages_of(kept, clerk)
    assert {client.get(page).status_code for page in pages} == {200}
    end(clerk)
    met = {client.get(page).status_code for page in pages}
    assert met == ({302} if end is stopped else {404})


@pytest.mark.parametrize("end", ENDS)
def test_what_was_being_written_is_not_saved_and_comes_back(client, clerk, end):
    kept = challenge(by=clerk, title="前の題")
    client.get(edit(kept))
    end(clerk)
    before = every_row()
    page = client.post(edit(kept), {"title": "書いている題", "contact_name": "", "then": "next"})
    assert page.status_code == (403 if end is stopped else 404)
    assert "まだ保存していません。" in text(page)
    assert "書いている題" in text(page)
    assert every_row() == before


@pytest.mark.parametrize("end", ENDS)
def test_nothing_is_handed_in_any_more(client, clerk, end):
    kept = challenge(by=clerk)
    client.get(at(kept, "confirm"))
    end(clerk)
    client.post(at(kept, "confirm"))
    kept.refresh_from_db()
    assert kept.status == "draft"


@pytest.mark.parametrize("end", ENDS)
def test_nobody_is_invited_any_more_and_the_address_comes_back(client, clerk, end):
    url = reverse("municipalities:officer_invite", args=[clerk.participant.pk])
    client.get(url)
    end(clerk)
    invitations = OfficerInvitation.objects.count()
    page = client.post(url, {"email": "nakama@city.example", "department": "防災課"})
    assert page.status_code == (403 if end is stopped else 404)
    assert "nakama@city.example" in text(page)
    assert OfficerInvitation.objects.count() == invitations


def test_a_stranger_who_posts_reads_the_same_whether_there_is_something_or_not(client, clerk):
    theirs = challenge(by=officer())
    posted = [
        client.post(page, {"title": "のぞく"})
        for page in (edit(theirs), edit(theirs).replace(str(theirs.pk), "999999"))
    ]
    assert [page.status_code for page in posted] == [404, 404]
    assert all(theirs.title not in text(page) for page in posted)


def test_the_approved_are_led_to_a_second_factor_at_the_next_click(client):
    contest.cycle()
    user = person(second_factor=False)
    client.force_login(user)
    assert client.get(reverse("municipalities:requests")).status_code == 200
    approve_request(officer_request(user), participant=None, adds_domain=False, email=user.email, by=staff(), at=OPEN)
    for page in ("requests", "challenges", "challenge_new"):
        assert client.get(reverse(f"municipalities:{page}")).url == "/accounts/second-factor/"


def test_an_approval_taken_back_in_the_middle_of_a_form(client):
    contest.cycle()
    user, by = person(), staff()
    client.force_login(user)
    approve_request(officer_request(user), participant=None, adds_domain=False, email=user.email, by=by, at=OPEN)
    assert client.get(reverse("municipalities:challenge_new")).status_code == 200
    assert contest.cycle().stage(Stage.Kind.CHALLENGES).is_open_at(OPEN)
    dismiss_officer(user.offices.get(), by=by, at=OPEN)
    before = every_row()
    assert client.post(reverse("municipalities:challenge_new")).status_code == 404
    assert every_row() == before
