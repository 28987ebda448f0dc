"""Questions on challenges with what was posted under them, and the municipality's word on each idea."""

from dialogue.models.facilitations import Facilitation
from dialogue.models.posts import Post, PostQuerySet, PostReport
from dialogue.models.statements import (
    Statement,
    StatementClosed,
    StatementIncomplete,
    StatementQuerySet,
    StatementRefused,
    WrittenElsewhere,
    closing_of,
)
from dialogue.models.threads import DialogueRefused, Thread, ThreadQuerySet, Voice

__all__ = [
    "DialogueRefused",
    "Facilitation",
    "Post",
    "PostQuerySet",
    "PostReport",
    "Statement",
    "StatementClosed",
    "StatementIncomplete",
    "StatementQuerySet",
    "StatementRefused",
    "Thread",
    "ThreadQuerySet",
    "Voice",
    "WrittenElsewhere",
    "closing_of",
]
