"""What officers do with their challenges: lock, guard, change, tell."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
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
    ChangedElsewhere,
    DoesNotFit,
    Participant,
)
from municipalities.services.common import lock_challenge, require_in_hands, require_open, tell_officers
from municipalities.services.data import delete_unused_files
from municipalities.services.participation import stand
from municipalities.services.seed_steps import let_go
from municipalities.services.versions import keep_version
from municipalities.sheet import FIELDS, flatten, room_for, values_of

Status = Challenge.Status


@transaction.atomic
def start_challenge(participant: Participant, *, cycle: Cycle, by: User, at: datetime) -> Challenge:
    """Begin a draft while STEP1 is open, with the officer's own contact filled in.

    A draft of the same person in which nothing has been written yet is given again, so that a double click makes one.
    """
    Participant.objects.select_for_update().get(pk=participant.pk)
    require_open(cycle.stage(Stage.Kind.CHALLENGES), at)
    mine = {"participant": participant, "cycle": cycle, "written_by": by}
    for draft in Challenge.objects.filter(**mine, status=Status.DRAFT, title="", answers={}):
        if not (draft.resources.exists() or draft.knowledge.exists()):
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
    by: User,
    at: datetime,
    seen: str | None = None,
) -> Challenge:
    """Keep what was written, finished or not: `fields` as in `sheet.FIELDS`, answers merged by key.

    `seen` is the fingerprint of these values as the writer saw them: if somebody has changed them since, to something
    else than what is being saved, ChangedElsewhere is raised. Data and knowledge have acts of their own.
    """
    kept = lock_challenge(challenge)
    require_in_hands(kept, at)
    new = flatten(fields)
    stored = {name: text for name, text in values_of(kept).items() if name in new}
    _require_room(fields, new)
    if seen is not None and stored != new and fingerprint(stored) != seen:
        raise ChangedElsewhere(_("別の画面で、この内容が書きかえられています。まだ保存していません。"))
    for name, value in fields.items():
        setattr(kept, name, {**kept.answers, **value} if name == "answers" else value)
    kept.written_by = by
    kept.save()
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
    let_go(kept, by=by, at=at)
    names = {str(row.file.name or "") for row in kept.resources.all()}
    kept.delete()
    transaction.on_commit(lambda: delete_unused_files(names))


@transaction.atomic
def submit_challenge(challenge: Challenge, *, by: User, at: datetime, seen: str | None = None) -> Challenge:
    """Hand in: give the number (max + 1 under a lock on the cycle; kept when handed in again) and mail the officers.

    What it says now is kept as a version. Handed in already is no error. `seen` is the fingerprint of the whole sheet as shown on the confirmation page.
    """
    Cycle.objects.select_for_update().get(pk=challenge.cycle_id)
    kept = lock_challenge(challenge)
    if kept.status == Status.SUBMITTED:
        return kept
    require_in_hands(kept, at)
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
    keep_version(kept, by=by, at=at)
    kept.save()
    stand(kept.participant, kept.cycle, by=by, at=at)
    tell_officers(kept, "receipt", at=at)
    return kept


def _fresh(challenge: Challenge) -> Challenge:
    return Challenge.objects.for_desk().get(pk=challenge.pk)


def _require_room(fields: Mapping[str, Any], texts: Mapping[str, str]) -> None:
    """Refuse what the columns cannot hold, before the database does."""
    if unknown := set(fields) - set(FIELDS):
        raise ValueError(f"not fields of a challenge: {sorted(unknown)}")
    if any(len(text) > room_for(name) for name, text in texts.items()):
        raise DoesNotFit(_("文章が長すぎて保存できません。短くしてください。まだ保存していません。"))
