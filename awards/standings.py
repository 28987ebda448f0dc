"""Readings of this room: who may get an award, and, once published, who got it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from awards.models import Award, Certificate, Decision, PastWinner, Publication
from awards.public import PastHonour, PublicDecision, past_honours, place_label, public_decisions
from contest.models import Cycle, Tier
from dialogue.standings import statement_for
from ideas.models import Idea
from judging.models import JudgingRefused, MeetingNote, Placement, Reply, Round
from judging.sealing import is_sealed
from judging.standings import FINALIST, RankedIdea, ranking_of, released_placements
from municipalities.models import bodies
from voting.models import Poll
from voting.standings import result_of


def eligible_ideas(award: Award, moment: datetime) -> QuerySet[Idea]:
    """Ideas that may get this award by tier and team attribute; none before the tiers are released."""
    placed, tiers = released_placements(award.cycle, moment), award.eligible_tiers
    in_tier = [pk for pk, tier in placed.items() if not tiers or tier in tiers]
    ideas = Idea.objects.handed_in().filter(pk__in=in_tier).select_related("cycle", "team").order_by("serial")
    return ideas.filter(team__attribute__in=award.team_attributes) if award.team_attributes else ideas


def selectable_ideas(award: Award, moment: datetime) -> QuerySet[Idea]:
    """What a selector may choose among: eligible, and nothing of it that the world does not read."""
    return eligible_ideas(award, moment) & Idea.objects.public(moment)


def no_longer_eligible(cycle: Cycle, moment: datetime) -> list[Decision]:
    """Decisions for ideas that were withdrawn, moved to another tier, or whose team changed its attribute since."""
    decisions = Decision.objects.filter(award__cycle=cycle).select_related("award__cycle", "idea__cycle")
    awards = cycle.awards.select_related("tier").prefetch_related("tiers")
    fit = {award.pk: set(eligible_ideas(award, moment).values_list("pk", flat=True)) for award in awards}
    return [row for row in decisions if row.idea_id not in fit[row.award_id]]


def in_the_running(award: Award, poll: Poll) -> set[int]:
    """Ideas of a poll that numbers may give the award to: a withdrawn one makes room for those behind it.

    One whose award is public keeps it: that it gives it back is written down by hand.
    """
    handed_in = Q(idea__in=Idea.objects.handed_in().order_by().values("pk"))
    won = Q(idea__award_decisions__award=award) if is_published(award.cycle) else Q(pk__in=[])
    return set(poll.choices.filter(handed_in | won).values_list("idea", flat=True))


def finalists(cycle: Cycle, moment: datetime) -> QuerySet[Idea]:
    """The ideas that present, and whose carrying-out is followed up: the released finalists, but for those withdrawn."""
    placed = [pk for pk, tier in released_placements(cycle, moment).items() if tier.key == FINALIST]
    return Idea.objects.handed_in().filter(pk__in=placed).order_by("serial")


def is_published(cycle: Cycle) -> bool:
    """Whether the world may see this cycle's awards."""
    return Publication.objects.filter(cycle=cycle, published_at__isnull=False).exists()


def published_decisions(cycle: Cycle) -> list[PublicDecision]:
    """The awards of a cycle in the order they are given; empty before publication. One look at the database decides."""
    return public_decisions(_published().filter(award__cycle=cycle))


def decisions_of_ideas(idea_ids: Iterable[int]) -> dict[int, list[PublicDecision]]:
    """Published awards by idea, over any cycles; those given back are none."""
    by_idea: dict[int, list[PublicDecision]] = {}
    for decision in public_decisions(_published().filter(idea__in=list(idea_ids), returned_at__isnull=True)):
        by_idea.setdefault(decision.idea_pk, []).append(decision)
    return by_idea


def all_published() -> list[PublicDecision]:
    """Every published award of public cycles, newest year first."""
    rows = _published().filter(award__cycle__is_public=True)
    return public_decisions(
        rows.order_by("-award__cycle__fiscal_year", "award__order", "award", "place", "idea__serial")
    )


def past_wins() -> list[PastHonour]:
    """Wins of the years before this site, newest year first."""
    return past_honours(PastWinner.objects.public())


def last_past_win() -> str:
    """Another text whenever a win of an earlier year is added, changed or taken away."""
    said = PastWinner.objects.filter(cycle__is_public=True).aggregate(n=Count("pk"), at=Max("updated_at"))
    return f"{said['n']}-{said['at']}"


def withheld_awards(cycle: Cycle) -> list[Award]:
    """Awards that have no winner this year; empty before publication."""
    return list(cycle.awards.filter(is_withheld=True, cycle__publication__published_at__isnull=False))


def _published() -> QuerySet[Decision]:
    return Decision.objects.filter(award__cycle__publication__published_at__isnull=False).for_public()


@dataclass(frozen=True)
class Evidence:
    """What the desk shows beside an idea: its rank in each round, and its votes once they are sealed (None before)."""

    idea: Idea
    tier: Tier
    said: tuple[str, ...]  # in the meeting, by the municipality, and whether both answered before the final
    ranks: tuple[RankedIdea | None, ...]
    votes: int | None


def evidence_of(cycle: Cycle, moment: datetime) -> list[Evidence]:
    """The released ideas of a cycle by tier and number, with what speaks for them. For the secretariat alone.

    A final that still takes scores has no ranks yet, for anybody.
    """
    placed = released_placements(cycle, moment)
    ideas = Idea.objects.handed_in().filter(pk__in=placed).select_related("cycle", "team")
    rounds = cycle.rounds.select_related("cycle")
    rankings = [{} if is_sealed(round, moment) else _ranks(round) for round in rounds]
    ideas, said, votes = list(ideas.order_by("serial")), _said_of(placed), _sealed_votes(cycle)
    rows = [
        Evidence(
            idea,
            placed[idea.pk],
            tuple(said.get(idea.pk, ())),
            tuple(ranks.get(idea.pk) for ranks in rankings),
            votes.get(idea.number),
        )
        for idea in ideas
    ]
    return sorted(rows, key=lambda row: (row.tier.order, row.tier.pk))


def _said_of(idea_ids: Iterable[int]) -> dict[int, list[str]]:
    """Why the tier, what the meeting noted, the municipality's stance, and who answered the further questions."""
    said: dict[int, list[str]] = {}
    for pk, reason in Placement.objects.filter(idea__in=idea_ids).exclude(reason="").values_list("idea", "reason"):
        said.setdefault(pk, []).append(reason)
    for note in MeetingNote.objects.filter(idea__in=idea_ids):
        said.setdefault(note.idea_id, []).append(note.text)
    ideas = (
        Idea.objects.filter(pk__in=idea_ids)
        .select_related("challenge__participant")
        .prefetch_related(bodies("challenge__participant__members"))
    )
    for pk, word in statement_for(ideas).items():
        said.setdefault(pk, []).append(_("自治体のことば：%(stance)s") % {"stance": word.stance_label})
    for reply in Reply.objects.filter(inquiry__idea__in=idea_ids, handed_in_at__isnull=False).select_related("inquiry"):
        words = _("追加質問に答えた：%(side)s") % {"side": reply.get_side_display()}
        said.setdefault(reply.inquiry.idea_id, []).append(words)
    return said


def _ranks(round: Round) -> dict[int, RankedIdea]:
    try:
        return {row.idea.pk: row for row in ranking_of(round)}
    except JudgingRefused:
        return {}


def _sealed_votes(cycle: Cycle) -> dict[str, int]:
    sealed = cycle.polls.filter(sealed_at__isnull=False).select_related("seal")
    return {number: votes for poll in sealed for number, votes in result_of(poll)}


def decision_behind(certificate: Certificate) -> Decision | None:
    """What a paper of an award says, as long as it is so; given back or not."""
    if certificate.award_id is None or certificate.place is None:
        return None
    decisions = Decision.objects.filter(award=certificate.award_id, idea=certificate.idea_id, place=certificate.place)
    return decisions.select_related("award").first()


@dataclass(frozen=True)
class Paper:
    """A paper somebody may have made out to their own name: an award their team got, or (None) that it took part."""

    idea: Idea
    decision: Decision | None

    @property
    def key(self) -> str:
        return f"{self.idea.pk}-{self.decision.pk if self.decision else 0}"

    @property
    def what(self) -> str:
        if self.decision is None:
            return _("参加証")
        return f"{self.decision.award} {place_label(self.decision.place, self.decision.award.places)}".strip()


def papers_to_ask_for(user: User, moment: datetime) -> list[Paper]:
    """Published awards of one's teams, and the publication of their ideas, newest year first."""
    mine = Idea.objects.handed_in().filter(team__members__user=user).select_related("cycle", "team")
    ideas = list(mine.order_by("-cycle__fiscal_year", "serial"))
    out = set(Idea.objects.public(moment).filter(pk__in=[idea.pk for idea in ideas]).values_list("pk", flat=True))
    won = list(_published().filter(idea__in=ideas, returned_at__isnull=True))
    papers = []
    for idea in ideas:
        papers += [Paper(idea, row) for row in won if row.idea_id == idea.pk]
        papers += [Paper(idea, None)] if idea.pk in out else []
    return papers
