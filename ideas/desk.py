"""What a team's pages need to know about an idea at one moment."""

import re
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from contest.models import Cycle, FormSection, Stage
from contest.sheet import ANSWER, Problem, Section
from ideas.agreement import missing_yeses
from ideas.completeness import problems_of, team_problems
from ideas.eligibility import Kind, NotYet, not_yet
from ideas.evidence import SHELVES
from ideas.facts import facts_of
from ideas.models import Idea, Leave, Team
from ideas.printed import PAPERS
from ideas.public import PublicIdea, public_documents, public_ideas, public_pictures
from ideas.sheet import PICTURE, per_member, sections_of, values_at, values_of
from municipalities.models import Challenge, DataResource, Participant

MENDED_AT = {
    Kind.ENTRY_CLASS: "ideas:member_edit",
    Kind.AGE_BAND: "ideas:member_edit",
    Kind.GUARDIAN: "ideas:guardian_ask",
    Kind.RECOMMENDATION: "ideas:recommendation",
}
# Rooms above append in `AppConfig.ready()`: what else of theirs there is to read on an idea, as label and address.
LINKS: list[Callable[[Idea], tuple[str, str] | None]] = []
NUMBER = re.compile(r"COG(\d{4})-C-(\d{4,9})", re.ASCII)


@dataclass(frozen=True)
class Standing:
    """Where an idea stands, for its team."""

    idea: Idea
    stage: Stage | None
    is_open: bool
    moment: datetime
    leave: Leave | None = None  # the secretariat's, after the deadline

    @property
    def is_editable(self) -> bool:
        return (self.is_open and self.idea.status != Idea.Status.WITHDRAWN) or self.leave is not None

    @property
    def deadline(self) -> datetime | None:
        """Until when this idea is taken: the cycle's deadline, or the secretariat's leave beyond it."""
        return self.leave.until if self.leave else self.stage.closes_at if self.stage else None

    @property
    def is_late(self) -> bool:
        """The deadline has passed; before STEP2 opens nothing is late."""
        return self.stage is not None and not self.is_open and self.moment >= self.stage.closes_at

    @property
    def is_out(self) -> bool:
        return self.stage is not None and self.stage.is_published_at(self.moment)

    @property
    def may_be_withdrawn(self) -> bool:
        return self.is_open and self.idea.status != Idea.Status.WITHDRAWN


def standing_of(idea: Idea, moment: datetime) -> Standing:
    is_now = is_open(idea.cycle, moment)
    return Standing(idea, stage_of(idea.cycle), is_now, moment, None if is_now else idea.leave_at(moment))


def links_of(idea: Idea) -> list[tuple[str, str]]:
    """The ways from an idea's own page to what rooms above keep of it."""
    return [found for link in LINKS if (found := link(idea))]


def stage_of(cycle: Cycle) -> Stage | None:
    """The cycle's STEP2."""
    return cycle.stage(Stage.Kind.IDEAS)


def is_open(cycle: Cycle, moment: datetime) -> bool:
    """Reads prefetched stages; the twin of the rule's stage part."""
    stage = stage_of(cycle)
    return stage is not None and stage.is_open_at(moment)


def is_over(cycle: Cycle, moment: datetime) -> bool:
    """The deadline has passed: members stay as they are."""
    stage = stage_of(cycle)
    return stage is None or moment >= stage.closes_at


def open_cycle(moment: datetime) -> Cycle | None:
    """The public cycle for which teams form: the one now on, until its STEP2 is over."""
    cycle = Cycle.objects.current(moment)
    if cycle:
        prefetch_related_objects([cycle], "stages")
    stage = stage_of(cycle) if cycle else None
    return cycle if stage is not None and moment < stage.closes_at else None


def challenge_numbered(number: str, moment: datetime) -> Challenge | None:
    """The published challenge people call COG2026-C-0012."""
    found = NUMBER.fullmatch(number.strip().upper())
    if not found:
        return None
    year, serial = map(int, found.groups())
    challenges = Challenge.objects.public(moment).for_cards()
    return challenges.filter(cycle__fiscal_year=year, serial=serial).first()


def navigation(idea: Idea, current: str, moment: datetime) -> dict[str, Any]:
    """Context of partials/section_list.html: the pages of the form, what is done, and the deadline."""
    problems, values = problems_of(idea), values_of(idea)
    standing = standing_of(idea, moment)
    confirm = {
        "label": _("確認して応募する"),
        "url": reverse("ideas:idea_confirm", args=[idea.pk]),
        "is_current": current == "confirm",
    }
    entries = [_entry(idea, section, current, problems, values) for section in sections_of(idea)]
    entries += [_evidence_entry(idea, shelf, count, current) for shelf, count in evidence_counts(idea).items()]
    return {
        "section_title": _("アイデアの応募"),
        "sections": [*entries, confirm],
        "deadline": standing.deadline,
        "now": moment,
        "saved_at": idea.updated_at,
    }


def _entry(
    idea: Idea, section: Section, current: str, problems: list[Problem], values: dict[str, str]
) -> dict[str, Any]:
    written = idea.working_attachments if section.key == PICTURE else any(values[name] for name in section.names)
    return {
        "label": section.label,
        "url": section_url(idea, section.key),
        "is_current": section.key == current,
        "is_done": bool(written) and all(problem.section != section.key for problem in problems),
        "is_optional": section.is_optional,
    }


def _evidence_entry(idea: Idea, shelf: str, count: int, current: str) -> dict[str, Any]:
    label = evidence_label(shelf)
    return {
        "label": _("%(label)s（%(n)d）") % {"label": label, "n": count} if count else label,
        "url": evidence_url(idea, shelf),
        "is_current": shelf == current,
        "is_done": bool(count),
        "is_optional": True,
    }


def evidence_counts(idea: Idea) -> dict[str, int]:
    """How many rows of each kind there are as the team's text stands."""
    working = idea.working["evidence"]
    handed_in = {shelf: len(working.get(shelf, ())) for shelf in ("citations", "hypotheses")}
    return {**handed_in, "notes": idea.notes.standing().count()}


def evidence_label(shelf: str) -> str:
    """The kind in the plural, as its page and the way there are called."""
    return str(SHELVES[shelf]._meta.verbose_name_plural)


def evidence_url(idea: Idea, shelf: str) -> str:
    return reverse("ideas:evidence", args=[idea.pk, shelf])


def data_of_challenge(idea: Idea, moment: datetime) -> QuerySet[DataResource]:
    """What the challenge brings along and a team may cite by choosing it."""
    return DataResource.objects.filter(challenge__in=Challenge.objects.public(moment).filter(pk=idea.challenge_id))


def advice_on(idea: Idea) -> list[tuple[str, str]]:
    """What would make the idea stronger and keeps nobody from handing it in, each with the way there."""
    if idea.working["evidence"].get("citations"):
        return []
    words = _(
        "データの引用が、まだありません。何をもとに考えたかが分かると、読む人に伝わりやすくなります。なくても応募できます。"
    )
    return [(words, evidence_url(idea, "citations"))]


def section_url(idea: Idea, key: str) -> str:
    if key == PICTURE:
        return reverse("ideas:idea_picture", args=[idea.pk])
    return reverse("ideas:idea_edit", args=[idea.pk, key])


def onward_url(idea: Idea, key: str) -> str:
    """The page after `key`; after the last one comes the confirmation."""
    keys = [section.key for section in sections_of(idea)]
    place = keys.index(key) + 1
    return section_url(idea, keys[place]) if place < len(keys) else reverse("ideas:idea_confirm", args=[idea.pk])


def back_url(idea: Idea, key: str) -> str:
    """The page before `key`; before the first one comes the team's."""
    keys = [section.key for section in sections_of(idea)]
    place = keys.index(key)
    return section_url(idea, keys[place - 1]) if place else reverse("ideas:team", args=[idea.team_id])


def each_of(idea: Idea, section: Section) -> list[tuple[str, str, str, bool]]:
    """On a page every member has of their own: label, text and address of each, and whether it is this one."""
    whole = per_member(idea, section.key)
    values = values_at(idea, whole.names) if whole else {}
    return [
        (question.label, values[question.name], section_url(idea, question.name), question.name in section.names)
        for question in (whole.questions if whole else ())
    ]


def named(idea: Idea, section: Section) -> Section:
    """The same page; of a question every member answers, its label says whose this is."""
    whole = per_member(idea, section.key)
    mine = tuple(question for question in whole.questions if question.name in section.names) if whole else ()
    return replace(section, questions=mine) if mine else section


def problem_url(idea: Idea, problem: Problem) -> str:
    """An answer's page has its question's name, which for one each member answers is more than the section's."""
    key = problem.field if problem.field.startswith(ANSWER) else problem.section
    return f"{section_url(idea, key)}?check=1#id_{problem.field}"


def mend_url(team: Team, missing: NotYet, user: Any) -> str:
    """Where this person mends it; what only another member can mend leads to the members."""
    page = reverse("ideas:team", args=[team.pk])
    me = next((member.pk for member in team.members.all() if member.user_id == user.pk), None)
    if missing.kind == Kind.MEMBERS:
        return f"{page}#invite"
    if missing.member == me and missing.kind in MENDED_AT:
        return reverse(MENDED_AT[missing.kind], args=[team.pk])
    return f"{page}#members"


def missing_of(team: Team, ideas: Iterable[Idea], moment: datetime) -> list[NotYet]:
    """What the team lacks for every municipality its ideas answer."""
    return not_yet(facts_of(team, team.cycle, participants_of(ideas), moment))


def participants_of(ideas: Iterable[Idea]) -> list[Participant]:
    """The municipalities these ideas answer, withdrawn ones apart."""
    answered = {idea.challenge.participant for idea in ideas if idea.status != Idea.Status.WITHDRAWN}
    return sorted(answered, key=lambda participant: participant.number)


def missing_links(team: Team, ideas: Iterable[Idea], moment: datetime, user: Any) -> list[tuple[NotYet, str]]:
    """The same, each with the way to mend it."""
    return [(missing, mend_url(team, missing, user)) for missing in missing_of(team, ideas, moment)]


def problem_links(idea: Idea, moment: datetime, user: Any) -> list[tuple[Problem, str]]:
    """What is to be put right before handing in, the team first, each with the way there."""
    team = (
        (Problem("team", missing.kind, "", missing.message, is_missing=True), mend_url(idea.team, missing, user))
        for missing in team_problems(idea, moment)
    )
    texts = [(problem, problem_url(idea, problem)) for problem in problems_of(idea)]
    return [*team, *texts, *_unconfirmed(idea, user)]


def _unconfirmed(idea: Idea, user: Any) -> Iterator[tuple[Problem, str]]:
    """Who must still confirm, apart from this person, who does it by handing in."""
    if waiting := missing_yeses(idea, user):
        words = _("まだ確認していないメンバーがいます：%(names)s") % {"names": _("、").join(map(str, waiting))}
        yield Problem("team", "yes", "", words, is_missing=True), reverse("ideas:idea_agree", args=[idea.pk])


def as_public(idea: Idea) -> PublicIdea:
    """The idea as the world will see it once what is saved now has been handed in."""
    shown = copy(idea)
    for name, value in idea.working.items():
        setattr(shown, name, value)
    public = public_ideas([shown], idea.cycle.questions(FormSection.Form.IDEA))[0]
    pictures, documents = public_pictures(idea.working_pictures), public_documents(idea.working_documents)
    return replace(public, pictures=pictures, documents=documents)


def paper(idea: Idea, kind: str, moment: datetime) -> bytes:
    """A paper of `ideas.printed.PAPERS` with what is saved now, for those who may see it before the world does."""
    return PAPERS[kind](as_public(idea), idea.working_pictures, mark=_paper_mark(idea, moment))


def paper_name(idea: Idea, kind: str) -> str:
    return f"{idea.number or f'idea-{idea.pk}'}-{kind}"


def _paper_mark(idea: Idea, moment: datetime) -> str:
    """What stands on the papers of an idea the world does not see as they say it."""
    stage = stage_of(idea.cycle)
    is_out = idea.cycle.is_public and stage is not None and stage.is_published_at(moment)
    if idea.status == Idea.Status.SUBMITTED and not idea.draft:
        return "" if is_out else _("公開前")
    return _("下書き")
