"""An officer at the desk in STEP1."""

import pytest

from tests.factories import contest
from tests.factories.accounts import staff
from tests.factories.municipalities import officer
from tests.municipalities.pages import OPEN


@pytest.fixture
def summer(clock_at):
    """The clock stands in STEP1."""
    clock_at(OPEN)


@pytest.fixture
def clerk(client):
    """An officer who is logged in."""
    contest.cycle()
    serving = officer(department="企画課")
    client.force_login(serving.user)
    return serving


@pytest.fixture
def office(client):
    """A browser in which somebody of the secretariat is logged in; who, is `office.person`."""
    client.person = staff()
    client.force_login(client.person)
    return client
