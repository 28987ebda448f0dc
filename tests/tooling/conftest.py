import pytest

from tests.support.servers import free_port


@pytest.fixture
def free_port_text() -> str:
    """A port nobody uses, as one writes it."""
    return str(free_port())
