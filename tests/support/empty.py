"""A whole site without any data, on a Redis that a test may stop, pause or kill."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from tests.support.copies import fresh_database
from tests.support.live import LiveSite
from tests.support.servers import Valkey, drop_database, smtp_sink


@contextmanager
def empty_site(redis: Valkey) -> Iterator[LiveSite]:
    """Web, worker and beat on an empty database, with this Redis as broker and cache."""
    server, name = os.environ["DATABASE_URL"], f"broker_{os.getpid()}_{time.monotonic_ns()}"
    with TemporaryDirectory(prefix="cog-broker-") as folder, smtp_sink() as sink:
        env = {
            "DATABASE_URL": fresh_database(name),
            "REDIS_URL": redis.url,
            "EMAIL_URL": sink.url,
            "COG_VAR_DIR": folder,
            "REHEARSAL": "0",
        }
        site = LiveSite(env, sink=sink)
        try:
            site.start()
            site.wait()
            yield site
        finally:
            site.stop()
            drop_database(server, name)
