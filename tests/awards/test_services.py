"""Acts on awards: the fact, the message, and for each refusal that nothing changed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import AuditEntry
from awards import services, tasks
from awards.models import Award, AwardRefused, Decision, Publication
from common.errors import ContestError
from tests.awards.records import decisions, world
from tests.factories import awards, ideas, judging
from tests.factories.accounts import staff
from tests.factories.contest import cycle
from voting.models import Poll, Rules
from voting.tally import places as voting_places

pytestmark = pytest.mark.django_db
JST = ZoneInfo("Asia/Tokyo")
BEFORE_FINAL = datetime(2027, 2, 20, tzinfo=JST)
By = Award.DecidedBy


# prepare_polls


def test_polls_are_prepared_for_released_tiers_on_the_day_of_the_final():
    finalist, poster, web = awards.entry(), awards.entry("poster"), awards.entry("web")
    judging.released()
    services.prepare_polls(cycle(), at=BEFORE_FINAL)
    polls = {poll.tier.key: [choice.idea for choice in poll.choices.all()] for poll in Poll.objects.all()}
    assert polls == {"finalist": [finalist], "poster": [poster]}
    window = {(poll.opens_at, poll.closes_at) for poll in Poll.objects.all()}
    assert window == {(datetime(2027, 2, 28, 13, tzinfo=JST), datetime(2027, 2, 28, 16, tzinfo=JST))}
    assert web.placement.tier.has_poll is False


def test_a_poll_whose_window_was_edited_stays_as_it_is():
    awards.entry()
    judging.released()
    services.prepare_polls(cycle(), at=BEFORE_FINAL)
    Poll.objects.update(closes_at=datetime(2027, 2, 28, 17, tzinfo=JST))
    before = list(Poll.objects.values())
    assert services.prepare_polls(cycle(), at=BEFORE_FINAL) == []
    assert list(Poll.objects.values()) == before


@pytest.mark.parametrize("wrong", ["unreleased", "undated", "over"])
def test_preparing_is_refused(wrong):
    awards.entry()
    if wrong != "unreleased":
        judging.released()
    if wrong == "undated":
        year = cycle()
        year.final_on = None
        year.save()
    with pytest.raises(AwardRefused):
        services.prepare_polls(cycle(), at=BEFORE_FINAL + timedelta(days=9) if wrong == "over" else BEFORE_FINAL)
    assert not Poll.objects.exists()


def test_the_reconciler_prepares_what_is_due_and_lets_past_cycles_be(clock_at):
    old = cycle(2020, final_on=date(2021, 2, 28))
    judging.released(old)
    awards.entry()
    clock_at(BEFORE_FINAL)
    tasks.prepare_due_polls()
    assert not Poll.objects.exists()
    judging.released()
    tasks.prepare_due_polls()
    tasks.prepare_due_polls()
    assert [poll.tier.key for poll in Poll.objects.all()] == ["finalist"]


def test_without_published_rules_there_is_no_poll(clock_at):
    awards.entry()
    judging.released()
    Rules.objects.all().delete()
    clock_at(BEFORE_FINAL)
    tasks.prepare_due_polls()
    with pytest.raises(ContestError, match="決まりを公開するまで"):
        services.prepare_polls(cycle(), at=BEFORE_FINAL)
    assert not Poll.objects.exists()


def test_a_poll_has_as_many_prizes_as_its_award_has_places():
    awards.entry()
    awards.entry("poster")
    awards.award("online", "オンライン投票賞", By.VIEWERS, tier=awards.tier(), places=2)
    judging.released()
    services.prepare_polls(cycle(), at=BEFORE_FINAL)
    assert dict(Poll.objects.values_list("tier__key", "prizes")) == {"finalist": 2, "poster": 3}


# decide_award, withhold_award, clear_award


def test_an_award_goes_to_team_and_municipality_together(evening):
    idea, award, by = awards.entry(), awards.award(), staff()
    judging.released()
    services.decide_award(award, idea, citation_ja="すばらしい", by=by, at=evening)
    assert decisions() == [("grand", 1, idea.pk)]
    entry = AuditEntry.objects.get(action="awards.decide_award")
    assert (entry.actor, entry.detail) == (by, {"idea": idea.number, "place": 1})


def test_another_winner_takes_the_place(evening):
    first, second, award = awards.entry(), awards.entry(), awards.award()
    judging.released()
    for idea in (first, second):
        services.decide_award(award, idea, by=staff(), at=evening)
    assert decisions() == [("grand", 1, second.pk)]


def test_deciding_the_same_again_writes_nothing(evening):
    idea, award = awards.entry(), awards.award()
    judging.released()
    services.decide_award(award, idea, by=staff(), at=evening)
    before = world()
    services.decide_award(award, idea, by=staff(), at=evening)
    assert world() == before


def test_one_team_may_get_several_awards_and_an_award_several_places(evening):
    first, second, grand = awards.entry(), awards.entry(), awards.award()
    idea_award = awards.award("idea", "アイデア賞", places=2)
    judging.released()
    services.decide_award(grand, first, by=staff(), at=evening)
    services.decide_award(idea_award, first, place=1, by=staff(), at=evening)
    services.decide_award(idea_award, second, place=2, by=staff(), at=evening)
    services.decide_award(idea_award, second, place=1, by=staff(), at=evening)
    assert decisions() == [("grand", 1, first.pk), ("idea", 1, second.pk)]


SEVEN = {
    "grand": {},
    "student": {"team_attributes": ["students"]},
    "harvard": {"decided_by": By.PARTNER},
    "sponsor": {"decided_by": By.SPONSOR},
    "finalists": {"tiers": ["finalist"]},
    "shown": {"tiers": ["finalist", "semifinalist"]},
    "online": {"decided_by": By.VIEWERS, "tier": "finalist", "places": 3},
}
ELIGIBLE = {
    ("grand", "finalist students"): True,
    ("grand", "poster mixed"): True,
    ("student", "finalist students"): True,
    ("student", "poster mixed"): False,
    ("harvard", "poster mixed"): True,
    ("sponsor", "poster mixed"): True,
    ("finalists", "finalist students"): True,
    ("finalists", "poster mixed"): False,
    ("shown", "finalist students"): True,
    ("shown", "semifinalist mixed"): True,
    ("shown", "poster mixed"): False,
    ("online", "finalist students"): False,
}


@pytest.mark.parametrize(("kind", "which"), ELIGIBLE)
def test_eligibility_is_by_tier_and_team_attribute(kind, which, evening):
    tier, attribute = which.split()
    idea = awards.entry(tier, attribute=attribute)
    judging.released()
    fields = dict(SEVEN[kind])
    if "tier" in fields:
        fields["tier"] = awards.tier(fields["tier"])
    if kind == "sponsor":
        fields["sponsor"] = awards.sponsor()
    award = awards.award(kind, "賞", **fields)
    if ELIGIBLE[kind, which]:
        services.decide_award(award, idea, by=staff(), at=evening)
    else:
        with pytest.raises(AwardRefused):
            services.decide_award(award, idea, by=staff(), at=evening)
    assert Decision.objects.count() == ELIGIBLE[kind, which]


@pytest.mark.parametrize("wrong", ["place", "zero", "draft", "unplaced", "citation", "unreleased", "published"])
def test_deciding_is_refused(wrong, evening):
    idea, award = awards.entry(), awards.award()
    if wrong in ("draft", "unplaced"):
        idea = ideas.draft() if wrong == "draft" else ideas.submitted()
    if wrong != "unreleased":
        judging.released()
    if wrong == "published":
        Publication.objects.create(
            cycle=cycle(), proposed_by=staff(), proposed_at=evening, agreed_by=staff(), published_at=evening
        )
    before, by = world(), staff()
    fields = {"place": {"place": 2, "zero": 0}.get(wrong, 1), "citation_ja": "あ" * 401 if wrong == "citation" else ""}
    with pytest.raises(AwardRefused):
        services.decide_award(award, idea, **fields, by=by, at=evening)
    assert world() == before


def test_an_award_may_have_no_winner_for_a_reason(evening):
    idea, award = awards.entry(), awards.award()
    judging.released()
    services.decide_award(award, idea, by=staff(), at=evening)
    services.withhold_award(award, reason="該当なし", by=staff(), at=evening)
    award.refresh_from_db()
    assert (decisions(), award.is_withheld, award.withheld_reason) == ([], True, "該当なし")
    services.decide_award(award, idea, by=staff(), at=evening)
    award.refresh_from_db()
    assert (decisions(), award.is_withheld) == ([("grand", 1, idea.pk)], False)


def test_a_decision_is_taken_back(evening):
    award = awards.award()
    idea = awards.entry()
    judging.released()
    services.decide_award(award, idea, by=staff(), at=evening)
    services.clear_award(award, by=staff(), at=evening)
    assert decisions() == []


def test_withholding_without_a_reason_is_refused(evening):
    award = awards.award()
    judging.released()
    before = world()
    with pytest.raises(AwardRefused):
        services.withhold_award(award, reason=" ", by=staff(), at=evening)
    assert world() == before


# decide_viewer_awards


def test_viewers_decide_by_the_sealed_tally(evening):
    year, (third, first, second) = awards.final(votes_for={0: 1, 1: 3, 2: 2})
    services.decide_viewer_awards(year, at=evening)
    online = [row for row in decisions() if row[0] == "online"]
    assert online == [("online", 1, first.pk), ("online", 2, second.pk), ("online", 3, third.pk)]


def test_equal_votes_share_a_place_and_no_votes_are_no_place(evening):
    year, (first, other, nobody) = awards.final(votes_for={0: 2, 1: 2})
    services.decide_viewer_awards(year, at=evening)
    before = world()
    services.decide_viewer_awards(year, at=evening)
    assert world() == before
    assert [row for row in decisions() if row[0] == "online"] == [("online", 1, first.pk), ("online", 1, other.pk)]


@pytest.mark.parametrize(
    ("votes", "places"),
    [
        ([("a", 5), ("b", 5), ("c", 4), ("d", 3)], {"a": 1, "b": 1, "c": 3}),
        ([("a", 5), ("b", 4), ("c", 4), ("d", 3)], {"a": 1, "b": 2, "c": 2}),
        ([("a", 5), ("b", 4), ("c", 3), ("d", 3)], {"a": 1, "b": 2, "c": 3, "d": 3}),
        ([("a", 0)], {}),
        ([], {}),
    ],
)
def test_gold_silver_bronze_with_ties(votes, places):
    assert dict(voting_places(votes, 3)) == places


def test_nobody_wins_before_the_seal(evening):
    entries = [awards.entry(), awards.entry()]
    judging.released()
    awards.poll(*entries, votes_for={0: 1}, sealed=False)
    awards.award("online", "オンライン投票賞", By.VIEWERS, tier=awards.tier(), places=3)
    before = world()
    with pytest.raises(ContestError):
        services.decide_viewer_awards(cycle(), at=evening)
    assert world() == before
    tasks.prepare_due_polls()
    assert world() == before


def test_an_online_award_nobody_could_vote_on_is_withheld_by_people(evening):
    year, _entries = awards.final()
    orphan = awards.award("posters", "オンライン投票賞（ポスター展）", By.VIEWERS, tier=awards.tier("poster"), order=3)
    tasks.prepare_due_polls()
    assert len([row for row in decisions() if row[0] == "online"]) == 3
    by = staff()
    with pytest.raises(AwardRefused, match="オンライン投票賞（ポスター展）"):
        services.propose_publication(year, by=by, at=evening)
    services.withhold_award(orphan, reason="ポスター展がありません", by=by, at=evening)
    services.propose_publication(year, by=by, at=evening)
    assert services.agree_publication(year, by=staff(), at=evening).published_at == evening


def test_the_reconciler_reads_sealed_tallies_once(evening):
    awards.final()
    tasks.prepare_due_polls()
    before = world()
    assert len([row for row in before[0] if row[0] == "online"]) == 3
    tasks.prepare_due_polls()
    assert world() == before
