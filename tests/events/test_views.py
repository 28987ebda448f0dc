"""The public pages of meetings."""

import pytest
from django.urls import reverse

from contest.models import Organization, OrganizationName, Stage
from tests.factories import contest
from tests.factories.events import WHEN, event

pytestmark = pytest.mark.django_db
LIST = reverse("events:events")


@pytest.fixture
def at(clock_at):
    clock_at(contest.instant(Stage.Kind.IDEAS))
    return clock_at


def titles(response, name):
    return [str(shown) for shown in response.context[name]]


def test_list_parts_what_comes_from_what_was(client, at):
    soon = event(title_ja="近い")
    event(title_ja="遠い", starts_at=WHEN.replace(month=12), ends_at=None)
    event(title_ja="済んだ", starts_at=WHEN.replace(month=6), ends_at=WHEN.replace(month=6, hour=17))
    at(soon.ends_at.replace(minute=0))
    response = client.get(LIST)
    assert (titles(response, "coming"), titles(response, "past")) == (["近い", "遠い"], ["済んだ"])
    at(soon.ends_at)
    assert titles(client.get(LIST), "past") == ["近い", "済んだ"]


@pytest.mark.parametrize("n", [1, 3])
def test_list_has_a_fixed_number_of_queries(client, at, n, django_assert_num_queries):
    host = Organization.objects.create(key="host")
    OrganizationName.objects.create(organization=host, name_ja="主催の会")
    for _ in range(n):
        event(host=host, cycle=contest.cycle())
    client.get(LIST)
    with django_assert_num_queries(3):
        assert client.get(LIST).status_code == 200


def test_empty_list_says_so(client, at):
    assert "いま決まっている催しはありません" in client.get(LIST).content.decode()


def test_page_shows_programme_people_and_host_of_the_day(client, at):
    host = Organization.objects.create(key="council")
    OrganizationName.objects.create(organization=host, name_ja="むかしの名の会")
    OrganizationName.objects.create(organization=host, name_ja="いまの名の会", valid_from=WHEN.date().replace(day=20))
    shown = event(host=host, view_url="https://video.example/1")
    html = client.get(reverse("events:event", args=[shown.slug])).content.decode()
    for words in ("第1部", "第2部", "見本 太郎", "むかしの名の会", "https://video.example/1", "15:00", "16:30"):
        assert words in html
    assert "いまの名の会" not in html


def test_day_without_times_shows_no_midnight(client, at):
    shown = event(starts_at=WHEN.replace(hour=0), ends_at=None)
    html = client.get(reverse("events:event", args=[shown.slug])).content.decode()
    assert "2026年11月19日（木）" in html
    assert "00:00" not in html.replace("T00:00:00", "")


def test_hidden_events_do_not_exist(client, at):
    hidden = [event(is_public=False), event(cycle=contest.cycle(2028, is_public=False))]
    assert [client.get(reverse("events:event", args=[row.slug])).status_code for row in hidden] == [404, 404]
    assert titles(client.get(LIST), "coming") == []
    assert client.get(reverse("events:event", args=["none"])).status_code == 404
