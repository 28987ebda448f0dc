"""One small cycle with an object of every kind, for the promises that run services and tasks."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import User
from awards.models import Award, Decision
from contest.models import Cycle, Stage
from dialogue.models import Post, Statement, Thread
from followup.models import Plan, Report
from ideas.models import Attachment, Idea, IdeaVersion, Member, Team
from judging.models import Assignment, Criterion, Judge, Placement, Round, Score
from municipalities.models import (
    Challenge,
    DataResource,
    Follow,
    LocalGovernment,
    Officer,
    Participant,
    ParticipantMember,
    Seed,
    check_digit,
)
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle, instant, theme, windows
from tests.factories.ideas import JOINS, LEADS
from tests.factories.voting import ruled
from voting.models import Ballot, Choice, Poll, Voter

ROLES = ("visitor", "citizen", "member", "rival", "officer", "neighbour", "judge", "staff")


@dataclass
class World:
    """Who is there and what they own; `people["visitor"]` is nobody."""

    cycle: Cycle
    people: dict[str, User | None] = field(default_factory=dict)
    challenge: Challenge = None
    draft_challenge: Challenge = None
    seed: Seed = None
    follow: Follow = None
    thread: Thread = None
    statement: Statement = None
    idea: Idea = None
    rival_idea: Idea = None
    picture: Attachment = None
    round: Round = None
    sheet: Assignment = None
    poll: Poll = None
    plan: Plan = None
    award: Award = None


def build() -> World:
    """A cycle of 2026 whose people, challenges, ideas, sheets, ballots and (undisclosed) decisions all exist."""
    world = World(cycle=cycle())
    world.people = {"visitor": None, **{role: person() for role in ROLES[1:-1]}, "staff": staff()}
    moment = instant(Stage.Kind.CHALLENGES)
    _municipalities(world, moment)
    _teams(world, instant(Stage.Kind.IDEAS))
    _talk(world, instant(Stage.Kind.IDEAS))
    _judging(world, instant(Stage.Kind.REVIEW))
    _vote(world)
    _after(world, moment)
    return world


def _municipalities(world: World, moment: datetime) -> None:
    for number, role in enumerate(("officer", "neighbour"), start=1):
        five = f"9900{number}"
        government = LocalGovernment.objects.create(
            code=five + check_digit(five),
            name=f"見本{number}市",
            kana="みほん",
            kind="city",
            prefecture="見本県",
            region="近畿",
        )
        participant = Participant.objects.create(number=900 + number, is_sample=True, is_on_record=True)
        ParticipantMember.objects.create(participant=participant, government=government)
        Officer.objects.create(user=world.people[role], participant=participant, department="企画課", since=moment)
    own = Participant.objects.get(number=901)
    common = {"cycle": world.cycle, "participant": own, "theme": theme(), "written_by": world.people["officer"]}
    world.challenge = Challenge.objects.create(
        **common, serial=1, status="accepted", title="最終バスのあと", answers={"who": "高校生"}, submitted_at=moment,
        department="企画課", contact_name="見本 担当", contact_email="kikaku@mihon.example", contact_phone="000-000-0000",
    )  # fmt: skip
    world.draft_challenge = Challenge.objects.create(**common, title="下書きの課題")
    DataResource.objects.create(challenge=world.challenge, title="乗客の数", url="http://127.0.0.1/")  # never asked
    words = {
        "title": "夕方の居場所",
        "text": "夕方、子どもがひとりで過ごせる場所がない。",
        "suggested_by": world.people["citizen"],
    }
    world.follow = Follow.objects.create(user=world.people["citizen"], challenge=world.challenge, since=moment)
    world.seed = Seed.objects.create(cycle=world.cycle, participant=own, created_at=moment, **words)


def _teams(world: World, moment: datetime) -> None:
    for number, role in enumerate(("member", "rival"), start=1):
        team = Team.objects.create(cycle=world.cycle, name=f"見本隊{number}", attribute="students")
        Member.objects.create(team=team, user=world.people[role], role="leader", **LEADS, name_is_public=number == 1)
        Member.objects.create(team=team, user=person(), **JOINS)
        idea = Idea.objects.create(
            cycle=world.cycle, team=team, challenge=world.challenge, serial=number, status="submitted",
            title=f"見本のアイデア{number}", summary="ひとこと", answers={"story": "道を照らす"}, submitted_at=moment,
        )  # fmt: skip
        IdeaVersion.objects.create(
            idea=idea, number=1, title=idea.title, summary=idea.summary, answers=idea.answers, handed_in_at=moment
        )
    world.idea, world.rival_idea = Idea.objects.filter(cycle=world.cycle).order_by("serial")
    encoded = BytesIO()
    Image.new("RGB", (64, 36), "#0055ad").save(encoded, "WEBP")
    world.picture = Attachment(idea=world.idea, alt="夜の道")
    world.picture.file.save("picture.webp", ContentFile(encoded.getvalue()))


def _talk(world: World, moment: datetime) -> None:
    """A question that waits, and an idea that waits for its municipality's word."""
    asker = world.people["citizen"]
    world.thread = Thread.objects.create(challenge=world.challenge, asked_by=asker, created_at=moment)
    words = {"text": "停留所の地図はありますか。", "written_by": asker, "created_at": moment}
    Post.objects.create(thread=world.thread, is_question=True, **words)
    written = {"stance": "support", "text": "データを渡します。", "steps": []}
    world.statement = Statement.objects.create(
        idea=world.idea, draft=written, drafted_by=world.people["officer"], drafted_at=moment, created_at=moment
    )


def _judging(world: World, moment: datetime) -> None:
    opens, closes, _ = windows(2026)[Stage.Kind.REVIEW]
    world.round = Round.objects.create(
        cycle=world.cycle, kind="screening", opens_at=opens, closes_at=closes - timedelta(days=60)
    )
    criterion = Criterion.objects.create(round=world.round, key="novelty", name_ja="新規性")
    judge = Judge.objects.create(cycle=world.cycle, user=world.people["judge"])
    for idea, points in ((world.idea, 5), (world.rival_idea, 2)):
        sheet = Assignment.objects.create(
            round=world.round, judge=judge, idea=idea, state="released", handed_in_at=moment
        )
        Score.objects.create(assignment=sheet, criterion=criterion, points=points)
        tier = world.cycle.tiers.get(key="finalist" if points == 5 else "poster")
        Placement.objects.create(idea=idea, tier=tier, decided_by=world.people["staff"], decided_at=moment)
    world.sheet = Assignment.objects.get(idea=world.idea)


def _vote(world: World) -> None:
    ruled(world.cycle)
    day = datetime.combine(date(2027, 2, 28), datetime.min.time(), tzinfo=instant("review").tzinfo)
    world.poll = Poll.objects.create(
        cycle=world.cycle, tier=world.cycle.tiers.get(key="finalist"), slug="cog2026-finalist",
        opens_at=day.replace(hour=13), closes_at=day.replace(hour=16),
    )  # fmt: skip
    Choice.objects.create(poll=world.poll, idea=world.idea, order=1)
    Choice.objects.create(poll=world.poll, idea=world.rival_idea, order=2)
    for number in range(3):
        voter = Voter.objects.create(poll=world.poll, voter_key=f"{number:064d}", created_at=day)
        Ballot.objects.create(
            poll=world.poll, voter=voter, choices=[world.idea.number], receipt=f"RECEIPT{number:09d}",
            request_id=uuid.uuid4(), cast_at=day.replace(hour=14),
        )  # fmt: skip


def _after(world: World, moment: datetime) -> None:
    world.award = Award.objects.create(cycle=world.cycle, key="grand", name_ja="総合賞", decided_by="committee")
    Decision.objects.create(award=world.award, idea=world.idea, decided_by=world.people["staff"], decided_at=moment)
    world.plan = Plan.objects.create(idea=world.idea, side="team", months=12, due_on=date(2028, 2, 28))
    Report.objects.create(
        plan=Plan.objects.create(idea=world.rival_idea, side="team", months=12, due_on=date(2028, 2, 28)),
        state="running", done="12 の店が参加した。", handed_in_at=moment,
    )  # fmt: skip
