"""Short: the fixed moment, the mail sink. Browser and live site: tests/support/live.py."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings
from django.core.cache import caches
from django.urls import get_resolver
from django.utils import translation

from tests.support import clock as one_clock
from tests.support import copies
from tests.support.flush import lift_guard_while_flushing
from tests.support.plugin import WORKER
from tests.support.servers import Sink, smtp_sink


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """One worker migrates, all copy what it made (pytest-django's own hook)."""
    if WORKER in os.environ:
        copies.prepare_worker(django_settings.DATABASES["default"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """SQLite's copy is a file that lies there already."""
    return django_db_keepdb or (WORKER in os.environ and copies.is_file())


@pytest.fixture(scope="session", autouse=True)
def _flush_may_empty_ballots() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        lift_guard_while_flushing(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _addresses_of_all() -> None:
    """Read the addresses before any test turns a development page off: they are read once a process."""
    assert get_resolver().url_patterns


@pytest.fixture(autouse=True)
def _own_files(settings: LazySettings, tmp_path: Path) -> None:
    """No test finds another's pictures: SQLite gives the same number to the next row."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _own_memory() -> None:
    """No test meets limits another has used up, or a page made for another: on SQLite the next user has the same number."""
    for kept in caches.all():
        kept.clear()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page asked for in English leaves English on in its thread; the next test begins in Japanese."""
    yield
    translation.deactivate()


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


@pytest.fixture
def clock_at(settings: LazySettings) -> Iterator[Callable[[datetime], None]]:
    """Set the one clock, the ballot's SQL included: `clock_at(instant("ideas"))`; time goes on from there."""
    settings.CLOCK_OFFSET_SOURCE = "tests.support.clock.offset"
    yield one_clock.move_to
    one_clock.reset()
