"""As whom people speak and what they may do, role by role; querysets agree with rules."""

import pytest
from django.contrib.auth.models import AnonymousUser

from dialogue.models import Post, Thread
from dialogue.rules import is_of_desk, voice_of
from tests.factories.accounts import person, staff
from tests.factories.dialogue import AUTUMN, challenge, facilitation, question
from tests.factories.municipalities import officer

pytestmark = pytest.mark.django_db


def test_matrix_of_voices_and_rights():
    on = challenge()
    thread = question(on)
    people = {
        "officer": (on.written_by, "officer"),
        "colleague who also helps": (officer(on.participant).user, "officer"),
        "former": (officer(on.participant, until=AUTUMN).user, "citizen"),
        "other": (officer().user, "citizen"),
        "facilitator": (facilitation(on).user, "facilitator"),
        "mentor": (facilitation(on, "mentor").user, "mentor"),
        "of another challenge": (facilitation(challenge()).user, "citizen"),
        "asker": (thread.asked_by, "citizen"),
        "citizen": (person(), "citizen"),
        "staff": (staff(), "citizen"),
    }
    facilitation(on, user=people["colleague who also helps"][0])
    for role, (user, voice) in people.items():
        assert voice_of(user, on) == voice, role
        is_there = Thread.objects.of_desk(user).filter(pk=thread.pk).exists()
        assert (is_there, is_of_desk(user, thread)) == (voice != "citizen",) * 2, role
        is_mine = role == "asker"
        assert Post.objects.written_by(user).exists() is is_mine, role
        assert user.has_perm("dialogue.change_own_post", thread.posts.get()) is is_mine, role
    assert not AnonymousUser().has_perm("dialogue.change_own_post", thread.posts.get())
