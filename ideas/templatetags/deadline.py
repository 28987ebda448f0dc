"""The deadline, on every page of the team's desk."""

from typing import Any

from django.template import Library

from common import clock
from contest.models import Cycle, Stage
from ideas.models import Idea

register = Library()


@register.inclusion_tag("ideas/_deadline.html")
def idea_deadline(cycle: Cycle | None, idea: Idea | None = None) -> dict[str, Any]:
    """When ideas of this cycle are due, and a leave of the secretariat beyond it; nothing where no date is set."""
    now = clock.now()
    stage = cycle.stage(Stage.Kind.IDEAS) if cycle else None
    is_over = stage is not None and now >= stage.closes_at
    return {"stage": stage, "leave": idea.leave_at(now) if idea and is_over else None, "now": now}
