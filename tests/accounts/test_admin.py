"""What the secretariat may do with people."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from accounts.models import AuditEntry, Consent, User
from accounts.services import NotSecretariat, OwnStanding, change_standing, record_decision
from tests.factories.accounts import person, staff

pytestmark = pytest.mark.django_db
USERS = reverse("admin:accounts_user_changelist")


def act(client, action, *users):
    return client.post(USERS, {"action": action, "_selected_action": [user.pk for user in users]}, follow=True)


def test_office_is_for_staff_who_log_in_like_everybody(client):
    assert client.get("/office/").url == "/office/login/?next=/office/"
    login = client.get("/office/login/?next=/office/")
    assert login.url.startswith("/accounts/login/?next=")
    client.force_login(person())
    assert client.get("/office/login/").status_code == 403


def test_admit_and_dismiss_are_on_record(client):
    secretary, newcomer = staff(), person()
    client.force_login(secretary)
    act(client, "admit", newcomer)
    newcomer.refresh_from_db()
    assert newcomer.is_staff
    act(client, "dismiss", newcomer)
    newcomer.refresh_from_db()
    assert not newcomer.is_staff
    entries = AuditEntry.objects.order_by("id").values_list("actor", "action", "subject", "detail__is_staff")
    label = f"accounts.user:{newcomer.pk}"
    assert list(entries) == [
        (secretary.pk, "accounts.change_standing", label, True),
        (secretary.pk, "accounts.change_standing", label, False),
    ]


def test_nobody_dismisses_themselves(client):
    secretary = staff()
    client.force_login(secretary)
    response = act(client, "dismiss", secretary)
    assert "自分の権限は、自分では変えられません" in response.text
    secretary.refresh_from_db()
    assert secretary.is_staff
    assert not AuditEntry.objects.exists()


def test_the_change_form_gives_no_rights(client):
    secretary, someone = staff(), person()
    client.force_login(secretary)
    form = {"family_name": "直", "given_name": "子", "family_kana": "ナオ", "given_kana": "コ", "language": "ja"}
    consents = {"consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0"}
    rights = {"is_staff": "on", "is_superuser": "on", "is_active": "", "email": "taken@over.example"}
    response = client.post(reverse("admin:accounts_user_change", args=[someone.pk]), form | consents | rights)
    assert response.status_code == 302
    after = User.objects.get(pk=someone.pk)
    assert (after.full_name, after.is_staff, after.is_superuser, after.is_active, after.email) == (
        "直 子",
        False,
        False,
        True,
        someone.email,
    )


def test_adding_someone_makes_a_person_without_password(client):
    client.force_login(staff())
    form = {"email": "Officer@City.example", "family_name": "市", "given_name": "子", "language": "ja"}
    assert client.post(reverse("admin:accounts_user_add"), form).status_code == 302
    assert not User.objects.get(email="officer@city.example").has_usable_password()


@pytest.mark.parametrize("model", ["consent", "auditentry"])
def test_records_are_read_only(client, model, moment):
    secretary = staff()
    record_decision(secretary, "accounts.drop_second_factor", secretary, at=moment)
    Consent.objects.create(user=secretary, kind="terms", version="1", given_at=moment)
    client.force_login(secretary)
    pk = (Consent if model == "consent" else AuditEntry).objects.get().pk
    assert client.get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:accounts_{model}_change", args=[pk])).status_code == 200
    assert client.post(reverse(f"admin:accounts_{model}_change", args=[pk]), {}).status_code == 403
    assert client.post(reverse(f"admin:accounts_{model}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert client.get(reverse(f"admin:accounts_{model}_add")).status_code == 403


@pytest.mark.parametrize("people", [1, 3])
def test_people_list_query_count(client, django_assert_num_queries, people):
    client.force_login(staff())
    for _ in range(people):
        person()
    with django_assert_num_queries(7):
        client.get(USERS)


def test_change_standing_is_refused_to_others(moment):
    citizen, other, secretary = person(), person(), staff()
    with pytest.raises(NotSecretariat):
        change_standing(other, is_staff=True, is_active=True, by=citizen, at=moment)
    with pytest.raises(OwnStanding):
        change_standing(secretary, is_staff=False, is_active=True, by=secretary, at=moment)
    assert list(User.objects.filter(is_staff=True)) == [secretary]
    assert not AuditEntry.objects.exists()


def test_the_first_secretary_comes_from_the_command_line():
    for _ in range(2):
        call_command("appoint_secretariat", "First@Office.example")
    user = User.objects.get()
    assert (user.email, user.is_staff, user.has_usable_password()) == ("first@office.example", True, False)
    assert AuditEntry.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("appoint_secretariat", "nobody")
