"""The one moment at which all accepted challenges of a cycle become public.

Nothing is copied and nothing has to run: readers compare the clock with one value of one row, so they see all or nothing.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.templatetags.site import date_ja
from contest.models import Stage
from municipalities.models import Challenge, PublicationRefused
from municipalities.services.common import tell_officers


@transaction.atomic
def set_publication(
    stage: Stage,
    *,
    publishes_at: datetime | None,
    seen: datetime | None,
    by: User,
    at: datetime,
    right_away: bool = False,
) -> Stage:
    """Set, move or leave open the moment; `seen` is the one the decider saw. The officers of what is accepted are told.

    A moment that is over publishes now, and only when `right_away` says that this is meant. What is public stays public.
    """
    kept = Stage.objects.select_for_update().get(pk=stage.pk, kind=Stage.Kind.CHALLENGES)
    is_now = publishes_at is not None and publishes_at <= at
    if kept.is_published_at(at):
        raise PublicationRefused(_("課題はもう公開されているので、公開の日時は変えられません。"))
    if kept.publishes_at == publishes_at:
        return kept
    if kept.publishes_at != seen:
        words = _("公開の日時は、先に%(moment)sに変えられました。まだ何も変えていません。")
        undecided = _("公開の日時は、先に「まだ決まっていない」に変えられました。まだ何も変えていません。")
        raise PublicationRefused(words % {"moment": date_ja(kept.publishes_at)} if kept.publishes_at else undecided)
    if is_now and not right_away:
        words = _("%(moment)sはもうすぎています。いますぐ公開するか、これからの日時にしてください。")
        raise PublicationRefused(words % {"moment": date_ja(publishes_at)})
    before, kept.publishes_at = kept.publishes_at, at if is_now else publishes_at
    kept.save(update_fields=["publishes_at"])
    record_decision(by, "challenges.publication", kept, at=at, before=_text(before), after=_text(kept.publishes_at))
    for challenge in Challenge.objects.for_desk().filter(cycle=kept.cycle_id, status=Challenge.Status.ACCEPTED):
        tell_officers(challenge, "publication", at=at, publishes_at=kept.publishes_at, is_out=is_now)
    return kept


def _text(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat() if moment else ""
