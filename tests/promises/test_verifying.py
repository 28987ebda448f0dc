"""M2, V8, V9: code mails bomb nobody, aliases are one voter, a school can vote and a robot cannot guess; with controls.

The short form runs in every suite; `-m promise` is the long one.
"""

import random
import re
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import combinations

import pytest
from django.test import Client
from django.urls import reverse

from common import clock
from notifications.models import OutboxMail
from tests.factories import voting as make
from tests.factories.accounts import person
from tests.promises.test_vote import in_threads
from tests.voting.test_identity import ALIASES, DIFFERENT
from voting import services
from voting.errors import CardRefused, CodeNotSent, CodeRefused
from voting.identity import CARD_LETTERS, normalise
from voting.models import Ballot, Card, MailCode, WrongCard
from voting.services import cards, codes

pytestmark = pytest.mark.django_db
LONG = pytest.mark.promise
DAY = timedelta(days=1)


# --- M2: code mails cannot bomb a stranger ------------------------------------------------------------------------------


def bomb(requests: int, *, mailboxes: int = 1) -> list[datetime]:
    """Ask for codes all day, for one stranger under ever new aliases and from ever new networks; when mails went out."""
    cycle, start, sent = make.poll().cycle, clock.now(), []
    for number in range(requests):
        at = start + number * DAY / requests
        address = f"Stranger{number % mailboxes}+{number}@Example.jp"
        try:
            services.request_code(cycle, address=address, network=f"10.{number % 251}.0.0/24", language="ja", at=at)
            sent.append(at)
        except CodeNotSent:
            continue
    assert OutboxMail.objects.count() == len(sent)
    return sent


def most_within(span: timedelta, moments: list[datetime]) -> int:
    return max(sum(start <= moment < start + span for moment in moments) for start in moments)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("requests", [150, pytest.param(10_000, marks=LONG)])
def test_m2_a_stranger_gets_no_more_than_the_budget(requests, record_property):
    sent = bomb(requests)
    for budget in codes.BUDGETS:
        if budget.field == "identity":
            assert most_within(budget.span, sent) <= budget.mails
    record_property("figure", f"M2: {requests:,} requests for one mailbox in a day, {len(sent)} mails (budget 12)")
    assert len(sent) <= 12


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("requests", "budget"), [(60, 20), pytest.param(10_000, 6000, marks=LONG)])
def test_m2_all_strangers_together_get_no_more_than_the_budget(requests, budget, monkeypatch, record_property):
    monkeypatch.setattr(codes, "BUDGETS", [*codes.BUDGETS[:-1], codes.Budget("", DAY, budget)])
    sent = bomb(requests, mailboxes=requests)
    record_property(
        "figure", f"M2: {requests:,} requests for as many mailboxes, {len(sent):,} mails (budget {budget:,})"
    )
    assert len(sent) == budget


def test_m2_control_without_budgets_everything_is_mailed(monkeypatch):
    monkeypatch.setattr(codes, "BUDGETS", [])
    assert len(bomb(40)) == 40


# --- V8: aliases are one voter ------------------------------------------------------------------------------------------


def splits_and_merges(same) -> tuple[int, int]:
    """How many aliases are taken for others, and how many others for one."""
    boxes = [plain for plain, _aliases in ALIASES]
    split = sum(not same(plain, alias) for plain, aliases in ALIASES for alias in aliases)
    return split, sum(same(one, other) for one, other in [*DIFFERENT, *combinations(boxes, 2)])


def test_v8_aliases_are_one_voter(record_property):
    split, merged = splits_and_merges(lambda one, other: normalise(one) == normalise(other))
    record_property("figure", f"V8: {split} false splits, {merged} false merges (and Hypothesis in tests/voting)")
    assert (split, merged) == (0, 0)


def test_v8_control_addresses_as_typed_split_and_careless_folding_merges():
    assert splits_and_merges(lambda one, other: one == other)[0] > 0
    careless = str.maketrans("", "", "._-")
    assert splits_and_merges(lambda one, other: one.translate(careless) == other.translate(careless))[1] > 0


# --- V9: a school can vote, a robot cannot guess ------------------------------------------------------------------------


def school(pupils: int) -> int:
    """So many people behind one address are verified by mail and vote, one after another; how many were refused."""
    poll = make.poll()
    number, paper, refused = make.numbers(poll)[0], reverse("voting:poll", args=[poll.slug]), 0
    for pupil in range(pupils):
        client = Client(REMOTE_ADDR="203.0.113.7")
        asked = client.post(reverse("voting:verify"), {"email": f"pupil{pupil}@school.example"})
        if asked.status_code != 303:
            refused += 1
            continue
        code = re.search(r"\b\d{6}\b", OutboxMail.objects.latest("pk").body)[0]
        client.post(reverse("voting:code"), {"code": code})
        cast = client.post(paper, {"choices": [number], "request_id": ""})
        refused += not cast.url.startswith(reverse("voting:receipt"))
    assert Ballot.objects.count() == pupils - refused
    return refused


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("pupils", [15, pytest.param(1000, marks=LONG)])
def test_v9_a_school_can_vote(pupils, record_property):
    began = clock.now()
    refused = school(pupils)
    seconds = (clock.now() - began).total_seconds()
    record_property("figure", f"V9: {pupils:,} voters from one address in {seconds:.0f} s, {refused} refused")
    assert refused == 0


def test_v9_control_a_network_taken_for_a_person_refuses_the_school(monkeypatch):
    monkeypatch.setattr(codes, "BUDGETS", [codes.Budget("network", timedelta(hours=1), 5)])
    assert school(8) == 3


def guess(guesses: int) -> tuple[int, int]:
    """A robot after one person's vote: a fresh code whenever it may have one, and guesses all day; (compared, guessed)."""
    cycle, start, guessed, pending = make.poll().cycle, clock.now(), 0, None
    for number in range(guesses):
        at = start + number * DAY / guesses
        with suppress(CodeNotSent):  # then it goes on with the last one
            pending = services.request_code(cycle, address="victim@example.jp", network="", language="ja", at=at)
        try:
            services.prove_code(pending, code=f"{number % 10**6:06d}", at=at)
            guessed += 1
        except CodeRefused:
            continue
    return sum(MailCode.objects.values_list("attempts", flat=True)), guessed


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("guesses", [200, pytest.param(50_000, marks=LONG)])
def test_v9_a_robot_cannot_guess_a_code(guesses, record_property):
    """Whatever comes beyond the tries of the budget's codes is refused unread: a million guesses are as good as sixty."""
    compared, guessed = guess(guesses)
    most = 12 * codes.TRIES
    record_property(
        "figure", f"V9: {guesses:,} guesses in a day, {compared} compared (at most {most}), {guessed} guessed"
    )
    assert compared <= most
    assert guessed == 0


def test_v9_control_without_limits_a_robot_gets_there(monkeypatch):
    monkeypatch.setattr(codes, "TRIES", 10**6)
    monkeypatch.setattr(codes, "BUDGETS", [codes.Budget("", DAY, 1)])
    monkeypatch.setattr(codes, "LIFE", DAY)
    monkeypatch.setattr(codes.secrets, "randbelow", lambda most: 90)
    assert guess(120)[1] == 1


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("guesses", [250, pytest.param(100_000, marks=LONG)])
def test_v9_cards_are_not_guessed_and_the_hall_is_not_locked_out(guesses, record_property):
    poll, now, draw = make.poll(), clock.now(), random.Random(2026)
    _batch, honest = services.make_cards(poll.cycle, label="会場", count=300, by=person(), at=now)
    taken = 0
    for _number in range(guesses):
        code = "".join(draw.choices(CARD_LETTERS, k=16))
        try:
            services.take_card(poll.cycle, code=code, browser="robot", network="203.0.113.0/24", at=now)
            taken += 1
        except CardRefused:
            continue
    for number, code in enumerate(honest[:20]):
        services.take_card(poll.cycle, code=code, browser=str(number), network="203.0.113.0/24", at=now)
    rows = WrongCard.objects.count()
    record_property("figure", f"V9: {guesses:,} cards guessed at, {taken} taken, {rows} rows written, honest refused 0")
    assert taken == 0
    assert rows <= cards.WRONG_LIMIT


def test_v9_control_short_codes_are_guessed(monkeypatch):
    monkeypatch.setattr(cards, "CARD_LENGTH", 1)
    monkeypatch.setattr(cards, "card_code", str.upper)
    poll = make.poll()
    services.make_cards(poll.cycle, label="会場", count=1, by=person(), at=clock.now())
    taken = 0
    for letter in CARD_LETTERS:
        try:
            services.take_card(poll.cycle, code=letter, browser="robot", network="", at=clock.now())
            taken += 1
        except CardRefused:
            continue
    assert taken == 1


# --- one card, one browser ----------------------------------------------------------------------------------------------


def snatch(browsers: int) -> int:
    """So many browsers send one card at the same instant; how many get it."""
    poll, now = make.poll(), clock.now()
    _batch, (code,) = services.make_cards(poll.cycle, label="会場", count=1, by=person(), at=now)
    together = threading.Barrier(browsers)

    def take(browser: int) -> bool:
        together.wait(30)
        try:
            services.take_card(poll.cycle, code=code, browser=str(browser), network="", at=now)
        except CardRefused:
            return False
        return True

    return sum(in_threads([lambda browser=browser: take(browser) for browser in range(browsers)], browsers))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_card_is_taken_by_one_of_many_at_once():
    assert snatch(8) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_a_card_that_is_not_locked_is_taken_by_several(monkeypatch):
    take, all_read = cards._take, threading.Barrier(4)

    def take_slowly(card, browser, at):
        all_read.wait(60)
        take(card, browser, at)

    monkeypatch.setattr(cards, "_take", take_slowly)
    monkeypatch.setattr(type(Card.objects), "select_for_update", lambda manager, **options: manager.all())
    assert snatch(4) > 1
