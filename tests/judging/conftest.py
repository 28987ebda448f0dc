"""A judge in the middle of a screening, entered."""

import pytest
from django.test import Client

from tests.factories import judging


@pytest.fixture
def now(clock_at):
    """The one clock stands in the middle of the screening."""
    clock_at(judging.DURING)
    return judging.DURING


@pytest.fixture
def enter():
    """A client logged in as this person."""

    def client_of(user):
        client = Client()
        client.force_login(user)
        return client

    return client_of
