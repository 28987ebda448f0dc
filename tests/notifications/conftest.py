import pytest

from notifications.delivery import deliver_due


@pytest.fixture
def drain():
    """Deliver what is due at a moment; how many were sent."""
    return lambda at: deliver_due(at=at)
