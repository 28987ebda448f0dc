"""Short: the fixed moment, the mail sink. Browser and live site: tests/support/live.py."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings

from tests.support.servers import Sink, smtp_sink


@pytest.fixture
def moment() -> datetime:
    """A fixed instant in the middle of a cycle's first step."""
    return datetime(2026, 8, 20, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def smtp(settings: LazySettings) -> Iterator[Sink]:
    """A real SMTP server that Django's mail goes to."""
    with smtp_sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink
