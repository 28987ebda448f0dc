"""Fills the product's database for measuring: one cycle in its third step, published ideas, an open poll, ballots."""

import hashlib
import json
import random
from datetime import date, datetime, timedelta
from io import BytesIO

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from PIL import Image

from accounts.models import User
from common import clock
from contest.models import Cycle, FormSection, Stage, Theme, Tier
from ideas.models import Attachment, Idea, IdeaVersion, Keyword, Member, Team
from ideas.words import keywords, weighed
from municipalities.models import (
    Challenge,
    LocalGovernment,
    Officer,
    Participant,
    ParticipantMember,
    Participation,
    check_digit,
)
from voting.models import Choice, Poll, Voter

GOVERNMENTS = 2000
CHALLENGES = 500
ANSWERED = 200  # challenges that have ideas
OFFICERS = 32  # at their desks at once
ANSWER = "who"
STORY = "story"
WRITERS = 32  # teams at their drafts at once
WRITING_YEAR = 2092
FINALISTS = 12
Status = Challenge.Status
VOCABULARY = 2000  # words ideas are written with, some of them often, most seldom
SYLLABLES = "港駅道橋坂畑森川雪風祭店宿寺湯港病学保食水火灯車船声手紙本花木空星音色糸布石土米茶魚鳥犬猫体心"
TEXT = "港の近くでは、夕方になると道が暗い。地図と時刻表を重ねると、だれがどこで困っているかが見えてくる。" * 6


def build(ideas: int) -> Cycle:
    """One cycle with `ideas` published ideas of two people each, and an open poll of finalists."""
    now = clock.now()
    cycle = _cycle(now)
    worker("secretariat@bench.example", is_staff=True)
    challenges = [row for row in _challenges(cycle, now) if row.status == Status.ACCEPTED][:ANSWERED]
    made = _ideas(cycle, challenges, ideas, now)
    _pictures(made[:24])
    _writers(challenges[0], now)
    poll = Poll.objects.create(
        cycle=cycle,
        tier=cycle.tiers.get(),
        slug="bench-finalist",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=6),
    )
    Choice.objects.bulk_create(Choice(poll=poll, idea=idea, order=n) for n, idea in enumerate(made[:FINALISTS]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cycle


def word(number: int) -> str:
    """One of VOCABULARY words of two kanji."""
    count = len(SYLLABLES)
    return SYLLABLES[number % count] + SYLLABLES[number // count % count]


def written(chance: random.Random, words: int = 30) -> str:
    """A text of its own of some of these words, as in life: a few everywhere, most in a few texts only."""
    return "、".join(f"{word(int(VOCABULARY * chance.random() ** 2))}の話" for _ in range(words)) + "。"


def a_draft() -> tuple[Idea, Client]:
    """An idea being written in the year after, and the browser of its team's leader."""
    first = Challenge.objects.filter(ideas__isnull=False).order_by("pk").first()
    cycle = Cycle.objects.create(fiscal_year=2093, final_on=date(2094, 2, 28))
    now = clock.now()
    Stage.objects.create(
        cycle=cycle, kind=Stage.Kind.IDEAS, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=30)
    )
    asked = {"participant": first.participant, "theme": first.theme, "title": "つぎの課題", "status": Status.ACCEPTED}
    facts = {"serial": 1, "submitted_at": now, "decided_at": now, "written_by": first.written_by}
    challenge = Challenge.objects.create(cycle=cycle, **asked, **facts)
    team = Team.objects.create(cycle=cycle, name="いま書くチーム")
    leader = User.objects.create_user("leader@bench.example", family_name="見本", given_name="代表")
    Member.objects.create(team=team, user=leader, role="leader")
    chance = random.Random(2093)  # the same each time, guards nothing
    draft = {
        "title": written(chance, 3)[:40],
        "summary": written(chance, 8)[:100],
        "answers": {"story": written(chance)},
    }
    return Idea.objects.create(cycle=cycle, team=team, challenge=challenge, draft=draft), signed_in(leader)


def voters(poll: Poll, count: int) -> list[int]:
    """So many proven voters; their ids."""
    now = clock.now()
    rows = Voter.objects.bulk_create(
        (Voter(poll=poll, voter_key=hashlib.sha256(str(n).encode()).hexdigest(), created_at=now) for n in range(count)),
        batch_size=5000,
    )
    return [row.pk for row in rows]


def closed_poll(cycle: Cycle, ballots: int) -> Poll:
    """A poll whose window has passed with so many ballots, one in ten of them a second thought."""
    now = clock.now()
    number = cycle.tiers.count()
    tier = Tier.objects.create(cycle=cycle, key=f"measured-{number}", name_ja=f"測る層 {number}", order=number)
    poll = Poll.objects.create(
        cycle=cycle, tier=tier, slug=tier.key, opens_at=now - timedelta(hours=2), closes_at=now - timedelta(hours=1)
    )
    ideas = list(Idea.objects.filter(cycle=cycle).order_by("serial")[:FINALISTS])
    Choice.objects.bulk_create(Choice(poll=poll, idea=idea, order=n) for n, idea in enumerate(ideas))
    numbers, people = [idea.number for idea in ideas], ballots * 9 // 10
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO voting_voter (poll_id, voter_key, channel, created_at)
            SELECT %s, md5(n::text) || md5((-n)::text), 'email', %s FROM generate_series(1, %s) n
            """,
            [poll.pk, poll.opens_at, people],
        )
        first = Voter.objects.filter(poll=poll).order_by("pk").values_list("pk", flat=True)[0]
        cursor.execute(
            """
            INSERT INTO voting_ballot (poll_id, voter_id, choices, receipt, request_id, cast_at)
            SELECT %s, %s + n %% %s,
                   jsonb_build_array((%s::jsonb) ->> (n %% 12)::int, (%s::jsonb) ->> ((n + 5) %% 12)::int),
                   translate(upper(substr(md5(n::text || %s), 1, 16)), '0189', 'GHJK'), gen_random_uuid(), %s
              FROM generate_series(0, %s - 1) n
            """,
            [poll.pk, first, people, json.dumps(numbers), json.dumps(numbers), poll.slug, poll.opens_at, ballots],
        )
        cursor.execute("ANALYZE voting_ballot")
    return poll


def _cycle(now: datetime) -> Cycle:
    cycle = Cycle.objects.create(fiscal_year=2090, is_public=True, final_on=date(2091, 2, 28))
    start = now - timedelta(days=200)
    for number, kind in enumerate((Stage.Kind.CHALLENGES, Stage.Kind.IDEAS, Stage.Kind.REVIEW)):
        opens = start + timedelta(days=80 * number)
        closes = opens + timedelta(days=80)
        Stage.objects.create(
            cycle=cycle, kind=kind, opens_at=opens, closes_at=closes, publishes_at=closes if number < 2 else None
        )
    for order, key in enumerate(("story", "reason", "steps", "data", "design", "digital", "together")):
        FormSection.objects.create(cycle=cycle, form="idea", key=key, label_ja=key, order=order)
    FormSection.objects.create(cycle=cycle, form="challenge", key=ANSWER, label_ja="だれが")
    Tier.objects.create(cycle=cycle, key="finalist", name_ja="ファイナリスト")
    return cycle


def _governments(count: int) -> list[LocalGovernment]:
    """As many as Japan has, more or less, half of them in prefectures of their own."""
    fives = [f"{number:05d}" for number in range(80_000, 80_000 + count)]
    return LocalGovernment.objects.bulk_create(
        LocalGovernment(
            code=five + check_digit(five), name=f"見本{number}市", kana="みほん", kind="city",
            prefecture=f"見本{number % 47}県", region="近畿",
        )
        for number, five in enumerate(fives)
    )  # fmt: skip


def _challenges(cycle: Cycle, now: datetime) -> list[Challenge]:
    """One an entry, each with an officer of its own; what was accepted comes first."""
    themes = [Theme.objects.create(key=f"theme-{n}", name_ja=f"分野 {n}", order=n) for n in range(5)]
    entries = Participant.objects.bulk_create(Participant(number=9000 + n, is_sample=True) for n in range(CHALLENGES))
    ParticipantMember.objects.bulk_create(
        ParticipantMember(participant=entry, government=government)
        for entry, government in zip(entries, _governments(GOVERNMENTS), strict=False)
    )
    Participation.objects.bulk_create(Participation(participant=entry, cycle=cycle) for entry in entries)
    writers = [_officer(entry, now) for entry in entries[:OFFICERS]]
    return Challenge.objects.bulk_create(
        Challenge(
            cycle=cycle, participant=entry, serial=number + 1, status=_status(number), title=f"課題 {number}",
            theme=themes[number % 5], answers={ANSWER: TEXT}, department="企画課", submitted_at=now,
            decided_at=None if _status(number) == Status.SUBMITTED else now,
            written_by=writers[(CHALLENGES - 1 - number) % OFFICERS],
        )
        for number, entry in enumerate(reversed(entries))
    )  # fmt: skip


def _status(number: int) -> str:
    """Half of them accepted, the officers' own sent back, the others wait for the secretariat."""
    if number < CHALLENGES // 2:
        return Status.ACCEPTED
    return Status.RETURNED if number >= CHALLENGES - OFFICERS else Status.SUBMITTED


def _officer(entry: Participant, now: datetime) -> User:
    user = worker(f"officer{entry.number}@bench.example")
    Officer.objects.create(user=user, participant=entry, department="企画課", since=now - timedelta(days=300))
    return user


def worker(email: str, **fields) -> User:
    """Somebody with an office and therefore a second factor."""
    user = User.objects.create_user(email, family_name="見本", given_name="担当", **fields)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "見本の鍵"})
    return user


def signed_in(user: User) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def _ideas(cycle: Cycle, challenges: list[Challenge], count: int, now: datetime) -> list[Idea]:
    people = User.objects.bulk_create(
        User(email=f"p{n}@bench.example", family_name="見本", given_name=str(n)) for n in range(count * 2)
    )
    teams = Team.objects.bulk_create(Team(cycle=cycle, name=f"チーム {n}", attribute="mixed") for n in range(count))
    Member.objects.bulk_create(
        Member(
            team=teams[n // 2],
            user=person,
            role="member" if n % 2 else "leader",
            tie="resident",
            name_is_public=n % 3 == 0,
        )
        for n, person in enumerate(people)
    )
    keys = [section.key for section in cycle.form_sections.filter(form="idea")]
    chance = random.Random(count)  # the same each time, guards nothing
    answers = dict.fromkeys(keys, TEXT)
    made = Idea.objects.bulk_create(
        Idea(
            cycle=cycle, team=teams[n], challenge=challenges[n % ANSWERED], serial=n + 1, status="submitted",
            title=f"アイデア {n}", summary=f"ひとことで言うと、{written(chance, 3)}", submitted_at=now, keywords_at=now,
            answers={**answers, "story": written(chance)},
        )
        for n in range(count)
    )  # fmt: skip
    _keywords(made)
    IdeaVersion.objects.bulk_create(
        IdeaVersion(idea=idea, number=1, title=idea.title, summary=idea.summary, answers=answers, handed_in_at=now)
        for idea in made
    )
    return made


def _writers(challenge: Challenge, now: datetime) -> None:
    """Teams of two in a year whose autumn is now, each at its first draft; the world does not see that year."""
    cycle = Cycle.objects.create(fiscal_year=WRITING_YEAR)
    window = {"opens_at": now - timedelta(days=30), "closes_at": now + timedelta(days=30)}
    Stage.objects.create(cycle=cycle, kind=Stage.Kind.IDEAS, **window)
    for order, key in enumerate((STORY, "data", "design", "digital")):
        FormSection.objects.create(cycle=cycle, form="idea", key=key, label_ja=key, order=order)
    for number in range(WRITERS):
        team = Team.objects.create(cycle=cycle, name=f"書くチーム {number}")
        for role in Member.Role.values:
            user = User.objects.create_user(f"{role}{number}@writers.example", family_name="見本", given_name=role)
            Member.objects.create(team=team, user=user, role=role, tie="resident")
        Idea.objects.create(cycle=cycle, team=team, challenge=challenge, draft={"title": f"下書き {number}"})


def _keywords(ideas: list[Idea]) -> None:
    """What `ideas.tasks.read_words` writes, without reading for each idea the text that is in all of them."""
    known = ((idea, weighed([(idea.title, 6), (idea.summary, 3), (idea.answers["story"], 1)])) for idea in ideas)
    rows = (Keyword(idea=idea, word=word) for idea, words in known for word in keywords(words))
    Keyword.objects.bulk_create(rows, batch_size=5000)


def _pictures(ideas: list[Idea]) -> None:
    """A real picture with its small one for each card of the first page."""
    encoded = BytesIO()
    Image.new("RGB", (640, 360), "#0055ad").save(encoded, "WEBP")
    for idea in ideas:
        attachment = Attachment(idea=idea, alt="青い四角", width=640, height=360, is_handed_in=True)
        attachment.file.save(f"bench-{idea.pk}.webp", ContentFile(encoded.getvalue()), save=False)
        name = default_storage.save(f"ideas/bench-{idea.pk}-small.webp", ContentFile(encoded.getvalue()))
        attachment.renditions = [{"width": 640, "height": 360, "webp": name, "jpeg": name}]
        attachment.save()
