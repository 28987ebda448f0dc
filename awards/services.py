"""Acts on awards: polls before the final, decisions, and the publication by two people."""

import json
from datetime import date, datetime, time
from hashlib import sha256
from typing import cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from awards.letters import tell_winners
from awards.models import CITATION_LENGTH, Award, AwardRefused, Decision, Publication
from awards.standings import eligible_ideas, finalists, is_published
from contest.models import Cycle, Tier
from followup.services import schedule_plans
from ideas.models import Idea
from judging.standings import is_released, released_placements
from voting.models import Poll
from voting.services import open_poll, publish_poll
from voting.standings import result_of
from voting.tally import places

JST = ZoneInfo("Asia/Tokyo")
VOTE_BEGINS, VOTE_ENDS = time(13, tzinfo=JST), time(16, tzinfo=JST)


def vote_window(final_on: date) -> tuple[datetime, datetime]:
    """13:00 to 16:00 JST on the day of the final; a poll's own window may be edited afterwards."""
    return datetime.combine(final_on, VOTE_BEGINS), datetime.combine(final_on, VOTE_ENDS)


@transaction.atomic
def prepare_polls(cycle: Cycle, *, at: datetime) -> list[Poll]:
    """A poll for every released tier that has one, over its ideas; polls that are there already stay as they are."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if not is_released(cycle, at):
        raise AwardRefused(_("審査の結果が公開されるまで、オンライン投票は用意できません。"))
    if cycle.final_on is None:
        raise AwardRefused(_("最終公開審査の日が決まっていません。年度のコンテストに日付を入れてください。"))
    opens_at, closes_at = vote_window(cycle.final_on)
    missing = list(_tiers_without_poll(cycle, at))
    if missing and at >= closes_at:
        raise AwardRefused(_("最終公開審査の投票時間はもう過ぎています。"))
    return [
        open_poll(
            tier,
            ideas=ideas,
            opens_at=opens_at,
            closes_at=closes_at,
            max_choices=tier.max_choices,
            prizes=_prizes_of(tier),
            at=at,
        )
        for tier in missing
        if (ideas := list(Idea.objects.handed_in().filter(placement__tier=tier).order_by("serial")))
    ]


def _tiers_without_poll(cycle: Cycle, at: datetime) -> QuerySet[Tier]:
    """Released tiers whose ideas should be voted on and cannot be yet."""
    placed = {tier.pk for tier in released_placements(cycle, at).values()}
    return cycle.tiers.filter(pk__in=placed, has_poll=True, poll__isnull=True)


def _prizes_of(tier: Tier) -> int:
    """How many places the viewers' award of this tier has; three where there is none."""
    award = Award.objects.filter(tier=tier, decided_by=Award.DecidedBy.VIEWERS).order_by("order", "pk").first()
    return award.places if award else 3


def prepare_due_polls(*, at: datetime) -> int:
    """Polls for every cycle with published rules whose final is still to come; says how many were made."""
    ready = Cycle.objects.filter(tier_release__releases_at__lte=at, vote_rules__published_at__isnull=False)
    released = ready.filter(final_on__gte=at.astimezone(JST).date())
    return sum(
        len(prepare_polls(cycle, at=at)) for cycle in released if cycle.final_on and at < vote_window(cycle.final_on)[1]
    )


@transaction.atomic
def decide_award(
    award: Award,
    idea: Idea,
    *,
    place: int = 1,
    citation_ja: str = "",
    citation_en: str = "",
    by: User,
    at: datetime,
) -> Decision:
    """Give an award to an idea at a place; whoever held that place, or that idea's other place, gives way."""
    award = _award_open_to_change(award, at)
    _refuse_unfit(award, idea, place, at)
    _refuse_long_citation(citation_ja, citation_en)
    award.decisions.filter(place=place).exclude(idea=idea).delete()
    values = {"place": place, "citation_ja": citation_ja, "citation_en": citation_en}
    decision = award.decisions.filter(idea=idea).first()
    if decision and not award.is_withheld and all(getattr(decision, name) == new for name, new in values.items()):
        return decision
    decision, _new = award.decisions.update_or_create(
        idea=idea, defaults={**values, "decided_by": by, "decided_at": at}
    )
    _set_withheld(award, "")
    record_decision(by, "awards.decide_award", award, at=at, idea=idea.number, place=place)
    return decision


def _award_open_to_change(award: Award, at: datetime) -> Award:
    """The award under its cycle's lock, if people still decide it."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=award.cycle_id)
    if is_published(cycle):
        raise AwardRefused(_("賞は公開ずみなので、変えられません。"))
    if not is_released(cycle, at):
        raise AwardRefused(_("審査の結果が公開されるまで、賞は決められません。"))
    return Award.objects.select_related("cycle", "tier").get(pk=award.pk)


def _refuse_unfit(award: Award, idea: Idea, place: int, at: datetime) -> None:
    if award.decided_by == Award.DecidedBy.VIEWERS:
        raise AwardRefused(_("オンライン投票賞は投票の結果で決まります。"))
    if not 1 <= place <= award.places:
        raise AwardRefused(
            _("「%(award)s」の順位は1から%(places)dまでです。") % {"award": award, "places": award.places}
        )
    if not eligible_ideas(award, at).filter(pk=idea.pk).exists():
        sentence = _("「%(idea)s」は「%(award)s」の対象ではありません。年度、層、チーム属性を確かめてください。")
        raise AwardRefused(sentence % {"idea": idea, "award": award})


def _refuse_long_citation(*citations: str) -> None:
    if any(len(citation) > CITATION_LENGTH for citation in citations):
        raise AwardRefused(_("授賞のことばは%(limit)d文字までです。") % {"limit": CITATION_LENGTH})


def _set_withheld(award: Award, reason: str) -> None:
    award.is_withheld, award.withheld_reason = bool(reason), reason
    award.save(update_fields=["is_withheld", "withheld_reason"])


@transaction.atomic
def withhold_award(award: Award, *, reason: str, by: User, at: datetime) -> Award:
    """Say that nobody gets this award this year, and why; a viewers' award only if nobody voted."""
    award = _award_open_to_change(award, at)
    reason = reason.strip()
    if not reason:
        raise AwardRefused(_("受賞なしの理由を書いてください。"))
    if award.decided_by == Award.DecidedBy.VIEWERS and award.decisions.exists():
        raise AwardRefused(_("オンライン投票賞は投票の結果で決まります。"))
    if award.withheld_reason == reason and not award.decisions.exists():
        return award
    award.decisions.all().delete()
    _set_withheld(award, reason)
    record_decision(by, "awards.withhold_award", award, at=at, reason=reason)
    return award


@transaction.atomic
def clear_award(award: Award, *, place: int = 1, by: User, at: datetime) -> Award:
    """Take back what was decided for a place: the award is open again."""
    award = _award_open_to_change(award, at)
    if award.decided_by == Award.DecidedBy.VIEWERS and not award.is_withheld:
        raise AwardRefused(_("オンライン投票賞は投票の結果で決まります。"))
    taken_back, _each = award.decisions.filter(place=place).delete()
    if taken_back or award.is_withheld:
        _set_withheld(award, "")
        record_decision(by, "awards.clear_award", award, at=at, place=place)
    return award


@transaction.atomic
def decide_viewer_awards(cycle: Cycle, *, at: datetime) -> list[Decision]:
    """Places 1 to `places` of every online-vote award from its sealed tally; equal votes share a place."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if is_published(cycle):
        raise AwardRefused(_("賞は公開ずみなので、変えられません。"))
    awards = cycle.awards.filter(decided_by=Award.DecidedBy.VIEWERS).select_related("tier", "cycle")
    return [decision for award in awards for decision in _decide_by_votes(award, at)]


def _decide_by_votes(award: Award, at: datetime) -> list[Decision]:
    poll = Poll.objects.filter(tier=award.tier_id).first()
    if poll is None:
        return []  # nobody could vote: the award stays undecided until it is withheld
    winners = dict(places(result_of(poll), min(award.places, poll.prizes)))
    ideas = [choice.idea for choice in poll.choices.select_related("idea__cycle") if choice.idea.number in winners]
    award.decisions.exclude(idea__in=ideas).delete()
    if winners and award.is_withheld:
        _set_withheld(award, "")
    return [_keep_place(award, idea, winners[idea.number], at) for idea in ideas]


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


@transaction.atomic
def propose_publication(cycle: Cycle, *, by: User, at: datetime) -> Publication:
    """One person says the decisions are final; another has to agree to exactly these. A new proposal replaces the old."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    _refuse_unready(cycle, at)
    publication, _new = Publication.objects.update_or_create(
        cycle=cycle, defaults={"proposed_by": by, "proposed_at": at, "digest": digest_of(cycle)}
    )
    record_decision(by, "awards.propose_publication", cycle, at=at, digest=publication.digest)
    return publication


def _refuse_unready(cycle: Cycle, at: datetime) -> None:
    """Guards of proposal and agreement alike; brings the viewers' awards up to the sealed tallies on the way."""
    if is_published(cycle):
        raise AwardRefused(_("賞は公開ずみです。"))
    if not is_released(cycle, at):
        raise AwardRefused(_("審査の結果が公開されるまで、賞は公開できません。"))
    if cycle.final_on is None:
        raise AwardRefused(_("最終公開審査の日が決まっていません。年度のコンテストに日付を入れてください。"))
    if not cycle.awards.exists():
        raise AwardRefused(_("この年度には賞がありません。先に賞を登録してください。"))
    if _tiers_without_poll(cycle, at).exists() or cycle.polls.filter(sealed_at__isnull=True).exists():
        raise AwardRefused(_("オンライン投票の集計が封印されるまで、賞は公開できません。"))
    decide_viewer_awards(cycle, at=at)
    undecided = cycle.awards.filter(is_withheld=False, decisions__isnull=True)
    if undecided:
        names = _("、").join(str(award) for award in undecided)
        raise AwardRefused(_("まだ決まっていない賞があります：%(names)s") % {"names": names})


def digest_of(cycle: Cycle) -> str:
    """SHA-256 over everything the publication will say: awards, winners, words, and the seals of the polls."""
    awards = cycle.awards.order_by("key").values_list("key", "name_ja", "name_en", "is_withheld", "withheld_reason")
    decisions = Decision.objects.filter(award__cycle=cycle).order_by("award__key", "place", "idea__serial")
    said = {
        "awards": [list(row) for row in awards],
        "decisions": [
            list(row)
            for row in decisions.values_list("award__key", "place", "idea__serial", "citation_ja", "citation_en")
        ],
        "seals": [list(row) for row in cycle.polls.order_by("slug").values_list("slug", "seal__root")],
    }
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def agree_publication(cycle: Cycle, *, by: User, at: datetime) -> Publication:
    """The second person agrees: awards, tallies, mails and follow-up plans exist together from here on. Twice is once."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    publication = Publication.objects.filter(cycle=cycle).first()
    if publication is None:
        raise AwardRefused(_("まだだれも公開を申し出ていません。"))
    if publication.published_at:
        return publication
    if publication.proposed_by_id == by.pk:
        raise AwardRefused(_("申し出た人とはちがう人が認めてください。"))
    list(cycle.polls.select_for_update(no_key=True))  # no void slips in between the tally and its publication
    _refuse_unready(cycle, at)
    if publication.digest != digest_of(cycle):
        raise AwardRefused(_("申し出のあとで決定が変わりました。内容を確かめて、もう一度申し出てください。"))
    return publish(publication, by=by, at=at)


def publish(publication: Publication, *, by: User, at: datetime) -> Publication:
    """Everything a publication does; only ever inside the transaction of `agree_publication`."""
    cycle = publication.cycle
    final_on = cast(date, cycle.final_on)  # refused before without one
    publication.agreed_by, publication.published_at = by, at
    publication.save(update_fields=["agreed_by", "published_at"])
    for poll in cycle.polls.filter(published_at__isnull=True):
        publish_poll(poll, at=at)
    for idea in finalists(cycle, at):
        schedule_plans(idea, final_on=final_on, at=at)
    tell_winners(cycle, at=at)
    record_decision(by, "awards.agree_publication", cycle, at=at, digest=publication.digest)
    return publication
