"""Measures of people at work: an officer whose page saves itself while she writes, the secretariat at its queue."""

import tempfile
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from benchmarks.load import drive
from benchmarks.measure import Measure, queries_of
from benchmarks.world import ANSWER, TEXT, signed_in
from contest.models import Cycle
from municipalities.models import Challenge

TOKEN = "b" * 32
SAVED = "application/json"  # what static/js/autosave.js asks for
FORM = f"csrfmiddlewaretoken={TOKEN}&answer-{ANSWER}="


def autosave(product: str, bare: str, cycle: Cycle, seconds: float) -> Measure:
    """Officers of many municipalities, each writing one page of her own draft; every save is a new text."""
    drafts = list(Challenge.objects.filter(cycle=cycle, status=Challenge.Status.RETURNED).select_related("written_by"))
    paths = [reverse("municipalities:challenge_edit", args=[row.pk, f"answer-{ANSWER}"]) for row in drafts]
    clients = [signed_in(row.written_by) for row in drafts]
    list_of = Path(tempfile.mkdtemp(prefix="cog-bench-")) / "desks.txt"
    cookies = [f"{_session(client)}; csrftoken={TOKEN}" for client in clients]
    list_of.write_text("".join(f"{path} {cookie}\n" for path, cookie in zip(paths, cookies, strict=True)))
    expect = _save(clients[0], paths[0], "一度め")
    settings = {"DESKS": str(list_of), "DESK_FORM": FORM, "DESK_TEXT": TEXT, "DESK_ACCEPT": SAVED}

    def texts() -> dict[int, str]:
        kept = Challenge.objects.filter(pk__in=[row.pk for row in drafts])
        return {row.pk: row.answers[ANSWER] + row.draft.get(f"answer-{ANSWER}", "") for row in kept}

    def run() -> float:
        before = texts()
        load = drive(product, seconds=seconds, expect=expect, script="autosave.lua", **settings)
        changed = sum(before[pk] != text for pk, text in texts().items())
        if changed < min(len(drafts), load.per_second * seconds / 2) - 1:  # two threads walk the same desks
            raise SystemExit(f"{changed} texts are in the table, fewer than were acknowledged: no figure from this.")
        return load.per_second

    return Measure(
        name="challenge_autosave",
        unit="saves/s",
        against="bare view doing one INSERT",
        run=run,
        yardstick=lambda: drive(f"{bare}/insert", seconds=seconds).per_second,
        queries=lambda: _autosave_queries(clients[0], paths[0]),
    )


def _session(client: Client) -> str:
    return f"sessionid={client.cookies['sessionid'].value}"


def _save(client: Client, path: str, text: str) -> int:
    """Save as the script does; the status it is answered with."""
    form = {f"answer-{ANSWER}": f"保存 {text} {TEXT}"}
    status = client.post(path, form, secure=True, headers={"accept": SAVED}).status_code
    if status not in (200, 302):
        raise SystemExit(f"A save was answered {status}: no figure from this.")
    return status


def _autosave_queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        _save(client, path, "数えるため")
    return len(captured)


def review_queue(product: str, bare: str, cycle: Cycle, seconds: float) -> Measure:
    """The secretariat's queue as it opens in the morning."""
    client = signed_in(User.objects.get(is_staff=True))
    path = reverse("admin:municipalities_challenge_changelist")
    cookie = {"DESK_COOKIE": _session(client)}
    return Measure(
        name="review_queue_500",
        unit="requests/s",
        against="bare judge's sheet of 40 ideas and 5 criteria",
        run=lambda: drive(product + path, seconds=seconds, script="desk.lua", **cookie).per_second,
        yardstick=lambda: drive(f"{bare}/sheet", seconds=seconds).per_second,
        queries=lambda: queries_of(path, client),
    )
