"""Whether STEP2 lets a team act."""

from datetime import datetime

from django.utils.translation import gettext as _

from contest.models import Cycle, Stage
from ideas.models import Idea, IdeasClosed


def require_open(cycle: Cycle, at: datetime) -> None:
    """IdeasClosed unless the cycle takes ideas at `at`."""
    stage = cycle.stage(Stage.Kind.IDEAS)
    if stage is None or at < stage.opens_at:
        raise IdeasClosed(_("アイデアの募集は、まだはじまっていません。"))
    require_not_over(cycle, at)


def require_writable(idea: Idea, at: datetime, *, whole: bool = False) -> None:
    """IdeasClosed unless the cycle takes ideas at `at`, or the secretariat lets this one be written.

    `whole` is for more than texts: a leave to better the text alone does not do.
    """
    if idea.is_open_at(at):
        return
    leave = idea.leave_at(at)
    if leave is not None and (leave.is_whole or not whole):
        return
    require_unpublished(idea, at)
    require_open(idea.cycle, at)


def require_unpublished(idea: Idea, at: datetime) -> None:
    """IdeasClosed when a leave still runs but the ideas are out: nothing slips in past their one moment."""
    stage = idea.cycle.stage(Stage.Kind.IDEAS)
    is_out = stage is not None and stage.is_published_at(at)
    if is_out and any(row.is_whole and row.until > at for row in idea.leaves.all()):
        raise IdeasClosed(_("アイデアは、もう公開されました。公開のあとは、応募を受け付けられません。"))


def require_in_hands(idea: Idea, at: datetime) -> None:
    """IdeasClosed unless its team may write at `at`."""
    if idea.status == Idea.Status.WITHDRAWN:
        raise IdeasClosed(_("取り下げたアイデアです。取下げをやめると、また書けます。"))
    require_writable(idea, at)


def is_over(cycle: Cycle, at: datetime) -> bool:
    """The deadline has passed, or no dates were ever set; a team may form before the call opens."""
    stage = cycle.stage(Stage.Kind.IDEAS)
    return stage is None or at >= stage.closes_at


def require_not_over(cycle: Cycle, at: datetime) -> None:
    """IdeasClosed once it is over."""
    if is_over(cycle, at):
        raise IdeasClosed(_("アイデアの募集はしめきりました。しめきりのあとは変えられません。"))
