"""The secretariat's queue: read, accept, send back; and the registers behind it."""

from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.models import AuditEntry
from contest.models import Stage
from municipalities.models import Challenge, Officer, Participant
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, government, officer, participant
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
Status = Challenge.Status
QUEUE = reverse("admin:municipalities_challenge_changelist")
APPOINT = reverse("admin:municipalities_officer_add")


@pytest.fixture(autouse=True)
def summer(clock_at):
    clock_at(contest.instant(Stage.Kind.CHALLENGES))


@pytest.fixture
def office(client):
    client.force_login(staff())
    return client


def page(kept, name="change"):
    return reverse(f"admin:municipalities_challenge_{name}", args=[kept.pk])


def text(response):
    return unescape(response.content.decode())


def listed(response):
    return list(response.context["cl"].result_list)


# --- the queue ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_queue_has_a_fixed_number_of_queries(office, n, django_assert_num_queries):
    for _ in range(n):
        challenge(Status.SUBMITTED)
    with django_assert_num_queries(13):
        assert len(listed(office.get(QUEUE))) == n


def test_queue_filters_and_searches(office):
    mine = challenge(Status.SUBMITTED, title="雪の朝")
    draft, other = challenge(), challenge(Status.ACCEPTED, serial=12, title="最終バス")
    for query, found in [
        ("status__exact=submitted", [mine]),
        (f"participant={other.participant.pk}", [other]),
        ("participant=x", [mine, draft, other]),
        ("q=雪", [mine]),
        ("q=COG2026-C-0012", [other]),
        (f"q={other.participant.members.get().government.name}", [other]),
        ("q=COG2026-C-9999", []),
    ]:
        assert set(listed(office.get(f"{QUEUE}?{query}"))) == set(found), query


def test_whole_challenge_is_read_and_the_publication_moment_shown(office):
    kept = challenge(Status.SUBMITTED, summary_en="<b>In short</b>")
    shown = office.get(page(kept)).content.decode()
    for words in (
        kept.number,
        kept.title,
        *kept.answers.values(),
        "避難路の幅",
        "市民の声",
        "2026年9月1日（火）00:00",
        "受理する",
        "差し戻す",
    ):
        assert words in shown
    assert "&lt;b&gt;In short&lt;/b&gt;" in shown
    assert "<textarea" not in shown


def test_nobody_edits_the_texts_here(office):
    kept = challenge(Status.SUBMITTED)
    before = every_row()
    assert office.post(page(kept), {"title": "事務局の題"}).status_code == 403
    assert every_row() == before


@pytest.mark.parametrize("who", [person, lambda: officer().user])
@pytest.mark.parametrize("name", ["accept", "return"])
def test_only_the_secretariat_decides(client, who, name):
    kept = challenge(Status.SUBMITTED)
    client.force_login(who())
    assert client.post(page(kept, name), {"remarks": "直して"}).status_code == 302
    kept.refresh_from_db()
    assert kept.status == Status.SUBMITTED


def test_accept_button(office):
    kept = challenge(Status.SUBMITTED)
    assert "受理しました。" in text(office.post(page(kept, "accept"), follow=True))
    assert Challenge.objects.get().status == Status.ACCEPTED
    assert "受理しました。" in text(office.post(page(kept, "accept"), follow=True))
    assert AuditEntry.objects.count() == 1


def test_accept_wants_a_post(office):
    kept = challenge(Status.SUBMITTED)
    assert office.get(page(kept, "accept")).status_code == 405
    assert Challenge.objects.get().status == Status.SUBMITTED


def test_bulk_accept_takes_what_it_can_and_says_what_it_cannot(office):
    ready, draft = challenge(Status.SUBMITTED), challenge(title="下書きの題")
    chosen = {"action": "accept", "_selected_action": [ready.pk, draft.pk]}
    shown = text(office.post(QUEUE, chosen, follow=True))
    assert "1件の課題を受理しました。" in shown
    assert "下書きの題 は応募ずみではないので、受理できません。" in shown
    assert {c.pk: c.status for c in Challenge.objects.all()} == {ready.pk: Status.ACCEPTED, draft.pk: Status.DRAFT}


def test_sending_back_asks_for_the_reason(office):
    kept = challenge(Status.SUBMITTED)
    assert "担当者が直して、もう一度応募します。" in text(office.get(page(kept, "return")))
    for remarks, words in (
        ("", "差戻しの理由を書いてください。"),
        (" ", "差戻しの理由を書いてください。"),
        ("あ" * 1001, "1001"),
    ):
        response = office.post(page(kept, "return"), {"remarks": remarks})
        assert words in str(response.context["form"].errors)
    assert response.context["form"]["remarks"].value() == "あ" * 1001
    assert Challenge.objects.get().status == Status.SUBMITTED
    assert office.post(page(kept, "return"), {"remarks": "声を足してください。"}).url == page(kept)
    kept.refresh_from_db()
    assert (kept.status, kept.remarks) == (Status.RETURNED, "声を足してください。")
    assert "差戻し 見本" in text(office.get(page(kept)))


def test_sending_back_what_cannot_be_is_said(office):
    kept = challenge()
    before = every_row()
    assert "いまは差し戻せません。" in text(office.post(page(kept, "return"), {"remarks": "直して"}))
    assert every_row() == before


@pytest.mark.parametrize("name", ["accept", "return"])
def test_one_that_is_not_there(office, name):
    url = reverse(f"admin:municipalities_challenge_{name}", args=[99999])
    assert office.post(url).status_code == 404


# --- the registers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("localgovernment", 9), ("participant", 10), ("participation", 11), ("officer", 10)]
)
def test_lists_have_a_fixed_number_of_queries(office, name, queries, n, django_assert_num_queries):
    cycle = contest.cycle()
    for _ in range(n):
        serving = officer(participant(government(parent=government())))
        serving.participant.participations.create(cycle=cycle)
    url = reverse(f"admin:municipalities_{name}_changelist")
    with django_assert_num_queries(queries):
        assert office.get(url).status_code == 200


def test_appointing_goes_through_the_service(office):
    town, user = participant(), person()
    for department in ("企画課", "防災課"):
        typed = {"user": user.pk, "participant": town.pk, "department": department}
        assert office.post(APPOINT, typed).status_code == 302
    assert Officer.objects.get().department == "防災課"
    assert [entry.action for entry in AuditEntry.objects.all()] == ["officer.appoint"] * 2
    assert LogEntry.objects.filter(object_id=str(Officer.objects.get().pk)).count() == 2


def test_appointing_a_stranger_is_said_by_the_field(office):
    town, user = participant(email_domains="city.example"), person()
    response = office.post(APPOINT, {"user": user.pk, "participant": town.pk, "department": "企画課"})
    assert response.context["adminform"].form.errors == {
        "user": ["この自治体のメールのドメイン（city.example）のアドレスではありません。"]
    }
    assert not Officer.objects.exists()


def test_dismissing_ends_the_service_and_closes_the_page(office):
    serving = officer()
    url = reverse("admin:municipalities_officer_changelist")
    office.post(url, {"action": "dismiss", "_selected_action": [serving.pk]})
    serving.refresh_from_db()
    assert serving.until is not None
    change = reverse("admin:municipalities_officer_change", args=[serving.pk])
    assert office.post(change, {"department": "防災課"}).status_code == 403


def test_an_entry_needs_a_body(office):
    url = reverse("admin:municipalities_participant_add")
    none = {"number": 950, "members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 0, "members-0-order": 0}
    assert office.post(url, none).status_code == 200
    assert not Participant.objects.exists()
    office.post(url, {**none, "members-0-government": government().pk})
    assert Participant.objects.get().number == 950
