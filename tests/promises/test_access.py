"""A1, A2: every address has a declared rule, and everyone meets what it declares."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

from accounts.models import User
from common import clock
from config.urls import urlpatterns
from judging.models import Assignment
from tests.promises import matrix
from tests.promises.addresses import addresses
from tests.promises.permissions import PAGE, as_markdown
from tests.promises.policy import (
    RULES,
    SHELVES,
    is_open_without_factor,
    pattern_of,
)
from tests.promises.samples import samples
from tests.promises.visits import browsers, outcome, visit

PARTS = {
    "showcase": ("pages:*", "citizens:*", "events:*", "voting:*", "followup:*"),
    "desks": ("municipalities:*", "ideas:*", "dialogue:*", "datafiles:*", "advice:*"),
    "accounts": ("accounts:*", "account_*", "mfa_*", "healthz", "set_language", "notifications:*", "rehearsal:*"),
    "judge": ("judge:*", "judging:*", "awards:*"),
    "office, first half": ("admin:[a-h]*",),
    "office, second half": ("admin:[i-z]*", "admin:<*"),
}


def undeclared(urlconf: tuple | None = None) -> list[str]:
    return [row.name for row in addresses(urlconf) if pattern_of(row.name) is None]


def test_every_address_has_a_declared_rule():
    assert undeclared() == []


def test_control_a_new_address_is_noticed():
    door = path("me/back-door/", lambda request: HttpResponse(), name="back_door")
    assert undeclared((*urlpatterns, door)) == ["back_door"]


def test_every_rule_speaks_of_some_address():
    used = {pattern_of(row.name) for row in addresses()}
    assert [pattern for pattern in RULES if pattern not in used] == []


def test_every_shelf_of_the_office_is_declared():
    kept = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    assert kept == set(SHELVES)


def test_the_parts_are_the_whole():
    rows = [row for patterns in PARTS.values() for row in matrix.named(*patterns)]
    assert sorted(row.name for row in rows) == sorted(row.name for row in addresses())


def test_the_page_for_people_says_what_the_policy_says():
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), "run python -m tests.promises.permissions"


@pytest.fixture
def world(db, settings):
    settings.REHEARSAL = settings.SHOW_MAILS = False
    return matrix.build_whole()


@pytest.fixture
def turn(pytestconfig):
    """Which third of the cells is asked today."""
    return pytestconfig.getoption("turn")


@pytest.mark.parametrize("part", PARTS)
def test_everyone_meets_what_is_declared(part, turn, world, clock_at, record_property):
    wanted = matrix.in_turn(matrix.cells(world, matrix.named(*PARTS[part])), turn)
    found = matrix.walk(world, wanted, clock_at)
    record_property("figure", f"access, {part}: {found.cells:,} cells, {len(found.wrong)} wrong (--turn={turn})")
    assert not found.wrong, "\n".join(found.wrong)


def test_three_turns_are_the_whole_and_each_asks_of_every_page(world):
    whole = list(matrix.cells(world, addresses()))
    thirds = [list(matrix.in_turn(whole, turn)) for turn in (1, 2, 3)]
    assert sorted(sum((list(map(str, third)) for third in thirds), [])) == sorted(map(str, whole))
    assert all({cell.sample for cell in third} == {cell.sample for cell in whole} for third in thirds)


@pytest.mark.promise
@pytest.mark.timeout(1800)
def test_everyone_meets_what_is_declared_at_every_stage(world, clock_at, record_property):
    found = matrix.walk(world, matrix.cells(world, addresses(), is_long=True), clock_at)
    record_property("figure", f"access, all of it: {found.cells:,} cells, {len(found.wrong)} wrong")
    assert not found.wrong, "\n".join(found.wrong)


def test_whoever_needs_a_second_factor_gets_nowhere_without(world, turn):
    """Each page as one of the three who need one, in turn."""
    Authenticator.objects.filter(user__in=[world.people[role] for role in ("officer", "judge", "staff")]).delete()
    people = browsers({role: world.people[role] for role in ("officer", "judge", "staff")})
    roles, wrong = list(people), []
    for number, sample in enumerate(samples(world), start=turn):
        role = roles[number % len(roles)]
        met = outcome(visit(people[role], "GET", sample.path))
        if not is_open_without_factor(sample.address) and met != "factor":
            wrong.append(f"{sample.address} as {role}: {met} (--turn={turn})")
    assert not wrong, "\n".join(wrong)


def _dismiss(user) -> None:
    user.offices.update(until=clock.now())


def _expel(user) -> None:
    user.teams.all().delete()


def _unseat(user) -> None:
    Assignment.objects.filter(judge__user=user).delete()
    user.judgeships.all().delete()


def _step_down(user) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=False)


def _stop(user) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize(
    ("role", "page", "take", "met"),
    [
        ("officer", "municipalities:challenge_preview", _dismiss, "hidden"),
        ("mate", "ideas:team", _expel, "hidden"),
        ("judge", "judge:index", _unseat, "login"),
        ("staff", "admin:index", _step_down, "login"),
        ("citizen", "pages:me", _stop, "login"),
    ],
)
def test_a_role_that_is_taken_away_bites_at_the_next_click(role, page, take, met, world):
    """A5: the session stays open all the while."""
    client = browsers({role: world.people[role]})[role]
    path = next(row.path for row in samples(world, matrix.named(page)) if row.owner in ("", "officer", "member"))
    assert outcome(visit(client, "GET", path)) == "reached"
    take(world.people[role])
    assert outcome(visit(client, "GET", path)) == met
