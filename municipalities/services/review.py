"""What the secretariat decides on challenges."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Stage
from municipalities.models import Challenge, ChallengeRefused
from municipalities.services.common import lock_challenge, tell_officers

Status = Challenge.Status


@transaction.atomic
def accept_challenge(challenge: Challenge, *, by: User, at: datetime) -> Challenge:
    """Accept what was handed in; it becomes public at the stage's publication moment. Accepted already is no error."""
    kept = lock_challenge(challenge)
    if kept.status == Status.ACCEPTED:
        return kept
    if kept.status != Status.SUBMITTED:
        raise ChallengeRefused(_("%(challenge)s は応募ずみではないので、受理できません。") % {"challenge": kept})
    kept.status, kept.decided_at, kept.remarks = Status.ACCEPTED, at, ""
    kept.save()
    record_decision(by, "challenge.accept", kept, at=at, number=kept.number)
    tell_officers(kept, "accepted", at=at)
    return kept


@transaction.atomic
def return_challenge(challenge: Challenge, *, by: User, remarks: str, at: datetime) -> Challenge:
    """Send back with the reason in words; the officer may mend it and hand it in again, deadline or not.

    One accepted by mistake can still be sent back until it is published.
    """
    kept = lock_challenge(challenge)
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
    tell_officers(kept, "returned", at=at)
    return kept
