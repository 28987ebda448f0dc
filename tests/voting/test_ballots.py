"""The cast, the window, the receipt."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from common import clock
from tests.factories import voting as make
from voting import services, standings
from voting.errors import BadChoices, PollNotOpen
from voting.models import Ballot

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def cast(poll, voter, *choices, request_id=None):
    paper = standings.paper_of(poll.slug)
    return services.cast_ballot(paper, voter_id=voter.pk, choices=choices, request_id=request_id or uuid4())


def test_a_ballot_is_written_as_cast():
    poll = make.poll()
    one, two, *_ = make.numbers(poll)
    voter = make.voter(poll)
    receipt = cast(poll, voter, two, one)
    ballot = Ballot.objects.get()
    assert (ballot.poll, ballot.voter, ballot.receipt, ballot.choices) == (poll, voter, receipt, [one, two])
    assert abs(ballot.cast_at - clock.now()) < timedelta(minutes=1)
    assert len(receipt) == 16
    assert set(receipt) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_the_same_request_gets_the_same_receipt():
    poll = make.poll()
    one, two, *_ = make.numbers(poll)
    voter, request_id = make.voter(poll), uuid4()
    receipts = {cast(poll, voter, *chosen, request_id=request_id) for chosen in ((one, two), (two, one), (one, two))}
    assert receipts == set(Ballot.objects.values_list("receipt", flat=True))
    assert len(receipts) == 1


def test_the_same_request_with_other_choices_is_another_ballot_and_again_the_same():
    poll = make.poll()
    one, two, *_ = make.numbers(poll)
    voter, request_id = make.voter(poll), uuid4()
    first, second, again, back = (cast(poll, voter, chosen, request_id=request_id) for chosen in (one, two, two, one))
    assert (second, back) == (again, first)
    assert list(Ballot.objects.order_by("pk").values_list("receipt", "choices")) == [(first, [one]), (second, [two])]


@pytest.mark.parametrize("window", [(HOUR, 2 * HOUR), (-2 * HOUR, -HOUR)])
def test_outside_the_window_nothing_is_written(window):
    poll = make.poll(opens=window[0], closes=window[1])
    with pytest.raises(PollNotOpen):
        cast(poll, make.voter(poll), make.numbers(poll)[0])
    assert not Ballot.objects.exists()


def test_after_the_close_an_acknowledged_request_still_gets_its_receipt():
    poll = make.poll()
    voter, request_id = make.voter(poll), uuid4()
    number = make.numbers(poll)[0]
    receipt = cast(poll, voter, number, request_id=request_id)
    make.close(poll)
    assert cast(poll, voter, number, request_id=request_id) == receipt


def test_a_sealed_poll_takes_no_ballot_even_if_its_window_were_open():
    poll = make.poll()
    type(poll).objects.update(sealed_at=clock.now())
    with pytest.raises(PollNotOpen):
        cast(poll, make.voter(poll), make.numbers(poll)[0])
    assert not Ballot.objects.exists()


def test_a_voter_of_another_poll_writes_nothing():
    poll, other = make.poll(), make.poll(tier="poster")
    with pytest.raises(PollNotOpen):
        cast(poll, make.voter(other), make.numbers(poll)[0])
    assert not Ballot.objects.exists()


def _choices(poll, case):
    one, two, three, four = make.numbers(poll)
    foreign = make.idea().number
    return {
        "none": [],
        "too many": [one, two, three, four],
        "twice": [one, one],
        "foreign": [one, foreign],
        "nonsense": ["COG2026-I-9999"],
        "empty": [""],
        "nul": ["\x00"],
    }[case]


@pytest.mark.parametrize("case", ["none", "too many", "twice", "foreign", "nonsense", "empty", "nul"])
def test_a_paper_filled_in_wrongly_is_refused_in_words(case):
    poll = make.poll()
    with pytest.raises(BadChoices, match="。"):
        cast(poll, make.voter(poll), *_choices(poll, case))
    assert not Ballot.objects.exists()


def test_a_cast_is_one_query_and_a_retry_two(django_assert_num_queries):
    poll = make.poll()
    paper, voter, request_id = standings.paper_of(poll.slug), make.voter(poll), uuid4()
    fields = {"voter_id": voter.pk, "choices": paper.numbers[:2], "request_id": request_id}
    with django_assert_num_queries(1):
        services.cast_ballot(paper, **fields)
    with django_assert_num_queries(2):
        services.cast_ballot(paper, **fields)


def test_the_paper_is_remembered_for_a_moment(settings, django_assert_num_queries):
    settings.VOTE_PAPER_SECONDS = 60
    poll = make.poll(tier="semifinalist")
    standings.forget_papers()
    paper = standings.paper_of(poll.slug)
    with django_assert_num_queries(0):
        assert standings.paper_of(poll.slug) == paper
    standings.forget_papers()


CHANGES = {
    "update": "UPDATE voting_ballot SET choices = '[]'",
    "update one column of no row": "UPDATE voting_ballot SET receipt = 'X' WHERE id = {pk}",
    "delete": "DELETE FROM voting_ballot WHERE id = {pk}",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_v4_the_database_refuses_to_change_a_ballot(change):
    poll = make.poll()
    ballot = make.ballot(make.voter(poll))
    before = list(Ballot.objects.values())
    with pytest.raises(IntegrityError, match="a row of voting_ballot is never changed"), transaction.atomic():
        connection.cursor().execute(change.format(pk=ballot.pk))
    assert list(Ballot.objects.values()) == before


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_v4_postgresql_refuses_truncate():
    make.ballot(make.voter(make.poll()))
    with pytest.raises(IntegrityError, match="a row of voting_ballot is never changed"), transaction.atomic():
        connection.cursor().execute("TRUNCATE voting_ballot")
    assert Ballot.objects.count() == 1


@pytest.mark.postgres
def test_v4_the_applications_role_casts_and_seals_and_changes_nothing():
    poll = make.poll()
    voter = make.voter(poll)
    run = connection.cursor().execute
    run("CREATE ROLE cog_app")
    run("GRANT ALL ON ALL TABLES IN SCHEMA public TO cog_app")
    lock = "MAINTAIN" if connection.pg_version >= 170000 else "TRUNCATE"
    run(f"REVOKE ALL ON voting_ballot FROM cog_app; GRANT SELECT, INSERT, {lock} ON voting_ballot TO cog_app")
    run("SET LOCAL ROLE cog_app")
    make.ballot(voter)
    for change in (*CHANGES.values(), "TRUNCATE voting_ballot", "ALTER TABLE voting_ballot DISABLE TRIGGER ALL"):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(change.format(pk=1))
    assert services.seal_poll(make.close(poll), at=clock.now()).counted == 1


def test_v4_django_itself_cannot_change_or_delete_a_ballot():
    ballot = make.ballot(make.voter(make.poll()))
    before = list(Ballot.objects.values())
    ballot.receipt = "OTHER"
    for act in (ballot.save, ballot.delete, Ballot.objects.all().delete, lambda: Ballot.objects.update(choices=[])):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert list(Ballot.objects.values()) == before
