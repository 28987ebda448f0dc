"""Earlier ideas like one being written: found by what they share, and never before they are public."""

from datetime import timedelta

import pytest

from contest.models import FormSection, Stage, Theme
from ideas.models import Idea, Keyword
from ideas.services.keywords import read_keywords, unread_ideas
from ideas.similar import SHOWN, similar_to
from ideas.tasks import read_words
from tests.factories import contest, ideas
from tests.factories.municipalities import challenge, participant
from tests.pages import world

pytestmark = pytest.mark.django_db
LATER = contest.instant(Stage.Kind.IDEAS, 2027)
SNOW = {"title": "除雪マップ", "summary": "高齢者の家の雪を、近所で分けて片づける。"}
CARE = {"title": "買物バス便", "summary": "通院と買物を、同じバスで回る。"}


def earlier(**fields) -> Idea:
    """A public idea of 2026 whose words are known."""
    idea = world.public_idea(**{"answers": {}, **fields})
    read_keywords(idea, at=world.AFTER)
    return idea


def writing(on=None, **fields) -> Idea:
    """A draft of 2027."""
    made = contest.cycle(2027)
    on = on or challenge("accepted", cycle=made, theme=None, title="")
    made_by = ideas.team(cycle=made)
    row = Idea.objects.create(cycle=made, team=made_by, challenge=on, draft={"answers": {}, **fields})
    return Idea.objects.select_related("cycle", "team", "challenge").get(pk=row.pk)


def found(idea: Idea, at=LATER) -> list[int]:
    return [one.pk for one in similar_to(idea, at)]


def test_the_idea_that_shares_words_comes_first_with_the_words_it_shares():
    snow, care = earlier(**SNOW), earlier(**CARE)
    one = similar_to(writing(title="高齢の方の除雪", summary="近所で助けあう。"), LATER)[0]
    assert (one.pk, one.words) == (snow.pk, ("高齢", "除雪", "近所"))
    assert care.pk not in found(writing(title="除雪", summary=""))


def test_the_same_municipality_and_the_same_theme_are_reasons_of_their_own():
    theme = Theme.objects.create(key="winter", name_ja="冬")
    here = participant()
    near = earlier(challenge=world.public_challenge(participant=here, theme=None), **CARE)
    alike = earlier(challenge=world.public_challenge(theme=theme, participant=participant()), **CARE)
    on = challenge("accepted", cycle=contest.cycle(2027), participant=here, theme=theme)
    likes = {one.pk: one for one in similar_to(writing(on, title="読み聞かせ"), LATER)}
    assert (likes[near.pk].is_same_place, likes[near.pk].is_same_theme) == (True, False)
    assert (likes[alike.pk].is_same_place, likes[alike.pk].is_same_theme) == (False, True)


def test_nothing_unlike_is_shown():
    earlier(**CARE)
    assert found(writing(title="夜空の観察", summary="星を数える。")) == []


def test_no_more_than_a_page_is_shown():
    for _ in range(SHOWN + 2):
        earlier(**SNOW)
    assert len(found(writing(**SNOW))) == SHOWN


def test_nothing_is_found_before_its_publication_nor_of_the_same_year_nor_taken_back():
    snow = earlier(**SNOW)
    publishes = snow.cycle.stage(Stage.Kind.IDEAS).publishes_at
    draft = writing(**SNOW)
    assert (found(draft, publishes - timedelta(seconds=1)), found(draft, publishes)) == ([], [snow.pk])
    Idea.objects.filter(pk=snow.pk).update(status=Idea.Status.WITHDRAWN)
    assert found(draft) == []
    Idea.objects.filter(pk=snow.pk).update(status=Idea.Status.SUBMITTED, cycle=draft.cycle)
    assert found(draft, contest.instant(Stage.Kind.AFTER, 2027)) == []


@pytest.mark.parametrize("many", [1, 3, 9])
def test_the_search_asks_the_same_whatever_there_is(many, django_assert_num_queries):
    for _ in range(many):
        earlier(**SNOW)
    draft = writing(**SNOW)
    with django_assert_num_queries(5):
        similar_to(draft, LATER)


def test_words_are_read_once_after_the_publication_and_again_after_another_handing_in():
    idea = world.public_idea(**SNOW)
    publishes = idea.cycle.stage(Stage.Kind.IDEAS).publishes_at
    before = unread_ideas(publishes - timedelta(seconds=1))
    assert (list(before), list(unread_ideas(publishes))) == ([], [idea])
    read_keywords(idea, at=publishes)
    assert list(unread_ideas(publishes)) == []
    Idea.objects.filter(pk=idea.pk).update(submitted_at=publishes + timedelta(days=1), title="買物便")
    assert list(unread_ideas(world.AFTER)) == [idea]
    read_keywords(idea, at=world.AFTER)
    words = set(Keyword.objects.values_list("word", flat=True))
    assert ("除雪" in words, "買物" in words, list(unread_ideas(world.AFTER))) == (False, True, [])


def test_what_only_the_office_reads_is_no_word():
    idea = world.public_idea(answers={"secret": "秘密裏"}, **SNOW)
    FormSection.objects.create(cycle=idea.cycle, form="idea", key="secret", label_ja="事務局だけ", is_public=False)
    read_keywords(idea, at=world.AFTER)
    assert not Keyword.objects.filter(word__contains="密").exists()


def test_the_task_reads_what_waits_and_then_nothing(clock_at):
    idea = world.public_idea(**SNOW)
    clock_at(world.AFTER)
    assert (read_words(), read_words()) == (1, 0)
    assert idea.keywords.count() > 3
