"""Questions on challenges and municipalities' words, made by the services."""

from itertools import count

from accounts.models import User
from contest.models import Stage
from dialogue.models import Facilitation, Post, Statement, Thread, Voice
from dialogue.services.facilitations import name_facilitator
from dialogue.services.questions import add_post, ask_question
from ideas.models import Idea
from municipalities.models import Challenge
from tests.factories import contest, ideas
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge as a_challenge

_numbers = count(1)
AUTUMN = contest.instant(Stage.Kind.IDEAS)
WINTER = contest.windows(2026)[Stage.Kind.IDEAS][2]  # when the ideas come out
STEP = {"who": "防災課", "what": "地図を渡す", "by": "2027年3月まで"}


def challenge(**fields) -> Challenge:
    """A public challenge from autumn on; its officer is `written_by`."""
    return a_challenge("accepted", **fields)


def question(on: Challenge | None = None, *, by: User | None = None, at=AUTUMN, **words) -> Thread:
    given = {"text": f"停留所の地図はありますか（{next(_numbers)}）。", "credit": "", **words}
    return ask_question(on or challenge(), by=by or person(), at=at, **given)


def post(to: Thread, *, by: User | None = None, at=AUTUMN, **words) -> Post:
    given = {"text": f"市のサイトにあります（{next(_numbers)}）。", "credit": "", **words}
    return add_post(to, by=by or person(), at=at, **given)


def answer(to: Thread, *, at=AUTUMN, **words) -> Post:
    """By the officer of its municipality."""
    return post(to, by=to.challenge.written_by, at=at, **words)


def facilitation(on: Challenge, kind: str = Voice.FACILITATOR, user: User | None = None) -> Facilitation:
    row = Facilitation(challenge=on, user=user or person(), kind=kind)
    return name_facilitator(row, by=staff(), at=AUTUMN)


def words(**more) -> dict:
    """All that handing in asks for."""
    return {"stance": "together", "text": "いっしょに試します。", "steps": [STEP], **more}


def statement(of: Idea | None = None, **fields) -> Statement:
    """The row of an idea whose municipality was asked for its word."""
    made = Statement.objects.create(idea=of or ideas.submitted(), created_at=WINTER, **fields)
    return Statement.objects.for_list().get(pk=made.pk)


def officer_of(kept: Statement) -> User:
    return kept.idea.challenge.written_by
