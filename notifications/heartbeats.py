"""Whether worker and beat live: each writes the time of its last round, seldom enough to cost nothing."""

from datetime import datetime, timedelta

from notifications.models import Heartbeat

EVERY = timedelta(seconds=5)
YOUNG = timedelta(seconds=60)
NAMES = ("worker", "beat")


def note_heartbeats(*names: str, at: datetime) -> None:
    """Write that these did their round, unless they wrote so just now."""
    just_now = Heartbeat.objects.filter(name__in=names, at__gt=at - EVERY, at__lte=at)
    old = set(names) - set(just_now.values_list("name", flat=True))
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at) for name in sorted(old)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def who_is_alive(*, at: datetime) -> dict[str, bool]:
    """Name → whether its last round was within a minute (a rehearsal's clock may since have been moved either way)."""
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    return {name: name in beats and abs(at - beats[name]) < YOUNG for name in NAMES}
