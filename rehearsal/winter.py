"""The sample winter through the ordinary services: tiers and their moment, further questions, the running order, advice.

Each step comes at its time, and only where people have not begun it themselves; one they left no room for is left out.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import transaction

from accounts.models import User
from awards.services import lay_out_order, prepare_polls
from common.errors import ContestError
from contest.models import Cycle
from ideas.models import Member
from judging.models import Advice, Inquiry, Placement, Reply, Round, TierRelease, Topic
from judging.replying import name_of
from judging.services import (
    add_questions,
    answer_advice,
    approve_advice,
    hand_in_reply,
    lay_topics,
    lock_round,
    place_idea,
    save_advice,
    save_reply,
    send_advice,
    send_inquiries,
    set_tier_release,
    write_note,
)
from judging.services.inquiries import writers_of
from judging.standings import finalists_of, ranking_of
from rehearsal import calendar

TIERS = ("finalist", "semifinalist", "poster")  # a third each, by the ranking
ANSWERED_AFTER = timedelta(days=10)  # since an advice was sent
Step = Callable[[dict[str, Any], Cycle, tuple[User, User], datetime], None]


def load_winter(data: dict[str, Any], cycle: Cycle, at: datetime) -> None:
    """What the secretariat, teams and municipalities would have done by `at`; what people have done stays."""
    office = list(User.objects.filter(is_sample=True, is_staff=True).order_by("pk")[:2])
    for step in STEPS if len(office) == 2 else ():
        with suppress(ContestError), transaction.atomic():
            step(data, cycle, (office[0], office[1]), at)


def _decide(data: dict[str, Any], cycle: Cycle, office: tuple[User, User], at: datetime) -> None:
    """The committee meets: the screening is locked, each idea has its tier, and the moment is set."""
    times = calendar.winter(cycle.fiscal_year)
    screening = cycle.rounds.filter(kind=Round.Kind.SCREENING).first()
    is_begun = (
        Topic.objects.filter(idea__cycle=cycle).exists()
        or Placement.objects.filter(idea__cycle=cycle).exists()
        or TierRelease.objects.filter(cycle=cycle).exists()
    )
    if screening is None or at < times["meeting"] or is_begun:
        return
    by, when = office[0], times["meeting"]
    lock_round(screening, by=by, at=when)
    lay_topics(cycle, by=by, at=when)
    for row in data["notes"]:
        for idea in cycle.ideas.handed_in().filter(title=row["idea"]):
            write_note(idea, text=row["text"], by=by, at=when)
    rows, tiers = ranking_of(screening), {tier.key: tier for tier in cycle.tiers.all()}
    for number, row in enumerate(rows):
        tier = tiers[TIERS[number // ceil(len(rows) / len(TIERS))]]
        place_idea(row.idea, tier=tier, reason=data["reason"], by=by, at=when)
    set_tier_release(cycle, releases_at=times["release"], seen=None, by=by, at=when)


def _ask(data: dict[str, Any], cycle: Cycle, office: tuple[User, User], at: datetime) -> None:
    """Once the tiers are out, the finalists of the samples and their municipalities are asked."""
    release = TierRelease.objects.out_at(at).filter(cycle=cycle).first()
    if release is None or Inquiry.objects.filter(idea__cycle=cycle).exists():
        return
    times = calendar.winter(cycle.fiscal_year)
    for row in data["inquiries"]:
        ideas = list(finalists_of(cycle).filter(title=row["idea"]))
        for question in row["questions"]:
            add_questions(ideas, to=question["to"], texts=[question["text"]])
    when = max(release.releases_at, min(at, times["inquiry"]))
    send_inquiries(cycle, closes_at=times["answers_until"], by=office[0], at=when)


def _answer(data: dict[str, Any], cycle: Cycle, _office: tuple[User, User], at: datetime) -> None:
    """Both sides answer three days before the deadline, unless somebody has begun to."""
    for row in data["inquiries"]:
        waiting = Reply.objects.for_list().filter(
            inquiry__idea__cycle=cycle, inquiry__idea__title=row["idea"], inquiry__sent_at__isnull=False
        )
        for reply in waiting.filter(handed_in_at__isnull=True, draft={}):
            when = max(calendar.winter(cycle.fiscal_year)["answered"], reply.inquiry.sent_at)
            words = {question["text"]: question.get(reply.side, "") for question in row["questions"]}
            if when <= at and all(words.get(question.text) for question in reply.questions):
                values = {name_of(question): words[question.text] for question in reply.questions}
                by = writers_of(reply)[0]
                hand_in_reply(save_reply(reply, values=values, by=by, at=when), by=by, at=when)


def _lay_order(data: dict[str, Any], cycle: Cycle, office: tuple[User, User], at: datetime) -> None:
    """On the eve of the final the running order stands, polls and awards in it, with words to read out."""
    eve = calendar.winter(cycle.fiscal_year)["order"]
    if at < eve or cycle.stage_items.exists():
        return
    prepare_polls(cycle, at=eve)
    items = lay_out_order(cycle, by=office[0], at=eve)
    for item, name in ((items[0], "opening"), (items[-1], "closing")):
        item.script = data["stage"][name]
        item.save(update_fields=["script"])


def _advise(data: dict[str, Any], cycle: Cycle, office: tuple[User, User], at: datetime) -> None:
    """From the ceremony on: one draft that waits for its approval, others approved by the second person and sent."""
    times = calendar.winter(cycle.fiscal_year)
    if at < times["ceremony"]:
        return
    when = min(at, times["advice"])
    for row in data["advice"]:
        words = {"strengths": row["strengths"], "strengths_en": {}, "improvement_en": ""}
        for idea in cycle.ideas.handed_in().filter(title=row["idea"], advice__isnull=True):
            save_advice(idea, words={**words, "improvement": row["improvement"]}, by=office[0], at=when)
            if row["is_sent"]:
                approve_advice([idea], by=office[1], at=when)
                send_advice([idea], by=office[0], at=when)


def _reply_to_advice(data: dict[str, Any], cycle: Cycle, _office: tuple[User, User], at: datetime) -> None:
    """Ten days later a team answers what the sample advised it."""
    for row in data["advice"]:
        sent = Advice.objects.sent().filter(idea__cycle=cycle, idea__title=row["idea"], improvement=row["improvement"])
        for advice in sent.filter(answered_at__isnull=True, sent_at__lte=at - ANSWERED_AFTER):
            leader = Member.objects.filter(team=advice.idea.team_id, role=Member.Role.LEADER).first()
            if leader is not None and advice.sent_at and "answer" in row:
                answer_advice(advice, text=row["answer"], by=leader.user, at=advice.sent_at + ANSWERED_AFTER)


STEPS: tuple[Step, ...] = (_decide, _ask, _answer, _lay_order, _advise, _reply_to_advice)
