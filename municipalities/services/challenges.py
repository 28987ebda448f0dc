"""What officers do with their challenges: lock, guard, change, tell."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle
from contest.sheet import fingerprint
from municipalities.completeness import problems_of
from municipalities.models import (
    Challenge,
    ChallengeClosed,
    ChallengeIncomplete,
    ChangedElsewhere,
    Participant,
    window_for,
)
from municipalities.services.common import HANDED_IN, lock_challenge, require_in_hands, require_open, tell_officers
from municipalities.services.data import delete_unused_files
from municipalities.services.participation import stand
from municipalities.services.seed_steps import let_go
from municipalities.services.versions import has_news, keep_version
from municipalities.sheet import as_written, values_of

Status = Challenge.Status


@transaction.atomic
def start_challenge(participant: Participant, *, cycle: Cycle, by: User, at: datetime) -> Challenge:
    """Begin a draft while STEP1 is open, with the officer's own contact filled in.

    A draft of the same person in which nothing has been written yet is given again, so that a double click makes one.
    """
    Participant.objects.select_for_update().get(pk=participant.pk)
    require_open(window_for(participant, cycle), at)
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
def discard_challenge(challenge: Challenge, *, by: User, at: datetime) -> None:
    """Throw a draft away for good, with a note of who did; one handed in once stays. Gone already is no error."""
    kept = Challenge.objects.select_for_update().filter(pk=challenge.pk).first()
    if kept is None:
        return
    if kept.status != Status.DRAFT:
        raise ChallengeClosed(_("応募したあとなので、消せません。"))
    record_decision(by, "challenge.discard", kept, at=at, participant=kept.participant.number)
    let_go(kept, by=by, at=at)
    names = {str(row.file.name or "") for row in kept.resources.all()}
    kept.delete()
    transaction.on_commit(lambda: delete_unused_files(names))


@transaction.atomic
def submit_challenge(challenge: Challenge, *, by: User, at: datetime, seen: str | None = None) -> Challenge:
    """Hand in: give the number (max + 1 under a lock on the cycle; kept when handed in again) and mail the officers.

    What it says now is kept as a version. With nothing new since the last time this is no error; one accepted already is
    to be accepted anew. `seen` is the fingerprint of the whole sheet as shown on the confirmation page.
    """
    Cycle.objects.select_for_update().get(pk=challenge.cycle_id)
    kept = lock_challenge(challenge)
    if kept.status in HANDED_IN and not has_news(kept):
        return kept
    require_in_hands(kept, at)
    if seen is not None and fingerprint(values_of(kept)) != seen:
        raise ChangedElsewhere(
            _("別の画面で内容が変わりました。もう一度読んでから応募してください。まだ応募していません。")
        )
    kept = as_written(kept)
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
