"""What the room of reports knows of a person who goes."""

from datetime import datetime

from accounts.erasure import NO_LONGER_NAMED, Held, Room
from followup.models import Contact, MentoringPost, Mentorship
from ideas.personal import idea_in_words


def _idea(row: Contact | Mentorship | MentoringPost, at: datetime) -> str:
    return idea_in_words(row.idea, at)


ROOM = Room(
    held=(
        Held(
            Contact,
            "email",
            by_address=True,
            tells=("idea", "email", "created_at", "agreed_at"),
            words={"idea": _idea},
        ),
        Held(Mentorship, "user", tells=("idea", "named_at"), words={"idea": _idea}),
        Held(
            MentoringPost,
            "written_by",
            stays=NO_LONGER_NAMED,
            tells=("idea", "voice", "text", "created_at"),
            words={"idea": _idea},
        ),
    ),
)
