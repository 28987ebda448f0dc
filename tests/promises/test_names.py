"""DOMAIN, invariant 5: the name of a member who did not agree stands on no page and in no file that others can reach."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from contest.models import Stage
from ideas.models import GuardianConsent, Member
from tests.factories.contest import instant
from tests.promises.samples import outside
from tests.promises.visits import browsers, only_errors_logged, reads, visit
from tests.promises.world import World, build

pytestmark = pytest.mark.django_db
MINUTE = 60
CANARY = "名なしの金糸雀"
OWN_LINK = "/me/guardian/"  # mailed to that member's own guardian, who knows the name


@pytest.fixture
def world(settings, clock_at) -> World:
    settings.REHEARSAL = settings.SHOW_MAILS = False
    made = build()
    mate = made.people["mate"]
    mate.family_name, mate.given_name = CANARY, "さん"
    mate.save()
    clock_at(instant(Stage.Kind.AFTER))
    return made


def where_named(world: World, client: Client) -> list[str]:
    with only_errors_logged():
        paths = [path for path in outside(world) if not path.startswith(OWN_LINK)]
        return [path for path in paths if reads(visit(client, "GET", path), CANARY)]


@pytest.mark.parametrize("role", ["visitor", "rival", "neighbour"])
def test_who_did_not_agree_is_named_nowhere(world, role, record_property):
    client = browsers({role: world.people[role]})[role]
    record_property("figure", f"names: {len(outside(world))} paths read as {role}, named on 0")
    assert where_named(world, client) == []


@pytest.mark.parametrize(
    ("said", "is_named"),
    [
        ({"name_is_public": True}, True),
        ({"name_is_public": True, "public_name": "月よみ"}, False),
        ({"name_is_public": True, "age_band": "under16"}, False),  # and no guardian has said yes
    ],
)
def test_control_who_agreed_is_named_on_the_ideas_page(world, said, is_named):
    Member.objects.filter(user=world.people["mate"]).update(**said)
    page = f"/ideas/{world.ideas['member'].number}/"
    named = where_named(world, Client())
    assert [page + part in named for part in ("", "sheet.pdf", "poster.pdf")] == [is_named] * 3


@pytest.fixture
def remembering(settings):
    """As on an office's server: pages are remembered for strangers, and the version is read once a second."""
    settings.PAGE_SECONDS = 10
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def _says(client: Client, world: World, **said) -> None:
    """Changes what a member says of being named, on their own page."""
    member = Member.objects.get(user=world.people["mate"])
    form = {"entry_class": member.entry_class, "age_band": member.age_band, "is_student": "yes"}
    answer = client.post(reverse("ideas:member_edit", args=[member.team_id]), {**form, **said})
    assert answer.status_code == 302


def test_a_name_taken_back_after_the_publication_is_gone_everywhere_within_a_minute(world, remembering, clock_at):
    """Pages that were remembered, papers and files: a stranger read them with the name a second before."""
    own, moment = browsers({"mate": world.people["mate"]})["mate"], instant(Stage.Kind.AFTER)
    _says(own, world, name_is_public="on")
    named = _found(world)
    assert len(named) >= 3
    _says(own, world)
    clock_at(moment + timedelta(seconds=MINUTE))
    caches["pages"].delete("version")  # the second for which a process takes the version for unchanged is over
    assert _found(world) == []


def test_a_name_given_up_for_another_is_gone_everywhere_too(world, remembering):
    own = browsers({"mate": world.people["mate"]})["mate"]
    _says(own, world, name_is_public="on")
    assert _found(world)
    _says(own, world, name_is_public="on", public_name="月よみ")
    caches["pages"].delete("version")
    assert _found(world) == []


def test_a_guardian_who_takes_the_yes_back_takes_the_name_back(world, remembering):
    member = Member.objects.get(user=world.people["mate"])
    Member.objects.filter(pk=member.pk).update(name_is_public=True, age_band="under16")
    given = {"given_at": instant(Stage.Kind.IDEAS), "expires_at": instant(Stage.Kind.AFTER)}
    consent = GuardianConsent.objects.create(
        member=member, kind="mail", guardian_name="見本", token_hash="yes", **given
    )
    assert _found(world)
    consent.refused_at = instant(Stage.Kind.AFTER)
    consent.save()
    caches["pages"].delete("version")
    assert _found(world) == []


def _found(world: World) -> list[str]:
    """Where a stranger finds the name; nothing is undone or forgotten between the requests, as it is for real readers."""
    client = Client(raise_request_exception=False)
    found = []
    with only_errors_logged():
        for path in outside(world):
            if not path.startswith(OWN_LINK):
                response = client.get(path)
                response.body = response.getvalue()
                found += [path] if reads(response, CANARY) else []
    return found
