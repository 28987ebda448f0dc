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


def require_writable(idea: Idea, at: datetime) -> None:
    """IdeasClosed unless the cycle takes ideas, or the secretariat lets this text be bettered, at `at`."""
    stage = idea.cycle.stage(Stage.Kind.IDEAS)
    is_open = stage is not None and stage.is_open_at(at)
    if not is_open and not idea.may_be_polished_at(at):
        require_open(idea.cycle, at)


def is_over(cycle: Cycle, at: datetime) -> bool:
    """The deadline has passed, or no dates were ever set; a team may form before the call opens."""
    stage = cycle.stage(Stage.Kind.IDEAS)
    return stage is None or at >= stage.closes_at


def require_not_over(cycle: Cycle, at: datetime) -> None:
    """IdeasClosed once it is over."""
    if is_over(cycle, at):
        raise IdeasClosed(_("アイデアの募集はしめきりました。しめきりのあとは変えられません。"))
