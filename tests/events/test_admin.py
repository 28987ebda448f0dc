"""Meetings in the office: words by the field, and a programme that can be kept."""

import pytest
from django.urls import reverse

from events.models import Event
from tests.factories.accounts import staff
from tests.factories.events import WHEN, event

pytestmark = pytest.mark.django_db
ADD = reverse("admin:events_event_add")
NO_PARTS = {f"sessions-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}


def typed(**changed):
    """A meeting as typed in the office."""
    start = {"starts_at_0": "2026-11-19", "starts_at_1": "15:00", "ends_at_0": "2026-11-19", "ends_at_1": "16:30"}
    return {"slug": "agora", "kind": "agora", "title_ja": "秋のアゴラ", **start, **NO_PARTS, **changed}


@pytest.fixture
def office(client):
    client.force_login(staff())
    return client


def test_a_meeting_is_added(office):
    assert office.post(ADD, typed()).status_code == 302
    made = Event.objects.get()
    assert (made.title_ja, made.starts_at) == ("秋のアゴラ", WHEN)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ends_at_1": "15:00"}, "おわりは、はじまりより後にしてください。"),
        ({"title_ja": ""}, "必須"),
        ({"starts_at_0": "あした"}, "正しく"),
        ({"title_ja": "あ" * 151}, "151"),
    ],
)
def test_bad_input_is_said_and_nothing_is_kept(office, changed, words):
    response = office.post(ADD, typed(**changed))
    assert response.status_code == 200
    assert words in str(response.context["adminform"].form.errors) + str(response.context["errors"])
    assert not Event.objects.exists()


@pytest.mark.parametrize("n", [1, 3])
def test_lists_have_a_fixed_number_of_queries(office, n, django_assert_num_queries):
    for _ in range(n):
        event()
    for url, queries in (
        (reverse("admin:events_event_changelist"), 11),
        (reverse("admin:events_session_changelist"), 9),
    ):
        with django_assert_num_queries(queries):
            assert office.get(url).status_code == 200
