"""As whom somebody speaks on a challenge, and whose posts and statements are whose."""

import rules

from accounts.models import User
from dialogue.models import Facilitation, Post, Statement, Thread, Voice
from municipalities.models import Challenge
from municipalities.rules import is_officer_of


def voice_of(user: User, challenge: Challenge) -> Voice:
    """An officer of its municipality speaks for it; whom the secretariat named, as what they were named; else a citizen."""
    if is_officer_of(user, challenge):
        return Voice.OFFICER
    named = Facilitation.objects.filter(user=user, challenge=challenge).first()
    return Voice(named.kind) if named else Voice.CITIZEN


@rules.predicate
def is_writer(user: User, post: Post) -> bool:
    return post.written_by_id == user.pk


@rules.predicate
def is_of_desk(user: User, thread: Thread) -> bool:
    """Serves its municipality, or was named to help with its challenge."""
    return voice_of(user, thread.challenge) != Voice.CITIZEN


@rules.predicate
def is_officer_for(user: User, statement: Statement) -> bool:
    return is_officer_of(user, statement.idea.challenge)


rules.add_perm("dialogue.change_own_post", rules.is_authenticated & is_writer)
rules.add_perm("dialogue.write_statement", rules.is_authenticated & is_officer_for)
