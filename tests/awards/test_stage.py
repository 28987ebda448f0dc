"""The final day: order by lot, two operators, clock, reveal, and what the world may know of it."""

import asyncio
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, User
from awards import services
from awards.models import Award, AwardRefused, HallState, Publication, StageItem
from awards.onstage import now_on, state_of, urns
from awards.quick import QuickStage
from contest.models import Cycle
from ideas.models import Idea
from tests.factories import awards, judging
from tests.factories.accounts import staff
from tests.factories.contest import cycle as a_cycle
from tests.factories.voting import HOUR
from tests.support.loops import run
from voting.models import Poll

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Day:
    cycle: Cycle
    ideas: list[Idea]
    award: Award
    operator: User
    at: datetime


@pytest.fixture
def day(evening):
    """A cycle with released finalists and a decided award, its order laid out, and who runs it."""
    cycle, ideas = awards.final()
    made = Day(cycle, ideas, Award.objects.get(key="grand"), staff(), evening)
    services.lay_out_order(cycle, by=made.operator, at=evening)
    return made


def kinds(cycle):
    return [row.kind for row in cycle.stage_items.all()]


def test_the_usual_day(day):
    rows = kinds(day.cycle)
    assert (rows[0], rows[-1]) == ("talk", "talk")
    assert rows.count("presentation") == len(day.ideas)
    assert rows.index("break") < rows.index("award")
    with pytest.raises(AwardRefused, match="もうならんで"):
        services.lay_out_order(day.cycle, by=day.operator, at=day.at)


def test_lots_are_on_record_and_over_once_it_began(day):
    services.draw_lots(day.cycle, by=day.operator, at=day.at)
    drawn = AuditEntry.objects.filter(action="stage.draw_lots").get().detail["order"]
    shown = [row.idea.number for row in day.cycle.stage_items.filter(kind="presentation")]
    assert drawn == shown
    services.show_item(day.cycle, day.cycle.stage_items.first(), seen=0, by=day.operator, at=day.at)
    with pytest.raises(AwardRefused, match="はじまった"):
        services.draw_lots(day.cycle, by=day.operator, at=day.at)


def test_items_move_and_stay_at_the_ends(day):
    first, second = day.cycle.stage_items.all()[:2]
    services.move_item(first, up=True)
    assert list(day.cycle.stage_items.all()[:2]) == [first, second]
    services.move_item(first, up=False)
    assert list(day.cycle.stage_items.all()[:2]) == [second, first]


def test_a_change_of_the_order_is_told_to_every_screen_once_it_began(client, day):
    first, second, *_rest, last = day.cycle.stage_items.all()
    services.move_item(first, up=False)
    assert state_of(day.cycle, day.at)["version"] == 0
    services.show_item(day.cycle, first, seen=0, by=day.operator, at=day.at)
    services.move_item(second, up=False)
    with pytest.raises(AwardRefused, match="ほかの画面"):
        services.show_item(day.cycle, second, seen=1, by=staff(), at=day.at)
    client.force_login(day.operator)
    page = reverse("admin:awards_stageitem_change", args=[last.pk])
    words = {"cycle": day.cycle.pk, "order": last.order, "kind": "talk", "title": "お礼", "minutes": 3, "script": ""}
    answer = client.post(page, words)
    assert answer.url == reverse("admin:awards_stage", args=[day.cycle.fiscal_year])
    assert (state_of(day.cycle, day.at)["version"], StageItem.objects.get(pk=last.pk).title) == (3, "お礼")
    moved = client.post(answer.url, {"act": "up", "item": last.pk, "seen": 3})
    assert moved.url.endswith(f"#item-{last.pk}")


def test_a_point_shows_what_is_of_its_own_year_and_of_its_kind(client, day):
    client.force_login(day.operator)
    other = awards.award("old", "昔の賞", cycle=a_cycle(2025))
    page = f"{reverse('admin:awards_stageitem_add')}?cycle={day.cycle.pk}&order=9"
    assert "昔の賞" not in client.get(page).content.decode()
    before = StageItem.objects.count()
    words = {"cycle": day.cycle.pk, "order": 9, "kind": "award", "title": "", "minutes": 3, "script": ""}
    for award, said in ((other.pk, "errorlist"), ("", "この種類では、えらんでください")):
        assert said in client.post(page, words | {"award": award}).content.decode()
    plain = client.post(reverse("admin:awards_stageitem_add"), words | {"award": other.pk}).content.decode()
    assert "ちがう年度" in plain
    assert StageItem.objects.count() == before


def test_of_two_operators_the_later_is_told_and_changes_nothing(day):
    first, second = day.cycle.stage_items.all()[:2]
    services.show_item(day.cycle, first, seen=0, by=day.operator, at=day.at)
    with pytest.raises(AwardRefused, match="ほかの画面"):
        services.show_item(day.cycle, second, seen=0, by=staff(), at=day.at)
    assert HallState.objects.get().item == first


# -120: the machine's own clock jumped back, and the speaker loses nothing by it
@pytest.mark.parametrize(("seconds", "left"), [(0, 600), (59, 541), (600, 0), (660, -60), (-120, 600)])
def test_the_clock_runs_and_holds(day, seconds, left):
    item = day.cycle.stage_items.filter(kind="presentation").first()
    services.show_item(day.cycle, item, seen=0, by=day.operator, at=day.at)
    services.run_timer(day.cycle, is_running=True, seen=1, by=day.operator, at=day.at)
    later = day.at + timedelta(seconds=seconds)
    clock = {"seconds": 600, "left": left, "is_running": True, "phase": ""}
    assert state_of(day.cycle, later) == {"version": 2, **clock}
    services.run_timer(day.cycle, is_running=False, seen=2, by=day.operator, at=later)
    assert now_on(day.cycle, later + timedelta(hours=1), in_the_hall=True).left == left


def test_a_winner_is_revealed_when_two_have_agreed_and_outside_once_it_is_public(day):
    item = day.cycle.stage_items.get(award=day.award)
    services.show_item(day.cycle, item, seen=0, by=day.operator, at=day.at)
    with pytest.raises(AwardRefused, match="2人が"):
        services.reveal_next(day.cycle, seen=1, by=day.operator, at=day.at)
    agreed = {"proposed_by": day.operator, "proposed_at": day.at, "agreed_by": staff(), "agreed_at": day.at}
    publication = Publication.objects.create(cycle=day.cycle, digest="", **agreed)
    services.reveal_next(day.cycle, seen=1, by=day.operator, at=day.at)
    assert len(now_on(day.cycle, day.at, in_the_hall=True).revealed) == 1
    assert now_on(day.cycle, day.at, in_the_hall=False).revealed == ()
    with pytest.raises(AwardRefused, match="すべて発表"):
        services.reveal_next(day.cycle, seen=2, by=day.operator, at=day.at)
    publication.published_at = day.at
    publication.save()
    assert len(now_on(day.cycle, day.at, in_the_hall=False).revealed) == 1


def test_places_are_announced_by_their_names_from_the_last_and_only_in_the_hall(day):
    services.decide_viewer_awards(day.cycle, at=day.at)
    item = day.cycle.stage_items.get(award__key="online")
    services.show_item(day.cycle, item, seen=0, by=day.operator, at=day.at)
    agreed = {"proposed_by": day.operator, "proposed_at": day.at, "agreed_by": staff(), "agreed_at": day.at}
    Publication.objects.create(cycle=day.cycle, digest="", **agreed)
    services.reveal_next(day.cycle, seen=1, by=day.operator, at=day.at)
    on = now_on(day.cycle, day.at, in_the_hall=True)
    assert [(row.label, row.is_told) for row in on.winners] == [("銅", True), ("銀", False), ("金", False)]
    assert now_on(day.cycle, day.at, in_the_hall=False).winners == ()
    assert not on.is_all_told


def test_that_nobody_gets_an_award_is_announced_once(client, day):
    services.withhold_award(day.award, reason="今年はありません", by=day.operator, at=day.at)
    item = day.cycle.stage_items.get(award=day.award)
    services.show_item(day.cycle, item, seen=0, by=day.operator, at=day.at)
    agreed = {"proposed_by": day.operator, "proposed_at": day.at, "agreed_by": staff(), "agreed_at": day.at}
    Publication.objects.create(cycle=day.cycle, digest="", **agreed)
    assert not now_on(day.cycle, day.at, in_the_hall=True).is_nobody
    services.reveal_next(day.cycle, seen=1, by=day.operator, at=day.at)
    assert now_on(day.cycle, day.at, in_the_hall=True).is_all_told
    with pytest.raises(AwardRefused, match="すべて発表"):
        services.reveal_next(day.cycle, seen=2, by=day.operator, at=day.at)
    assert HallState.objects.get().revealed == 1
    client.force_login(day.operator)
    assert "該当なし" in client.get(reverse("admin:awards_hall", args=[day.cycle.fiscal_year])).content.decode()
    assert "該当なし" not in client.get(reverse("awards:stage", args=[day.cycle.fiscal_year])).content.decode()


@pytest.mark.parametrize(
    ("minutes", "phase", "words"),
    [(-90, "before", "にはじまります"), (0, "open", "投票はこちら"), (90, "closed", "しめきりました")],
)
def test_a_poll_on_stage_shows_its_own_window(minutes, phase, words, client, day, clock_at):
    Poll.objects.update(sealed_at=None, opens_at=day.at - HOUR, closes_at=day.at + HOUR)
    item = day.cycle.stage_items.get(kind="poll")
    services.show_item(day.cycle, item, seen=0, by=day.operator, at=day.at)
    moment = day.at + timedelta(minutes=minutes)
    assert state_of(day.cycle, moment)["phase"] == phase
    clock_at(moment)
    assert words in client.get(reverse("awards:stage", args=[day.cycle.fiscal_year])).content.decode()


def test_a_sealed_poll_on_stage_shows_its_seal_and_no_number(client, day):
    item = day.cycle.stage_items.get(kind="poll")
    services.show_item(day.cycle, item, seen=0, by=day.operator, at=day.at)
    page = client.get(reverse("awards:stage", args=[day.cycle.fiscal_year])).content.decode()
    assert (state_of(day.cycle, day.at)["phase"], item.poll.seal.root in page, re.search(r"\d票", page)) == (
        "sealed",
        True,
        None,
    )


def test_totals_stand_with_titles_once_sealed_and_a_tie_is_said(day):
    (urn,) = urns(day.cycle, day.at)
    assert [votes for _name, votes in urn.totals] == [3, 2, 1]
    assert urn.totals[0][0] == f"{day.ideas[1].number} {day.ideas[1].title}"
    assert not urn.tied


@pytest.mark.parametrize(("prizes", "tied"), [(1, False), (2, True), (3, True)])
def test_a_tie_is_said_where_a_prize_hangs_on_it(prizes, tied, evening):
    entries = [awards.entry() for _n in range(3)]
    judging.released()
    awards.poll(*entries, votes_for={0: 2, 1: 1, 2: 1})
    Poll.objects.update(prizes=prizes)
    (urn,) = urns(a_cycle(), evening)
    assert urn.tied == tied


def test_the_order_waits_for_polls_that_are_being_prepared(evening):
    awards.entry(title="候補")
    judging.released()
    morning = evening - 9 * HOUR
    with pytest.raises(AwardRefused, match="用意しています"):
        services.lay_out_order(a_cycle(), by=staff(), at=morning)
    assert not StageItem.objects.exists()
    services.prepare_polls(a_cycle(), at=morning)
    services.lay_out_order(a_cycle(), by=staff(), at=morning)
    assert "poll" in kinds(a_cycle())


def test_a_reveal_needs_an_award_on_stage(day):
    with pytest.raises(AwardRefused, match="舞台に出して"):
        services.reveal_next(day.cycle, seen=0, by=day.operator, at=day.at)


def test_the_operator_runs_the_day_by_forms_and_survives_a_reload(client, day):
    client.force_login(day.operator)
    session = client.session
    session["rehearsal_entered"] = True
    session.save()
    desk = reverse("admin:awards_stage", args=[day.cycle.fiscal_year])
    item = day.cycle.stage_items.filter(kind="presentation").first()
    client.post(desk, {"act": "show", "item": item.pk, "seen": 0})
    client.post(desk, {"act": "start", "seen": 1})
    for address in (desk, f"{desk}?remote", reverse("admin:awards_hall", args=[day.cycle.fiscal_year])):
        assert item.idea.title in client.get(address).content.decode()
    late = client.post(desk, {"act": "stop", "seen": 1}, follow=True).content.decode()
    assert "ほかの画面から" in late
    assert "使えません" in client.post(desk, {"act": "x", "seen": "あ"}, follow=True).content.decode()
    assert HallState.objects.get().version == 2


def test_screens_ask_for_a_few_bytes_that_hold_no_name(client, day):
    item = StageItem.objects.get(award=day.award)
    services.show_item(day.cycle, item, seen=0, by=day.operator, at=day.at)
    answer = client.get(reverse("awards:stage_state", args=[day.cycle.fiscal_year]))
    assert set(json.loads(answer.content)) == {"version", "seconds", "left", "is_running", "phase"}
    assert client.get(reverse("awards:stage", args=[day.cycle.fiscal_year])).status_code == 200
    assert client.get(reverse("awards:stage", args=[1999])).status_code == 404


def asked_at(path: str, cookie: bytes = b"") -> dict:
    return {"type": "http", "method": "GET", "path": path, "headers": [(b"cookie", cookie)] if cookie else []}


def test_the_door_asks_django_once_for_many_and_passes_no_cookie_on():
    asked, told = [], []

    async def django(scope, receive, send):
        asked.append(dict(scope["headers"]).get(b"cookie"))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"Content-Type", b"application/json")]})
        await send({"type": "http.response.body", "body": b"{}"})

    async def send(message):
        told.append(message.get("body", message.get("status")))

    async def everyone():
        door = QuickStage(django)
        for _ in range(50):
            await door(asked_at("/stage/2026/state.json", b"sessionid=x"), None, send)
        await door(asked_at("/stage/2026/", b"sessionid=x"), None, send)

    run(everyone())
    assert (set(told), asked) == ({200, b"{}"}, [None, b"sessionid=x"])
    assert len(told) == 51 * 2


def test_a_year_that_is_slow_to_answer_holds_up_no_other():
    bodies = []

    async def both():
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def django(scope, receive, send):
            if "2026" in scope["path"]:
                begun.set()
                await go_on.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": scope["path"].encode()})

        async def send(message):
            bodies.extend([message["body"]] if "body" in message else [])

        door = QuickStage(django)
        slow = asyncio.create_task(door(asked_at("/stage/2026/state.json"), None, send))
        await begun.wait()
        await asyncio.wait_for(door(asked_at("/stage/2025/state.json"), None, send), 10)
        assert bodies == [b"/stage/2025/state.json"]
        go_on.set()
        await slow

    run(both())
    assert bodies == [b"/stage/2025/state.json", b"/stage/2026/state.json"]
