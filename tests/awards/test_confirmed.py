"""Viewers' awards follow a provisional result that its confirmation left otherwise, once."""

from datetime import timedelta

import pytest

from awards import services, tasks
from awards.models import Award, Certificate
from common import clock
from notifications.models import OutboxMail
from tests.awards.records import decisions, world
from tests.factories import awards, judging, voting
from tests.factories.accounts import staff
from voting import reviewing
from voting import services as votes

pytestmark = pytest.mark.django_db


def receivers_of(idea):
    """Its team and its municipality's officers."""
    officers = idea.challenge.participant.officers.values_list("user", flat=True)
    return {*idea.team.members.values_list("user", flat=True), *officers}


def test_a_winner_by_ballots_that_were_set_aside_gives_way_at_the_confirmation(evening, clock_at, client):
    at = clock.now()
    entries = [awards.entry(title=f"候補{n}") for n in range(2)]
    judging.released()
    poll = awards.poll(*entries, votes_for={0: 3}, sealed=False)
    for voter in voting.alike(poll, 6):
        voting.ballot(voter, entries[1].number)
    votes.seal_poll(voting.close(poll), at=at)
    awards.award("online", "オンライン投票賞", Award.DecidedBy.VIEWERS, tier=awards.tier(), places=1)
    services.propose_publication(poll.cycle, by=staff(), at=at)
    services.agree_publication(poll.cycle, by=staff(), at=at)
    assert decisions() == [("online", 1, entries[1].pk)]
    assert services.issue_certificates(poll.cycle, languages=("ja",), by=staff(), at=at) == 2

    key = reviewing.key_of(reviewing.undecided_groups(poll)[0])
    asked = {"key": key, "rule": "machine", "reason": "一台の端末", "by": staff(), "at": at}
    votes.agree_group_void(votes.ask_group_void(poll, **asked), by=staff(), at=at)
    tasks.prepare_due_polls()
    assert decisions() == [("online", 1, entries[1].pk)]  # 速報: nothing moves yet

    late = at + timedelta(days=15)
    votes.propose_confirmation(poll, by=staff(), at=late)
    votes.agree_confirmation(poll, by=staff(), at=late)
    clock_at(late)
    tasks.prepare_due_polls()
    assert decisions() == [("online", 1, entries[0].pk)]
    assert OutboxMail.objects.filter(kind="awards/won").count() >= 2
    told = OutboxMail.objects.filter(kind="awards/changed")
    assert set(told.values_list("user", flat=True)) == receivers_of(entries[1])
    assert "受賞なし" in told[0].body
    lost = list(Certificate.objects.filter(idea=entries[1]))
    assert [(row.is_standing, "確定" in row.revoked_reason, row.place) for row in lost] == [(False, True, 1)] * 2
    page = client.get(f"/certificates/{lost[0].number}/").content.decode()
    assert [said in page for said in ("取り消されています", "この賞の決定が変わりました", "オンライン投票賞")] == [
        True
    ] * 3
    assert services.issue_certificates(poll.cycle, languages=("ja",), by=staff(), at=late) == 2
    won = Certificate.objects.standing().get(idea=entries[0], receiver="team")
    assert "ほんものの賞状です" in client.get(f"/certificates/{won.number}/").content.decode()
    before = world()
    tasks.prepare_due_polls()
    assert world() == before
