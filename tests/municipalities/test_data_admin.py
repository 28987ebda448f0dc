"""The secretariat's list of data: which links are dead."""

import pytest
from django.urls import reverse

from contest.models import Stage
from municipalities.models import DataResource
from tests.factories import contest
from tests.factories.accounts import staff
from tests.factories.municipalities import challenge

pytestmark = pytest.mark.django_db
LIST = reverse("admin:municipalities_dataresource_changelist")
OPEN = contest.instant(Stage.Kind.CHALLENGES)


@pytest.fixture
def office(client):
    client.force_login(staff())
    return client


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_has_a_fixed_number_of_queries(office, n, django_assert_num_queries):
    for _ in range(n):
        challenge()
    with django_assert_num_queries(9):
        assert len(office.get(LIST).context["cl"].result_list) == n


def test_dead_links_are_found_by_a_filter(office):
    dead, alive = (challenge().resources.get() for _ in range(2))
    DataResource.objects.filter(pk=dead.pk).update(dead_since=OPEN, checked_at=OPEN)
    DataResource.objects.filter(pk=alive.pk).update(checked_at=OPEN)
    assert list(office.get(f"{LIST}?dead_since__isempty=0").context["cl"].result_list) == [dead]
    assert list(office.get(f"{LIST}?dead_since__isempty=1").context["cl"].result_list) == [alive]


def test_nobody_changes_a_row_there(office):
    row = challenge().resources.get()
    page = reverse("admin:municipalities_dataresource_change", args=[row.pk])
    assert (office.get(page).status_code, office.post(page, {"title": "x"}).status_code) == (200, 403)
