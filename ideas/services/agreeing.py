"""Members say yes to the final text, and are asked for it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contest.models import Stage
from ideas.agreement import mark_of_text, missing_yeses
from ideas.completeness import problems_of
from ideas.models import ChangedElsewhere, Confirmation, Idea, IdeaRefused
from ideas.services.windows import require_writable
from notifications.services import notify


@transaction.atomic
def confirm_text(idea: Idea, *, by: User, seen: str, at: datetime) -> Confirmation:
    """One's own yes to the text with the mark `seen`; a second one is the first. ChangedElsewhere if it is another now."""
    kept = Idea.objects.for_desk().select_for_update(of=("self",)).get(pk=idea.pk)
    _require_in_hands(kept, at)
    if mark_of_text(kept) != seen:
        raise ChangedElsewhere(_("この画面を開いたあとに、内容が変わりました。もう一度読んでから確認してください。"))
    member = next((row for row in kept.team.members.all() if row.user_id == by.pk), None)
    if member is None:
        raise IdeaRefused(_("確認できるのは、チームのメンバーです。"))
    return note_yes(kept, member_pk=member.pk, at=at)


def note_yes(idea: Idea, *, member_pk: int, at: datetime) -> Confirmation:
    """Write a yes down, inside the transaction of whoever found it out."""
    key = {"idea": idea, "member_id": member_pk, "fingerprint": mark_of_text(idea)}
    return Confirmation.objects.get_or_create(**key, defaults={"at": at})[0]


@transaction.atomic
def ask_for_yeses(idea: Idea, *, by: User, at: datetime) -> int:
    """Mail everybody who has not confirmed this text, once a day for one text; how many are asked."""
    kept = Idea.objects.for_desk().select_for_update(of=("self",)).get(pk=idea.pk)
    _require_in_hands(kept, at)
    if problems_of(kept):
        raise IdeaRefused(_("まだ書けていないところがあります。書けてから、確認を頼んでください。"))
    waiting = missing_yeses(kept, by)
    stage = kept.cycle.stage(Stage.Kind.IDEAS)
    context = {
        "title": str(kept),
        "team": kept.team.name,
        "by": by.full_name or by.email,
        "closes_at": stage.closes_at if stage else None,
        "url": settings.SITE_URL + reverse("ideas:idea_agree", args=[kept.pk]),
    }
    day = timezone.localdate(at)
    for member in waiting:
        key = f"agree:{kept.pk}:{mark_of_text(kept)}:{day}:{member.user_id}"
        notify(member.user, "ideas/agree", context=context, dedupe_key=key, at=at)
    return len(waiting)


def _require_in_hands(idea: Idea, at: datetime) -> None:
    if idea.status == Idea.Status.WITHDRAWN:
        raise IdeaRefused(_("取り下げたアイデアです。取下げをやめると、また書けます。"))
    require_writable(idea, at)
