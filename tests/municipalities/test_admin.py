"""The registers behind the secretariat's queue."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.models import AuditEntry
from contest.models import Stage
from municipalities.models import Officer, Participant
from tests.factories import contest
from tests.factories.accounts import person
from tests.factories.municipalities import government, officer, participant

pytestmark = pytest.mark.django_db
APPOINT = reverse("admin:municipalities_officer_add")


@pytest.fixture(autouse=True)
def summer(clock_at):
    clock_at(contest.instant(Stage.Kind.CHALLENGES))


def listed(response):
    return list(response.context["cl"].result_list)


# --- the registers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("localgovernment", 8), ("participant", 10), ("participation", 10), ("officer", 10)]
)
def test_lists_have_a_fixed_number_of_queries(office, name, queries, n, django_assert_num_queries):
    cycle = contest.cycle()
    for _ in range(n):
        serving = officer(participant(government(parent=government())))
        serving.participant.participations.create(cycle=cycle)
    url = reverse(f"admin:municipalities_{name}_changelist")
    with django_assert_num_queries(queries):
        assert office.get(url).status_code == 200


def test_the_register_is_searched_as_on_the_public_page(office):
    south, north = (
        government(name="森町", kana="もりまち", prefecture=prefecture) for prefecture in ("静岡県", "北海道")
    )
    list_page = reverse("admin:municipalities_localgovernment_changelist")
    for query, found in [("もりまち", {south, north}), ("静岡 ﾓﾘﾏﾁ", {south}), (north.code, {north}), ("なし", set())]:
        assert set(listed(office.get(list_page, {"q": query}))) == found
    entries = participant(south, number=3), participant(north, number=48)
    list_page = reverse("admin:municipalities_participant_changelist")
    for query, found in [("森町", set(entries)), ("北海道", {entries[1]}), ("3", {entries[0]}), ("9", set())]:
        assert set(listed(office.get(list_page, {"q": query}))) == found


def offered(office, model, field, term):
    asked = {"app_label": "municipalities", "model_name": model, "field_name": field, "term": term}
    return [row["text"] for row in office.get(reverse("admin:autocomplete"), asked).json()["results"]]


def test_who_chooses_sees_the_prefecture_and_nobody_who_is_gone(office):
    for prefecture in ("静岡県", "北海道"):
        body = government(name="森町", kana="もりまち", prefecture=prefecture)
    participant(body)
    government(name="森町", prefecture="愛媛県", valid_to="2004-11-01")
    assert sorted(offered(office, "participantmember", "government", "もりまち")) == ["北海道 森町", "静岡県 森町"]
    assert offered(office, "officer", "participant", "もりまち") == ["北海道 森町"]


@pytest.mark.parametrize("n", [1, 3])
def test_a_search_of_the_register_has_a_fixed_number_of_queries(office, n, django_assert_num_queries):
    for _ in range(n):
        government(parent=government(name="森市"), name="森区")
    url = reverse("admin:municipalities_localgovernment_changelist")
    with django_assert_num_queries(8):
        assert len(listed(office.get(url, {"q": "森"}))) == 2 * n


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
