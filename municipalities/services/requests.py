"""Asking to write for a municipality, and the secretariat's answer."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.templatetags.site import date_ja
from municipalities.domains import clean_domains, domain_of
from municipalities.models import (
    AskedAlready,
    LocalGovernment,
    OfficerRefused,
    OfficerRequest,
    Participant,
)
from municipalities.services.entries import new_entry, why_not_valid
from municipalities.services.officers import appoint_officer
from notifications.services import notify

State = OfficerRequest.State
AT_ONCE = 3  # how many of one person may wait


@transaction.atomic
def ask_for_office(
    user: User, government: LocalGovernment, *, department: str, message: str, at: datetime
) -> OfficerRequest:
    """Put a person into the secretariat's queue; whoever is logged in has proven their address.

    An address whose domain the municipality lists is marked, and comes first.
    """
    User.objects.select_for_update().get(pk=user.pk)
    require_askable(user, government, at)
    request = OfficerRequest.objects.create(
        user=user,
        government=government,
        department=department,
        message=message,
        has_known_domain=any(entry.lists_domain_of(user.email) for entry in entries_of(government)),
        asked_at=at,
    )
    _tell(request, "asked", at)
    return request


@transaction.atomic
def approve_request(
    request: OfficerRequest, *, participant: Participant | None, adds_domain: bool, email: str, by: User, at: datetime
) -> OfficerRequest:
    """Let the person write for `participant`; None stands for the government's one entry, which is made if there is none.

    `email` is the address the secretariat has looked at: one that changed meanwhile is not approved. `adds_domain`
    lists its domain for the municipality. Approved already is no error.
    """
    kept = _lock(request)
    if kept.state == State.APPROVED:
        return kept
    _require_waiting(kept)
    require_valid(kept.government, at)
    _require_same_person(kept.user, email)
    entry = participant or _entry_for(kept.government, by, at)
    if adds_domain:
        _list_domain(entry, email, by, at)
    appoint_officer(kept.user, entry, department=kept.department, by=by, at=at)
    _decide(kept, State.APPROVED, by, at)
    record_decision(by, "officer_request.approve", kept, at=at, user=kept.user_id, participant=entry.number)
    _tell(kept, "approved", at)
    return kept


@transaction.atomic
def decline_request(request: OfficerRequest, *, reason: str, by: User, at: datetime) -> OfficerRequest:
    """Say no, with the reason in words. Declined already is no error."""
    kept = _lock(request)
    if kept.state == State.DECLINED:
        return kept
    _require_waiting(kept)
    if not reason.strip():
        raise OfficerRefused(_("認めない理由を書いてください。"))
    kept.reason = reason.strip()
    _decide(kept, State.DECLINED, by, at)
    record_decision(by, "officer_request.decline", kept, at=at, user=kept.user_id, reason=kept.reason)
    _tell(kept, "declined", at)
    return kept


def entries_of(government: LocalGovernment) -> Sequence[Participant]:
    """The entries a government takes part as: its own first, then unions it belongs to."""
    entries = Participant.objects.filter(members__government=government).with_members().order_by("number")
    return sorted(entries, key=lambda entry: len(entry.members.all()))


def require_askable(user: User, government: LocalGovernment, at: datetime) -> None:
    """OfficerRefused, with the reason, where this person cannot ask for this government now."""
    require_valid(government, at)
    if user.offices.filter(participant__members__government=government, until__isnull=True).exists():
        raise OfficerRefused(_("あなたは、もう %(name)s の担当です。") % {"name": government})
    waiting = user.officer_requests.waiting()
    if asked := waiting.filter(government=government).first():
        words = _("%(name)s には、もう申し込んでいます（%(moment)s）。事務局の返事をお待ちください。")
        raise AskedAlready(words % {"name": government, "moment": date_ja(asked.asked_at)})
    if waiting.count() >= AT_ONCE:
        raise OfficerRefused(
            _("返事を待っている申込みが%(n)d件あります。返事が来てから申し込んでください。") % {"n": AT_ONCE}
        )


def require_valid(government: LocalGovernment, at: datetime) -> None:
    """OfficerRefused for a government that is no more, or not yet."""
    if reason := why_not_valid(government, timezone.localdate(at)):
        raise OfficerRefused(reason)


def _lock(request: OfficerRequest) -> OfficerRequest:
    rows = OfficerRequest.objects.select_for_update(of=("self",)).select_related("user", "government__parent")
    return rows.get(pk=request.pk)


def _require_waiting(request: OfficerRequest) -> None:
    if request.state == State.APPROVED:
        raise OfficerRefused(_("もう認めた申込みです。やめてもらうときは「自治体の担当者」から担当を終えてください。"))
    if request.state == State.DECLINED:
        raise OfficerRefused(_("もう断った申込みです。もう一度申し込んでもらってください。"))


def _require_same_person(user: User, email: str) -> None:
    if user.email != email:
        words = _("このページを開いたあとに、この人のアドレスが %(email)s に変わりました。もう一度確かめてください。")
        raise OfficerRefused(words % {"email": user.email})
    if not user.is_active:
        raise OfficerRefused(_("この人のアカウントは止められています。"))


def _entry_for(government: LocalGovernment, by: User, at: datetime) -> Participant:
    """The entry there is, or a new one."""
    LocalGovernment.objects.select_for_update(of=("self",)).get(pk=government.pk)
    if entries := entries_of(government):
        return entries[0]
    return new_entry([government], by=by, at=at)


def _list_domain(entry: Participant, email: str, by: User, at: datetime) -> None:
    kept = Participant.objects.select_for_update().get(pk=entry.pk)
    if kept.lists_domain_of(email):
        return
    try:
        kept.email_domains = clean_domains(f"{kept.email_domains} {domain_of(email)}")
    except ValidationError as error:
        raise OfficerRefused(error.messages[0]) from error
    kept.save()
    record_decision(by, "participant.list_domain", kept, at=at, domain=domain_of(email))


def _decide(request: OfficerRequest, state: str, by: User, at: datetime) -> None:
    request.state, request.decided_by, request.decided_at = state, by, at
    request.save()


def _tell(request: OfficerRequest, name: str, at: datetime) -> None:
    """Mail the person, once for each step."""
    context = {
        "municipality": request.government.full_name,
        "department": request.department,
        "answer_by": request.answer_by,
        "reason": request.reason,
        "url": settings.SITE_URL + reverse("municipalities:requests"),
        "desk_url": settings.SITE_URL + reverse("municipalities:challenges"),
    }
    key = f"officer-request:{request.pk}:{name}"
    notify(request.user, f"municipalities/office_{name}", context=context, dedupe_key=key, at=at)
