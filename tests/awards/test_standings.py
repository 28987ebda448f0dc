"""What the world may see, and when."""

import pytest

from awards import services, standings
from awards.models import Decision
from tests.factories import awards
from tests.factories.accounts import staff
from voting.models import Poll

pytestmark = pytest.mark.django_db


def test_nothing_is_public_before_the_publication(evening):
    year, entries = awards.proposed()
    ids = [idea.pk for idea in entries]
    shown = (standings.published_decisions(year), standings.decisions_of_ideas(ids), standings.is_published(year))
    assert shown == ([], {}, False)
    assert not Poll.objects.filter(published_at__isnull=False).exists()
    assert standings.withheld_awards(year) == []


def test_the_world_sees_team_and_municipality_together(evening):
    year, entries = awards.proposed()
    services.agree_publication(year, by=staff(), at=evening)
    shown = standings.published_decisions(year)
    assert [(row.award, row.place_label, row.idea_title) for row in shown] == [
        ("総合賞", "", "候補0"),
        ("オンライン投票賞", "金", "候補1"),
        ("オンライン投票賞", "銀", "候補2"),
        ("オンライン投票賞", "銅", "候補0"),
    ]
    grand = shown[0]
    assert (grand.team, grand.municipality) == (entries[0].team.name, entries[0].challenge.participant.name)
    assert (grand.citation, grand.idea_number, grand.published_at) == ("すばらしい", entries[0].number, evening)
    mine = standings.decisions_of_ideas([entries[0].pk])[entries[0].pk]
    assert [(row.award_key, row.place) for row in mine] == [("grand", 1), ("online", 3)]


def test_a_reason_written_in_english_alone_is_read_everywhere(evening):
    year, _entries = awards.proposed()
    services.agree_publication(year, by=staff(), at=evening)
    Decision.objects.filter(award__key="grand").update(citation_ja="", citation_en="Begins with voices.")
    assert standings.published_decisions(year)[0].citation == "Begins with voices."


@pytest.mark.parametrize("count", [1, 3])
def test_the_awards_are_read_in_two_questions(count, evening, django_assert_num_queries):
    year, entries = awards.final()
    for n in range(count):
        award = awards.award(f"more{n}", "賞", order=5 + n)
        services.decide_award(award, entries[n], by=staff(), at=evening)
    services.propose_publication(year, by=staff(), at=evening)
    services.agree_publication(year, by=staff(), at=evening)
    with django_assert_num_queries(2):
        assert len(standings.published_decisions(year)) == 4 + count
