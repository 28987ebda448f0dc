"""The engine: what holds for any figures."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from judging.assigning import Problem, plan


@st.composite
def problems(draw):
    """Small rounds with conflicts, sheets given before, smaller loads and tastes."""
    ideas = tuple(range(draw(st.integers(1, 8))))
    judges = tuple(range(100, 100 + draw(st.integers(1, 6))))
    pairs = [(idea, judge) for idea in ideas for judge in judges]
    some = st.sets(st.sampled_from(pairs))
    apart = frozenset(draw(some))
    held = frozenset(draw(st.sets(st.sampled_from(pairs), max_size=4)) - apart)
    costs = {pair: float(draw(st.integers(0, 3))) for pair in pairs}
    most = draw(st.dictionaries(st.sampled_from(judges), st.integers(0, 6)))
    return Problem(ideas, judges, draw(st.integers(1, 4)), apart, held, costs, most)


@given(problems())
@settings(deadline=None)
def test_nobody_meets_what_they_must_not_nor_takes_on_more_than_they_said(problem):
    found = plan(problem)
    assert not found.pairs & (problem.apart | problem.held)
    loads = Counter(judge for _idea, judge in found.pairs | problem.held)
    held = Counter(judge for _idea, judge in problem.held)
    assert all(loads[judge] <= max(most, held[judge]) for judge, most in problem.most.items())


@given(problems())
@settings(deadline=None)
def test_every_idea_has_its_judges_or_says_how_many_it_lacks(problem):
    found = plan(problem)
    given_to = Counter(idea for idea, _judge in found.pairs | problem.held)
    for idea in problem.ideas:
        held = sum(pair[0] == idea for pair in problem.held)
        assert given_to[idea] + found.lacking.get(idea, 0) == max(problem.each, held)


@given(problems())
@settings(deadline=None)
def test_no_lone_change_would_make_loads_more_even_or_fill_a_gap(problem):
    found = plan(problem)
    loads = Counter(judge for _idea, judge in found.pairs | problem.held)
    taken = found.pairs | problem.held | problem.apart
    for idea in problem.ideas:
        open_to = [
            judge
            for judge in problem.judges
            if (idea, judge) not in taken and loads[judge] < problem.most.get(judge, len(problem.ideas))
        ]
        assert not (open_to and found.lacking.get(idea))
        for judge in open_to:
            others = [other for seat, other in found.pairs if seat == idea]
            assert all(loads[other] - loads[judge] <= 1 for other in others)


@given(st.integers(1, 30), st.integers(1, 9), st.integers(1, 3))
@settings(deadline=None)
def test_without_conflicts_no_pair_of_loads_differs_by_more_than_one(ideas, judges, each):
    found = plan(Problem(tuple(range(ideas)), tuple(range(judges)), min(each, judges)))
    loads = Counter(judge for _idea, judge in found.pairs)
    counts = [loads[judge] for judge in range(judges)]
    assert max(counts) - min(counts) <= 1
    assert sum(counts) == ideas * min(each, judges)


def test_smaller_loads_are_respected_and_the_others_stay_even():
    found = plan(Problem(tuple(range(20)), (1, 2, 3, 4), 2, most={1: 3}))
    loads = Counter(judge for _idea, judge in found.pairs)
    assert loads[1] == 3
    assert sorted(loads[judge] for judge in (2, 3, 4)) == [12, 12, 13]


def test_what_suits_is_preferred_where_loads_allow():
    ideas, judges = (1, 2, 3, 4), (10, 20)
    costs = {(idea, judge): 0.0 if (idea <= 2) == (judge == 10) else 1.0 for idea in ideas for judge in judges}
    assert plan(Problem(ideas, judges, 1, costs=costs)).pairs == {(1, 10), (2, 10), (3, 20), (4, 20)}


def test_sheets_given_before_stay_and_count():
    found = plan(Problem((1, 2, 3), (10, 20, 30), 1, held=frozenset({(1, 10)})))
    assert sorted(judge for _idea, judge in found.pairs) == [20, 30]


def test_the_same_figures_give_the_same_plan():
    problem = Problem(tuple(range(12)), tuple(range(5)), 2, apart=frozenset({(0, 0), (3, 4)}))
    assert plan(problem) == plan(problem)


def test_nobody_at_all_is_said():
    assert dict(plan(Problem((1,), (10,), 2, apart=frozenset({(1, 10)}))).lacking) == {1: 2}
    assert dict(plan(Problem((1,), (), 2)).lacking) == {1: 2}
    assert plan(Problem((), (10,), 2)).pairs == frozenset()
