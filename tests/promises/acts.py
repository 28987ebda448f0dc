"""What a mail-producing service of dialogue/, of advising and of a confirmed vote is given in the promises' small world; the others: mailing.py."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from awards.models import Award, Decision, Publication
from awards.services import follow_confirmed_polls
from contest.models import Stage
from dialogue.models import Post, Statement, Thread
from dialogue.services.asking import ask_again, ask_for_statements, remind_of_statements
from dialogue.services.news import remind_of_questions, tell_followers
from dialogue.services.questions import add_post, ask_question
from dialogue.services.reports import hide_post, restore_post
from dialogue.services.statements import hand_in_statement, mark_of
from ideas.models import Idea, SecondVersion
from ideas.services import hand_in_second_version, open_second_version, save_second_version
from judging.services import approve_advice, save_advice, send_advice
from tests.factories import judging
from tests.factories.accounts import staff
from tests.factories.contest import IDEA_SECTIONS, JST, instant
from tests.promises.small_world import World
from voting.models import Confirmation

AUTUMN = instant(Stage.Kind.IDEAS)
JANUARY, APRIL = datetime(2027, 1, 12, 9, tzinfo=JST), datetime(2027, 4, 8, 9, tzinfo=JST)


def bound(service: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[[], Any]:
    return lambda: service(*args, **kwargs)


def _answered_question(there: World) -> Thread:
    thread = Thread.objects.create(challenge=there.challenge, asked_by=there.people["member"], created_at=AUTUMN)
    for by, voice in (("member", "citizen"), ("officer", "officer")):
        words = {"text": "地図", "written_by": there.people[by], "voice": voice, "is_question": by == "member"}
        Post.objects.create(thread=thread, **words, created_at=AUTUMN)
    return thread


def _hidden_post(there: World) -> Post:
    post = there.thread.posts.get()
    post.hidden_at, post.hidden_by, post.hidden_reason = AUTUMN, there.people["staff"], "人の名前があります。"
    post.save()
    return post


def _asked_long_ago() -> datetime:
    """A morning ten days after officers were asked."""
    Statement.objects.update(asked_at=JANUARY - timedelta(days=10))
    return JANUARY


OF_DIALOGUE: dict[str, Callable[[World], Callable[[], Any]]] = {
    "ask_question": lambda w: bound(
        ask_question, w.challenge, text="地図はありますか。", credit="", by=w.people["member"], at=AUTUMN
    ),
    "add_post": lambda w: bound(add_post, w.thread, text="あります。", credit="", by=w.people["officer"], at=AUTUMN),
    "hide_post": lambda w: bound(
        hide_post, w.thread.posts.get(), reason="人の名前があります。", by=w.people["staff"], at=AUTUMN
    ),
    "restore_post": lambda w: bound(restore_post, _hidden_post(w), by=w.people["staff"], at=AUTUMN),
    "remind_of_questions": lambda w: bound(remind_of_questions, at=AUTUMN + timedelta(days=4)),
    "tell_of_answers": lambda w: bound(tell_followers, at=_answered_question(w).created_at + timedelta(days=1)),
    "ask_for_statements": lambda w: bound(ask_for_statements, at=JANUARY),
    "remind_of_statements": lambda w: bound(remind_of_statements, at=_asked_long_ago()),
    "ask_again": lambda w: bound(ask_again, [w.statement], by=w.people["staff"], at=JANUARY),
    "hand_in_statement": lambda w: bound(
        hand_in_statement, w.statement, seen=mark_of(w.statement), by=w.people["officer"], at=JANUARY
    ),
}


def _approved(there: World) -> list[Idea]:
    """An idea whose advice may be sent."""
    judging.released(there.cycle)
    save_advice(there.idea, words=judging.WORDS, by=staff(), at=APRIL)
    approve_advice([there.idea], by=there.people["staff"], at=APRIL)
    return [there.idea]


def _rewritten(there: World) -> SecondVersion:
    second = open_second_version(there.idea, until=APRIL + timedelta(days=30))
    texts = {"title": "見本の案", "summary": "ひとこと", **{f"answer-{key}": "見本" for key, *_ in IDEA_SECTIONS}}
    return save_second_version(second, values=texts, by=there.people["member"], at=APRIL)


OF_ADVICE: dict[str, Callable[[World], Callable[[], Any]]] = {
    "send_advice": lambda w: bound(send_advice, _approved(w), by=w.people["staff"], at=APRIL),
    "hand_in_second_version": lambda w: bound(hand_in_second_version, _rewritten(w), by=w.people["member"], at=APRIL),
}


def _recounted(there: World) -> datetime:
    """A confirmed result with another winner than was published."""
    poll, first, second = there.poll, staff(), staff()
    poll.sealed_at = poll.published_at = poll.closes_at
    poll.result = {"counts": [[there.rival_idea.number, 2], [there.idea.number, 1]], "voided": 2, "state": "confirmed"}
    poll.save()
    prize = {"name_ja": "視聴者賞", "decided_by": "viewers", "tier": poll.tier}
    award = Award.objects.create(cycle=there.cycle, key="vote", **prize)
    Decision.objects.create(award=award, idea=there.idea, decided_at=poll.closes_at)
    act = {"proposed_by": first, "proposed_at": poll.closes_at, "agreed_by": second}
    Publication.objects.create(cycle=there.cycle, digest="", published_at=poll.closes_at, **act)
    Confirmation.objects.create(poll=poll, confirmed_at=APRIL, **act)
    return APRIL


OF_THE_VOTE: dict[str, Callable[[World], Callable[[], Any]]] = {
    "follow_confirmed_polls": lambda w: bound(follow_confirmed_polls, at=_recounted(w)),
}
