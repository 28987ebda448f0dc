"""Assignment and ranking at a size the contest will not reach; beside each, plain arithmetic of the same machine."""

import random
import time
from collections.abc import Callable
from functools import cache

from benchmarks.measure import Measure
from judging.assigning import Problem, plan
from judging.comparing import Total, adjusted, intervals

LOOPS = 2_000_000


def all_measures() -> list[Measure]:
    return [
        Measure(name="assign_1000x60", unit="runs/s", against="two million additions", run=_assign, yardstick=_sum),
        Measure(name="rank_10k", unit="runs/s", against="two million additions", run=_rank, yardstick=_sum),
    ]


def _assign() -> float:
    problem = _problem()
    return _per_second(lambda: plan(problem))


def _rank() -> float:
    """Adjusted means, and 1,000 draws."""
    totals = _totals()
    return _per_second(lambda: (adjusted(totals), intervals(totals)))


@cache
def _problem() -> Problem:
    """1,000 ideas, 60 judges, 3 each; conflicts and tastes."""
    source = random.Random(1)
    ideas, judges = tuple(range(1000)), tuple(range(1000, 1060))
    pairs = [(idea, judge) for idea in ideas for judge in judges]
    apart = frozenset(pair for pair in pairs if source.random() < 0.05)
    costs = {pair: float(source.choice((0, 1, 11))) for pair in pairs}
    return Problem(ideas, judges, 3, apart=apart, costs=costs, most={1000: 20})


@cache
def _totals() -> list[Total]:
    """10,000 sheets of 60 judges."""
    source = random.Random(2)
    return [Total(idea, judge, source.random()) for idea in range(1000) for judge in source.sample(range(60), 10)]


def _sum() -> float:
    return _per_second(lambda: sum(range(LOOPS)))


def _per_second(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1 / (time.perf_counter() - began)
