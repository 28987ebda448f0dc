"""Seeds as citizens left them, and what officers made of them."""

from itertools import count

from accounts.models import User
from contest.models import Stage
from municipalities.models import Officer, Participant, Participation, Seed
from municipalities.services.seeds import suggest_seed
from tests.factories import contest
from tests.factories.accounts import person
from tests.factories.municipalities import officer

_numbers = count(1)
SUMMER = contest.instant(Stage.Kind.CHALLENGES)
AUTUMN = contest.instant(Stage.Kind.IDEAS)


def town() -> Officer:
    """An officer of a municipality that takes part this year."""
    serving = officer()
    Participation.objects.create(participant=serving.participant, cycle=contest.cycle())
    return serving


def seed(to: Participant | None = None, *, by: User | None = None, at=SUMMER, **words) -> Seed:
    """A seed suggested in summer, without a name."""
    number = next(_numbers)
    given = {
        "title": f"困りごと{number}",
        "text": f"夕方、子どもがひとりで過ごせる場所がない（{number}）。",
        "credit": "",
        **words,
    }
    place = to or town().participant
    return suggest_seed(place, cycle=contest.cycle(), by=by or person(), at=at, **given)
