"""Venue cards: made once, taken once, by whoever holds one; a hall is never locked out."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from common import clock
from tests.factories import voting as make
from tests.factories.accounts import person
from voting import services
from voting.errors import BadCount, CardRefused
from voting.models import Card, CardBatch, Voter, WrongCard
from voting.services import cards

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WRONG = "0" * 16


@pytest.fixture
def poll():
    return make.poll()


@pytest.fixture
def batch(poll):
    """A batch of three and its codes."""
    return services.make_cards(poll.cycle, label="受付", count=3, by=person(), at=clock.now())


def take(cycle, code, *, browser="one", network="192.0.2.0/24", at=None):
    return services.take_card(cycle, code=code, browser=browser, network=network, at=at or clock.now())


def test_codes_are_told_once_and_kept_as_hashes(batch):
    made, codes = batch
    assert (len(set(codes)), {len(code) for code in codes}) == (3, {16})
    kept = "".join(str(row) for row in Card.objects.values_list())
    assert not any(code in kept for code in codes)
    assert (made.count, made.cards.count(), CardBatch.objects.with_taken().get().taken) == (3, 3, 0)
    entry = AuditEntry.objects.get(action="voting.make_cards")
    assert (entry.action, entry.actor, entry.detail) == ("voting.make_cards", made.made_by, {"count": 3})


@pytest.mark.parametrize("count", [0, -1, 501])
def test_only_so_many_are_made_at_once(poll, count):
    with pytest.raises(BadCount, match="500枚"):
        services.make_cards(poll.cycle, label="受付", count=count, by=person(), at=clock.now())
    assert not CardBatch.objects.exists()
    assert not AuditEntry.objects.filter(action="voting.make_cards").exists()


def test_a_card_makes_one_voter_in_every_poll_of_the_year(poll, batch):
    other = make.poll(tier="poster", opens=DAY, closes=2 * DAY)
    made, codes = batch
    seen = []
    for typed in (codes[0], "-".join(codes[0][start : start + 4].lower() for start in range(0, 16, 4))):
        code = take(poll.cycle, typed)
        seen.append(services.admit_voter(poll.cycle, method="card", identifier=code, at=clock.now()))
    assert seen[0] == seen[1]
    assert set(seen[0]) == {poll.pk, other.pk}
    assert set(Voter.objects.values_list("channel", flat=True)) == {"card"}
    assert CardBatch.objects.with_taken().get(pk=made.pk).taken == 1


def test_a_card_is_taken_by_one_browser(poll, batch):
    code = batch[1][0]
    take(poll.cycle, code, browser="mine")
    assert take(poll.cycle, code, browser="mine") == code  # a retry on a bad network
    with pytest.raises(CardRefused, match="もう使われています"):
        take(poll.cycle, code, browser="of somebody who saw the card")
    assert Card.objects.filter(taken_at=None).count() == 2
    assert not WrongCard.objects.exists()


@pytest.mark.parametrize(("code", "words"), [("", "16文字"), ("12", "16文字"), (WRONG, "ありません")])
def test_a_wrong_code_takes_nothing(poll, batch, code, words):
    with pytest.raises(CardRefused, match=words):
        take(poll.cycle, code)
    assert Card.objects.filter(taken_at=None).count() == 3
    assert WrongCard.objects.count() == (code == WRONG)


def test_a_card_of_another_year_is_told_so_and_stays_unused(poll, batch):
    other = make.cycle(2031)
    with pytest.raises(CardRefused, match="ほかの年度のもの"):
        take(other, batch[1][0])
    assert Card.objects.filter(taken_at=None).count() == 3
    assert not WrongCard.objects.exists()


def test_a_stopped_batch_lets_nobody_in_and_nobody_out(poll, batch):
    made, (one, two, _three) = batch
    take(poll.cycle, one)
    at = clock.now()
    assert services.close_cards(made, by=made.made_by, at=at).closed_at == at
    assert services.close_cards(made, by=made.made_by, at=at + DAY).closed_at == at
    assert AuditEntry.objects.filter(action="voting.close_cards").count() == 1
    with pytest.raises(CardRefused, match="使えなくなりました"):
        take(poll.cycle, two)
    assert take(poll.cycle, one) == one
    assert not CardBatch.objects.in_use().exists()


def test_wrong_codes_fill_no_table_and_lock_out_no_hall(poll, batch, monkeypatch):
    monkeypatch.setattr(cards, "WRONG_LIMIT", 3)
    for _number in range(3):
        with pytest.raises(CardRefused, match="ありません"):
            take(poll.cycle, WRONG)
    for _number in range(3):
        with pytest.raises(CardRefused, match="続いています"):
            take(poll.cycle, WRONG)
    assert WrongCard.objects.count() == 3
    assert take(poll.cycle, batch[1][0]) == batch[1][0]
    with pytest.raises(CardRefused, match="ありません"):
        take(poll.cycle, WRONG, network="198.51.100.0/24")


def test_traces_are_forgotten_after_a_day(poll, batch):
    now = clock.now()
    take(poll.cycle, batch[1][0], at=now - DAY - timedelta(seconds=1))
    take(poll.cycle, batch[1][1], at=now)
    with pytest.raises(CardRefused):
        take(poll.cycle, WRONG, at=now - DAY - timedelta(seconds=1))
    assert services.forget_card_traces(at=now) == 2
    assert services.forget_card_traces(at=now) == 0
    assert not WrongCard.objects.exists()
    assert Card.objects.exclude(browser="").count() == 1
