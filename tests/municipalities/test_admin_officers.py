"""Officers and their invitations in the office: the secretariat may do in a municipality's stead what officers do."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from municipalities.models import OfficerInvitation
from tests.factories.accounts import staff
from tests.factories.municipalities import government, officer, officer_invitation, participant
from tests.municipalities.pages import OPEN, text
from tests.support.rows import every_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
LIST, ADD = (reverse(f"admin:municipalities_officerinvitation_{page}") for page in ("changelist", "add"))


@pytest.fixture
def office(client):
    client.force_login(staff())
    return client


@pytest.mark.parametrize("n", [1, 3])
def test_invitations_ask_a_fixed_number_of_queries(office, n, django_assert_num_queries):
    for number in range(n):
        clerk = officer(participant(government(parent=government())))
        officer_invitation(clerk, f"a{number}@city.example", hands_over=clerk)
    with django_assert_num_queries(10):
        assert office.get(LIST).status_code == 200


def test_the_secretariat_invites(office):
    town = participant()
    assert (
        office.post(ADD, {"participant": town.pk, "email": "A@City.example", "department": "企画課"}).status_code == 302
    )
    invitation = OfficerInvitation.objects.get()
    assert (invitation.participant, invitation.email, invitation.hands_over) == (town, "a@city.example", None)
    assert invitation.invited_by.is_staff
    assert AuditEntry.objects.get().action == "officer.invite"


def test_the_secretariat_hands_over(office):
    clerk = officer()
    typed = {
        "participant": clerk.participant.pk,
        "email": "a@city.example",
        "department": "企画課",
        "hands_over": clerk.pk,
    }
    office.post(ADD, typed)
    assert OfficerInvitation.objects.get().hands_over == clerk


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"email": "a@else.example"}, "ドメイン（city.example）ではありません"),
        ({"hands_over": "another"}, "この自治体の人をえらんでください"),
        ({"email": "nobody"}, "有効なメールアドレス"),
    ],
)
def test_what_cannot_be_is_said_above_the_form(office, fields, says):
    town, another = participant(email_domains="city.example"), officer()
    fields = {key: another.pk if value == "another" else value for key, value in fields.items()}
    before = every_row()
    typed = {"participant": town.pk, "email": "a@city.example", "department": "企画課", **fields}
    assert says in text(office.post(ADD, typed))
    assert every_row() == before


def test_links_are_sent_again_and_taken_back(office):
    old = officer_invitation(officer())
    shown = text(office.post(LIST, {"action": "resend", "_selected_action": [old.pk]}, follow=True))
    assert "ohai@city.example に新しいリンクを送ります。" in shown
    new = OfficerInvitation.objects.open_at(OPEN).get()
    shown = text(office.post(LIST, {"action": "resend", "_selected_action": [old.pk]}, follow=True))
    assert "ohai@city.example: この招待は、もう使われたか、取り消されています。" in shown
    office.post(LIST, {"action": "cancel", "_selected_action": [new.pk]})
    assert not OfficerInvitation.objects.waiting().exists()


def test_standing_is_said_in_words(office):
    clerk = officer()
    for number, fields in enumerate([{}, {"accepted_at": OPEN}, {"cancelled_at": OPEN}, {"expires_at": OPEN}]):
        row = officer_invitation(clerk, f"a{number}@city.example")
        OfficerInvitation.objects.filter(pk=row.pk).update(**fields)
    shown = text(office.get(LIST))
    for words in ("返事を待っています", "受けました", "取り消しました", "期限が切れました"):
        assert words in shown
