"""Moves the one clock in tests, the ballot's SQL included, without patching anything."""

from datetime import UTC, datetime, timedelta

_ahead = timedelta()


def offset() -> timedelta:
    """What `settings.CLOCK_OFFSET_SOURCE` names in tests that move the clock."""
    return _ahead


def move_to(moment: datetime) -> None:
    """From now on it is `moment`, and time goes on from there."""
    global _ahead
    _ahead = moment - datetime.now(UTC)


def reset() -> None:
    global _ahead
    _ahead = timedelta()
