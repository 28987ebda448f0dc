"""What the world is handed: only what is published, handed in and consented to."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from ideas.models import Idea
from ideas.public import public_ideas
from ideas.services import save_idea, submit_idea
from ideas.standings import attribute_totals, idea_totals, with_idea_count
from municipalities.models import Challenge
from tests.factories import ideas as make
from tests.factories.accounts import person
from tests.factories.contest import cycle, windows
from tests.factories.municipalities import challenge

pytestmark = pytest.mark.django_db
PUBLISHES = windows(2026)["ideas"][2]


def seen(moment=PUBLISHES) -> list:
    asked = cycle().form_sections.filter(form="idea")
    return public_ideas(Idea.objects.public(moment).for_public(), asked)


def test_only_those_who_agreed_are_named():
    team = make.team(1, leader=person(family_name="出", given_name="ない"))
    make.member(team, person(family_name="公", given_name="開"), name_is_public=True)
    make.member(team, person(family_name="", given_name="", email="secret@people.example"), name_is_public=True)
    make.submitted(team)
    (public,) = seen()
    assert (public.team.member_names, public.team.member_count) == (("公 開",), 3)
    assert not any(word in str(asdict(public)) for word in ("出 ない", "secret@people.example"))


@pytest.mark.parametrize(
    ("made", "moment", "count"),
    [
        (make.draft, PUBLISHES, 0),
        (make.withdrawn, PUBLISHES, 0),
        (make.submitted, PUBLISHES - timedelta(microseconds=1), 0),
        (make.submitted, PUBLISHES, 1),
    ],
)
def test_what_is_public(made, moment, count):
    made()
    assert len(seen(moment)) == count


def test_a_cycle_that_is_not_public_shows_nothing():
    make.submitted()
    cycle().__class__.objects.update(is_public=False)
    assert seen() == []


def test_words_and_pictures_not_handed_in_are_not_there():
    idea = make.submitted(title="出した名前")
    leader = make.leader_of(idea.team)
    make.picture(idea, alt="出した絵")
    submit_idea(idea, by=leader, at=make.AUTUMN)
    make.picture(idea, alt="出していない絵")
    save_idea(
        idea, fields={"title": "出していない名前", "answers": {"story": "出していない文"}}, by=leader, at=make.AUTUMN
    )
    (public,) = seen()
    assert (public.title, [picture.alt for picture in public.pictures]) == ("出した名前", ["出した絵"])
    assert "出していない" not in str(asdict(public))


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_a_fixed_number_of_queries(count, django_assert_num_queries):
    for _ in range(count):
        make.picture(make.submitted())
    asked = list(cycle().form_sections.filter(form="idea"))
    with django_assert_num_queries(5):
        assert len(public_ideas(Idea.objects.public(PUBLISHES).for_public(), asked)) == count


def test_counts_stand_beside_each_other():
    one, none = challenge("accepted"), challenge("accepted")
    team = make.team(attribute="mixed")
    make.submitted(team, challenge=one)
    make.draft(team, challenge=one)
    make.draft(challenge=one)
    make.withdrawn(challenge=one)
    counted = with_idea_count(Challenge.objects.order_by("pk")).values_list("pk", "idea_count", "team_count")
    assert list(counted) == [(one.pk, 1, 2), (none.pk, 0, 0)]
    assert idea_totals([cycle(), cycle(2027)]) == {cycle().pk: 1, cycle(2027).pk: 0}
    assert attribute_totals(cycle()) == {"citizens": 0, "students": 0, "mixed": 1}
