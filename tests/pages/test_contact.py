"""Pages that tell people to ask the secretariat say where."""

import pytest

from tests.factories import contest
from tests.pages.test_views import page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["privacy", "accessibility"])
def test_who_asks_the_secretariat_finds_its_address(client, name):
    assert "mailto:" not in page(client, name)
    contest.cycle(contact_email="jimukyoku@cog.example")
    assert '<a href="mailto:jimukyoku@cog.example">' in page(client, name)
