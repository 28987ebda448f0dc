"""What an officer's pages need to know about a challenge at one moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from contest.models import FormSection, Stage
from contest.sheet import ANSWER, Problem, Section
from municipalities.completeness import problems_of
from municipalities.models import Challenge
from municipalities.public import PublicChallenge, public_challenges
from municipalities.sheet import sections_of


@dataclass(frozen=True)
class Standing:
    """Where a challenge stands, for its officer."""

    challenge: Challenge
    stage: Stage | None
    is_editable: bool
    is_public: bool


def standing_of(challenge: Challenge, moment: datetime) -> Standing:
    """Reads prefetched stages; `is_editable` is the twin of the rule's status and stage part."""
    stage = challenge.cycle.stage(Stage.Kind.CHALLENGES)
    is_open = stage is not None and stage.is_open_at(moment)
    is_draft, is_returned = (challenge.status == s for s in (Challenge.Status.DRAFT, Challenge.Status.RETURNED))
    is_accepted = challenge.status == Challenge.Status.ACCEPTED and challenge.cycle.is_public
    is_public = is_accepted and stage is not None and stage.is_published_at(moment)
    return Standing(challenge, stage, is_returned or (is_draft and is_open), is_public)


def open_stage(moment: datetime) -> Stage | None:
    """The STEP1 that is open now, of the newest public cycle that has one."""
    stages = Stage.objects.open_at(moment).filter(kind=Stage.Kind.CHALLENGES, cycle__is_public=True)
    return stages.select_related("cycle").order_by("-cycle__fiscal_year").first()


def next_opening(moment: datetime) -> Stage | None:
    """The next STEP1 to open, if its date is known."""
    coming = Stage.objects.filter(kind=Stage.Kind.CHALLENGES, cycle__is_public=True, opens_at__gt=moment)
    return coming.select_related("cycle").order_by("opens_at").first()


def navigation(challenge: Challenge, current: str, moment: datetime) -> dict[str, Any]:
    """Context of partials/section_list.html: the pages of the form, what is done, and the deadline."""
    problems = problems_of(challenge)
    sections = sections_of(challenge)
    standing = standing_of(challenge, moment)
    has_deadline = standing.stage is not None and challenge.status == Challenge.Status.DRAFT
    confirm = {
        "label": _("確認して送る"),
        "url": reverse("municipalities:challenge_confirm", args=[challenge.pk]),
        "is_current": current == "confirm",
    }
    return {
        "section_title": _("課題の応募"),
        "sections": [*(_entry(challenge, section, current, problems) for section in sections), confirm],
        "deadline": standing.stage.closes_at if has_deadline and standing.stage else None,
        "now": moment,
        "saved_at": challenge.updated_at,
    }


def _entry(challenge: Challenge, section: Section, current: str, problems: list[Problem]) -> dict[str, Any]:
    return {
        "label": section.label,
        "url": section_url(challenge, section.key),
        "is_current": section.key == current,
        "is_done": _is_written(challenge, section) and all(problem.section != section.key for problem in problems),
        "is_optional": section.is_optional,
    }


def _is_written(challenge: Challenge, section: Section) -> bool:
    """An optional page is done when something is on it."""
    if not section.is_optional:
        return True
    answers = challenge.answers
    return any(answers.get(name.removeprefix(ANSWER)) or getattr(challenge, name, "") for name in section.names)


def problem_links(challenge: Challenge) -> list[tuple[Problem, str]]:
    """What is to be put right, each with the way there."""
    return [
        (problem, f"{section_url(challenge, problem.section)}?check=1#id_{problem.field}")
        for problem in problems_of(challenge)
    ]


def remarks_context(challenge: Challenge, key: str = "") -> dict[str, Any]:
    """`section_remarks`: what is asked of this page of the form; `remark_pages`: every page of which something is asked."""
    asked = list(challenge.section_remarks.open()) if challenge.decided_at else []
    keys = {remark.section for remark in asked}
    pages = [section for section in sections_of(challenge) if section.key in keys]
    return {
        "section_remarks": [remark for remark in asked if remark.section == key],
        "remark_pages": [{"label": page.label, "url": section_url(challenge, page.key)} for page in pages],
    }


def section_url(challenge: Challenge, key: str) -> str:
    return reverse("municipalities:challenge_edit", args=[challenge.pk, key])


def as_public(challenge: Challenge) -> PublicChallenge:
    """The challenge as the world will see it."""
    return public_challenges([challenge], challenge.cycle.questions(FormSection.Form.CHALLENGE))[0]
