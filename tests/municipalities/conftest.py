"""An officer at the desk in STEP1."""

import pytest

from tests.factories import contest
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
