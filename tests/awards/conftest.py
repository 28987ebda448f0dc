"""The evening of the final."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

FINAL = datetime(2027, 2, 28, 17, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def evening(clock_at):
    """The one clock stands an hour after the vote."""
    clock_at(FINAL)
    return FINAL
