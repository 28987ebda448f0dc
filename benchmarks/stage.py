"""The final day's screens: 300 of them ask every 0.7 seconds; how long until the last one knows that the stage moved on."""

import http.client
import json
import random
import time
from functools import cache
from threading import Barrier, Thread
from urllib.parse import urlsplit

from django.urls import reverse

from accounts.models import User
from awards.models import HallState, StageItem
from awards.services import show_item
from benchmarks.measure import Measure
from common import clock
from contest.models import Cycle

SCREENS = 300
EVERY = 0.7  # static/js/stage.js
GIVE_UP = 20.0
MOVES = 5


def all_measures(product: str, cycle: Cycle) -> list[Measure]:
    """`stage_fanout_300` in seconds, beside one screen alone."""
    item = cache(lambda: StageItem.objects.create(cycle=cycle, kind="talk", title="Opening", minutes=5))
    return [
        Measure(
            name="stage_fanout_300",
            unit="s to the last screen",
            against="one screen alone",
            higher_is_better=False,
            run=lambda: slowest(product, cycle, item(), SCREENS),
            yardstick=lambda: slowest(product, cycle, item(), 1),
        )
    ]


def slowest(product: str, cycle: Cycle, item: StageItem, screens: int) -> float:
    """The mean over MOVES of the time from the act's commit to the last screen that saw it."""
    path = reverse("awards:stage_state", args=[cycle.fiscal_year])
    return sum(_move(product, path, cycle, item, screens) for _ in range(MOVES)) / MOVES


def _move(product: str, path: str, cycle: Cycle, item: StageItem, screens: int) -> float:
    version = HallState.objects.get_or_create(cycle=cycle)[0].version
    begin, seen = Barrier(screens + 1), [0.0] * screens
    watching = [Thread(target=_watch, args=(product, path, version, begin, seen, n)) for n in range(screens)]
    for thread in watching:
        thread.start()
    begin.wait()
    time.sleep(2 * EVERY)  # all of them are asking by now
    operator = User.objects.order_by("pk").first()
    if operator is None:
        raise SystemExit("the stage needs somebody who moves it on: no figure from this.")
    show_item(cycle, item, seen=version, by=operator, at=clock.now())
    moved = time.perf_counter()
    for thread in watching:
        thread.join()
    if not all(seen):
        raise SystemExit(f"{seen.count(0.0)} of {screens} screens never saw it: no figure from this.")
    return max(seen) - moved


def _watch(product: str, path: str, version: int, begin: Barrier, seen: list[float], number: int) -> None:
    """One screen, its first question at a moment of its own."""
    place = urlsplit(product)
    asked = {"Host": "localhost", "X-Forwarded-Proto": "https"}
    begin.wait()
    time.sleep(random.uniform(0, EVERY))
    until = time.perf_counter() + GIVE_UP
    while time.perf_counter() < until:
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=10)
        connection.request("GET", path, headers=asked)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        if answer["version"] > version:
            seen[number] = time.perf_counter()
            return
        time.sleep(EVERY)
