"""Who judges what: as many judges an idea as asked, even loads, nobody who must not, themes and languages where it can be.

A minimum-cost flow from ideas to judges. Its matrix is totally unimodular, so the simplex method of HiGHS (SciPy) ends in
whole numbers. First the loads, as even as they can be; then, with the loads held, the pairs that cost least.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

FULL, SHORT = 100.0, 1000.0  # the dearest step of a load; what a missing judge costs


class Unsolved(RuntimeError):
    """The solver gave up; nothing in the figures should make it."""


@dataclass(frozen=True)
class Problem:
    """Ideas and judges by key. `costs` of a pair that is not in it are 0; `held` pairs are kept and counted."""

    ideas: tuple[int, ...]
    judges: tuple[int, ...]
    each: int  # judges an idea
    apart: frozenset[tuple[int, int]] = frozenset()  # (idea, judge)
    held: frozenset[tuple[int, int]] = frozenset()
    costs: Mapping[tuple[int, int], float] = field(default_factory=dict)
    most: Mapping[int, int] = field(default_factory=dict)  # judge → load they take on at most, held ones included


@dataclass(frozen=True)
class Plan:
    """New pairs besides the held ones, and how many judges each idea still lacks."""

    pairs: frozenset[tuple[int, int]]
    lacking: Mapping[int, int]


def plan(problem: Problem) -> Plan:
    """The pairs to add; the same for the same figures."""
    held = Counter(idea for idea, _judge in problem.held)
    needs = {idea: max(problem.each - held[idea], 0) for idea in problem.ideas}
    free = [
        (idea, judge)
        for idea in problem.ideas
        if needs[idea]
        for judge in problem.judges
        if (idea, judge) not in problem.apart and (idea, judge) not in problem.held
    ]
    if not free:
        return Plan(frozenset(), {idea: need for idea, need in needs.items() if need})
    flow = _Flow(problem, needs, free)
    pairs = flow.cheapest(flow.even_loads())
    met = Counter(idea for idea, _judge in pairs)
    return Plan(frozenset(pairs), {idea: need - met[idea] for idea, need in needs.items() if need > met[idea]})


class _Flow:
    """The two programmes over one set of free pairs."""

    def __init__(self, problem: Problem, needs: Mapping[int, int], free: list[tuple[int, int]]) -> None:
        self.problem, self.needs, self.free = problem, needs, free
        self.ideas = [idea for idea in problem.ideas if needs[idea]]
        self.rows = {idea: n for n, idea in enumerate(self.ideas)}
        self.columns = {judge: n for n, judge in enumerate(problem.judges)}
        self.held = Counter(judge for _idea, judge in problem.held)
        self.by_idea = np.array([self.rows[idea] for idea, _judge in free])
        self.by_judge = np.array([self.columns[judge] for _idea, judge in free])

    def even_loads(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many each judge gets and how many each idea, when every further step of a load costs more than the last."""
        steps = self._steps()
        pairs, slots, ideas = len(self.free), len(steps), len(self.ideas)
        costs = np.concatenate([np.zeros(pairs), np.array([cost for _judge, cost in steps]), np.full(ideas, SHORT)])
        rows = np.concatenate([self.by_idea, np.arange(ideas), ideas + self.by_judge])
        columns = np.concatenate([np.arange(pairs), pairs + slots + np.arange(ideas), np.arange(pairs)])
        values = np.ones(len(rows))
        slot_rows = np.array([ideas + judge for judge, _cost in steps], dtype=np.int64)
        rows = np.concatenate([rows, slot_rows])
        columns = np.concatenate([columns, pairs + np.arange(slots)])
        values = np.concatenate([values, -np.ones(slots)])
        shape = (ideas + len(self.columns), pairs + slots + ideas)
        wanted = np.concatenate([self._wanted(), np.zeros(len(self.columns))])
        upper = np.concatenate([np.ones(pairs + slots), self._wanted()])
        found = _solve(costs, coo_array((values, (rows, columns)), shape=shape), wanted, upper)[:pairs]
        return self._sums(found, self.by_judge, len(self.columns)), self._sums(found, self.by_idea, ideas)

    def _steps(self) -> list[tuple[int, float]]:
        """(judge, cost) of each idea a judge could still take on: the fuller the desk, the dearer."""
        free = Counter(judge for _idea, judge in self.free)
        steps = []
        for judge, column in self.columns.items():
            room = self.problem.most.get(judge, len(self.problem.ideas)) - self.held[judge]
            count = min(free[judge], max(room, 0))
            steps += [(column, FULL * (self.held[judge] + n) / len(self.problem.ideas)) for n in range(count)]
        return steps

    def _wanted(self) -> NDArray[np.float64]:
        return np.array([self.needs[idea] for idea in self.ideas], dtype=np.float64)

    @staticmethod
    def _sums(found: NDArray[np.int64], keys: NDArray[np.int64], length: int) -> NDArray[np.int64]:
        return np.bincount(keys, weights=found, minlength=length).astype(np.int64)

    def cheapest(self, sums: tuple[NDArray[np.int64], NDArray[np.int64]]) -> set[tuple[int, int]]:
        """The pairs of least cost with the loads held; which of the even judges get one more is left open."""
        loads, met = sums
        low, high = self._bounds(loads)
        slack = high - low
        pairs, judges, ideas = len(self.free), len(self.columns), len(self.ideas)
        costs = np.concatenate([[self.problem.costs.get(pair, 0.0) for pair in self.free], np.zeros(judges)])
        rows = np.concatenate([self.by_idea, ideas + self.by_judge, ideas + np.arange(judges)])
        columns = np.concatenate([np.arange(pairs), np.arange(pairs), pairs + np.arange(judges)])
        matrix = coo_array((np.ones(len(rows)), (rows, columns)), shape=(ideas + judges, pairs + judges))
        upper = np.concatenate([np.ones(pairs), slack])
        found = _solve(costs, matrix, np.concatenate([met, high]).astype(np.float64), upper)[:pairs]
        return {pair for pair, is_taken in zip(self.free, found, strict=True) if is_taken}

    def _bounds(self, loads: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Those on the two fullest levels may change places; everyone else keeps the load found for them."""
        held = np.array([self.held[judge] for judge in self.problem.judges])
        whole = loads + held
        top = int(whole.max())
        moves = (whole >= top - 1) & (held < top)
        limits = np.array([self.problem.most.get(judge, top) for judge in self.problem.judges])
        low = np.where(moves, np.maximum(top - 1 - held, 0), loads)
        high = np.where(moves, np.maximum(np.minimum(limits, top) - held, low), loads)
        return low, high


def _solve(costs, matrix: coo_array, wanted, upper) -> NDArray[np.int64]:
    """Whole numbers from 0 to `upper` with matrix · x = wanted, at the least cost."""
    bounds = np.stack([np.zeros(len(upper)), upper], axis=1)
    result = linprog(costs, A_eq=matrix.tocsc(), b_eq=wanted, bounds=bounds, method="highs-ds")
    if not result.success:
        raise Unsolved(result.message)
    return np.rint(result.x).astype(np.int64)
