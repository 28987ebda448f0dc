"""The last minutes before the deadline: 300 teams hand in at once over HTTP, and every one of them is in the table afterwards."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from benchmarks.desks import TOKEN
from benchmarks.measure import Measure
from benchmarks.world import TEXT, signed_in
from common import clock
from contest.loading import give_entry_classes
from contest.models import Cycle, FormSection, Stage
from ideas.models import Confirmation, Idea, IdeaVersion, Member, Team
from municipalities.models import Challenge
from notifications.models import OutboxMail

TEAMS = 300
AT_ONCE = 16
SECTIONS = ("story", "reason", "steps", "data", "design", "digital", "together")
FORM = f"csrfmiddlewaretoken={TOKEN}"
Request = tuple[str, dict[str, str]]


def submit_rush(product: str, bare: str, cycle: Cycle) -> Measure:
    """Each leader presses the button once; an answer that is not the receipt, or a row that is missing, gives no figure."""

    @cache
    def ready() -> tuple[Cycle, User, list[Request]]:
        year = _year()
        ideas = _drafts(year, Challenge.objects.filter(cycle=cycle, status=Challenge.Status.ACCEPTED).first())
        rush = [(reverse("ideas:idea_confirm", args=[idea.pk]), _headers(leader)) for idea, leader in ideas]
        return year, ideas[0][1], rush

    def run() -> float:
        year, _leader, rush = ready()
        _begin_again(year)
        took = _all_at_once(product, "POST", rush, 302)
        rows = Idea.objects.filter(cycle=year, status=Idea.Status.SUBMITTED).annotate(n=Count("versions"))
        serials = sorted(rows.filter(n=1).values_list("serial", flat=True))
        mails = OutboxMail.objects.filter(dedupe_key__startswith="receipt:", user__teams__team__cycle=year).count()
        if serials != list(range(1, TEAMS + 1)) or mails != 2 * TEAMS:
            raise SystemExit(
                f"{len(serials)} of {TEAMS} ideas and {mails} receipts are in the table: no figure from this."
            )
        return TEAMS / took

    return Measure(
        name="submit_rush_300",
        unit="entries/s, errors 0",
        against="bare view doing one INSERT, by the same client",
        run=run,
        yardstick=lambda: TEAMS / _all_at_once(bare, "GET", [("/insert", {})] * TEAMS, 200),
        queries=lambda: _queries(*ready()),
    )


def _all_at_once(server: str, method: str, requests: list[Request], expect: int) -> float:
    """Ask them from AT_ONCE connections; how many seconds it took until the last answer."""
    host = urlsplit(server).netloc
    shares = [requests[place::AT_ONCE] for place in range(AT_ONCE)]

    def walk(share: list[Request]) -> list[int]:
        line = http.client.HTTPConnection(host, timeout=60)
        return [_status(line, method, path, headers) for path, headers in share]

    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [status for part in pool.map(walk, shares) for status in part]
    took = time.perf_counter() - start
    if wrong := [status for status in answers if status != expect]:
        raise SystemExit(
            f"{len(wrong)} of {len(answers)} answers were not {expect} ({set(wrong)}): no figure from this."
        )
    return took


def _status(line: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str]) -> int:
    line.request(method, path, FORM if method == "POST" else None, headers)
    answer = line.getresponse()
    answer.read()
    return answer.status


def _headers(leader: User) -> dict[str, str]:
    session = signed_in(leader).cookies["sessionid"].value
    return {
        "Host": "localhost",
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": "https://localhost/",
        "X-Forwarded-Proto": "https",
    }


def _year() -> Cycle:
    """A cycle whose deadline is five minutes away when the first of them comes."""
    now = clock.now()
    year = Cycle.objects.create(fiscal_year=2091, is_public=False, needs_everyone=False)
    opens, closes = now - timedelta(days=80), now + timedelta(minutes=5)
    Stage.objects.create(cycle=year, kind=Stage.Kind.IDEAS, opens_at=opens, closes_at=closes)
    give_entry_classes(year)
    for order, key in enumerate(SECTIONS):
        FormSection.objects.create(cycle=year, form="idea", key=key, label_ja=key, order=order, max_chars=1200)
    return year


def _drafts(year: Cycle, challenge: Challenge) -> list[tuple[Idea, User]]:
    """A finished draft for each team, and who leads it."""
    people = User.objects.bulk_create(
        User(email=f"rush{n}@bench.example", family_name="見本", given_name=str(n)) for n in range(TEAMS * 2)
    )
    teams = Team.objects.bulk_create(Team(cycle=year, name=f"駆けこみ {n}") for n in range(TEAMS))
    Member.objects.bulk_create(
        Member(
            team=teams[n // 2], user=person, role="member" if n % 2 else "leader", age_band="30to59",
            tie="resident" if n % 2 else "", leader_class="" if n % 2 else "A",
        )
        for n, person in enumerate(people)
    )  # fmt: skip
    ideas = Idea.objects.bulk_create(Idea(cycle=year, team=team, challenge=challenge) for team in teams)
    return list(zip(ideas, people[::2], strict=True))


def _begin_again(year: Cycle) -> None:
    """Every idea a draft with all of its words, nothing of an earlier round left, and five minutes to go."""
    Stage.objects.filter(cycle=year).update(closes_at=clock.now() + timedelta(minutes=5))
    IdeaVersion.objects.filter(idea__cycle=year).delete()
    Confirmation.objects.filter(idea__cycle=year).delete()
    OutboxMail.objects.filter(user__teams__team__cycle=year).delete()
    words = {"title": "駆けこみの案", "summary": "五分前です。", "answers": dict.fromkeys(SECTIONS, TEXT)}
    Idea.objects.filter(cycle=year).update(
        status=Idea.Status.DRAFT, serial=None, submitted_at=None, title="", summary="", answers={}, draft=words
    )


def _queries(year: Cycle, leader: User, rush: list[Request]) -> int:
    _begin_again(year)
    client = signed_in(leader)
    with CaptureQueriesContext(connection) as captured:
        status = client.post(rush[0][0], {}, secure=True).status_code
    if status != 302:
        raise SystemExit(f"An entry was answered {status}: no figure from this.")
    return len(captured)
