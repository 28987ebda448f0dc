"""From groups to a final result: decisions by one and by two, the margin test, appeals, and the confirmation."""

from datetime import datetime, timedelta

import pytest

from accounts.models import AuditEntry
from common import clock
from tests.factories import voting as make
from tests.factories.accounts import staff
from voting import log, reviewing, services, standings
from voting.errors import AppealRefused, NotFinal, VoidRefused
from voting.models import Appeal, Ballot, Confirmation, Group, Poll, Void
from voting.tally import is_settled, margins, places

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def poll_of(*, honest: int, alike: int = 6, sealed: bool = True) -> Poll:
    """Honest voters choose the first idea, voters alike the second."""
    poll = make.poll()
    one, two, *_ = make.numbers(poll)
    for _ in range(honest):
        make.ballot(make.voter(poll), one)
    for voter in make.alike(poll, alike):
        make.ballot(voter, two)
    if sealed:
        services.seal_poll(make.close(poll), at=clock.now())
    return poll


def key(poll: Poll) -> str:
    return reviewing.key_of(reviewing.undecided_groups(poll)[0])


def ask(poll: Poll, **fields) -> Group:
    asked = {"key": key(poll), "rule": "many-addresses", "reason": "一台の端末で", "by": staff(), "at": clock.now()}
    return services.ask_group_void(poll, **{**asked, **fields})


def facts() -> tuple:
    """Everything an act of the review may change."""
    polls = list(Poll.objects.values_list("result", "published_at"))
    rows = [list(model.objects.order_by("pk").values()) for model in (Void, Group, Appeal, Confirmation)]
    return polls, rows, AuditEntry.objects.count()


def votes(poll: Poll) -> list[int]:
    poll.refresh_from_db()
    return [number for _, number in standings.result_of(poll)][:2]


# groups


def test_a_group_is_set_aside_by_two_all_at_once():
    poll = poll_of(honest=3)
    asker, second, at = staff(), staff(), clock.now()
    group = ask(poll, by=asker, at=at)
    assert (group.voters.count(), group.signs) == (6, {"burst": 6, "device": 6, "network": 6})
    assert votes(poll) == [6, 3]
    before = facts()
    with pytest.raises(VoidRefused, match="もう一人"):
        services.agree_group_void(group, by=asker, at=at)
    assert facts() == before
    for _ in range(2):
        services.agree_group_void(group, by=second, at=at)
    assert votes(poll) == [3, 0]
    assert Void.objects.agreed().filter(group=group, agreed_by=second).count() == 6
    assert len(list(log.lines(poll, is_paired=False))) == 9 + 9
    assert [entry.action for entry in AuditEntry.objects.order_by("id")][-2:] == [
        "voting.ask_group_void",
        "voting.agree_group_void",
    ]


def test_a_group_is_left_by_one_before_the_close_as_well():
    poll = poll_of(honest=1, sealed=False)
    services.leave_group(poll, key=key(poll), reason="学校のタブレット", by=staff(), at=clock.now())
    assert reviewing.undecided_groups(poll) == []
    assert reviewing.unsettled_ballots(poll) == 0
    joined = make.alike(poll, 1)[0]
    assert [group.voters for group in reviewing.undecided_groups(poll)] == [(joined.pk,)]


def test_what_nobody_agreed_to_can_be_left_after_all():
    poll = poll_of(honest=1)
    group = ask(poll)
    assert reviewing.unsettled_ballots(poll) == 6
    services.withdraw_group_void(group, reason="会場のタブレットだった", by=staff(), at=clock.now())
    assert (reviewing.unsettled_ballots(poll), Void.objects.count()) == (0, 0)
    before = facts()
    for act in (services.agree_group_void, services.withdraw_group_void):
        more = {"reason": "x"} if act is services.withdraw_group_void else {}
        with pytest.raises(VoidRefused, match="そのまま数える"):
            act(group, by=staff(), at=clock.now(), **more)
    assert facts() == before


@pytest.mark.parametrize("case", ["open", "no rule", "no reason", "grown", "published"])
def test_a_group_void_is_refused_in_words(case):
    poll = poll_of(honest=40, sealed=case != "open")
    named = key(poll)
    if case == "grown":
        make.alike(poll, 1)
    if case == "published":
        poll.prizes = 1  # 40 to 6: no void could move the first place
        poll.save()
        services.publish_poll(poll, at=clock.now())
    before = facts()
    changes = {"no rule": {"rule": "because"}, "no reason": {"reason": " "}}.get(case, {})
    with pytest.raises(VoidRefused, match="。"):
        ask(poll, key=named, **changes)
    assert facts() == before


# the margin test


@pytest.mark.parametrize(
    ("counts", "prizes", "unsettled", "settled"),
    [
        ([9, 5, 2, 0], 3, 1, True),
        ([9, 5, 2, 0], 3, 2, False),  # third over fourth: 2
        ([9, 5, 2, 1], 2, 2, True),
        ([5, 5, 1], 1, 0, True),  # a tie nothing can break
        ([5, 5, 1], 1, 1, False),
        ([7], 3, 6, True),
        ([], 3, 1, True),
    ],
)
def test_a_result_is_final_if_every_lead_is_larger_than_what_is_open(counts, prizes, unsettled, settled):
    assert is_settled([(str(n), votes) for n, votes in enumerate(counts)], prizes, unsettled) is settled


def test_leads_and_places():
    assert margins([9, 5, 5, 1, 0], 3) == [4, 0, 4]
    assert places([("a", 5), ("b", 5), ("c", 1), ("d", 0)], 3) == [("a", 1), ("b", 1), ("c", 3)]


def test_open_groups_make_a_result_provisional_and_none_makes_it_final():
    poll, at = poll_of(honest=9), clock.now()
    services.publish_poll(poll, at=at)
    assert (poll.result["state"], poll.result["unsettled"]) == ("provisional", 6)
    assert datetime.fromisoformat(poll.result["final_on"]) == at + 14 * DAY
    plain = make.sealed(tier="poster")
    services.publish_poll(plain, at=at)
    assert (plain.result["state"], plain.result["unsettled"], plain.result["final_on"]) == ("final", 0, None)


# while it is provisional


def provisional(at: datetime, **sizes) -> Poll:
    poll = poll_of(**{"honest": 3, **sizes})
    services.publish_poll(poll, at=at)
    return poll


def voided(poll: Poll, at: datetime) -> Void:
    services.agree_group_void(ask(poll, at=at), by=staff(), at=at)
    return Void.objects.order_by("pk").first()


def test_a_void_while_provisional_counts_anew_and_moves_the_day():
    at = clock.now()
    poll = provisional(at)
    assert votes(poll) == [6, 3]
    voided(poll, at + 2 * DAY)
    assert votes(poll) == [3, 0]
    assert (poll.result["voided"], poll.result["state"]) == (6, "provisional")
    assert datetime.fromisoformat(poll.result["final_on"]) == at + 16 * DAY


def test_an_appeal_that_is_accepted_counts_the_ballot_again():
    at = clock.now()
    poll = provisional(at)
    void = voided(poll, at)
    appeal = services.make_appeal(poll, receipt=void.receipt, text=" 家族で使う端末です ", at=at + DAY)
    before = facts()
    with pytest.raises(AppealRefused, match="ちがう人"):
        services.answer_appeal(appeal, is_accepted=True, answer="はい", by=void.asked_by, at=at + DAY)
    assert facts() == before
    services.answer_appeal(appeal, is_accepted=True, answer="家族四人でした", by=staff(), at=at + DAY)
    assert votes(poll) == [3, 1]
    assert poll.result["voided"] == 5
    found = standings.look_up(poll, void.receipt)
    assert (found.state, found.void.appeal.answer) == ("counted", "家族四人でした")


def test_an_appeal_that_is_not_accepted_changes_no_vote():
    at = clock.now()
    poll = provisional(at)
    void = voided(poll, at)
    appeal = services.make_appeal(poll, receipt=void.receipt, text="ちがいます", at=at)
    services.answer_appeal(appeal, is_accepted=False, answer="同じ秒に六つ", by=staff(), at=at)
    assert votes(poll) == [3, 0]
    with pytest.raises(AppealRefused, match="もう答えて"):
        services.answer_appeal(appeal, is_accepted=True, answer="やはり", by=staff(), at=at)
    assert votes(poll) == [3, 0]


@pytest.mark.parametrize("case", ["a counted ballot", "no words", "late", "twice", "not published"])
def test_an_appeal_is_refused_in_words(case):
    at = clock.now()
    poll = poll_of(honest=3)
    void = voided(poll, at)
    if case != "not published":
        services.publish_poll(poll, at=at)
    asked = {"receipt": void.receipt, "text": "数えてください", "at": at + 14 * DAY - timedelta(seconds=1)}
    if case == "twice":
        services.make_appeal(poll, **asked)
    counted = Ballot.objects.exclude(receipt__in=Void.objects.values("receipt")).first().receipt
    changes = {"a counted ballot": {"receipt": counted}, "no words": {"text": " "}, "late": {"at": at + 14 * DAY}}
    before = facts()
    with pytest.raises(AppealRefused, match="。"):
        services.make_appeal(poll, **{**asked, **changes.get(case, {})})
    assert facts() == before


# 確定


def test_two_people_confirm_after_the_appeals_and_nothing_changes_any_more():
    at = clock.now()
    poll = provisional(at)
    voided(poll, at)
    first, second, late = staff(), staff(), at + 14 * DAY
    services.propose_confirmation(poll, by=first, at=late)
    before = facts()
    with pytest.raises(NotFinal, match="ちがう人"):
        services.agree_confirmation(poll, by=first, at=late)
    assert facts() == before
    for _ in range(2):
        assert services.agree_confirmation(poll, by=second, at=late).confirmed_at == late
    assert votes(poll) == [3, 0]
    assert poll.result["state"] == "confirmed"
    before = facts()
    with pytest.raises(VoidRefused, match="確定"):
        services.ask_void(poll, receipt=Ballot.objects.first().receipt, rule="machine", reason="x", by=first, at=late)
    assert facts() == before


@pytest.mark.parametrize("case", ["early", "an open appeal", "an open group", "a group asked", "final", "nobody asked"])
def test_a_confirmation_is_refused_in_words(case):
    at = clock.now()
    poll = provisional(at) if case != "final" else make.sealed()
    if case == "final":
        services.publish_poll(poll, at=at)
    elif case == "a group asked":
        ask(poll)
    elif case != "an open group":
        void = voided(poll, at)
    if case == "an open appeal":
        services.make_appeal(poll, receipt=void.receipt, text="数えて", at=at)
    before = facts()
    act = services.agree_confirmation if case == "nobody asked" else services.propose_confirmation
    with pytest.raises(NotFinal, match="。"):
        act(poll, by=staff(), at=at + (13 if case == "early" else 14) * DAY)
    assert facts() == before
