"""What a mail-producing service of judging/ is given in the promises' small world; advising: acts.py, the others: mailing.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from contest.models import Stage
from judging.models import Inquiry, Reopening, TierRelease
from judging.services import (
    add_questions,
    agree_reopening,
    declare_conflict,
    extend_inquiry,
    invite_judge,
    recuse_judge,
    release_assignments,
    remind_before_close,
    remind_judges,
    remind_of_inquiries,
    send_inquiries,
    tell_tiers,
)
from tests.factories import judging
from tests.factories.accounts import staff
from tests.factories.contest import instant
from tests.factories.judging import ANSWERED_BY, FEBRUARY
from tests.promises.acts import bound as _bound
from tests.promises.small_world import World

WINTER = instant(Stage.Kind.REVIEW)
LATER = WINTER + timedelta(days=800)


def _unfinished(there: World) -> Any:
    there.round.assignments.update(handed_in_at=None)
    return there.round


def _open_sheet(there: World) -> Any:
    there.round.assignments.update(handed_in_at=None)
    return there.round.assignments.get(pk=there.sheet.pk)


def _asked_reopening(there: World) -> Reopening:
    words = {"reason": "点を入れまちがえた人がいます。", "closes_at": LATER + timedelta(days=3)}
    return Reopening.objects.create(round=there.round, asked_by=there.people["staff"], asked_at=LATER, **words)


def _release(there: World) -> TierRelease:
    act = {"set_by": there.people["staff"], "set_at": WINTER}
    return TierRelease.objects.create(cycle=there.cycle, releases_at=WINTER, **act)


def _questions(there: World) -> Any:
    judging.released(there.cycle)
    add_questions([there.idea], to="both", texts=["だれと続けますか。"])
    return there.cycle


def _inquiry(there: World) -> Inquiry:
    send_inquiries(_questions(there), closes_at=ANSWERED_BY, by=there.people["staff"], at=FEBRUARY)
    return Inquiry.objects.get()


def _proposed(there: World) -> Any:
    there.round.assignments.update(state="proposed")
    return there.round


OF_JUDGING: dict[str, Callable[[World], Callable[[], Any]]] = {
    "invite_judge": lambda w: _bound(
        invite_judge, w.cycle, email="judge@people.example", by=w.people["staff"], at=WINTER
    ),
    "release_assignments": lambda w: _bound(release_assignments, _proposed(w), by=w.people["staff"], at=WINTER),
    "remind_judges": lambda w: _bound(remind_judges, _unfinished(w), by=w.people["staff"], at=WINTER),
    "remind_before_close": lambda w: _bound(remind_before_close, at=_unfinished(w).closes_at - timedelta(days=3)),
    "declare_conflict": lambda w: _bound(
        declare_conflict, w.sheet.judge, w.idea, reason="おじです。", by=w.people["member"], at=WINTER
    ),
    "recuse_judge": lambda w: _bound(
        recuse_judge, _open_sheet(w), reason="専門外です。", by=w.sheet.judge.user, at=WINTER
    ),
    "agree_reopening": lambda w: _bound(agree_reopening, _asked_reopening(w), by=staff(), at=LATER),
    "tell_tiers": lambda w: _bound(tell_tiers, at=_release(w).releases_at),
    "send_inquiries": lambda w: _bound(
        send_inquiries, _questions(w), closes_at=ANSWERED_BY, by=w.people["staff"], at=FEBRUARY
    ),
    "extend_inquiry": lambda w: _bound(
        extend_inquiry,
        _inquiry(w),
        closes_at=ANSWERED_BY + timedelta(days=1),
        reason="大雪のため",
        by=w.people["staff"],
        at=FEBRUARY,
    ),
    "remind_of_inquiries": lambda w: _bound(remind_of_inquiries, at=_inquiry(w) and ANSWERED_BY - timedelta(hours=12)),
}
