"""The clock stands in STEP2 unless a test says otherwise."""

import pytest
from django.core.files.storage import default_storage

from tests.factories.ideas import AUTUMN


@pytest.fixture
def autumn(clock_at):
    clock_at(AUTUMN)
    return clock_at


@pytest.fixture
def stored():
    """Names of all files of one idea now in the store."""

    def names(idea) -> set[str]:
        folder = f"ideas/{idea.pk}"
        return {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}

    return names
