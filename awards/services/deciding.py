"""Decisions people make: who gets an award and why, or that nobody does this year."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from awards.models import CITATION_LENGTH, Award, AwardRefused, Decision, Publication
from awards.services.certificates import keep_papers_true
from awards.standings import eligible_ideas, is_published
from contest.models import Cycle
from ideas.models import Idea
from judging.standings import is_released


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
    award = award_open_to_change(award, at)
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
    keep_papers_true(award, at=at)
    set_withheld(award, "")
    record_decision(by, "awards.decide_award", award, at=at, idea=idea.number, place=place)
    return decision


def decide_as_selector(
    award: Award, idea: Idea | None, *, citation_ja: str = "", citation_en: str = "", by: User, at: datetime
) -> Decision | None:
    """A sponsor's or Harvard's own choice of the one award they select for; no idea takes the choice back."""
    if not Award.objects.to_select_by(by).filter(pk=award.pk).exists():
        raise AwardRefused(_("この賞を選ぶ役ではありません。"))
    if idea is None:
        clear_award(award, by=by, at=at)
        return None
    return decide_award(award, idea, citation_ja=citation_ja, citation_en=citation_en, by=by, at=at)


def award_open_to_change(award: Award, at: datetime) -> Award:
    """The award under its cycle's lock, if people still decide it."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=award.cycle_id)
    if is_published(cycle):
        raise AwardRefused(_("賞は公開ずみなので、変えられません。"))
    if not is_released(cycle, at):
        raise AwardRefused(_("審査の結果が公開されるまで、賞は決められません。"))
    if Publication.objects.filter(cycle=cycle, agreed_at__isnull=False).exists():
        raise AwardRefused(_("公開する日時が決まっています。変えるには、先に公開を取りやめてください。"))
    return Award.objects.select_related("cycle", "tier").get(pk=award.pk)


def _refuse_unfit(award: Award, idea: Idea, place: int, at: datetime) -> None:
    if award.is_counted:
        raise AwardRefused(_("「%(award)s」は数えた結果で決まります。") % {"award": award})
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


def set_withheld(award: Award, reason: str) -> None:
    award.is_withheld, award.withheld_reason = bool(reason), reason
    award.save(update_fields=["is_withheld", "withheld_reason"])


@transaction.atomic
def withhold_award(award: Award, *, reason: str, by: User, at: datetime) -> Award:
    """Say that nobody gets this award this year, and why; a viewers' award only if nobody voted."""
    award = award_open_to_change(award, at)
    reason = reason.strip()
    if not reason:
        raise AwardRefused(_("受賞なしの理由を書いてください。"))
    if award.is_counted and award.decisions.exists():
        raise AwardRefused(_("「%(award)s」は数えた結果で決まります。") % {"award": award})
    if award.withheld_reason == reason and not award.decisions.exists():
        return award
    award.decisions.all().delete()
    keep_papers_true(award, at=at)
    set_withheld(award, reason)
    record_decision(by, "awards.withhold_award", award, at=at, reason=reason)
    return award


@transaction.atomic
def clear_award(award: Award, *, place: int = 1, by: User, at: datetime) -> Award:
    """Take back what was decided for a place: the award is open again."""
    award = award_open_to_change(award, at)
    if award.is_counted and not award.is_withheld:
        raise AwardRefused(_("「%(award)s」は数えた結果で決まります。") % {"award": award})
    taken_back, _each = award.decisions.filter(place=place).delete()
    keep_papers_true(award, at=at)
    if taken_back or award.is_withheld:
        set_withheld(award, "")
        record_decision(by, "awards.clear_award", award, at=at, place=place)
    return award


@transaction.atomic
def return_award(decision: Decision, *, reason: str, by: User, at: datetime) -> Decision:
    """A winner gives a published award back: it stays on record, says so everywhere, and its certificates are void."""
    Cycle.objects.select_for_update(no_key=True).get(pk=decision.award.cycle_id)
    kept = Decision.objects.select_related("award__cycle").get(pk=decision.pk)
    reason = reason.strip()
    if not reason:
        raise AwardRefused(_("辞退の理由を書いてください。"))
    if not is_published(kept.award.cycle):
        raise AwardRefused(_("賞が公開される前は、決定そのものを変えてください。"))
    if kept.returned_at:
        return kept
    kept.returned_at, kept.returned_reason = at, reason[:300]
    kept.save(update_fields=["returned_at", "returned_reason"])
    papers = kept.award.certificates.filter(idea=kept.idea_id).standing()
    papers.update(revoked_at=at, revoked_reason=_("受賞を辞退しました。"))
    record_decision(by, "awards.return_award", kept.award, at=at, idea=kept.idea.number, reason=reason)
    return kept
