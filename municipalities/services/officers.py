"""Acts on who writes for a municipality: appointed, dismissed, left."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from municipalities.models import Officer, OfficerRefused, Participant
from notifications.services import notify


@transaction.atomic
def appoint_officer(user: User, participant: Participant, *, department: str, by: User | None, at: datetime) -> Officer:
    """Let a person write for a participant from now on; appointing again only renews the department."""
    participant = lock_participant(participant)
    require_domain(participant, user.email)
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
    """The secretariat ends an officer's service now; their challenges stay with the municipality. Twice is no error."""
    kept = lock_officer(officer)
    return kept if kept.until else end_service(kept, "dismissed", by=by, at=at)


@transaction.atomic
def leave_office(officer: Officer, *, at: datetime) -> Officer:
    """An officer ends their own service now, the last one too; colleagues are told. Twice is no error."""
    kept = lock_officer(officer)
    return kept if kept.until else end_service(kept, "left", by=kept.user, at=at)


def end_service(officer: Officer, how: str, *, by: User, at: datetime, successor: str = "") -> Officer:
    """Inside the act that ends it: the links this officer sent, or that hand over from them, die with the service."""
    officer.until = at
    officer.save()
    links = officer.participant.officer_invitations.waiting()
    links.filter(Q(invited_by=officer.user) | Q(hands_over=officer)).update(cancelled_at=at)
    record_decision(by, f"officer.{'dismiss' if how == 'dismissed' else how}", officer, at=at, user=officer.user_id)
    context = {"how": how, "person": str(officer.user), "successor": successor}
    key = f"officer:{officer.pk}:ended"
    _tell(officer.user, "officer_ended", officer.participant, context, key=key, at=at)
    if how != "handed_over":
        tell_colleagues(officer, "officer_left", context, key=f"{key}:told", at=at)
    return officer


def tell_colleagues(officer: Officer, name: str, context: dict[str, str], *, key: str, at: datetime) -> None:
    """Mail those who serve the same municipality beside this officer."""
    beside = officer.participant.officers.filter(until__isnull=True, user__is_active=True).exclude(user=officer.user_id)
    for colleague in beside.select_related("user"):
        _tell(colleague.user, name, officer.participant, context, key=f"{key}:{colleague.user_id}", at=at)


def lock_participant(participant: Participant) -> Participant:
    """The entry as it is now: who serves it changes one at a time."""
    return Participant.objects.select_for_update().get(pk=participant.pk)


def lock_officer(officer: Officer) -> Officer:
    """The service as it is now, its municipality locked first, as everywhere."""
    Participant.objects.select_for_update().get(pk=officer.participant_id)
    rows = Officer.objects.select_for_update(of=("self",)).select_related("user", "participant")
    return rows.get(pk=officer.pk)


def require_domain(participant: Participant, email: str) -> None:
    """OfficerRefused for an address outside the municipality's domains."""
    if not participant.knows_domain_of(email):
        message = _("%(email)s は、この自治体のメールのドメイン（%(domains)s）ではありません。")
        raise OfficerRefused(message % {"email": email, "domains": participant.email_domains})


def _tell(user: User, name: str, participant: Participant, context: dict[str, str], *, key: str, at: datetime) -> None:
    context = {
        "municipality": participant.name,
        "url": settings.SITE_URL + reverse("municipalities:officers", args=[participant.pk]),
        **context,
    }
    notify(user, f"municipalities/{name}", context=context, dedupe_key=key, at=at)
