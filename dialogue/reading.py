"""What the pages on questions and statements need to know for one reader at one moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from dialogue.models import Facilitation, Post, Statement, Thread, Voice
from dialogue.public import PublicPost, public_post
from dialogue.rules import voice_of


@dataclass(frozen=True)
class Line:
    """A post as this reader sees it: their own also where it was hidden, with the reason."""

    post: PublicPost
    is_mine: bool
    is_mendable: bool
    hidden_reason: str


def thread_page(thread: Thread, user: Any, moment: datetime) -> dict[str, Any]:
    """A thread read `for_list()` and all of one's own posts in it, in the order they were written."""
    rows: list[Post] = list(thread.shown)  # type: ignore[attr-defined]  # read by for_list
    if user.is_authenticated:
        rows += Post.objects.written_by(user).filter(thread=thread, hidden_at__isnull=False)
    rows.sort(key=lambda post: (post.created_at, post.pk))
    question = next(_line(post, user, moment) for post in rows if post.is_question)
    answers = [_line(post, user, moment) for post in rows if not post.is_question]
    is_asked = not question.post.is_withdrawn and not question.hidden_reason
    return {
        "thread": thread,
        "challenge": thread.challenge,
        "question": question,
        "lines": answers,
        "is_answered": any(_is_answer(row) for row in answers),
        "is_open": is_asked and thread.is_open_at(moment),
        "is_officer": user.is_authenticated and voice_of(user, thread.challenge) == Voice.OFFICER,
    }


def _line(post: Post, user: Any, moment: datetime) -> Line:
    is_mine = post.written_by_id == user.pk
    return Line(public_post(post), is_mine, is_mine and post.is_mendable_at(moment), post.hidden_reason)


def _is_answer(line: Line) -> bool:
    return line.post.voice == Voice.OFFICER and not line.post.is_withdrawn and not line.hidden_reason


def is_of_desk(user: Any) -> bool:
    """Serves a municipality, or was named to help with some challenge."""
    return user.offices.filter(until__isnull=True).exists() or Facilitation.objects.filter(user=user).exists()


def for_desk(user: Any, moment: datetime) -> QuerySet[Thread]:
    """Questions on my challenges, those that wait for an answer first."""
    waiting = Thread.objects.waiting().values("pk")
    mine = Thread.objects.public(moment).of_desk(user).for_list()
    return mine.order_by(Case(When(pk__in=waiting, then=Value(0)), default=Value(1)), "-created_at", "-pk")


def statements_of_desk(user: Any) -> QuerySet[Statement]:
    """My municipality's statements of the newest year first, those that wait before the others."""
    waits = Case(When(handed_in_at__isnull=True, then=Value(0)), default=Value(1))
    rows = Statement.objects.for_officer(user).for_list()
    return rows.order_by("-idea__cycle__fiscal_year", waits, "idea__serial")
