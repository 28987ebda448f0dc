"""Redis as Celery's broker, with one mend of kombu 5.7.

When Redis dies while a task is in hand, the worker closes its channels, puts the task back, and later says over the closed channel
that it is done. kombu then meets a connection that is None, and the AttributeError ends the worker. A connection error, which this is,
it survives: whatever was in hand is asked for again by the next beat.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis


class Channel(redis.Channel):
    """Says as a connection error that its connection is gone."""

    def _connparams(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("the broker went away")
        return super()._connparams(*args, **kwargs)


class Transport(redis.Transport):
    Channel = Channel


TRANSPORT_ALIASES |= dict.fromkeys(("redis", "rediss"), f"{__name__}:Transport")
