"""Rounds, judges and sheets, scored by the services."""

from datetime import datetime, timedelta

from accounts.models import User
from contest.models import Cycle, Stage, Tier
from ideas.models import Idea
from judging import services
from judging.models import Advice, Assignment, Criterion, Inquiry, Judge, Placement, Reply, Round, TierRelease
from judging.replying import name_of
from judging.services.inquiries import writers_of
from tests.factories import ideas
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle as a_cycle
from tests.factories.contest import windows

OPENS = windows(2026)[Stage.Kind.REVIEW][0]
CLOSES = OPENS + timedelta(days=30)
DURING = OPENS + timedelta(days=10)
FEBRUARY = CLOSES + timedelta(days=12, hours=10)  # the questions go out
ANSWERED_BY = CLOSES + timedelta(days=26)  # midnight, before the final
CRITERIA = (("novelty", "新規性", 1, 5), ("effect", "効果・有効性", 2, 5), ("feasibility", "実現性", "0.5", 4))


def round(cycle: Cycle | None = None, *, criteria=CRITERIA, **fields) -> Round:
    """A blind screening with three criteria of different weight and scale."""
    times = {"opens_at": OPENS, "closes_at": CLOSES}
    made = Round.objects.create(**{"cycle": cycle or a_cycle(), "kind": Round.Kind.SCREENING, **times, **fields})
    for order, (key, name, weight, highest) in enumerate(criteria):
        Criterion.objects.create(round=made, key=key, name_ja=name, weight=weight, max_points=highest, order=order)
    return made


def judge(cycle: Cycle | None = None, user: User | None = None, **fields) -> Judge:
    return Judge.objects.create(cycle=cycle or a_cycle(), user=user or person(), **fields)


def sheet(round: Round, idea: Idea, by: Judge | None = None) -> Assignment:
    """An empty sheet."""
    return Assignment.objects.create(
        round=round, judge=by or judge(round.cycle), idea=idea, state=Assignment.State.RELEASED
    )


def points(round: Round, *values: int) -> dict[int, int]:
    """Points in the order of the criteria."""
    return {criterion.pk: value for criterion, value in zip(round.criteria.all(), values, strict=False)}


def handed_in(round: Round, idea: Idea, *values: int, by: Judge | None = None) -> Assignment:
    """A finished sheet with these points."""
    made = sheet(round, idea, by)
    words = {"comment": "委員会だけに言うこと", "advice": "もっと歩いてみてください"}
    user = made.judge.user
    services.save_sheet(made, points=points(round, *values), **words, by=user, at=DURING)
    return services.hand_in_sheet(made, by=user, at=DURING)


def placed(idea: Idea, tier: str = "finalist") -> Placement:
    """An idea in a tier, not released."""
    tier_row = Tier.objects.get(cycle=idea.cycle, key=tier)
    return Placement.objects.create(idea=idea, tier=tier_row, decided_by=staff(), decided_at=DURING)


def released(cycle: Cycle | None = None, *, at: datetime = CLOSES) -> TierRelease:
    """The tiers of a cycle for all to see from a moment on, without telling anyone."""
    return TierRelease.objects.create(cycle=cycle or a_cycle(), releases_at=at, set_by=staff(), set_at=DURING)


def finalist(**fields) -> Idea:
    """An idea in the final; its team does not know yet."""
    made = ideas.submitted(**fields)
    placed(made)
    return made


def inquiry(
    idea: Idea | None = None, *, team=("だれと続けますか。",), municipality=("予算はありますか。",), both=()
) -> Inquiry:
    """Further questions that were sent, on released tiers, to be answered until ANSWERED_BY."""
    idea = idea or finalist()
    if not TierRelease.objects.filter(cycle=idea.cycle).exists():
        released(idea.cycle)
    for to, texts in (("team", team), ("municipality", municipality), ("both", both)):
        if texts:
            services.add_questions([idea], to=to, texts=texts)
    services.send_inquiries(idea.cycle, closes_at=ANSWERED_BY, by=staff(), at=FEBRUARY)
    return Inquiry.objects.for_board().get(idea=idea)


def reply(inquiry: Inquiry, side: str = "team") -> Reply:
    return Reply.objects.for_list().get(inquiry=inquiry, side=side)


def writer_of(reply: Reply) -> User:
    """The team's leader, or an officer of its municipality."""
    return writers_of(reply)[0]


def answered(reply: Reply, text: str = "はい。", *, at=FEBRUARY) -> Reply:
    """This text to every question, handed in."""
    by, values = writer_of(reply), {name_of(row): text for row in reply.questions}
    return services.hand_in_reply(services.save_reply(reply, values=values, by=by, at=at), by=by, at=at)


ADVISED = CLOSES + timedelta(days=40)
WORDS = {
    "strengths": {"novelty": "目のつけどころが新しい。"},
    "strengths_en": {},
    "improvement": "だれが費用を出すかを書く。",
    "improvement_en": "",
}


def drafted(idea: Idea, *, by: User | None = None, at=ADVISED, **words) -> Advice:
    """A complete draft of an advice, unless words say otherwise; its cycle needs a round with criteria."""
    return services.save_advice(idea, words={**WORDS, **words}, by=by or staff(), at=at)


def advised(idea: Idea, *, at=ADVISED) -> Advice:
    """An advice that was sent to the team; the tiers of its cycle need to be out."""
    drafted(idea, at=at)
    services.approve_advice([idea], by=staff(), at=at)
    services.send_advice([idea], by=staff(), at=at)
    return Advice.objects.get(idea=idea)
