"""Acts on challenges and officers: lock, guard, change, tell."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle, Stage
from contest.sheet import fingerprint
from municipalities.completeness import problems_of
from municipalities.models import (
    Challenge,
    ChallengeClosed,
    ChallengeIncomplete,
    ChallengeRefused,
    ChangedElsewhere,
    DataResource,
    DoesNotFit,
    Officer,
    OfficerRefused,
    Participant,
    Participation,
)
from municipalities.sheet import FIELDS, RESOURCES, flatten, room_for, values_of
from notifications.services import notify

Status = Challenge.Status


@transaction.atomic
def start_challenge(participant: Participant, *, cycle: Cycle, by: User, at: datetime) -> Challenge:
    """Begin a draft while STEP1 is open, with the officer's own contact filled in.

    A draft of the same person in which nothing has been written yet is given again, so that a double click makes one.
    """
    Participant.objects.select_for_update().get(pk=participant.pk)
    _require_open(cycle.stage(Stage.Kind.CHALLENGES), at)
    mine = {"participant": participant, "cycle": cycle, "written_by": by}
    for draft in Challenge.objects.filter(**mine, status=Status.DRAFT, title="", answers={}):
        if not draft.resources.exists():
            return draft
    officer = participant.officers.filter(user=by, until__isnull=True).first()
    department = officer.department if officer else ""
    return Challenge.objects.create(
        **mine, department=department, contact_name=by.full_name, contact_email=by.email, created_at=at
    )


@transaction.atomic
def save_challenge(
    challenge: Challenge,
    *,
    fields: Mapping[str, Any],
    resources: Sequence[Mapping[str, str]] | None = None,
    by: User,
    at: datetime,
    seen: str | None = None,
) -> Challenge:
    """Keep what was written, finished or not: `fields` as in `sheet.FIELDS`, answers merged by key.

    `resources` replaces all rows (None leaves them). `seen` is the fingerprint of these values as the writer saw them:
    if somebody has changed them since, to something else than what is being saved, ChangedElsewhere is raised.
    """
    kept = _lock(challenge)
    _require_in_hands(kept, at)
    new = flatten(fields, resources)
    stored = {name: text for name, text in values_of(kept).items() if name in new}
    _require_room(fields, resources or (), new)
    if seen is not None and stored != new and fingerprint(stored) != seen:
        raise ChangedElsewhere(_("別の画面で、この内容が書きかえられています。まだ保存していません。"))
    for name, value in fields.items():
        setattr(kept, name, {**kept.answers, **value} if name == "answers" else value)
    kept.written_by = by
    kept.save()
    if resources is not None:
        _replace_resources(kept, resources)
    return _fresh(kept)


@transaction.atomic
def discard_challenge(challenge: Challenge, *, by: User, at: datetime) -> None:
    """Throw a draft away for good, with a note of who did; one handed in once stays. Gone already is no error."""
    kept = Challenge.objects.select_for_update().filter(pk=challenge.pk).first()
    if kept is None:
        return
    if kept.status != Status.DRAFT:
        raise ChallengeClosed(_("応募したあとなので、消せません。"))
    record_decision(by, "challenge.discard", kept, at=at, participant=kept.participant_id)
    kept.delete()


@transaction.atomic
def submit_challenge(challenge: Challenge, *, by: User, at: datetime, seen: str | None = None) -> Challenge:
    """Hand in: give the number (max + 1 under a lock on the cycle; kept when handed in again) and mail the officers.

    Handed in already is no error. `seen` is the fingerprint of the whole sheet as shown on the confirmation page.
    """
    Cycle.objects.select_for_update().get(pk=challenge.cycle_id)
    kept = _lock(challenge)
    if kept.status == Status.SUBMITTED:
        return kept
    _require_in_hands(kept, at)
    if seen is not None and fingerprint(values_of(kept)) != seen:
        raise ChangedElsewhere(
            _("別の画面で内容が変わりました。もう一度読んでから応募してください。まだ応募していません。")
        )
    if problems := problems_of(kept):
        message = _("直すところが%(n)dか所あります。まだ応募していません。")
        raise ChallengeIncomplete(message % {"n": len(problems)})
    if kept.serial is None:
        last = kept.cycle.challenges.aggregate(last=Max("serial"))["last"]
        kept.serial = (last or 0) + 1
    kept.status, kept.submitted_at = Status.SUBMITTED, at
    kept.save()
    Participation.objects.get_or_create(participant=kept.participant, cycle=kept.cycle)
    _tell_officers(kept, "receipt", at=at)
    return kept


@transaction.atomic
def accept_challenge(challenge: Challenge, *, by: User, at: datetime) -> Challenge:
    """Accept what was handed in; it becomes public at the stage's publication moment. Accepted already is no error."""
    kept = _lock(challenge)
    if kept.status == Status.ACCEPTED:
        return kept
    if kept.status != Status.SUBMITTED:
        raise ChallengeRefused(_("%(challenge)s は応募ずみではないので、受理できません。") % {"challenge": kept})
    kept.status, kept.decided_at, kept.remarks = Status.ACCEPTED, at, ""
    kept.save()
    record_decision(by, "challenge.accept", kept, at=at, number=kept.number)
    _tell_officers(kept, "accepted", at=at)
    return kept


@transaction.atomic
def return_challenge(challenge: Challenge, *, by: User, remarks: str, at: datetime) -> Challenge:
    """Send back with the reason in words; the officer may mend it and hand it in again, deadline or not.

    One accepted by mistake can still be sent back until it is published.
    """
    kept = _lock(challenge)
    remarks = remarks.strip()
    stage = kept.cycle.stage(Stage.Kind.CHALLENGES)
    is_published = kept.status == Status.ACCEPTED and stage is not None and stage.is_published_at(at)
    if kept.status not in {Status.SUBMITTED, Status.ACCEPTED} or is_published:
        raise ChallengeRefused(_("%(challenge)s は、いまは差し戻せません。") % {"challenge": kept})
    if not remarks:
        raise ChallengeRefused(_("差戻しの理由を書いてください。"))
    kept.status, kept.decided_at, kept.remarks = Status.RETURNED, at, remarks
    kept.save()
    record_decision(by, "challenge.return", kept, at=at, number=kept.number, remarks=remarks)
    _tell_officers(kept, "returned", at=at)
    return kept


@transaction.atomic
def appoint_officer(user: User, participant: Participant, *, department: str, by: User | None, at: datetime) -> Officer:
    """Let a person write for a participant from now on; appointing again only renews the department."""
    Participant.objects.select_for_update().get(pk=participant.pk)
    if not participant.knows_domain_of(user.email):
        message = _("%(email)s は、この自治体のメールのドメイン（%(domains)s）ではありません。")
        raise OfficerRefused(message % {"email": user.email, "domains": participant.email_domains})
    officer, is_new = Officer.objects.get_or_create(
        user=user, participant=participant, until=None, defaults={"department": department, "since": at}
    )
    if is_new or officer.department != department:
        officer.department = department
        officer.save()
        record_decision(by, "officer.appoint", officer, at=at, user=user.pk, participant=participant.number)
    return officer


@transaction.atomic
def dismiss_officer(officer: Officer, *, by: User, at: datetime) -> Officer:
    """End an officer's service now; their challenges stay with the municipality."""
    kept = Officer.objects.select_for_update().get(pk=officer.pk)
    if kept.until is None:
        kept.until = at
        kept.save()
        record_decision(by, "officer.dismiss", kept, at=at, user=kept.user_id)
    return kept


def _lock(challenge: Challenge) -> Challenge:
    """The row as it is now, held until the transaction ends; refuses a draft that was thrown away meanwhile."""
    kept = Challenge.objects.for_desk().select_for_update(of=("self",)).filter(pk=challenge.pk).first()
    if kept is None:
        raise ChallengeClosed(_("この下書きは、別の画面で消されました。"))
    return kept


def _fresh(challenge: Challenge) -> Challenge:
    return Challenge.objects.for_desk().get(pk=challenge.pk)


def _require_open(stage: Stage | None, at: datetime) -> None:
    if stage is None or at < stage.opens_at:
        raise ChallengeClosed(_("課題の募集は、まだはじまっていません。"))
    if not stage.is_open_at(at):
        raise ChallengeClosed(_("課題の募集はしめきりました。"))


def _require_in_hands(challenge: Challenge, at: datetime) -> None:
    if challenge.status == Status.DRAFT:
        _require_open(challenge.cycle.stage(Stage.Kind.CHALLENGES), at)
    elif challenge.status != Status.RETURNED:
        raise ChallengeClosed(_("応募したあとなので、変えられません。"))


def _require_room(fields: Mapping[str, Any], resources: Sequence[Mapping[str, str]], texts: Mapping[str, str]) -> None:
    """Refuse what the columns cannot hold, before the database does."""
    if unknown := set(fields) - set(FIELDS):
        raise ValueError(f"not fields of a challenge: {sorted(unknown)}")
    if any(len(text) > room_for(name) for name, text in texts.items()):
        raise DoesNotFit(_("文章が長すぎて保存できません。短くしてください。まだ保存していません。"))
    if len(resources) > RESOURCES:
        raise DoesNotFit(_("データは%(n)d件までです。まだ保存していません。") % {"n": RESOURCES})


def _replace_resources(challenge: Challenge, rows: Sequence[Mapping[str, str]]) -> None:
    challenge.resources.all().delete()
    DataResource.objects.bulk_create(
        DataResource(challenge=challenge, order=order, **row) for order, row in enumerate(rows)
    )


def _tell_officers(challenge: Challenge, name: str, *, at: datetime) -> None:
    """Mail everybody who serves the municipality now; once for each act, however often it is repeated."""
    stage = challenge.cycle.stage(Stage.Kind.CHALLENGES)
    context = {
        "number": challenge.number,
        "title": challenge.title,
        "municipality": challenge.participant.name,
        "at": at,
        "publishes_at": stage.publishes_at if stage else None,
        "remarks": challenge.remarks,
        "url": settings.SITE_URL + reverse("municipalities:challenge_receipt", args=[challenge.pk]),
    }
    for officer in challenge.participant.officers.filter(until__isnull=True).select_related("user"):
        key = f"challenge:{challenge.pk}:{name}:{at.isoformat()}:{officer.user_id}"
        notify(officer.user, f"municipalities/{name}", context=context, dedupe_key=key, at=at)
