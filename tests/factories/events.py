"""Meetings with a programme."""

from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from events.models import Appearance, Event, Session

_numbers = count(1)
WHEN = datetime(2026, 11, 19, 15, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


def event(**fields) -> Event:
    """A public symposium of an hour and a half, with two parts and one speaker each."""
    number = next(_numbers)
    made = Event.objects.create(
        **{
            "slug": f"symposium-{number}",
            "kind": Event.Kind.SYMPOSIUM,
            "title_ja": f"公開シンポジウム{number}",
            "starts_at": WHEN,
            "ends_at": WHEN + timedelta(minutes=90),
            "mode": Event.Mode.ONLINE,
            **fields,
        }
    )
    for order in (1, 2):
        session = Session.objects.create(event=made, order=order, title_ja=f"第{order}部")
        Appearance.objects.create(session=session, role="講師", name="見本 太郎", title="見本大学教授")
    return made
