"""E3: publication is atomic. A second connection looks after every single statement of it and never sees a half."""

import pytest

from awards import services
from awards.models import Publication
from common import clock
from tests.factories import awards
from tests.factories.accounts import staff
from tests.support.readers import seen_during

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# One statement, so one snapshot: are the awards public, every poll's result, the mails to winners, the follow-ups?
LOOK = """
SELECT EXISTS (SELECT 1 FROM awards_publication WHERE published_at IS NOT NULL),
       NOT EXISTS (SELECT 1 FROM voting_poll WHERE published_at IS NULL),
       EXISTS (SELECT 1 FROM notifications_outboxmail WHERE kind = 'awards/won'),
       EXISTS (SELECT 1 FROM followup_plan)
"""


def halves(seen):
    return [state for state in seen if len(set(state)) > 1]


@pytest.fixture
def cycle(clock_at):
    year, _entries = awards.proposed()
    return year


def test_readers_see_all_of_a_publication_or_nothing(cycle):
    agreer = staff()
    seen = seen_during(lambda: services.agree_publication(cycle, by=agreer, at=clock.now()), LOOK)
    assert len(seen) > 20
    assert halves(seen) == []
    assert (seen[0], seen[-1]) == ((False,) * 4, (True,) * 4)


def test_the_reader_would_notice_a_publication_in_pieces(cycle):
    """The negative control: the same steps without the transaction around them."""
    agreer, publication = staff(), Publication.objects.get()
    seen = seen_during(lambda: services.publish(publication, by=agreer, at=clock.now()), LOOK)
    assert len(halves(seen)) > 0
    assert seen[-1] == (True,) * 4
