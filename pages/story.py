"""One idea told whole: its parts, the municipality's words, and what happened to it."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.standings import decisions_of_ideas, is_published
from common.templatetags.site import or_english
from contest.models import FormSection, Stage
from ideas.models import Idea
from ideas.public import PublicIdea, public_ideas
from ideas.second import public_second
from judging.advising import criteria_of
from judging.models import Advice
from judging.public import public_advice
from judging.standings import released_tier
from pages import results, talk, timeline


def crumbs(idea: PublicIdea) -> list[tuple[str, str]]:
    """Year › challenge › idea."""
    return [
        (idea.cycle_code, reverse("pages:cycle", args=[idea.fiscal_year])),
        (
            or_english(idea.challenge_title, idea.challenge_title_en),
            reverse("pages:challenge", args=[idea.challenge_number]),
        ),
        (or_english(idea.title, idea.title_en), ""),
    ]


def with_milestones(ideas: QuerySet[Idea]) -> Any:
    """`posted_at`, when the challenge became public, the cycle's release of tiers, and whether its advice is published."""
    advised = Advice.objects.filter(idea=OuterRef("pk"), published_at__isnull=False)
    posting = Stage.objects.filter(cycle=OuterRef("cycle"), kind=Stage.Kind.CHALLENGES)
    return ideas.select_related("cycle__tier_release").annotate(
        posted_at=Subquery(posting.values("publishes_at")[:1]), is_advised=Exists(advised)
    )


def with_advice(ideas: QuerySet[Idea]) -> QuerySet[Idea]:
    """The advice and the second version of each."""
    return ideas.select_related("advice", "second_version")


def advised(row: Any, sections: list[FormSection]) -> dict[str, Any]:
    """A published advice beside what the team changed after it; the first version stays what is shown elsewhere."""
    idea = public_ideas([row], sections)[0]
    here = (_("改善アドバイス"), "")
    title = (or_english(idea.title, idea.title_en), reverse("pages:idea", args=[idea.number]))
    return {
        "idea": idea,
        "advice": public_advice(row.advice, criteria_of(row.cycle)),
        "second": public_second(row, sections),
        "crumbs": [*crumbs(idea)[:-1], title, here],
    }


def story(row: Any, idea: PublicIdea, moment: datetime) -> dict[str, Any]:
    """What the idea's page shows besides the idea itself."""
    shown = is_published(row.cycle)  # one look decides about awards and votes
    honours = decisions_of_ideas([row.pk]).get(row.pk, []) if shown else []
    release = getattr(row.cycle, "tier_release", None)
    tier = str(released_tier(row, moment) or "")
    votes, votes_url = results.votes_of(row) if shown else (None, "")
    reports, coming = results.reports_on(row, timezone.localtime(moment).date())
    entries = timeline.in_order(
        timeline.beginning(idea, row.posted_at),
        timeline.decided(release and release.releases_at, tier, honours),
        timeline.counted(votes, row.cycle, votes_url),
        timeline.afterwards(reports, coming),
    )
    return {
        "theme": row.challenge.theme,
        "honours": [results.honour_name(decision) for decision in honours],
        "tier": tier,
        "entries": entries,
        "reports": reports,
        "is_advised": row.is_advised,
        **talk.of_idea(row),
    }
