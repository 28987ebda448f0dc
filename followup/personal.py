"""What the room of reports knows of a person who goes."""

from accounts.erasure import NO_LONGER_NAMED, Held, Room
from followup.models import Contact, MentoringPost, Mentorship

ROOM = Room(
    held=(
        Held(Contact, "email", by_address=True),
        Held(Mentorship, "user"),
        Held(MentoringPost, "written_by", stays=NO_LONGER_NAMED),
    ),
)
