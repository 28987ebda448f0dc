"""What the secretariat decides on challenges. Of two who decide at once the second is told what the first decided."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import is_secretariat
from accounts.services import record_decision
from common.templatetags.site import date_ja
from common.text import count
from contest.models import Stage
from municipalities.history import ACCEPT, RETURN, decisions_on, labels_of
from municipalities.models import AlreadyDecided, Challenge, ChallengeRefused, ChangedElsewhere, DoesNotFit, Remark
from municipalities.services.common import lock_challenge, tell_officers, tell_reviewer

Status = Challenge.Status
LONGEST_REMARK = 1000


def mark_of(challenge: Challenge, versions: int) -> str:
    """What somebody saw who reads a challenge now: which version, in which state. Decisions carry it as `seen`."""
    return f"{versions}-{challenge.status}"


@transaction.atomic
def accept_challenge(challenge: Challenge, *, by: User, at: datetime, seen: str | None = None) -> Challenge:
    """Accept what was handed in; it becomes public at the stage's publication moment. What was asked is settled.

    The same person accepting again is no error.
    """
    kept = lock_challenge(challenge)
    if kept.status == Status.ACCEPTED and _decided_by(kept) == by.pk:
        return kept
    _require_same(kept, seen)
    if kept.status != Status.SUBMITTED:
        raise _decided(kept) or ChallengeRefused(
            _("%(challenge)s は応募ずみではないので、受理できません。") % {"challenge": kept}
        )
    _decide(kept, Status.ACCEPTED, by=by, at=at, remarks="")
    kept.section_remarks.open().update(settled_at=at)
    record_decision(by, ACCEPT, kept, at=at, number=kept.number)
    tell_officers(kept, "accepted", at=at)
    return kept


@transaction.atomic
def return_challenge(
    challenge: Challenge,
    *,
    by: User,
    at: datetime,
    remarks: str = "",
    sections: Mapping[str, str] | None = None,
    settled: Collection[int] = (),
    seen: str | None = None,
) -> Challenge:
    """Send back with what is asked: `sections` by page of the form, `remarks` on the whole; one of them at least.

    The officer may mend it and hand it in again, deadline or not. `settled` are earlier remarks that need no more. One
    accepted by mistake can still be sent back until it is published. The same words of the same person again are no error.
    """
    kept = lock_challenge(challenge)
    overall, asked = remarks.strip(), {key: text.strip() for key, text in (sections or {}).items() if text.strip()}
    if kept.status == Status.RETURNED and _decided_by(kept) == by.pk and _said(kept) == (overall, asked):
        return kept
    _require_same(kept, seen)
    _require_returnable(kept, at)
    _require_words(kept, overall, asked)
    kept.section_remarks.open().filter(pk__in=settled).update(settled_at=at)
    read = kept.versions.order_by("number").last()
    Remark.objects.bulk_create(
        Remark(challenge=kept, section=key, text=text, version=read, written_by=by, written_at=at)
        for key, text in asked.items()
    )
    _decide(kept, Status.RETURNED, by=by, at=at, remarks=overall)
    record_decision(by, RETURN, kept, at=at, number=kept.number, remarks=overall, sections=asked)
    in_their_language = lazy(lambda key: labels_of(kept)[key], str)
    tell_officers(
        kept, "returned", at=at, asked=[{"label": in_their_language(key), "text": text} for key, text in asked.items()]
    )
    return kept


@transaction.atomic
def assign_reviewer(challenge: Challenge, *, to: User | None, seen: int | None, by: User, at: datetime) -> Challenge:
    """Say who of the secretariat answers, or that nobody does yet; `seen` is the id of who did on the page it was decided on.

    Somebody else given the task is told. The same again is no error.
    """
    kept = lock_challenge(challenge)
    if kept.reviewer == to:
        return kept
    if kept.status == Status.DRAFT:
        raise ChallengeRefused(_("%(challenge)s は応募の前なので、担当を決められません。") % {"challenge": kept})
    if to is not None and not is_secretariat(to):
        raise ChallengeRefused(_("担当にできるのは、事務局の人だけです。"))
    if kept.reviewer_id != seen:
        raise AlreadyDecided(_owner_changed(kept))
    record_decision(by, "challenge.assign", kept, at=at, reviewer=to.pk if to else None, before=kept.reviewer_id)
    kept.reviewer = to
    kept.save()
    if to is not None and to != by:
        tell_reviewer(kept, to, by=by, at=at)
    return kept


@transaction.atomic
def check_english(challenge: Challenge, *, by: User, at: datetime, seen: str | None = None) -> Challenge:
    """Say that somebody of the secretariat read the English; checked already is no error. A changed text undoes it."""
    kept = lock_challenge(challenge)
    if kept.english_checked_at:
        return kept
    _require_same(kept, seen)
    if kept.status == Status.DRAFT:
        raise ChallengeRefused(_("%(challenge)s は応募の前なので、英語を確かめられません。") % {"challenge": kept})
    if not (kept.title_en and kept.summary_en):
        words = _("%(challenge)s は、英語の名前と要約がそろっていないので、確かめたことにできません。")
        raise ChallengeRefused(words % {"challenge": kept})
    kept.english_checked_by, kept.english_checked_at = by, at
    kept.save()
    record_decision(by, "challenge.check_english", kept, at=at, number=kept.number)
    return kept


def _owner_changed(kept: Challenge) -> str:
    if kept.reviewer is None:
        return _("%(challenge)s の担当は、先にはずされました。いまは担当がいません。") % {"challenge": kept}
    words = _("%(challenge)s は、先に%(who)sさんの担当になりました。")
    return words % {"challenge": kept, "who": kept.reviewer}


def _decide(kept: Challenge, status: str, *, by: User, at: datetime, remarks: str) -> None:
    """Whoever decides on what nobody had taken answers for it from then on."""
    kept.status, kept.decided_at, kept.remarks = status, at, remarks
    kept.reviewer = kept.reviewer or by
    kept.save()


def _decided_by(kept: Challenge) -> int | None:
    last = decisions_on(kept).first()
    return last.actor_id if last else None


def _said(kept: Challenge) -> tuple[str, dict[str, str]]:
    """What was asked with the last decision."""
    at = kept.decided_at
    asked = kept.section_remarks.filter(written_at=at) if at else kept.section_remarks.none()
    return kept.remarks, {remark.section: remark.text for remark in asked}


def _require_same(kept: Challenge, seen: str | None) -> None:
    """What was read is what there is: the same version, and no decision since."""
    if seen is None or seen == mark_of(kept, kept.versions.count()):
        return
    if not seen.endswith(f"-{kept.status}") and (decided := _decided(kept)):
        raise decided
    words = _("%(challenge)s は、読んでいるあいだに、もう一度応募されました。新しい内容を読んでから決めてください。")
    raise ChangedElsewhere(words % {"challenge": kept})


def _decided(kept: Challenge) -> AlreadyDecided | None:
    """Who decided what and when, as words for a colleague; none while no decision stands."""
    last = decisions_on(kept).first()
    if last is None or kept.status not in {Status.ACCEPTED, Status.RETURNED}:
        return None
    words = {
        Status.ACCEPTED: _("%(challenge)s は、%(moment)sに%(who)sさんが受理しました。"),
        Status.RETURNED: _("%(challenge)s は、%(moment)sに%(who)sさんが差し戻しました。"),
    }[Status(kept.status)]
    return AlreadyDecided(words % {"challenge": kept, "moment": date_ja(last.at), "who": last.actor or _("事務局")})


def _require_returnable(kept: Challenge, at: datetime) -> None:
    stage = kept.cycle.stage(Stage.Kind.CHALLENGES)
    if kept.status == Status.ACCEPTED and stage is not None and stage.is_published_at(at):
        raise ChallengeRefused(_("%(challenge)s は公開されているので、差し戻せません。") % {"challenge": kept})
    if kept.status not in {Status.SUBMITTED, Status.ACCEPTED}:
        raise _decided(kept) or ChallengeRefused(_("%(challenge)s は、いまは差し戻せません。") % {"challenge": kept})


def _require_words(kept: Challenge, overall: str, asked: Mapping[str, str]) -> None:
    if unknown := set(asked) - set(labels_of(kept)):
        raise ValueError(f"not pages of this form: {sorted(unknown)}")
    if not overall and not asked:
        raise ChallengeRefused(_("直してほしいことを、1つは書いてください。まだ差し戻していません。"))
    if any(count(text) > LONGEST_REMARK for text in (overall, *asked.values())):
        raise DoesNotFit(_("直してほしいことは、それぞれ1,000字以内にしてください。まだ差し戻していません。"))
