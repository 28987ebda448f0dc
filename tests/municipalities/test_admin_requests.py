"""The secretariat's queue of those who ask to write for a municipality."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from municipalities.models import Officer, OfficerRequest, Participant
from tests.factories.accounts import person, staff
from tests.factories.municipalities import government, officer, officer_request, participant
from tests.municipalities.pages import OPEN, text
from tests.support.rows import every_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
QUEUE = reverse("admin:municipalities_officerrequest_changelist")


@pytest.fixture
def office(client):
    client.force_login(staff())
    return client


def page(asked, name="change"):
    return reverse(f"admin:municipalities_officerrequest_{name}", args=[asked.pk])


@pytest.mark.parametrize("n", [1, 3])
def test_the_queue_asks_a_fixed_number_of_queries(office, n, django_assert_num_queries):
    for _ in range(n):
        officer_request(of=government(parent=government()))
    with django_assert_num_queries(7):
        assert office.get(QUEUE).status_code == 200


def test_the_queue_says_age_mark_and_by_when(office, clock_at):
    officer_request(person(email="a@city.example"), has_known_domain=True)
    officer_request(person(email="b@city.minato.lg.jp"))
    officer_request(person(email="c@people.example"), asked_at=OPEN - timedelta(days=9))
    officer_request(state="approved", decided_at=OPEN)
    html = text(office.get(QUEUE))
    for words in ("この自治体のドメイン", "要確認（どこかの自治体の lg.jp）", "要確認<", ">9<"):
        assert words in html, words
    assert "2026年7月24日（金）まで" in html
    assert "2026年7月15日（水）（過ぎました）" in html
    waiting = office.get(QUEUE, {"state__exact": "waiting"}).context["cl"].result_list
    assert [row.user.email[0] for row in waiting] == ["a", "c", "b"]


def test_approving_says_what_happened(office):
    asked = officer_request()
    assert "まだありません。認めると、新しい番号で加わります。" in text(office.get(page(asked, "approve")))
    shown = office.post(page(asked, "approve"), {"email": asked.user.email}, follow=True)
    assert "認めました。本人にメールで知らせました。" in text(shown)
    assert Officer.objects.get().user == asked.user
    assert page(asked, "approve") not in text(office.get(page(asked)))


def test_approving_twice_is_no_error(office):
    asked = officer_request()
    for _ in range(2):
        assert office.post(page(asked, "approve"), {"email": asked.user.email}).status_code == 302
    assert Officer.objects.count() == 1
    assert AuditEntry.objects.filter(action="officer_request.approve").count() == 1


def test_the_entry_is_chosen_where_there_are_several(office):
    town = government()
    own, union = participant(town), participant(town, government())
    asked = officer_request(of=town)
    form = office.get(page(asked, "approve")).context["form"]
    assert [key for key, _ in form.fields["participant"].choices] == [str(own.pk), str(union.pk)]
    for wrong in ("", str(participant().pk)):
        shown = office.post(page(asked, "approve"), {"email": asked.user.email, "participant": wrong})
        assert list(shown.context["form"].errors) == ["participant"]
    office.post(page(asked, "approve"), {"email": asked.user.email, "participant": union.pk})
    assert Officer.objects.get().participant == union


def test_a_domain_that_is_not_listed_can_be_added_on_the_spot(office):
    participant(town := government(), email_domains="city.example")
    asked = officer_request(person(email="a@school.example"), town)
    shown = unescape(office.get(page(asked, "approve")).content.decode())
    assert "school.example を、この自治体の職員のメールのドメインに加える" in shown
    before = every_row()
    shown = office.post(page(asked, "approve"), {"email": asked.user.email})
    assert "ドメイン（city.example）ではありません" in text(shown)
    assert every_row() == before
    office.post(page(asked, "approve"), {"email": asked.user.email, "adds_domain": "on"})
    assert Participant.objects.get().email_domains == "city.example school.example"


def test_an_address_that_changed_meanwhile_is_not_approved(office):
    asked = officer_request()
    shown = office.post(page(asked, "approve"), {"email": "old@people.example"})
    assert "に変わりました。もう一度確かめてください。" in text(shown)
    assert not Officer.objects.exists()


def test_declining_asks_for_the_reason(office):
    asked = officer_request()
    assert "認めない理由を書いてください。" in text(office.post(page(asked, "decline"), {"reason": " "}))
    assert OfficerRequest.objects.get().state == "waiting"
    shown = office.post(page(asked, "decline"), {"reason": "職場のアドレスでお願いします。"}, follow=True)
    assert "断りました。" in text(shown)
    assert "職場のアドレスでお願いします。" in text(shown)
    shown = office.post(page(asked, "approve"), {"email": asked.user.email})
    assert "もう断った申込みです" in text(shown)


@pytest.mark.parametrize("who", [person, lambda: officer().user])
@pytest.mark.parametrize("name", ["approve", "decline"])
def test_only_the_secretariat_decides(client, who, name):
    asked = officer_request()
    client.force_login(who())
    assert client.post(page(asked, name), {"email": asked.user.email, "reason": "なし"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "waiting"


@pytest.mark.parametrize("name", ["approve", "decline"])
def test_one_that_is_not_there(office, name):
    assert office.post(reverse(f"admin:municipalities_officerrequest_{name}", args=[99999])).status_code == 404


def test_domains_of_an_entry_are_checked_and_kept_in_one_form(office):
    entry = participant()
    url = reverse("admin:municipalities_participant_change", args=[entry.pk])
    member = entry.members.get()
    typed = {
        "number": entry.number, "members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 1, "members-0-id": member.pk,
        "members-0-participant": entry.pk, "members-0-government": member.government_id, "members-0-order": 0,
    }  # fmt: skip
    shown = office.post(url, {**typed, "email_domains": "city example"})
    assert "「city」はドメインの形になっていません" in text(shown)
    office.post(url, {**typed, "email_domains": "@City.Example、town.example"})
    entry.refresh_from_db()
    assert entry.email_domains == "city.example town.example"
