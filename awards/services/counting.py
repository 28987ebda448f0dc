"""Decisions numbers make: online-vote awards from the sealed tallies alone, joined awards by the rule frozen for them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services import record_decision
from awards.letters import tell_changed, tell_winners
from awards.models import Award, AwardRefused, Decision
from awards.services.certificates import keep_papers_true
from awards.services.combining import places_by_rule
from awards.services.deciding import set_withheld
from awards.standings import in_the_running, is_published
from contest.models import Cycle
from ideas.models import Idea
from voting.models import Poll
from voting.standings import result_of
from voting.tally import places


@transaction.atomic
def decide_viewer_awards(cycle: Cycle, *, at: datetime) -> list[Decision]:
    """Places 1 to `places` of every award that is counted; equals share a place."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if is_published(cycle):
        raise AwardRefused(_("賞は公開ずみなので、変えられません。"))
    by_votes, by_rule = Award.DecidedBy.VIEWERS, Award.DecidedBy.COMBINED
    awards = cycle.awards.filter(decided_by__in=(by_votes, by_rule)).select_related("tier", "cycle", "combining")
    return [decision for award in awards for decision in _decide_by_numbers(award, at)]


def _decide_by_numbers(award: Award, at: datetime) -> list[Decision]:
    poll = Poll.objects.filter(tier=award.tier_id).first()
    if poll is None:
        return []  # nobody could vote: the award stays undecided until it is withheld
    if award.decided_by == Award.DecidedBy.COMBINED:
        winners = dict(places_by_rule(award, poll, at))
    else:
        winners = dict(places(_counts_for(award, poll), min(award.places, poll.prizes)))
    ideas = [choice.idea for choice in poll.choices.select_related("idea__cycle") if choice.idea.number in winners]
    award.decisions.exclude(idea__in=ideas).delete()
    if winners and award.is_withheld:
        set_withheld(award, "")
    decisions = [_keep_place(award, idea, winners[idea.number], at) for idea in ideas]
    keep_papers_true(award, at=at)
    return decisions


def _counts_for(award: Award, poll: Poll) -> list[tuple[str, int]]:
    """The votes of the ideas that may still get the award."""
    left = in_the_running(award, poll)
    numbers = {row.idea.number for row in poll.choices.select_related("idea__cycle") if row.idea_id in left}
    return [(number, votes) for number, votes in result_of(poll) if number in numbers]


def _keep_place(award: Award, idea: Idea, place: int, at: datetime) -> Decision:
    """The decision that says so, written only if it does not say so yet."""
    decision = award.decisions.filter(idea=idea, place=place).first()
    if decision is None:
        decision, _new = award.decisions.update_or_create(
            idea=idea, defaults={"place": place, "decided_by": None, "decided_at": at}
        )
        record_decision(None, "awards.decide_by_votes", award, at=at, idea=idea.number, place=place)
    return decision


def decide_due_viewer_awards(*, at: datetime) -> int:
    """Online-vote awards of every unpublished cycle whose polls are all sealed; says how many cycles."""
    waiting = Cycle.objects.filter(polls__isnull=False, publication__published_at__isnull=True)
    ready = waiting.exclude(polls__sealed_at__isnull=True).distinct()
    return len([decide_viewer_awards(cycle, at=at) for cycle in ready])


def follow_confirmed_polls(*, at: datetime) -> int:
    """Published awards whose winners the review of a provisional vote has changed, once it is confirmed; how many.

    Papers of who lost a place are void; who lost one and who won one are told.
    """
    confirmed = Award.objects.filter(
        decided_by__in=(Award.DecidedBy.VIEWERS, Award.DecidedBy.COMBINED),
        tier__poll__confirmation__confirmed_at__isnull=False,
        cycle__publication__published_at__isnull=False,
    )
    return sum(_follow_votes(award, at) for award in confirmed.select_related("cycle", "tier", "combining"))


@transaction.atomic
def _follow_votes(award: Award, at: datetime) -> bool:
    Cycle.objects.select_for_update(no_key=True).get(pk=award.cycle_id)
    before = set(award.decisions.values_list("idea", "place"))
    _decide_by_numbers(award, at)
    after = set(award.decisions.values_list("idea", "place"))
    is_changed = before != after
    if is_changed:
        tell_winners(award.cycle, at=at)
        tell_changed(award, dict(before - after), at=at)
    return is_changed
