"""マイページ: the ways in for one person, by what they are."""

from typing import Any

from accounts.rules import is_secretariat
from ideas.models import Idea, Team
from judging.models import Judge
from municipalities.models import Challenge, Officer


def desk(user: Any) -> dict[str, Any]:
    """A person's own teams, ideas, municipalities and tasks; nothing of anyone else's."""
    offices = Officer.objects.filter(user=user, until__isnull=True).select_related("participant")
    return {
        "teams": Team.objects.filter(members__user=user).select_related("cycle"),
        "ideas": Idea.objects.of_member(user).select_related("cycle", "team", "challenge"),
        "offices": offices.prefetch_related("participant__members__government__parent"),
        "challenges": Challenge.objects.written_by(user).select_related("cycle").distinct(),
        "judgeships": Judge.objects.filter(user=user).select_related("cycle"),
        "is_secretariat": is_secretariat(user),
    }
