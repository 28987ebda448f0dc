"""A cycle with challenges and ideas as the public meets them, without the acts that led there."""

from datetime import datetime, timedelta

from awards.models import Award, Decision, Publication
from contest.models import Cycle, Stage
from followup.models import Plan, Report
from ideas.models import Attachment, Idea, IdeaVersion
from municipalities.models import Challenge, Participation
from tests.factories import accounts, contest
from tests.factories import ideas as made
from tests.factories.municipalities import challenge

AUTUMN = contest.instant(Stage.Kind.IDEAS)
WINTER = contest.instant(Stage.Kind.REVIEW)
AFTER = contest.instant(Stage.Kind.AFTER)


def public_challenge(**fields) -> Challenge:
    """An accepted challenge of a municipality that takes part."""
    row = challenge(Challenge.Status.ACCEPTED, **fields)
    Participation.objects.get_or_create(participant=row.participant, cycle=row.cycle)
    return row


def public_idea(**fields) -> Idea:
    """A handed-in idea with one version and one picture."""
    team = fields.pop("team", None) or made.team()
    on = fields.pop("challenge", None) or public_challenge()
    serial = Idea.objects.count() + 1
    texts = {"title": f"あかりみち{serial}", "summary": "夜道を、みんなの明かりで。"}
    answers = {key: f"{label}の文" for key, label, _ in contest.IDEA_SECTIONS}
    state = {"serial": serial, "status": Idea.Status.SUBMITTED, "submitted_at": AUTUMN}
    idea = Idea.objects.create(
        **{"cycle": on.cycle, "team": team, "challenge": on, "answers": answers, **texts, **state, **fields}
    )
    IdeaVersion.objects.create(idea=idea, number=1, answers=answers, handed_in_at=AUTUMN, **texts)
    Attachment.objects.create(idea=idea, file="ideas/x.webp", width=4, height=3, alt="明かり", is_handed_in=True)
    return idea


def award_to(idea: Idea, name: str = "COG総合賞", **fields) -> Decision:
    """An award decided and not yet published."""
    award, _ = Award.objects.get_or_create(
        cycle=idea.cycle, key=name, defaults={"name_ja": name, "decided_by": Award.DecidedBy.COMMITTEE}
    )
    return Decision.objects.create(award=award, idea=idea, decided_by=accounts.staff(), decided_at=WINTER, **fields)


def publish_awards(cycle: Cycle, at: datetime = WINTER + timedelta(days=1)) -> Publication:
    first, second = accounts.staff(), accounts.staff()
    facts = {
        "proposed_by": first,
        "proposed_at": at,
        "agreed_by": second,
        "agreed_at": at,
        "published_at": at,
        "digest": "0" * 64,
    }
    return Publication.objects.create(cycle=cycle, **facts)


def report_on(idea: Idea, state: str = Report.State.RUNNING, side: str = Plan.Side.TEAM) -> Report:
    plan = Plan.objects.create(idea=idea, side=side, months=12, due_on=AFTER.date())
    return Report.objects.create(plan=plan, state=state, done="12店が参加した。", handed_in_at=AFTER)
