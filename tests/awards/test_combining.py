"""The rule that joins jury and public: exact, frozen before the vote, recomputable from the published files."""

import hashlib
import json
import subprocess
import sys
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import services
from awards.combining import combine
from awards.models import AwardRefused, CombiningRule
from awards.services.combining import rule_of
from awards.views.rules import SCRIPT
from judging.models import Round
from tests.awards.records import world
from tests.factories import awards
from tests.factories import judging as judges
from tests.factories.accounts import staff

RULE = {"jury_weight": 70, "votes_weight": 30, "quorum": 0, "tie_order": "jury"}


def places(rows):
    return [(idea, place) for idea, _total, place in rows]


def test_points_and_share_of_votes_are_weighed():
    rows = combine(RULE, {"a": "80.00", "b": "70.00"}, {"a": 1, "b": 4}, 5)
    assert rows == [("b", Fraction(79), 1), ("a", Fraction(127, 2), 2)]


def test_below_the_quorum_the_jury_alone_decides():
    votes = {"a": 1, "b": 4}
    assert places(combine({**RULE, "quorum": 6}, {"a": "80.00", "b": "70.00"}, votes, 5)) == [("a", 1), ("b", 2)]


@pytest.mark.parametrize(("order", "first"), [("jury", "a"), ("votes", "b")])
def test_a_tie_goes_by_the_order_that_was_said(order, first):
    rule = {**RULE, "jury_weight": 50, "votes_weight": 50, "tie_order": order}
    rows = combine(rule, {"a": "90.00", "b": "40.00", "c": "10"}, {"a": 2, "b": 4}, 6)
    assert (rows[0][0], rows[0][1] == rows[1][1]) == (first, True)


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(0, 10000), st.integers(0, 50)), min_size=1))
def test_places_follow_totals_and_equals_share(rows):
    points = {key: f"{cents / 100:.2f}" for key, (cents, _votes) in rows.items()}
    standings = combine(RULE, points, {key: votes for key, (_cents, votes) in rows.items()}, 99)
    totals = [total for _idea, total, _place in standings]
    assert totals == sorted(totals, reverse=True)
    assert all(place <= n for n, (_idea, _total, place) in enumerate(standings, 1))


@pytest.fixture
def joined(evening):
    """A final judged and voted on, with an award by both; the rule is not frozen yet: (rule, entries)."""
    cycle, entries = awards.final()
    award = awards.award("joint", "市民と審査の賞", awards.By.COMBINED, tier=awards.tier(), order=3)
    final = judges.round(cycle, kind=Round.Kind.FINAL)
    judge = judges.judge(cycle)
    for entry, points in zip(entries, ((5, 5, 4), (4, 4, 3), (1, 1, 1)), strict=True):
        judges.handed_in(final, entry, *points, by=judge)
    return CombiningRule.objects.create(award=award, jury_weight=40, votes_weight=60), entries


@pytest.mark.django_db
def test_a_rule_is_frozen_before_the_vote_with_the_hash_of_its_text_and_once(joined, evening, client):
    rule, _entries = joined
    before_vote = evening - timedelta(days=1)
    frozen = services.freeze_rule(rule, by=staff(), at=before_vote)
    assert frozen.digest == hashlib.sha256(frozen.text.encode()).hexdigest()
    assert json.loads(frozen.text) == rule_of(frozen)
    before = world()
    assert services.freeze_rule(rule, by=staff(), at=evening).digest == frozen.digest
    assert world() == before
    assert frozen.digest in client.get(f"/awards/rules/{rule.pk}/").content.decode()
    assert client.get(f"/awards/rules/{rule.pk}/points.json").status_code == 404


@pytest.mark.django_db
def test_a_rule_is_not_frozen_once_the_vote_is_open(joined, evening, client):
    rule, _entries = joined
    before, by = world(), staff()
    with pytest.raises(AwardRefused):
        services.freeze_rule(rule, by=by, at=evening)
    rule.refresh_from_db()
    assert (world(), rule.digest, client.get(f"/awards/rules/{rule.pk}/").status_code) == (before, "", 404)


@pytest.mark.django_db
def test_the_result_follows_and_anyone_recomputes_it_from_the_published_files(joined, evening, client, tmp_path):
    rule, entries = joined
    services.freeze_rule(rule, by=staff(), at=evening - timedelta(days=1))
    services.propose_publication(rule.award.cycle, by=staff(), at=evening)
    services.agree_publication(rule.award.cycle, by=staff(), at=evening)
    assert [row.idea for row in rule.award.decisions.all()] == [entries[1]]
    slug = rule.award.cycle.polls.get().slug
    addresses = [f"/awards/rules/{rule.pk}/rule.json", f"/awards/rules/{rule.pk}/points.json"]
    addresses += [f"/vote/{slug}/result.json", f"/vote/{slug}/seal.json"]
    files = []
    for address in addresses:
        files.append(tmp_path / address.rsplit("/", 1)[1])
        files[-1].write_bytes(client.get(address).content)
    ran = subprocess.run([sys.executable, SCRIPT, *files], capture_output=True, text=True, check=True)
    rule.refresh_from_db()
    lines = ran.stdout.splitlines()
    assert (lines[0], lines[1].split()[:2]) == (f"sha256 {rule.digest}", ["1", entries[1].number])
