"""Awards of the promises' small world brought to the brink of their publication."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from awards import services
from judging.models import TierRelease
from municipalities.models import Follow
from tests.factories.accounts import staff
from tests.promises.acts import bound
from tests.promises.small_world import World
from voting.models import Poll
from voting.services import seal_poll

HOUR = timedelta(hours=1)


def proposed(there: World, at: datetime) -> Any:
    """Everything decided and sealed, and one person has said when it comes out: an hour later."""
    TierRelease.objects.get_or_create(
        cycle=there.cycle, defaults={"set_by": there.people["staff"], "set_at": at, "releases_at": at}
    )
    there.cycle.tiers.filter(poll__isnull=True).update(has_poll=False)
    for poll in Poll.objects.filter(cycle=there.cycle):
        seal_poll(poll, at=at)
    return services.propose_publication(there.cycle, by=there.people["staff"], at=at, goes_public_at=at + HOUR)


def agreed(there: World, at: datetime) -> Any:
    proposed(there, at)
    return services.agree_publication(there.cycle, by=staff(), at=at)


def _told(there: World) -> datetime:
    """Published, with somebody who followed the challenge in time."""
    at = there.poll.closes_at + HOUR
    agreed(there, at)
    services.publish_due_awards(at=at + HOUR)
    assert Follow.objects.filter(challenge=there.idea.challenge).exists()
    return at + 2 * HOUR


def _second_person(there: World) -> Callable[[], Any]:
    at = there.poll.closes_at + HOUR
    proposed(there, at)
    return bound(services.agree_publication, there.cycle, by=staff(), at=at + HOUR)


def _moment(there: World) -> Callable[[], Any]:
    at = there.poll.closes_at + HOUR
    agreed(there, at)
    return bound(services.publish_due_awards, at=at + HOUR)


OF_AWARDS: dict[str, Callable[[World], Callable[[], Any]]] = {
    "agree_publication": _second_person,
    "publish_due_awards": _moment,
    "tell_followers_of_awards": lambda w: bound(services.tell_followers, at=_told(w)),
}
