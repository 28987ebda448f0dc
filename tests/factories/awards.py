"""Awards of a final: ideas in their tiers, a sealed poll, and decisions."""

from collections.abc import Iterable
from uuid import uuid4

from accounts.models import User
from awards import services
from awards.models import Award
from common import clock
from contest.models import Cycle, Organization, OrganizationName
from contest.models import Tier as TierRow
from ideas.models import Idea, Team
from tests.factories import ideas, judging, voting
from tests.factories.accounts import staff
from tests.factories.contest import cycle as a_cycle
from tests.factories.municipalities import challenge, officer
from voting import services as votes
from voting import standings
from voting.models import Poll

By = Award.DecidedBy


def award(
    key: str = "grand", name: str = "総合賞", decided_by: str = By.COMMITTEE, *, tiers: Iterable[str] = (), **fields
) -> Award:
    named = {"cycle": a_cycle(), "key": key, "name_ja": name, "decided_by": decided_by}
    made = Award.objects.create(**named | fields)
    made.tiers.set([tier(key) for key in tiers])
    return made


def sponsor(key: str = "sponsor", name: str = "見本社") -> Organization:
    made = Organization.objects.create(key=key)
    OrganizationName.objects.create(organization=made, name_ja=name)
    return made


def tier(key: str = "finalist") -> TierRow:
    return TierRow.objects.get(cycle=a_cycle(), key=key)


def entry(tier_key: str = "finalist", *, attribute: str = Team.Attribute.MIXED, **fields) -> Idea:
    """A handed-in idea in a tier, whose municipality has an officer."""
    voting.ruled()
    about = challenge("accepted", by=officer())
    idea = ideas.submitted(ideas.team(attribute=attribute), challenge=about, **fields)
    judging.placed(idea, tier_key)
    return idea


def poll(*entries: Idea, votes_for: dict[int, int] | None = None, sealed: bool = True) -> Poll:
    """The finalists' poll around now; `votes_for` says how many votes the n-th entry gets."""
    now = clock.now()
    times = {"opens_at": now - voting.HOUR, "closes_at": now + voting.HOUR}
    voting.ruled()
    made = votes.open_poll(tier(), ideas=entries, max_choices=3, at=now, **times)
    standings.forget_papers()
    paper = standings.paper_of(made.slug)
    for n, count in (votes_for or {}).items():
        for _ in range(count):
            voter = voting.voter(made)
            votes.cast_ballot(paper, voter_id=voter.pk, choices=[entries[n].number], request_id=uuid4())
    if sealed:
        votes.seal_poll(voting.close(made), at=now)
        made.refresh_from_db()
    return made


def final(*, votes_for: dict[int, int] | None = None) -> tuple[Cycle, list[Idea]]:
    """A cycle on the evening of its final: three finalists, grand prize decided, the vote sealed but not read yet."""
    entries = [entry(title=f"候補{n}") for n in range(3)]
    judging.released()
    poll(*entries, votes_for={0: 1, 1: 3, 2: 2} if votes_for is None else votes_for)
    grand = award()
    award("online", "オンライン投票賞", By.VIEWERS, tier=tier(), places=3, order=1)
    services.decide_award(grand, entries[0], citation_ja="すばらしい", by=staff(), at=clock.now())
    return a_cycle(), entries


def proposed(by: User | None = None, **fields) -> tuple[Cycle, list[Idea]]:
    cycle, entries = final(**fields)
    services.propose_publication(cycle, by=by or staff(), at=clock.now())
    return cycle, entries
