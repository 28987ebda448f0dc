"""One measure: a figure beside its yardstick, and how many queries it takes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


@dataclass
class Measure:
    """A figure and the yardstick it is held against; `higher_is_better` turns the ratio the right way round.

    To make one costs nothing: what it needs is made by its first run (`functools.cache`), so that `--only` waits for no other's.
    """

    name: str
    unit: str
    against: str
    run: Callable[[], float]
    yardstick: Callable[[], float]
    queries: Callable[[], int | None] = lambda: None
    higher_is_better: bool = True
    more: Callable[[], dict[str, float]] = dict  # further figures of the line
    warm_up: Callable[[], object] | None = None  # instead of a whole run, where that is long
    values: list[float] = field(default_factory=list)
    yardsticks: list[float] = field(default_factory=list)

    def warm(self) -> None:
        """What is made once is made, what is remembered is known."""
        self.yardstick()
        (self.warm_up or self.run)()

    def round(self) -> None:
        """One round: the yardstick, then the product."""
        self.yardsticks.append(self.yardstick())
        self.values.append(self.run())

    def line(self) -> str:
        """The medians as one JSON line; a ratio over 1 is better than the yardstick."""
        pairs = zip(self.values, self.yardsticks, strict=True)
        ratio = median(value / stick if self.higher_is_better else stick / value for value, stick in pairs)
        return json.dumps(
            {
                "name": self.name,
                "value": round(median(self.values), 3),
                "unit": self.unit,
                "ratio": round(ratio, 3),
                "against": self.against,
                "rounds": len(self.values),
                "queries": self.queries(),
                **self.more(),
            }
        )


def queries_of(path: str, client: Client | None = None) -> int:
    """Queries of one warm GET, by nobody in particular unless a client is given."""
    asking = client or Client(headers={"host": "localhost"})
    asking.get(path, secure=True)
    with CaptureQueriesContext(connection) as captured:
        response = asking.get(path, secure=True)
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}: no figure from this.")
    return len(captured)
