"""A year's rules are edited in the office, and what cannot be is said by the field."""

import pytest
from django.urls import reverse

from contest.models import Cycle, Figure, Membership, Organization, OrganizationName, Stage, Theme
from tests.factories import contest
from tests.factories.accounts import person, staff

SETTINGS = {
    "fiscal_year": 2027,
    "challenge_reply_days": 14,
    "min_members": 2,
    "guardian_below_age": 16,
    "followup_months": "12,24",
}
pytestmark = pytest.mark.django_db
PARTS = ["stages", "entry_classes", "form_sections", "tiers", "principles", "partnerships", "figures"]


@pytest.fixture
def office(client):
    client.force_login(staff())
    return client


def empty(*prefixes):
    return {f"{prefix}-{name}_FORMS": 0 for prefix in prefixes for name in ("TOTAL", "INITIAL")}


def stage(**changed):
    """One stage as typed in the office."""
    typed = {
        "kind": "ideas",
        "opens_at_0": "2026-09-01",
        "opens_at_1": "0:00",
        "closes_at_0": "2026-12-21",
        "closes_at_1": "0:00",
    }
    return {"stages-TOTAL_FORMS": 1, **{f"stages-0-{name}": value for name, value in (typed | changed).items()}}


def organization(key, name):
    made = Organization.objects.create(key=key)
    OrganizationName.objects.create(organization=made, name_ja=name)
    return made


def test_a_cycle_is_made_and_its_parts_added(office):
    add = reverse("admin:contest_cycle_add")
    assert office.post(add, {**SETTINGS, **empty("stages")}).status_code == 302
    cycle = Cycle.objects.get()
    assert "".join(cycle.entry_classes.filter(role="leader").values_list("key", flat=True)) == "ABCDE"
    change = reverse("admin:contest_cycle_change", args=[cycle.pk])
    assert office.post(change, {**SETTINGS, **empty(*PARTS), **stage()}).status_code == 302
    assert cycle.stages.get().closes_at == contest.windows(2026)[Stage.Kind.IDEAS][1]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (stage(closes_at_0="2026-09-01"), "しめきりは、はじまりより後にしてください。"),
        (stage(opens_at_0="あした"), "正しく"),
        (
            {"figures-TOTAL_FORMS": 1, "figures-0-key": "ideas", "figures-0-value": 45},
            "数を書くときは、出典も書いてください。",
        ),
    ],
)
def test_bad_input_is_said_and_nothing_is_kept(office, typed, words):
    cycle = Cycle.objects.create(fiscal_year=2027)
    change = reverse("admin:contest_cycle_change", args=[cycle.pk])
    response = office.post(change, {**SETTINGS, **empty(*PARTS), **typed})
    assert response.status_code == 200
    assert words in str(response.context["errors"])
    assert (Stage.objects.count(), Figure.objects.count()) == (0, 0)


def test_a_membership_ends_after_it_begins(office):
    council, town = organization("council", "協議会"), organization("town", "見本市")
    change = reverse("admin:contest_organization_change", args=[council.pk])
    typed = {"member": town.pk, "kind": "regular", "joined_on": "2019-04-01", "left_on": "2019-04-01"}
    rows = {"memberships-TOTAL_FORMS": 1, **{f"memberships-0-{name}": value for name, value in typed.items()}}
    response = office.post(change, {"key": "council", **empty("names", "memberships"), **rows})
    assert "脱退日は、加入日より後にしてください。" in str(response.context["errors"])
    assert not Membership.objects.exists()


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("cycle", 8), ("organization", 9), ("theme", 8)])
def test_lists_have_a_fixed_number_of_queries(office, name, queries, n, django_assert_num_queries):
    for number in range(n):
        contest.cycle(2026 + number)
        organization(f"body-{number}", "団体")
        Theme.objects.create(key=f"theme-{number}", name_ja="分野")
    with django_assert_num_queries(queries):
        assert office.get(reverse(f"admin:contest_{name}_changelist")).status_code == 200


def test_a_whole_cycle_opens(office):
    assert office.get(reverse("admin:contest_cycle_change", args=[contest.cycle().pk])).status_code == 200


def test_a_citizen_is_led_to_log_in(client):
    client.force_login(person())
    assert client.get(reverse("admin:contest_cycle_changelist")).status_code == 302


def test_the_moment_challenges_are_published_is_not_changed_here(office):
    kept = contest.cycle(2026)
    row = kept.stages.get(kind=Stage.Kind.CHALLENGES)
    typed = stage(kind="challenges", id=row.pk, cycle=kept.pk, publishes_at_0="2026-07-01", publishes_at_1="0:00")
    typed |= {"stages-INITIAL_FORMS": 1}
    change = reverse("admin:contest_cycle_change", args=[kept.pk])
    settings = {**SETTINGS, "fiscal_year": 2026}
    assert office.post(change, {**settings, **empty(*PARTS), **typed}).status_code == 302
    assert kept.stages.get(pk=row.pk).publishes_at == row.publishes_at
    assert kept.stages.get(pk=row.pk).opens_at != row.opens_at
