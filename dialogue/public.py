"""What the world may see of questions and statements: nothing hidden, no draft, no name without its owner's yes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dialogue.models import Post, Statement, Thread, Voice


@dataclass(frozen=True)
class PublicPost:
    """One post; `text` is empty where its writer took it back, `credit` unless the writer agreed to a name."""

    pk: int
    text: str
    is_withdrawn: bool
    voice: str
    voice_label: str  # empty for citizens
    credit: str
    written_at: datetime
    is_edited: bool


@dataclass(frozen=True)
class PublicThread:
    """A question with what was posted under it, the oldest first."""

    pk: int
    challenge_pk: int
    challenge_number: str
    challenge_title: str
    challenge_title_en: str
    municipality: str
    is_sample: bool
    question: PublicPost
    posts: tuple[PublicPost, ...]  # without the question

    @property
    def is_answered(self) -> bool:
        """The municipality has answered, and did not take it back."""
        return any(post.voice == Voice.OFFICER and not post.is_withdrawn for post in self.posts)


@dataclass(frozen=True)
class PublicStep:
    who: str
    what: str
    by: str


@dataclass(frozen=True)
class PublicStatement:
    """The municipality's word on an idea, as it was handed in last."""

    idea_pk: int
    municipality: str
    stance: str
    stance_label: str
    text: str
    steps: tuple[PublicStep, ...]
    handed_in_at: datetime


def public_threads(threads: Iterable[Thread]) -> list[PublicThread]:
    """Public views of `Thread.objects.public(...).for_list()` rows, in their order."""
    return [_public_thread(thread) for thread in threads]


def _public_thread(thread: Thread) -> PublicThread:
    challenge = thread.challenge
    shown: list[Post] = thread.shown  # type: ignore[attr-defined]  # read by for_list
    posts = [(post.is_question, public_post(post)) for post in shown]
    return PublicThread(
        pk=thread.pk,
        challenge_pk=challenge.pk,
        challenge_number=challenge.number,
        challenge_title=challenge.title,
        challenge_title_en=challenge.title_en,
        municipality=challenge.participant.name,
        is_sample=challenge.participant.is_sample,
        question=next(post for is_question, post in posts if is_question),
        posts=tuple(post for is_question, post in posts if not is_question),
    )


def public_post(post: Post) -> PublicPost:
    """One post as anybody may see it, were it not hidden."""
    return PublicPost(
        pk=post.pk,
        text=post.text,
        is_withdrawn=post.withdrawn_at is not None,
        voice=post.voice,
        voice_label="" if post.voice == Voice.CITIZEN else post.get_voice_display(),
        credit=post.credit,
        written_at=post.created_at,
        is_edited=post.edited_at is not None,
    )


def public_statements(statements: Iterable[Statement]) -> list[PublicStatement]:
    """Public views of handed-in rows read `for_list()`, in their order."""
    return [_public_statement(row, row.stance, row.text, row.steps) for row in statements if row.handed_in_at]


def statement_to_be(statement: Statement, at: datetime) -> PublicStatement:
    """The statement as the world would see it, were what is saved handed in at this moment."""
    words = statement.working
    return _public_statement(statement, words["stance"], words["text"], words["steps"], at)


def _public_statement(
    statement: Statement, stance: str, text: str, steps: list[dict[str, str]], at: datetime | None = None
) -> PublicStatement:
    return PublicStatement(
        idea_pk=statement.idea_id,
        municipality=statement.idea.challenge.participant.name,
        stance=stance,
        stance_label=str(dict(Statement.Stance.choices).get(stance, "")),
        text=text,
        steps=tuple(PublicStep(**step) for step in steps),
        handed_in_at=at or statement.handed_in_at or statement.created_at,
    )
