"""More time for one municipality, with a reason that is kept."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.templatetags.site import deadline_ja
from contest.models import Cycle, Stage
from municipalities.models import Extension, ExtensionRefused, Participant
from municipalities.services.common import mail_officers


@transaction.atomic
def grant_extension(
    participant: Participant, *, cycle: Cycle, closes_at: datetime, reason: str, by: User, at: datetime
) -> Extension:
    """Let this entry begin, write and hand in challenges of the cycle until `closes_at`; its officers are told.

    A later grant takes the place of an earlier one, and all are kept. The same once more is no error.
    """
    kept = Participant.objects.select_for_update().get(pk=participant.pk)
    reason = reason.strip()
    require_more_time(cycle, closes_at=closes_at, at=at)
    if not reason:
        raise ExtensionRefused(_("しめきりをのばす理由を書いてください。"))
    last = Extension.objects.counting().filter(participant=kept, cycle=cycle).first()
    if last is not None and (last.closes_at, last.reason) == (closes_at, reason):
        return last
    made = Extension.objects.create(
        participant=kept, cycle=cycle, closes_at=closes_at, reason=reason, granted_by=by, granted_at=at
    )
    detail = {"participant": kept.number, "cycle": cycle.code, "closes_at": closes_at.isoformat(), "reason": reason}
    record_decision(by, "extension.grant", made, at=at, **detail)
    context = {
        "municipality": kept.name,
        "code": cycle.code,
        "closes_at": closes_at,
        "reason": reason,
        "url": settings.SITE_URL + reverse("municipalities:challenges"),
    }
    mail_officers(kept, "extended", context=context, key=f"extension:{made.pk}", at=at)
    return made


def require_more_time(cycle: Cycle, *, closes_at: datetime, at: datetime) -> None:
    """ExtensionRefused unless this end is later than the stage's, and than now."""
    stage = cycle.stage(Stage.Kind.CHALLENGES)
    if stage is None:
        raise ExtensionRefused(_("%(cycle)s には、課題を募集する期間がありません。") % {"cycle": cycle})
    if closes_at <= stage.closes_at:
        words = _("もとのしめきり（%(deadline)s）より後にしてください。")
        raise ExtensionRefused(words % {"deadline": deadline_ja(stage.closes_at)})
    if closes_at <= at:
        raise ExtensionRefused(_("もうすぎた日時です。これからの日時にしてください。"))
