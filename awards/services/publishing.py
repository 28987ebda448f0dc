"""The publication: one person proposes it for a moment, another agrees, and at that moment everything is there at once.

The moment is carried out by whoever comes first: a worker, or a person at the desk. All of it is one transaction under
the cycle's lock, and what is published stays as it is: twice, from two browsers, or by a worker killed on the way is once.
"""

import json
import logging
from datetime import date, datetime
from hashlib import sha256
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from awards.letters import tell_winners
from awards.models import AwardRefused, CombiningRule, Decision, Publication
from awards.services.combining import publish_points
from awards.services.counting import decide_viewer_awards
from awards.services.polls import tiers_without_poll
from awards.standings import finalists, is_published, no_longer_eligible
from common.errors import ContestError
from contest.models import Cycle
from followup.services import schedule_plans
from judging.standings import is_released
from voting.services import publish_poll

logger = logging.getLogger(__name__)


@transaction.atomic
def propose_publication(cycle: Cycle, *, by: User, at: datetime, goes_public_at: datetime | None = None) -> Publication:
    """One person says the decisions are final, and when they come out; another has to agree to exactly these.

    A new proposal replaces one that nobody has agreed to.
    """
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if Publication.objects.filter(cycle=cycle, agreed_at__isnull=False, published_at__isnull=True).exists():
        raise AwardRefused(_("公開する日時が決まっています。変えるには、先に公開を取りやめてください。"))
    if goes_public_at and goes_public_at <= at:
        raise AwardRefused(_("公開する日時は、これからの日時にしてください。"))
    _refuse_unready(cycle, at)
    said = {"proposed_by": by, "proposed_at": at, "digest": digest_of(cycle), "goes_public_at": goes_public_at}
    publication, _new = Publication.objects.update_or_create(cycle=cycle, defaults=said)
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
    if tiers_without_poll(cycle, at).exists() or cycle.polls.filter(sealed_at__isnull=True).exists():
        raise AwardRefused(_("オンライン投票の集計が封印されるまで、賞は公開できません。"))
    decide_viewer_awards(cycle, at=at)
    undecided = cycle.awards.filter(is_withheld=False, decisions__isnull=True)
    if gone := no_longer_eligible(cycle, at):
        names = _("、").join(f"{row.award} {row.idea.number}" for row in gone)
        raise AwardRefused(_("取下げなどで賞の対象でなくなったアイデアがあります：%(names)s") % {"names": names})
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
    """The second person agrees; published at once, or at the moment that was proposed. Twice is once."""
    cycle, publication = _proposed(cycle)
    if publication.agreed_at:
        return publication
    if publication.proposed_by_id == by.pk:
        raise AwardRefused(_("申し出た人とはちがう人が認めてください。"))
    _refuse_changed(cycle, publication, at)
    publication.agreed_by, publication.agreed_at = by, at
    publication.goes_public_at = publication.goes_public_at or at
    publication.save(update_fields=["agreed_by", "agreed_at", "goes_public_at"])
    record_decision(by, "awards.agree_publication", cycle, at=at, digest=publication.digest)
    return publish(publication, at=at) if publication.goes_public_at <= at else publication


def _proposed(cycle: Cycle) -> tuple[Cycle, Publication]:
    """The cycle under its lock, with what was proposed for it."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    publication = Publication.objects.filter(cycle=cycle).first()
    if publication is None:
        raise AwardRefused(_("まだだれも公開を申し出ていません。"))
    return cycle, publication


def _refuse_changed(cycle: Cycle, publication: Publication, at: datetime) -> None:
    """Both people spoke of exactly these decisions; no void slips in between the tally and its publication."""
    list(cycle.polls.select_for_update(no_key=True))
    _refuse_unready(cycle, at)
    if publication.digest != digest_of(cycle):
        raise AwardRefused(_("申し出のあとで決定が変わりました。内容を確かめて、もう一度申し出てください。"))


@transaction.atomic
def take_back_publication(cycle: Cycle, *, by: User, at: datetime) -> None:
    """Until the moment either of them, or anyone of the secretariat, stops it; decisions are open again."""
    cycle, publication = _proposed(cycle)
    if publication.published_at:
        raise AwardRefused(_("賞は公開ずみなので、取りやめられません。"))
    publication.delete()
    record_decision(by, "awards.take_back_publication", cycle, at=at, digest=publication.digest)


def publish_due_awards(*, at: datetime) -> int:
    """Carry out every publication whose moment has come; says how many. One that cannot be does not stop the others."""
    return sum(_publish_due(publication, at) for publication in Publication.objects.due(at).select_related("cycle"))


def _publish_due(due: Publication, at: datetime) -> bool:
    try:
        with transaction.atomic():
            cycle, publication = _proposed(due.cycle)
            if publication.published_at or not publication.agreed_at:
                return False  # another was faster, or it was taken back
            _refuse_changed(cycle, publication, at)
            publish(publication, at=at)
    except ContestError:
        logger.exception("awards of cycle %s were due and are not published", due.cycle_id)
        return False
    return True


def publish(publication: Publication, *, at: datetime) -> Publication:
    """Everything a publication does; only ever inside a transaction of this file."""
    cycle = publication.cycle
    final_on = cast(date, cycle.final_on)  # refused before without one
    publication.published_at = at
    publication.save(update_fields=["published_at"])
    for poll in cycle.polls.filter(published_at__isnull=True):
        publish_poll(poll, at=at)
    for rule in CombiningRule.objects.filter(award__cycle=cycle).select_related("award__cycle"):
        publish_points(rule, at=at)
    for idea in finalists(cycle, at):
        schedule_plans(idea, final_on=final_on, at=at)
    tell_winners(cycle, at=at)
    return publication
