"""A cache that may be lost without anyone noticing."""

import logging
import time
from typing import Any, ClassVar

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

TIMEOUT = 0.2  # seconds a request waits for the cache, once
SILENCE = 5.0  # seconds this process then does without


class ForgivingRedisCache(RedisCache):
    """Redis as a cache: when it is down or stalled every read is a miss and every write is let go.

    After one failure it is left alone for a while, so that a request that asks ten times waits once.
    """

    _silent_until: ClassVar[dict[str, float]] = {}

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        quick = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, "retry": Retry(NoBackoff(), 0)}
        super().__init__(server, {**params, "OPTIONS": {**quick, **params.get("OPTIONS", {})}})
        self._place = str(server)

    def get(self, key, default=None, version=None):
        return self._try(super().get, default, key, default, version)

    def set(self, key, value, timeout=300, version=None):
        return self._try(super().set, None, key, value, timeout, version)

    def add(self, key, value, timeout=300, version=None):
        return self._try(super().add, True, key, value, timeout, version)

    def touch(self, key, timeout=300, version=None):
        return self._try(super().touch, False, key, timeout, version)

    def delete(self, key, version=None):
        return self._try(super().delete, False, key, version)

    def has_key(self, key, version=None):
        return self._try(super().has_key, False, key, version)

    def get_many(self, keys, version=None):
        return self._try(super().get_many, {}, keys, version)

    def set_many(self, data, timeout=300, version=None):
        return self._try(super().set_many, [], data, timeout, version)

    def delete_many(self, keys, version=None):
        return self._try(super().delete_many, None, keys, version)

    def incr(self, key, delta=1, version=None):
        return self._try(super().incr, delta, key, delta, version)

    def clear(self):
        return self._try(super().clear, False)

    def _try(self, operation, fallback, *args):
        if time.monotonic() < self._silent_until.get(self._place, 0.0):
            return fallback
        try:
            return operation(*args)
        except RedisError:
            self._silent_until[self._place] = time.monotonic() + SILENCE
            logger.warning("cache unreachable, going on without it")
            return fallback
