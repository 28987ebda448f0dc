"""Measures of people at work: an officer and a team whose pages save themselves while they write, the secretariat at its queue."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from benchmarks.load import drive
from benchmarks.measure import Measure, queries_of
from benchmarks.world import ANSWER, STORY, TEXT, WRITING_YEAR, a_draft, signed_in
from contest.models import Cycle
from ideas.models import Idea
from municipalities.models import Challenge

TOKEN = "b" * 32
SAVED = "application/json"  # what static/js/autosave.js asks for


@dataclass(frozen=True)
class Desk:
    """One writer at one page; `pk` is of the row it saves into."""

    pk: int
    path: str
    writer: User


@dataclass(frozen=True)
class Manned:
    """Desks with somebody at each: what a save is answered with, and what `autosave.lua` has to know."""

    pks: list[int]
    first: Client
    path: str  # of the first
    expect: int
    settings: dict[str, str]


def challenge_autosave(product: str, bare: str, cycle: Cycle, seconds: float) -> Measure:
    """Officers of many municipalities, each writing one page of her own draft; every save is a new text."""
    drafts = Challenge.objects.filter(cycle=cycle, status=Challenge.Status.RETURNED).select_related("written_by")
    page = f"answer-{ANSWER}"

    def desks() -> list[Desk]:
        address = "municipalities:challenge_edit"
        return [Desk(row.pk, reverse(address, args=[row.pk, page]), row.written_by) for row in drafts]

    def texts(pks: list[int]) -> dict[int, str]:
        kept = Challenge.objects.filter(pk__in=pks)
        return {row.pk: row.answers[ANSWER] + row.draft.get(page, "") for row in kept}

    return _autosave("challenge_autosave", product, bare, seconds, desks=desks, page=page, texts=texts)


def idea_autosave(product: str, bare: str, seconds: float) -> Measure:
    """Members of many teams, each writing one page of the team's draft."""
    rows = Idea.objects.filter(cycle__fiscal_year=WRITING_YEAR).prefetch_related("team__members__user")
    page = f"answer-{STORY}"

    def desks() -> list[Desk]:
        return [
            Desk(row.pk, reverse("ideas:idea_edit", args=[row.pk, page]), row.team.members.all()[0].user)
            for row in rows
        ]

    def texts(pks: list[int]) -> dict[int, str]:
        kept = Idea.objects.filter(pk__in=pks)
        return {row.pk: row.working["answers"].get(STORY, "") for row in kept}

    return _autosave("idea_autosave", product, bare, seconds, desks=desks, page=page, texts=texts)


def _autosave(
    name: str,
    product: str,
    bare: str,
    seconds: float,
    *,
    desks: Callable[[], list[Desk]],
    page: str,
    texts: Callable[[list[int]], dict[int, str]],
) -> Measure:
    manned = cache(lambda: _manned(desks(), page))

    def run() -> float:
        at = manned()
        before = texts(at.pks)
        load = drive(product, seconds=seconds, expect=at.expect, script="autosave.lua", **at.settings)
        changed = sum(before[pk] != text for pk, text in texts(at.pks).items())
        if changed < min(len(at.pks), load.per_second * seconds / 2) - 1:  # two threads walk the same desks
            raise SystemExit(f"{changed} texts are in the table, fewer than were acknowledged: no figure from this.")
        return load.per_second

    return Measure(
        name=name,
        unit="saves/s",
        against="bare view doing one INSERT",
        run=run,
        yardstick=lambda: drive(f"{bare}/insert", seconds=seconds).per_second,
        queries=lambda: _autosave_queries(manned().first, manned().path, page),
    )


def _manned(desks: list[Desk], page: str) -> Manned:
    clients = [signed_in(desk.writer) for desk in desks]
    list_of = Path(tempfile.mkdtemp(prefix="cog-bench-")) / "desks.txt"
    cookies = [f"{session_of(client)}; csrftoken={TOKEN}" for client in clients]
    list_of.write_text("".join(f"{desk.path} {cookie}\n" for desk, cookie in zip(desks, cookies, strict=True)))
    form = f"csrfmiddlewaretoken={TOKEN}&{page}="
    settings = {"DESKS": str(list_of), "DESK_FORM": form, "DESK_TEXT": TEXT, "DESK_ACCEPT": SAVED}
    expect = _save(clients[0], desks[0].path, page, "一度め")
    return Manned([desk.pk for desk in desks], clients[0], desks[0].path, expect, settings)


def at_desk(url: str, client: Client, seconds: float) -> float:
    """Pages per second of somebody who is signed in."""
    return drive(url, seconds=seconds, script="desk.lua", DESK_COOKIE=session_of(client)).per_second


def session_of(client: Client) -> str:
    return f"sessionid={client.cookies['sessionid'].value}"


def _save(client: Client, path: str, page: str, text: str) -> int:
    """Save as the script does; the status it is answered with."""
    form = {page: f"保存 {text} {TEXT}"}
    status = client.post(path, form, secure=True, headers={"accept": SAVED}).status_code
    if status not in (200, 302):
        raise SystemExit(f"A save was answered {status}: no figure from this.")
    return status


def _autosave_queries(client: Client, path: str, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        _save(client, path, page, "数えるため")
    return len(captured)


def review_queue(product: str, bare: str, cycle: Cycle, seconds: float) -> Measure:
    """The secretariat's queue as it opens in the morning."""
    client = cache(lambda: signed_in(User.objects.get(is_staff=True)))
    path = reverse("admin:municipalities_challenge_changelist")
    return Measure(
        name="review_queue_500",
        unit="requests/s",
        against="bare judge's sheet of 40 ideas and 5 criteria",
        run=lambda: at_desk(product + path, client(), seconds),
        yardstick=lambda: drive(f"{bare}/sheet", seconds=seconds).per_second,
        queries=lambda: queries_of(path, client()),
    )


def writing(product: str, bare: str, seconds: float) -> list[Measure]:
    """A team at its desk, and the ideas like its own, while all the others lie in the archive."""
    draft = cache(a_draft)

    def team() -> str:
        return reverse("ideas:team", args=[draft()[0].team_id])

    def similar() -> str:
        return reverse("pages:similar", args=[draft()[0].pk])

    def per_second(path: str) -> float:
        return at_desk(product + path, draft()[1], seconds)

    desk = Measure(
        name="team_desk_10k",
        unit="requests/s",
        against="bare gallery of 24 cards",
        run=lambda: per_second(team()),
        yardstick=lambda: drive(f"{bare}/gallery", seconds=seconds).per_second,
        queries=lambda: queries_of(team(), draft()[1]),
    )
    search = Measure(
        name="similar_10k",
        unit="requests/s",
        against="three pages of our own gallery, read by the same person (not remembered)",
        run=lambda: per_second(similar()),
        yardstick=lambda: per_second(reverse("pages:ideas")) / 3,
        queries=lambda: queries_of(similar(), draft()[1]),
    )
    return [desk, search]
