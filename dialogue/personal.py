"""What the talk on challenges knows of a person who goes."""

from django.db.models import Q

from accounts.erasure import NO_LONGER_NAMED, Held, Room
from dialogue.models import Facilitation, Post, PostReport, Thread, Voice
from municipalities.personal import challenge_in_words

ROOM = Room(
    held=(
        Held(
            PostReport, "reported_by", tells=("kind", "text", "reported_at", "settled_at")
        ),  # what others wrote is theirs
        Held(
            Facilitation,
            "user",
            tells=("challenge", "kind", "named_at"),
            words={"challenge": lambda row, at: challenge_in_words(row.challenge, at)},
        ),
        Held(Thread, "asked_by", stays=NO_LONGER_NAMED),  # its words are its first post's
        Held(
            Post,
            "written_by",
            stays=NO_LONGER_NAMED,
            blank={"credit": ""},
            only=~Q(voice=Voice.OFFICER),
            tells=(
                *("thread__challenge", "is_question", "voice", "text", "credit"),
                *("created_at", "edited_at", "withdrawn_at", "hidden_at", "hidden_reason"),
            ),
            words={"thread__challenge": lambda row, at: challenge_in_words(row.thread.challenge, at)},
        ),
    ),
)
