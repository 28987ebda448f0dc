"""When things happen in a rehearsal's year, from its fiscal year alone. Plain Python."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")


def year_of(moment: datetime) -> int:
    """The fiscal year whose contest runs at `moment`: a call opens in June, so spring belongs to the year before."""
    local = moment.astimezone(JST)
    return local.year if local.month >= 6 else local.year - 1


def windows(year: int) -> dict[str, tuple[datetime, datetime, datetime | None]]:
    """Stage → (opens, closes, publishes): ends are exclusive, 「12月20日23:59まで」 is the 21st at 0:00."""
    summer, autumn = datetime(year, 6, 1, tzinfo=JST), datetime(year, 9, 1, tzinfo=JST)
    winter, spring = datetime(year, 12, 21, tzinfo=JST), datetime(year + 1, 5, 1, tzinfo=JST)
    return {
        "challenges": (summer, autumn, autumn),
        "ideas": (autumn, winter, winter),
        "review": (winter, spring, None),
        "after": (spring, datetime(year + 4, 5, 1, tzinfo=JST), None),
    }


def final_on(year: int) -> date:
    """The first Sunday of March, as most finals were."""
    first = date(year + 1, 3, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7)


def rounds(year: int) -> dict[str, tuple[datetime, datetime]]:
    """Judging round → (opens, closes): papers until the end of January, the final on its day."""
    day = datetime.combine(final_on(year), datetime.min.time(), tzinfo=JST)
    return {
        "screening": (windows(year)["review"][0], datetime(year + 1, 2, 1, tzinfo=JST)),
        "final": (day, day + timedelta(hours=17)),
    }


def winter(year: int) -> dict[str, datetime]:
    """When the samples of the winter happen, around the final: each a few days after what has to come before."""
    morning = datetime.combine(final_on(year), datetime.min.time(), tzinfo=JST)
    return {
        "meeting": datetime(year + 1, 2, 6, 10, tzinfo=JST),
        "release": datetime(year + 1, 2, 10, 12, tzinfo=JST),
        "inquiry": datetime(year + 1, 2, 12, 10, tzinfo=JST),
        "answered": morning - timedelta(days=8) + timedelta(hours=10),
        "answers_until": morning - timedelta(days=5),
        "order": morning - timedelta(hours=9),
        "ceremony": morning + timedelta(hours=17),
        "advice": morning + timedelta(days=13, hours=10),
    }
