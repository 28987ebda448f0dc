"""Acts on who writes for a municipality."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from municipalities.models import Officer, OfficerRefused, Participant


@transaction.atomic
def appoint_officer(user: User, participant: Participant, *, department: str, by: User | None, at: datetime) -> Officer:
    """Let a person write for a participant from now on; appointing again only renews the department."""
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
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
