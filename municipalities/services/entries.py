"""Numbered entries: a body alone, or a union with the body that leads it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.templatetags.site import day_ja
from municipalities.models import (
    LocalGovernment,
    Participant,
    ParticipantMember,
    ParticipationRefused,
    validate_code,
)

BEFORE_FIRST = {False: 0, True: 900}  # samples have numbers of their own
LARGEST_UNION = 20


def entry_with(bodies: Sequence[LocalGovernment], *, by: User, at: datetime) -> Participant:
    """The entry of exactly these bodies led by the first of them; a new one where there is none."""
    LocalGovernment.objects.select_for_update(of=("self",)).get(pk=bodies[0].pk)
    codes = {body.pk for body in bodies}
    for entry in Participant.objects.filter(members__government=bodies[0]).with_members():
        if entry.lead == bodies[0] and {member.government_id for member in entry.members.all()} == codes:
            return entry
    return new_entry(bodies, by=by, at=at)


def new_entry(bodies: Sequence[LocalGovernment], *, by: User, at: datetime) -> Participant:
    """An entry with the next number; part of the caller's act, which has locked the first body."""
    is_sample = bodies[0].is_sample
    list(Participant.objects.select_for_update().order_by("-number")[:1])  # one number at a time
    numbered = Participant.objects.filter(is_sample=is_sample)
    number = (numbered.aggregate(last=Max("number"))["last"] or BEFORE_FIRST[is_sample]) + 1
    entry = Participant.objects.create(number=number, is_sample=is_sample)
    ParticipantMember.objects.bulk_create(
        ParticipantMember(participant=entry, government=body, order=order) for order, body in enumerate(bodies)
    )
    codes = [body.pk for body in bodies]
    who = {"governments": codes} if len(codes) > 1 else {"government": codes[0]}
    record_decision(by, "participant.add", entry, at=at, number=number, **who)
    return entry


def union_of(lead: LocalGovernment, codes: Sequence[str], at: datetime) -> list[LocalGovernment]:
    """The lead and the bodies with these codes, in their order. ParticipationRefused says which cannot be, and why."""
    if len(codes) >= LARGEST_UNION:
        raise ParticipationRefused(_("連合は%(n)d団体までです。") % {"n": LARGEST_UNION})
    known = LocalGovernment.objects.select_related("parent").in_bulk(codes)
    bodies = [lead]
    for code in codes:
        body = known.get(code)
        if body is None or body.is_sample != lead.is_sample:
            raise ParticipationRefused(_why_unknown(code))
        if body in bodies:
            raise ParticipationRefused(_("%(name)s が二度入っています。一つにしてください。") % {"name": body})
        bodies.append(body)
    for body in bodies:
        if reason := why_not_valid(body, timezone.localdate(at)):
            raise ParticipationRefused(reason)
    return bodies


def why_not_valid(government: LocalGovernment, day: date) -> str:
    """In words, why a body that is no more, or not yet, can do nothing on that day; empty for one that can."""
    if government.valid_to and government.valid_to <= day:
        words = _("%(name)s は %(day)sに廃止されました。いまの自治体をえらんでください。")
        return words % {"name": government, "day": day_ja(government.valid_to)}
    if government.valid_from and government.valid_from > day:
        words = _("%(name)s は %(day)sにできる自治体です。それまでは申し込めません。")
        return words % {"name": government, "day": day_ja(government.valid_from)}
    return ""


def _why_unknown(code: str) -> str:
    try:
        validate_code(code)
    except ValidationError as error:
        return error.messages[0]
    return _("%(code)s の団体は台帳にありません。") % {"code": code}
