"""A cache that may be lost without anyone noticing."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis as a cache: when it is down or stalled every read is a miss and every write is let go."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        timeouts = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
        super().__init__(server, {**params, "OPTIONS": {**timeouts, **params.get("OPTIONS", {})}})

    def get(self, key, default=None, version=None):
        return self._try(super().get, default, key, default, version)

    def set(self, key, value, timeout=300, version=None):
        return self._try(super().set, None, key, value, timeout, version)

    def add(self, key, value, timeout=300, version=None):
        return self._try(super().add, True, key, value, timeout, version)

    def delete(self, key, version=None):
        return self._try(super().delete, False, key, version)

    def get_many(self, keys, version=None):
        return self._try(super().get_many, {}, keys, version)

    def incr(self, key, delta=1, version=None):
        return self._try(super().incr, delta, key, delta, version)

    def _try(self, operation, fallback, *args):
        try:
            return operation(*args)
        except RedisError:
            logger.warning("cache unreachable, going on without it")
            return fallback
