"""What the talk on challenges knows of a person who goes."""

from django.db.models import Q

from accounts.erasure import NO_LONGER_NAMED, Held, Room
from dialogue.models import Facilitation, Post, PostReport, Thread, Voice

ROOM = Room(
    held=(
        Held(PostReport, "reported_by"),
        Held(Facilitation, "user"),
        Held(Thread, "asked_by", stays=NO_LONGER_NAMED, is_own=False),  # its words are its first post's
        Held(Post, "written_by", stays=NO_LONGER_NAMED, blank={"credit": ""}, only=~Q(voice=Voice.OFFICER)),
    ),
)
