"""Who takes part in the talk on carrying an idea out, and as what."""

from django.db.models import Q, QuerySet

from accounts.models import User
from followup.models import MentoringPost
from ideas.models import Idea

Voice = MentoringPost.Voice


def mentored_ideas(user: User) -> QuerySet[Idea]:
    """Ideas with a mentor that this person belongs to: as mentor, member of the team, or officer of its municipality."""
    serving = Q(challenge__participant__officers__user=user, challenge__participant__officers__until__isnull=True)
    mine = Q(mentorships__user=user) | Q(team__members__user=user) | serving
    return Idea.objects.filter(pk__in=Idea.objects.filter(mine, mentorships__isnull=False).values("pk")).order_by("pk")


def voice_of(user: User, idea: Idea) -> str:
    """As what this person speaks on the idea; empty for whoever does not belong to it."""
    if idea.mentorships.filter(user=user).exists():
        return Voice.MENTOR
    if idea.team.members.filter(user=user).exists():
        return Voice.TEAM
    serves = idea.challenge.participant.officers.filter(user=user, until__isnull=True).exists()
    return Voice.MUNICIPALITY if serves else ""
