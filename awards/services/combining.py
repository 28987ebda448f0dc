"""The rule that joins jury and public: frozen before the vote opens, applied after the seal, its figures published."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from awards.combining import canonical, combine, digest_of
from awards.models import Award, AwardRefused, CombiningRule
from awards.services.polls import vote_window
from awards.standings import in_the_running
from contest.models import Cycle
from judging.models import Round
from judging.sealing import is_sealed
from judging.standings import ranking_of
from voting.models import Poll
from voting.standings import result_of


@transaction.atomic
def freeze_rule(rule: CombiningRule, *, by: User, at: datetime) -> CombiningRule:
    """Fix the rule with its hash, for all to read; again changes nothing. Only before the vote opens."""
    kept = (
        CombiningRule.objects.select_for_update(of=("self",))
        .select_related("award__cycle", "award__tier")
        .get(pk=rule.pk)
    )
    if kept.frozen_at:
        return kept
    if kept.award.decided_by != Award.DecidedBy.COMBINED:
        raise AwardRefused(_("「審査と投票」で決まる賞だけに、この決まりがあります。"))
    if at >= _vote_opens(kept.award):
        raise AwardRefused(_("投票がはじまったあとでは、決まりを確定できません。"))
    kept.text = canonical(rule_of(kept))
    kept.digest, kept.frozen_at, kept.frozen_by = digest_of(kept.text), at, by
    kept.save(update_fields=["text", "digest", "frozen_at", "frozen_by"])
    record_decision(by, "awards.freeze_rule", kept.award, at=at, digest=kept.digest)
    return kept


def rule_of(rule: CombiningRule) -> dict[str, object]:
    """What is frozen, and what the published script reads."""
    award = rule.award
    assert award.tier is not None  # noqa: S101  # a constraint of the row
    return {
        "award": award.key,
        "poll": f"{award.cycle.code.lower()}-{award.tier.key}",
        "places": award.places,
        "jury_weight": rule.jury_weight,
        "votes_weight": rule.votes_weight,
        "quorum": rule.quorum,
        "tie_order": rule.tie_order,
    }


def _vote_opens(award: Award) -> datetime:
    poll = Poll.objects.filter(tier=award.tier_id).first()
    if poll:
        return poll.opens_at
    if award.cycle.final_on is None:
        raise AwardRefused(_("最終公開審査の日が決まっていません。年度のコンテストに日付を入れてください。"))
    return vote_window(award.cycle.final_on)[0]


def places_by_rule(award: Award, poll: Poll, at: datetime) -> list[tuple[str, int]]:
    """(idea number, place) as far as the award's places reach; nothing while the rule is not frozen or the final runs."""
    rule = CombiningRule.objects.filter(award=award, frozen_at__isnull=False).first()
    points = points_of(award.cycle, at)
    if rule is None or not points:
        return []
    named = in_the_running(award, poll)
    shown = {number: mean for pk, number, mean in points if pk in named}
    standings = combine(rule_of(rule), shown, dict(result_of(poll)), counted_in(poll))
    return [(number, place) for number, _total, place in standings if place <= award.places]


def points_of(cycle: Cycle, at: datetime) -> list[tuple[int, str, str]]:
    """(idea, number, mean to a hundredth) of the final, once its points are no secret of the judges any more."""
    final = Round.objects.filter(cycle=cycle, kind=Round.Kind.FINAL).select_related("cycle").first()
    if final is None or is_sealed(final, at):
        return []
    return [(row.idea.pk, row.idea.number, f"{row.mean:.2f}") for row in ranking_of(final) if row.mean is not None]


def counted_in(poll: Poll) -> int:
    """Ballots that count: those of the seal less those two people set aside."""
    return poll.seal.counted - poll.voids.agreed().count()


def publish_points(rule: CombiningRule, *, at: datetime) -> None:
    """The jury's means of the ideas in the poll, for everyone to recompute; inside the publication."""
    poll = Poll.objects.filter(tier=rule.award.tier_id).first()
    if rule.frozen_at is None or poll is None:
        return
    named = in_the_running(rule.award, poll)
    rule.points = {number: mean for pk, number, mean in points_of(rule.award.cycle, at) if pk in named}
    rule.save(update_fields=["points"])
