"""The sample winter: each step at its time, once, and never over what people have begun."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from contest.loading import load_contest, read_toml
from contest.models import Cycle
from ideas.models import Idea
from judging.models import Advice, Inquiry, MeetingNote, Placement, Reply, Round
from judging.services import place_idea
from judging.standings import is_released
from rehearsal import calendar, standings
from rehearsal.samples import FOLDER, load
from rehearsal.winter import ANSWERED_AFTER, load_winter
from tests.factories.accounts import staff
from tests.rehearsal.test_samples import WINTER
from tests.support.rows import every_row

TIMES = calendar.winter(2026)
WORDS = read_toml(FOLDER / "winter.toml")
SECOND = timedelta(seconds=1)


@pytest.fixture
def january(db) -> Cycle:
    """The sample year while judges score."""
    load_contest()
    return load(WINTER, with_pictures=False)


def coming(cycle: Cycle, at: datetime) -> list[str]:
    return [moment.short for moment in standings.upcoming(cycle, at)]


def test_each_step_comes_at_its_time(january):
    load_winter(WORDS, january, TIMES["meeting"] - SECOND)
    assert not Placement.objects.exists()
    assert coming(january, WINTER)[:2] == ["一次審査のしめきり", "審査会"]

    load_winter(WORDS, january, TIMES["meeting"])
    tiers = Counter(Placement.objects.values_list("tier__key", flat=True))
    assert tiers == {"finalist": 4, "semifinalist": 4, "poster": 4}
    assert Round.objects.get(cycle=january, kind="screening").locked_at == TIMES["meeting"]
    assert [is_released(january, at) for at in (TIMES["release"] - SECOND, TIMES["release"])] == [False, True]
    assert coming(january, TIMES["meeting"])[0] == "審査の結果の公開"

    load_winter(WORDS, january, TIMES["release"] - SECOND)
    assert not Inquiry.objects.exists()
    load_winter(WORDS, january, TIMES["release"])
    assert set(Inquiry.objects.values_list("closes_at", flat=True)) == {TIMES["answers_until"]}
    assert not Reply.objects.exclude(handed_in_at=None).exists()
    assert coming(january, TIMES["release"])[0] == "追加質問のしめきり"

    load_winter(WORDS, january, TIMES["answered"])
    assert Reply.objects.filter(handed_in_at=TIMES["answered"]).count() == 2 * Inquiry.objects.count() == 4

    load_winter(WORDS, january, TIMES["order"])
    kinds = Counter(january.stage_items.values_list("kind", flat=True))
    assert (kinds["presentation"], kinds["poll"], kinds["award"]) == (4, 3, january.awards.count())
    assert not Advice.objects.exists()

    load_winter(WORDS, january, TIMES["ceremony"])
    assert [advice.state for advice in Advice.objects.order_by("pk")] == ["sent", "sent", "draft"]
    assert "改善アドバイスへの返事のしめきり" in coming(january, TIMES["ceremony"])
    load_winter(WORDS, january, TIMES["ceremony"] + ANSWERED_AFTER - SECOND)
    assert not Advice.objects.exclude(answer="").exists()
    load_winter(WORDS, january, TIMES["ceremony"] + ANSWERED_AFTER)
    assert Advice.objects.get(answered_at=TIMES["ceremony"] + ANSWERED_AFTER).answer == WORDS["advice"][0]["answer"]
    assert [text for text in everything_said(january) if "見本" not in text] == []


def everything_said(cycle: Cycle) -> list[str]:
    said = [*Placement.objects.values_list("reason", flat=True), *MeetingNote.objects.values_list("text", flat=True)]
    said += [text for reply in Reply.objects.all() for text in reply.answers.values()]
    said += [row.text for inquiry in Inquiry.objects.all() for row in inquiry.questions.all()]
    for advice in Advice.objects.all():
        said += [advice.improvement, *advice.strengths.values(), *filter(None, [advice.answer])]
    return [*said, *cycle.stage_items.exclude(script="").values_list("script", flat=True)]


def test_a_year_opened_in_spring_has_all_of_it_once(january):
    spring = datetime(2027, 5, 2, 12, tzinfo=calendar.JST)
    load(spring, with_pictures=False)
    before = every_row()
    assert Reply.objects.filter(handed_in_at=TIMES["answered"]).count() == 4
    assert Advice.objects.get(answered_at__isnull=False).sent_at == TIMES["advice"]
    load(spring, with_pictures=False)
    assert every_row() == before


def test_what_people_began_stays_theirs(january):
    idea, mine = Idea.objects.handed_in().first(), january.tiers.get(key="web")
    place_idea(idea, tier=mine, by=staff(), at=TIMES["meeting"] - SECOND)
    before = every_row()
    load_winter(WORDS, january, TIMES["ceremony"])
    assert every_row() == before  # no advice either: nobody knows the tiers
