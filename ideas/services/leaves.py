"""The secretariat's leave to better a text after the deadline."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from ideas.models import Idea, IdeaRefused, Leave
from notifications.services import notify


@transaction.atomic
def allow_polish(idea: Idea, *, reason: str, until: datetime, by: User, at: datetime) -> Leave:
    """Let the team better the text of what was handed in; members and pictures stay as they are. On record, told to all."""
    kept = Idea.objects.select_for_update(of=("self",)).select_related("team").get(pk=idea.pk)
    reason = " ".join(reason.split())
    if kept.status != Idea.Status.SUBMITTED:
        raise IdeaRefused(_("手なおしを認められるのは、応募ずみのアイデアだけです。"))
    if not reason or len(reason) > 300:
        raise IdeaRefused(_("理由を300字以内で書いてください。"))
    if until <= at:
        raise IdeaRefused(_("いつまでかは、これからの日時にしてください。"))
    leave = Leave.objects.create(
        idea=kept, kind=Leave.Kind.POLISH, reason=reason, until=until, given_by=by, given_at=at
    )
    record_decision(by, "ideas.allow_polish", kept, at=at, reason=reason, until=until.isoformat())
    url = settings.SITE_URL + reverse("ideas:idea_edit", args=[kept.pk, "basics"])
    context = {"title": str(kept), "number": kept.number, "reason": reason, "until": until, "url": url}
    for member in kept.team.members.select_related("user"):
        key = f"polish:{leave.pk}:{member.user_id}"
        notify(member.user, "ideas/polish", context=context, dedupe_key=key, at=at)
    return leave
