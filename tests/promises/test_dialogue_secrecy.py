"""E1 for the talk: hidden posts and drafts of statements influence no byte that someone else may read."""

import pytest

from contest.models import Stage
from dialogue.models import Post, Statement, Thread
from tests.factories.contest import instant
from tests.promises.samples import outside
from tests.promises.test_secrecy import crawl, differing, in_both, people_of, stop_clock, world  # noqa: F401

pytestmark = pytest.mark.django_db
READERS = ("visitor", "rival", "neighbour")


def keep(world, *, is_other: bool, is_hidden: bool = True) -> None:  # noqa: F811
    """In the other world more was hidden, and more is being written."""
    if not is_other:
        return
    moment = instant(Stage.Kind.IDEAS)
    facts = {"written_by": world.people["citizen"], "text": "秘密の書きこみ", "created_at": moment}
    if is_hidden:
        facts |= {"hidden_at": moment, "hidden_by": world.people["staff"], "hidden_reason": "宣伝"}
    Post.objects.create(thread=world.thread, pk=9001, **facts)
    thread = Thread.objects.create(pk=9002, challenge=world.thread.challenge, asked_by=facts["written_by"])
    Post.objects.create(thread=thread, pk=9003, is_question=True, **facts)
    said = {"handed_in_at": None if is_hidden else moment, "stance": "together", "text": "秘密のことば"}
    Statement.objects.filter(pk=world.statement.pk).update(draft={"text": "秘密", "stance": "", "steps": []}, **said)


def seen_in_both(world, stop_clock, **facts):  # noqa: F811
    stop_clock(instant(Stage.Kind.REVIEW))
    wanted = [(role, "GET", path) for role in READERS for path in outside(world) if not path.startswith("/accounts/")]
    people = people_of(world, wanted)
    return differing(in_both(lambda is_other: keep(world, is_other=is_other, **facts), lambda: crawl(people, wanted)))


def test_hidden_posts_and_drafts_influence_no_public_byte(world, stop_clock):  # noqa: F811
    assert seen_in_both(world, stop_clock) == []


def test_control_what_stands_is_noticed(world, stop_clock):  # noqa: F811
    seen = seen_in_both(world, stop_clock, is_hidden=False)
    idea, challenge = world.ideas["member"].number, world.challenges["officer"].number
    for path in (f"/ideas/{idea}/", f"/challenges/{challenge}/", f"/questions/{world.thread.pk}/"):
        assert f"GET {path} as visitor" in seen
