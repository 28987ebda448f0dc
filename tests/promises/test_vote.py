"""V1, V3, V12: the vote under races, each beside a control that goes without the defence and must fail.

The short form runs in every suite; `-m promise` is the long one.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, multiple, rule, run_state_machine_as_test

from common import clock
from contest.models import Tier
from tests.factories import voting as make
from voting import log, merkle, services, standings
from voting.errors import PollNotOpen
from voting.models import Ballot, Poll, Seal
from voting.services import polls
from voting.tally import tally

LONG = pytest.mark.promise


def in_threads(acts: list[Callable], workers: int) -> list:
    """Run the acts in order on that many threads, each with a connection of its own; their results."""

    def run(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, acts))


# --- V1: one voter key, one counted ballot ------------------------------------------------------------------------------


@dataclass
class Model:
    """The whole vote in a few lines: what each request was answered, and each voter's last choices."""

    is_open: bool = True
    answered: dict[tuple[int, UUID, tuple[str, ...]], str] = field(default_factory=dict)
    last: dict[int, tuple[str, list[str]]] = field(default_factory=dict)

    def expects(self, voter: int, request: UUID, choices: list[str]) -> str | None:
        return self.answered.get((voter, request, tuple(choices)))

    def took(self, voter: int, request: UUID, receipt: str, choices: list[str]) -> None:
        self.answered[voter, request, tuple(choices)] = receipt
        self.last[voter] = (receipt, choices)

    def counted(self) -> dict[str, list[str]]:
        return dict(self.last.values())


class Vote(RuleBasedStateMachine):
    """Voters cast, change their minds, retry old requests and come too late, in any order."""

    voters = Bundle("voters")
    requests = Bundle("requests")
    open_polls = Bundle("open_polls")

    def __init__(self):
        super().__init__()
        self.model = Model()
        tier = Tier.objects.create(cycle=make.ruled(), key=f"tier-{uuid4()}", name_ja="層")
        now, hour = clock.now(), timedelta(hours=1)
        window = {"opens_at": now - hour, "closes_at": now + hour}
        self.poll = services.open_poll(tier, ideas=IDEAS, **window, max_choices=2, at=now)
        self.paper = standings.paper_of(self.poll.slug)

    @rule(target=voters)
    def come(self):
        return make.voter(self.poll)

    @rule(target=requests, voter=voters, picks=st.sets(st.integers(0, 3), min_size=1, max_size=2))
    def cast(self, voter, picks):
        return self.send(voter, uuid4(), sorted(self.paper.numbers[pick] for pick in picks)) or multiple()

    @rule(request=requests, picks=st.sets(st.integers(0, 3), min_size=1, max_size=2))
    def retry(self, request, picks):
        self.send(*request, sorted(self.paper.numbers[pick] for pick in picks))

    @rule(target=open_polls)
    def stay_open(self):
        return self.poll

    @rule(poll=consumes(open_polls))
    def close(self, poll):
        make.close(poll)
        self.model.is_open = False

    def send(self, voter, request, choices):
        known = self.model.expects(voter.pk, request, choices)
        try:
            receipt = services.cast_ballot(self.paper, voter_id=voter.pk, choices=choices, request_id=request)
        except PollNotOpen:
            assert not self.model.is_open
            assert known is None
            return None
        assert known in (None, receipt)
        if known is None:
            assert self.model.is_open
            self.model.took(voter.pk, request, receipt, choices)
        return voter, request

    def teardown(self):
        assert dict(log.counted(self.poll).values_list("receipt", "choices")) == self.model.counted()
        seal = services.seal_poll(make.close(self.poll), at=clock.now())
        assert (seal.counted, seal.superseded) == (
            len(self.model.last),
            len(self.model.answered) - len(self.model.last),
        )
        lines = [{"receipt": receipt, "choices": choices} for receipt, choices in self.model.counted().items()]
        assert standings.result_of(self.poll) == tally(self.paper.numbers, lines, [])


IDEAS: list = []


@pytest.mark.django_db
@pytest.mark.parametrize("examples", [15, pytest.param(300, marks=LONG)])
def test_v1_the_vote_is_what_twenty_lines_say(examples):
    IDEAS[:] = [make.idea() for _ in range(4)]
    quiet = settings(max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=HealthCheck)
    run_state_machine_as_test(Vote, settings=quiet)


def twice_each(voters: list, act: Callable) -> list:
    """Every voter sends the same form twice at the same instant."""
    acts = []
    for voter in voters:
        request, together = uuid4(), threading.Barrier(2)
        acts += [
            lambda voter=voter, request=request, together=together: (together.wait(30), act(voter, request))[1]
        ] * 2
    return in_threads(acts, 8)


SIZES = [40, pytest.param(500, marks=LONG)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", SIZES)
def test_v1_a_double_click_is_one_ballot(count, record_property):
    poll = make.poll()
    paper = standings.paper_of(poll.slug)
    voters = [make.voter(poll) for _ in range(count)]

    def cast(voter, request):
        return services.cast_ballot(paper, voter_id=voter.pk, choices=paper.numbers[:1], request_id=request)

    receipts = twice_each(voters, cast)
    ballots = Ballot.objects.count()
    record_property("figure", f"V1: {count} voters, each form twice at once, {ballots - count} doubled")
    assert receipts[::2] == receipts[1::2]
    assert Ballot.objects.count() == log.counted(poll).count() == count


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_v1_control_check_then_insert_doubles():
    poll = make.poll()
    voters = [make.voter(poll) for _ in range(40)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE careless_ballot (voter_id bigint, request_id varchar(40))")

    def cast(voter, request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM careless_ballot WHERE voter_id = %s", [voter.pk])
            if cursor.fetchone() is None:
                cursor.execute("INSERT INTO careless_ballot VALUES (%s, %s)", [voter.pk, str(request)])

    try:
        twice_each(voters, cast)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM careless_ballot")
            assert cursor.fetchone()[0] > len(voters)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE careless_ballot")


# --- V3: the deadline is exact ------------------------------------------------------------------------------------------


@dataclass
class Round:
    """What came of one deadline under fire."""

    acknowledged: list[str]
    late: int
    sealed: int


def hammer(cast: Callable, *, seconds: float = 0.5, writers: int = 5, slow: float = 0.03) -> Round:
    """Writers cast through the close of a poll; one thread seals it the instant the clock says so.

    Each ballot's transaction stays open for a moment before it is committed, as on a busy day.
    """
    poll, papers = fresh_poll(), []

    def close_soon():
        close_at(poll, clock.now() + timedelta(seconds=seconds))
        papers.append(standings.paper_of(poll.slug))

    ready = threading.Barrier(writers + 1, action=close_soon)  # however long a busy machine takes to get there

    def write(voter):
        ready.wait(60)
        acknowledged, until = [], poll.closes_at + timedelta(seconds=0.3)
        while (started := clock.now()) < until:
            try:
                with transaction.atomic():
                    receipt = cast(papers[0], voter)
                    time.sleep(slow)
                acknowledged.append((started, receipt))
            except PollNotOpen:
                time.sleep(0.002)
        return acknowledged

    def seal():
        ready.wait(60)
        while clock.now() < poll.closes_at:
            time.sleep(0.001)
        return services.seal_poll(poll, at=clock.now())

    voters = [make.voter(poll) for _ in range(writers)]
    *written, sealed = in_threads([lambda voter=voter: write(voter) for voter in voters] + [seal], writers + 1)
    answers = [answer for answers in written for answer in answers]
    late = sum(started >= poll.closes_at for started, _ in answers)
    late += Ballot.objects.filter(poll=poll, cast_at__gte=poll.closes_at).count()
    return Round([receipt for _, receipt in answers], late, sealed.counted + sealed.superseded)


def fresh_poll() -> Poll:
    tier = Tier.objects.create(cycle=make.ruled(), key=f"tier-{uuid4()}", name_ja="層")
    now, ideas = clock.now(), IDEAS or [make.idea()]
    return services.open_poll(
        tier, ideas=ideas, opens_at=now, closes_at=now + timedelta(hours=1), max_choices=1, at=now
    )


def close_at(poll: Poll, moment: datetime) -> None:
    poll.closes_at = moment
    poll.save(update_fields=["closes_at"])


def cast_properly(paper, voter):
    return services.cast_ballot(paper, voter_id=voter.pk, choices=paper.numbers[:1], request_id=uuid4())


def cast_after_checking(paper, voter):
    """What one would write without thinking: look at the clock, then insert."""
    if not paper.poll.is_open_at(clock.now()):
        raise PollNotOpen
    time.sleep(0.01)
    return Ballot.objects.create(
        poll=paper.poll, voter=voter, choices=list(paper.numbers[:1]), receipt=uuid4().hex[:16], cast_at=clock.now()
    ).receipt


@pytest.fixture
def no_ideas():
    IDEAS.clear()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", [3, pytest.param(50, marks=LONG)])
def test_v3_the_deadline_is_exact(rounds, no_ideas, record_property):
    acknowledged = 0
    for _ in range(rounds):
        done = hammer(cast_properly)
        assert done.acknowledged
        assert done.late == 0
        assert done.sealed == len(done.acknowledged) == len(set(done.acknowledged))
        acknowledged += done.sealed
    record_property("figure", f"V3: {acknowledged} ballots through {rounds} deadlines, late 0, uncounted 0")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_v3_control_check_then_insert_is_late(no_ideas):
    assert any(hammer(cast_after_checking).late for _ in range(40))  # the first that shows it is enough


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_v3_control_a_seal_that_does_not_wait_loses_acknowledged_ballots(no_ideas, monkeypatch):
    monkeypatch.setattr(polls, "_wait_for_ballots_in_flight", lambda: None)
    rounds = (hammer(cast_properly, slow=0.05) for _ in range(40))
    assert any(len(done.acknowledged) > done.sealed for done in rounds)


# --- V12: the seal is idempotent ----------------------------------------------------------------------------------------


def seal_while_ballots_land(seal: Callable[[Poll], str]) -> set[str]:
    """Eight seals at once, while ballots cast before the close are still on their way to the table."""
    poll = fresh_poll()
    paper = standings.paper_of(poll.slug)
    voters = [make.voter(poll) for _ in range(4)]
    all_cast, closed = threading.Barrier(len(voters) + 1), threading.Event()

    def write(voter, slow):
        with transaction.atomic():
            cast_properly(paper, voter)
            all_cast.wait(60)
            assert closed.wait(60)
            time.sleep(slow)

    def close():
        all_cast.wait(60)
        close_at(poll, clock.now())
        closed.set()

    def seal_after_close(wait):
        assert closed.wait(60)
        time.sleep(wait)
        return seal(poll)

    writers = [lambda voter=voter, number=number: write(voter, 0.1 * number) for number, voter in enumerate(voters)]
    sealers = [lambda number=number: seal_after_close(0.06 * number) for number in range(8)]
    return set(in_threads([*writers, close, *sealers], len(writers) + 1 + len(sealers))[len(writers) + 1 :])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_v12_eight_seals_make_one_root(no_ideas, record_property):
    roots = seal_while_ballots_land(lambda poll: services.seal_poll(poll, at=clock.now()).root)
    record_property("figure", f"V12: 8 seals at once, distinct roots {len(roots)}")
    assert roots == {Seal.objects.get().root}
    assert Seal.objects.get().counted == 4


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_v12_control_unguarded_seals_disagree(no_ideas):
    def seal(poll):
        return merkle.root(line.encode() for line in log.lines(poll, is_paired=False))

    assert len(seal_while_ballots_land(seal)) > 1


@pytest.mark.django_db
def test_v12_a_seal_that_died_halfway_left_nothing(monkeypatch):
    poll = make.poll()
    make.ballot(make.voter(poll))
    make.close(poll)
    with monkeypatch.context() as patch:
        patch.setattr(Seal.objects, "create", lambda **fields: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.seal_poll(poll, at=clock.now())
    poll.refresh_from_db()
    assert poll.sealed_at is None
    assert services.seal_poll(poll, at=clock.now()).counted == 1
