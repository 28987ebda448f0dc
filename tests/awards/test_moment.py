"""The set moment: proposed, agreed, waiting, taken back, due; a winner that withdrew; followers told."""

from datetime import timedelta

import pytest

from awards import services
from awards.models import AwardRefused, Decision, HallState, Publication
from followup.models import Plan
from ideas.services import withdraw_for_team
from municipalities.models import Follow
from notifications.models import OutboxMail
from tests.awards.records import world
from tests.factories import awards
from tests.factories.accounts import person, staff
from voting.models import Confirmation, Poll

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def agreed(at):
    cycle, entries = awards.final()
    services.propose_publication(cycle, by=staff(), at=at, goes_public_at=at + HOUR)
    services.agree_publication(cycle, by=staff(), at=at)
    return cycle, entries


def test_nothing_is_public_until_the_moment_and_all_of_it_then(evening):
    agreed(evening)
    before = world()
    assert services.publish_due_awards(at=evening + HOUR - timedelta(microseconds=1)) == 0
    assert world() == before
    assert services.publish_due_awards(at=evening + HOUR) == 1
    assert Publication.objects.get().published_at == evening + HOUR
    assert OutboxMail.objects.filter(kind="awards/won").exists()


def test_a_clock_that_jumps_publishes_once_and_takes_nothing_back(evening, clock_at, client):
    agreed(evening)
    clock_at(evening + timedelta(days=400))
    assert services.publish_due_awards(at=evening + timedelta(days=400)) == 1
    published = world()
    clock_at(evening)  # before the moment again
    assert services.publish_due_awards(at=evening) == 0
    assert services.publish_due_awards(at=evening + timedelta(days=400)) == 0
    assert world() == published
    assert "総合賞" in client.get("/awards/").content.decode()


def test_it_may_be_taken_back_before_and_not_after(evening):
    cycle, _entries = agreed(evening)
    services.take_back_publication(cycle, by=staff(), at=evening)
    assert services.publish_due_awards(at=evening + HOUR) == 0
    services.decide_award(cycle.awards.get(key="grand"), _entries[1], by=staff(), at=evening)
    services.propose_publication(cycle, by=staff(), at=evening)
    services.agree_publication(cycle, by=staff(), at=evening)
    before, by = world(), staff()
    with pytest.raises(AwardRefused):
        services.take_back_publication(cycle, by=by, at=evening)
    assert world() == before


@pytest.mark.parametrize("act", ["decide", "withhold", "clear", "propose", "past"])
def test_while_it_waits_nothing_is_changed(act, evening):
    cycle, entries = agreed(evening) if act != "past" else awards.final()
    grand, before, by = cycle.awards.get(key="grand"), world(), staff()
    acts = {
        "decide": lambda: services.decide_award(grand, entries[1], by=by, at=evening),
        "withhold": lambda: services.withhold_award(grand, reason="該当なし", by=by, at=evening),
        "clear": lambda: services.clear_award(grand, by=by, at=evening),
        "propose": lambda: services.propose_publication(cycle, by=by, at=evening, goes_public_at=evening + 2 * HOUR),
        "past": lambda: services.propose_publication(cycle, by=by, at=evening, goes_public_at=evening),
    }
    with pytest.raises(AwardRefused):
        acts[act]()
    assert world() == before


def test_a_winner_that_withdrew_stops_the_publication_and_is_named(evening, caplog):
    cycle, entries = agreed(evening)
    withdraw_for_team(entries[0], reason="電話で聞いた", by=staff(), at=evening)
    assert services.publish_due_awards(at=evening + HOUR) == 0
    assert Publication.objects.get().published_at is None
    services.take_back_publication(cycle, by=staff(), at=evening)
    before, by = world(), staff()
    with pytest.raises(AwardRefused, match=entries[0].number):
        services.propose_publication(cycle, by=by, at=evening)
    assert world() == before


def test_by_votes_those_behind_move_up_when_a_finalist_withdraws_before_the_publication_and_not_after(evening):
    cycle, entries = awards.final(votes_for={0: 1, 1: 3, 2: 2})
    withdraw_for_team(entries[1], reason="電話で聞いた", by=staff(), at=evening)
    services.propose_publication(cycle, by=staff(), at=evening)
    services.agree_publication(cycle, by=staff(), at=evening)
    assert by_votes() == [(1, entries[2].pk), (2, entries[0].pk)]
    withdraw_for_team(entries[2], reason="電話で聞いた", by=staff(), at=evening)
    two = {"proposed_by": staff(), "proposed_at": evening, "agreed_by": staff(), "confirmed_at": evening}
    Confirmation.objects.create(poll=Poll.objects.get(), **two)
    services.follow_confirmed_polls(at=evening)
    assert by_votes() == [(1, entries[2].pk), (2, entries[0].pk)]
    assert not Plan.objects.filter(idea=entries[1]).exists()


def by_votes():
    return list(Decision.objects.filter(award__key="online").order_by("place").values_list("place", "idea"))


def test_a_winner_that_withdrew_after_the_agreement_is_not_announced(evening):
    cycle, entries = agreed(evening)
    services.lay_out_order(cycle, by=staff(), at=evening)
    services.show_item(cycle, cycle.stage_items.get(award__key="grand"), seen=0, by=staff(), at=evening)
    withdraw_for_team(entries[0], reason="電話で聞いた", by=staff(), at=evening)
    with pytest.raises(AwardRefused, match="対象でなくなりました"):
        services.reveal_next(cycle, seen=1, by=staff(), at=evening)
    hall = HallState.objects.get()
    assert (hall.revealed, hall.version) == (0, 1)


def test_followers_hear_once_in_the_order_of_awards_and_late_ones_do_not(evening):
    _cycle, entries = agreed(evening)
    challenge, early, late = entries[0].challenge, person(), person()
    Follow.objects.create(user=early, challenge=challenge, since=evening)
    Follow.objects.create(user=late, challenge=challenge, since=evening + 2 * HOUR)
    services.publish_due_awards(at=evening + HOUR)
    assert [services.tell_followers(at=evening + HOUR) for _n in range(2)] == [1, 0]
    mail = OutboxMail.objects.get(kind="awards/followed")
    assert (mail.user, "総合賞: 候補0" in mail.body) == (early, True)


@pytest.mark.parametrize("n", [1, 3])
def test_followers_are_told_in_one_insert_each_under_a_key_of_the_challenge(n, evening, django_assert_num_queries):
    _cycle, entries = agreed(evening)
    on, followers = entries[0].challenge, [person() for _ in range(n)]
    for user in followers:
        Follow.objects.create(user=user, challenge=on, since=evening)
    services.publish_due_awards(at=evening + HOUR)
    with django_assert_num_queries(10):
        assert services.tell_followers(at=evening + HOUR) == n
    mails = OutboxMail.objects.filter(kind="awards/followed")
    assert {mail.dedupe_key for mail in mails} == {f"awards-out:{on.pk}:{user.pk}" for user in followers}


def test_an_award_for_a_tier_the_cycle_does_not_have_is_refused_and_none_is_laid_out(evening):
    cycle, by = awards.tier().cycle, staff()
    cycle.tiers.filter(key="finalist").update(key="final")
    before = world()
    with pytest.raises(AwardRefused, match="「COG総合賞」は層「finalist」の賞ですが"):
        services.lay_out_awards(cycle, by=by, at=evening)
    assert world() == before


def test_the_usual_awards_are_laid_out_once_with_one_a_sponsor_and_one_a_poll(evening):
    cycle = awards.tier().cycle
    cycle.partnerships.create(organization=awards.sponsor(), role="sponsor")
    made = services.lay_out_awards(cycle, by=staff(), at=evening)
    keys = [award.key for award in made]
    polls = [f"vote-{tier.key}" for tier in cycle.tiers.filter(has_poll=True)]
    assert keys == ["grand", "idea", "collaboration", "student", "harvard", "sponsor-sponsor", *polls]
    assert cycle.awards.get(key="sponsor-sponsor").name_ja == "協賛団体賞（見本社）"
    assert "ハーバード大学賞" in cycle.awards.get(key="harvard").aliases
    assert [[tier.key for tier in award.eligible_tiers] for award in (made[0], made[3], made[-1])] == [
        ["finalist"],
        [],
        [polls[-1].removeprefix("vote-")],
    ]
    before = world()
    assert services.lay_out_awards(cycle, by=staff(), at=evening) == []
    assert world() == before
