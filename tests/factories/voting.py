"""Polls open right now (the database's clock decides), voters and ballots."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

from common import clock
from contest.models import Cycle, Tier
from ideas.models import Idea, Team
from tests.factories.accounts import staff
from tests.factories.contest import cycle
from tests.factories.municipalities import challenge
from voting import services, standings
from voting.models import Ballot, Poll, Rules, Trace, Voter
from voting.wording import default_text

HOUR = timedelta(hours=1)
_serials = count(101)


def rules(of: Cycle | None = None, **fields) -> Rules:
    """The year's rules as the site ships them, not published yet."""
    year = of or cycle()
    texts = {"text_ja": default_text(year, "ja"), "text_en": default_text(year, "en"), "appeal_days": 14}
    return services.write_rules(year, **{**texts, **fields})


def ruled(of: Cycle | None = None) -> Cycle:
    """A cycle whose rules are published."""
    year = of or cycle()
    if not Rules.objects.filter(cycle=year).exists():
        services.publish_rules(rules(year), by=staff(), at=clock.now())
    return year


def idea(**fields) -> Idea:
    """A handed-in idea with a title and a team of its own."""
    serial = next(_serials)
    year = fields.pop("cycle", None) or cycle()
    team = Team.objects.create(cycle=year, name=f"見本チーム{serial}", attribute="mixed")
    about = fields.pop("challenge", None) or challenge(cycle=year)
    words = {"title": f"アイデア{serial}", "summary": f"ひとこと{serial}"}
    state = {"status": "submitted", "serial": serial, "submitted_at": clock.now()}
    return Idea.objects.create(cycle=year, team=team, challenge=about, **{**words, **state, **fields})


def poll(*, ideas: int = 4, tier: str = "finalist", opens=-HOUR, closes=HOUR, max_choices: int = 3) -> Poll:
    """A poll whose window lies around now; `opens` and `closes` are told from now."""
    now, year = clock.now(), ruled()
    about = challenge(cycle=year)
    return services.open_poll(
        Tier.objects.get(cycle=year, key=tier),
        ideas=[idea(cycle=year, challenge=about) for _ in range(ideas)],
        opens_at=now + opens,
        closes_at=now + closes,
        max_choices=max_choices,
        at=now,
    )


def close(poll: Poll) -> Poll:
    """Move the window into the past."""
    now = clock.now()
    Poll.objects.filter(pk=poll.pk).update(opens_at=now - 2 * HOUR, closes_at=now - HOUR)
    poll.refresh_from_db()
    return poll


def voter(of: Poll) -> Voter:
    """A proven voter."""
    return Voter.objects.create(poll=of, voter_key=uuid4().hex * 2, created_at=clock.now())


def alike(of: Poll, count: int) -> list[Voter]:
    """Voters verified on one device in one network."""
    voters = [voter(of) for _ in range(count)]
    Trace.objects.bulk_create(Trace(voter=made, network="n" * 32, device="d" * 32) for made in voters)
    return voters


def numbers(of: Poll) -> list[str]:
    """What can be chosen."""
    return [choice.idea.number for choice in of.choices.select_related("idea__cycle")]


def ballot(by: Voter, *choices: str) -> Ballot:
    """A ballot cast as everyone casts it; of the first option when nothing is said."""
    paper = standings.paper_of(by.poll.slug)
    assert paper is not None
    chosen = choices or paper.numbers[:1]
    receipt = services.cast_ballot(paper, voter_id=by.pk, choices=chosen, request_id=uuid4())
    return Ballot.objects.get(receipt=receipt)


def sealed(ballots: int = 3, **fields) -> Poll:
    """A closed and sealed poll with so many voters, who chose in turn."""
    made = poll(**fields)
    options = numbers(made)
    for n in range(ballots):
        ballot(voter(made), options[n % len(options)])
    services.seal_poll(close(made), at=clock.now())
    return made
