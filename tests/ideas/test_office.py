"""The secretariat's acts on teams and ideas: consents on paper, and leave to better a text."""

import pytest
from django.urls import reverse

from ideas.models import GuardianConsent, Leave
from tests.factories import ideas as make
from tests.factories.accounts import staff
from tests.factories.contest import windows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]


@pytest.fixture
def office(client):
    client.force_login(staff())
    return client


def test_a_consent_on_paper_is_recorded(office):
    team = make.team(1)
    child = make.member(team, age_band="under16")
    page = office.get(reverse("admin:ideas_team_change", args=[team.pk])).content.decode()
    assert f"{child}さんには、保護者の同意が必要です。" in page
    url = reverse("admin:ideas_team_consent", args=[team.pk])
    typed = {"member": child.pk, "guardian_name": "岩瀬 保", "is_seen": "on"}
    assert office.post(url, {**typed, "is_seen": ""}).context["form"].errors
    assert office.post(url, {**typed, "member": team.members.first().pk}).context["form"].errors
    assert not GuardianConsent.objects.exists()
    assert office.post(url, typed).status_code == 302
    kept = GuardianConsent.objects.get()
    assert (kept.member, kept.kind, kept.is_given, kept.recorded_by.is_staff) == (child, "paper", True, True)


def test_leave_to_better_a_text_is_given(office):
    idea = make.submitted()
    assert "手なおしを認める" in office.get(reverse("admin:ideas_idea_change", args=[idea.pk])).content.decode()
    url = reverse("admin:ideas_idea_polish", args=[idea.pk])
    typed = {"reason": "読みにくいため", "until_0": "2026-12-25", "until_1": "0:00"}
    for wrong in ({"reason": ""}, {"until_0": "あした"}, {"until_0": "2020-01-01"}):
        assert office.post(url, {**typed, **wrong}).context["form"].errors
    assert not Leave.objects.exists()
    assert office.post(url, typed).status_code == 302
    assert Leave.objects.get().until > windows(2026)["ideas"][1]


def test_a_team_is_read_in_the_words_of_its_year(office):
    team = make.team(1)
    make.member(team)
    page = office.get(reverse("admin:ideas_team_change", args=[team.pk])).content.decode()
    assert "その地域に住んでいる" in page
    assert "resident" not in page
