"""The same pages for readers of English: our words in English, people's own in English where they wrote it."""

import re

import pytest
from django.urls import reverse

from contest.models import Stage
from tests.factories import contest
from tests.pages import world
from tests.pages.test_views import LISTS

pytestmark = pytest.mark.django_db
JAPANESE = re.compile(r"[\u3041-\u30fa\u4e00-\u9fff]")
OWN = re.compile(r'<(\w+)[^>]* lang="ja"[^>]*>.*?</\1>', re.DOTALL)


def page(client, name: str, *args) -> str:
    answer = client.get(reverse(f"pages:{name}", args=args), headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("kind", [Stage.Kind.CHALLENGES, Stage.Kind.AFTER])
def test_our_own_words_are_english(client, clock_at, name, kind):
    contest.cycle()
    clock_at(contest.instant(kind))
    rest = OWN.sub("", page(client, name))
    assert JAPANESE.findall(rest) == []


@pytest.mark.parametrize("name", ["ideas", "home"])
def test_idea_is_called_by_its_english_title(client, clock_at, name):
    idea = world.public_idea(title_en="A path of lights", summary_en="Lamps that lead home.")
    clock_at(world.WINTER)
    shown = page(client, name)
    assert "A path of lights" in shown
    assert "Lamps that lead home." in shown
    assert idea.title not in shown


def test_idea_without_english_is_marked_japanese(client, clock_at):
    idea = world.public_idea()
    clock_at(world.WINTER)
    assert f'<h1 lang="ja">{idea.title}</h1>' in page(client, "idea", idea.number)
    japanese = client.get(reverse("pages:idea", args=[idea.number])).content.decode()
    assert f"<h1>{idea.title}</h1>" in japanese


def test_idea_names_its_challenge_in_english(client, clock_at):
    challenge = world.public_challenge(title_en="The last bus")
    idea = world.public_idea(challenge=challenge)
    clock_at(world.WINTER)
    shown = page(client, "idea", idea.number)
    assert "The last bus" in shown
    assert challenge.title not in shown


def test_dates_are_english(client, clock_at):
    contest.cycle()
    clock_at(contest.instant(Stage.Kind.CHALLENGES))
    shown = page(client, "home")
    assert "until 31 August 2026, 23:59 JST" in shown
    assert "June–August" in shown
