"""Hand-ins at the same moment: every challenge gets a number of its own, and a double click one receipt."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from contest.models import Stage
from municipalities.models import Challenge
from municipalities.services import submit_challenge
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.municipalities import challenge

OPEN = contest.instant(Stage.Kind.CHALLENGES)


def hand_in(kept: Challenge) -> str:
    """As one of several web processes would."""
    try:
        return submit_challenge(kept, by=kept.written_by, at=OPEN).number
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_simultaneous_hand_ins():
    drafts = [challenge() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(hand_in, [draft for draft in drafts for _ in range(2)]))
    assert sorted(set(numbers)) == [f"COG2026-C-000{n}" for n in range(1, 5)]
    assert numbers[::2] == numbers[1::2]
    assert OutboxMail.objects.count() == 4
