"""What the office keeps a page for: one row of every kind, and polls that are sealed and published."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import AuditEntry, Consent
from awards.models import Bundle, Decision, PastWinner, Publication
from contest.models import Organization, Stage, Tier
from dialogue.models import Facilitation
from events.models import Session
from files.stored import store
from ideas.models import SecondVersion
from judging.models import Advice, Conflict, Judge, TierRelease
from municipalities.models import Extension, OfficerRequest
from notifications.models import OutboxMail
from tests.factories.accounts import person
from tests.factories.contest import instant
from tests.promises.world import HIDDEN_YEAR, World
from voting.models import Appeal, Ballot, Choice, Poll, Void, Voter
from voting.services import make_cards, publish_poll, seal_poll


def keep_records(world: World) -> None:
    """Fill every shelf of the office."""
    moment, staff, idea = world.poll.opens_at, world.people["staff"], world.ideas["member"]
    act = {"decided_by": staff, "decided_at": moment}
    Decision.objects.create(award=world.award, idea=idea, **act)
    Publication.objects.create(cycle=world.cycle, proposed_by=staff, proposed_at=moment, digest="")
    PastWinner.objects.create(cycle=world.cycle, key="past", team="むかしの隊", source="見本の資料")
    _advise(world, moment)
    TierRelease.objects.create(cycle=world.cycle, releases_at=moment, set_by=staff, set_at=moment)
    zipped = {"file": store("certificates", b"zip", "zip"), "finished_at": moment, "asked_at": moment}
    Bundle.objects.create(cycle=world.cycle, asked_by=staff, **zipped)
    other = Judge.objects.exclude(user=world.people["judge"]).get(cycle=world.cycle)
    Conflict.objects.create(judge=other, idea=world.ideas["rival"], reason="知り合い")
    asked = {"user": person(), "government": world.unserved, "department": "企画課", "asked_at": moment}
    OfficerRequest.objects.create(**asked)
    given = {"reason": "見本", "granted_by": staff, "granted_at": moment, "closes_at": instant(Stage.Kind.CHALLENGES)}
    Extension.objects.create(cycle=world.cycle, participant=world.challenges["neighbour"].participant, **given)
    helps = {"challenge": world.challenges["officer"], "named_by": staff, "named_at": moment}
    Facilitation.objects.create(user=person(), **helps)
    Session.objects.create(event=world.event, order=1, title_ja="第1部")
    Organization.objects.create(key="mihon")
    OutboxMail.objects.create(
        to="a@people.example", subject="控え", body="本文", kind="ideas/receipt", dedupe_key="promise", due_at=moment
    )
    Consent.objects.create(user=world.people["citizen"], kind="privacy", version="1", given_at=moment)
    AuditEntry.objects.create(actor=staff, action="challenge.accept", subject="municipalities.challenge:1", at=moment)
    make_cards(world.cycle, label="受付", count=2, by=staff, at=moment)
    Group.objects.create(name="見本")
    EmailAddress.objects.create(user=world.people["citizen"], email="a@people.example", verified=True, primary=True)
    poll_of(world, "semifinalist", moment)
    _hidden_poll(moment)
    published = poll_of(world, "poster", moment)
    void = Void.objects.create(
        poll=published, receipt="RECEIPTposter001", rule="machine", reason="見本", asked_by=staff
    )
    Appeal.objects.create(void=void, text="見本", asked_at=moment)
    publish_poll(published, at=published.closes_at + timedelta(hours=2))


def _advise(world: World, moment: datetime) -> None:
    """One advice published, with a second version its team may still write; another that nobody was sent."""
    writer, staff = person(), world.people["staff"]
    written = {"strengths": {"novelty": "よい"}, "improvement": "直す", "written_by": writer, "written_at": moment}
    steps = {
        f"{name}_{part}": value
        for name in ("approved", "sent", "published")
        for part, value in (("by", staff), ("at", moment))
    }
    Advice.objects.create(idea=world.ideas["member"], **written, **steps)
    Advice.objects.create(idea=world.ideas["rival"], **written)
    SecondVersion.objects.create(idea=world.ideas["member"], until=moment + timedelta(days=9000))


def poll_of(world: World, tier: str, opens_at: datetime) -> Poll:
    """A sealed poll of this tier with two ballots."""
    times = {"opens_at": opens_at, "closes_at": opens_at + timedelta(hours=3)}
    tier_row = world.cycle.tiers.get(key=tier)
    poll = Poll.objects.create(cycle=world.cycle, tier=tier_row, slug=f"cog2026-{tier}", **times)
    for order, idea in enumerate(world.ideas.values()):
        Choice.objects.create(poll=poll, idea=idea, order=order)
        voter = Voter.objects.create(poll=poll, voter_key=f"{tier}{order}", created_at=opens_at)
        receipt = f"RECEIPT{tier[:6]}{order:03d}"[:16]
        Ballot.objects.create(poll=poll, voter=voter, choices=[idea.number], receipt=receipt, cast_at=opens_at)
    seal_poll(poll, at=poll.closes_at + timedelta(hours=1))
    poll.refresh_from_db()
    return poll


def _hidden_poll(opens_at: datetime) -> None:
    """A poll of a cycle that is still being prepared."""
    tier, closes_at = Tier.objects.get(cycle__fiscal_year=HIDDEN_YEAR, key="finalist"), opens_at + timedelta(hours=3)
    Poll.objects.create(cycle=tier.cycle, tier=tier, slug="not-yet", opens_at=opens_at, closes_at=closes_at)
