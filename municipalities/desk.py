"""What an officer's pages need to know about a challenge at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contest.models import Cycle, FormSection, Stage
from contest.sheet import Problem, Section
from municipalities.completeness import problems_of, row_problems
from municipalities.data_rows import PREFIXES, Row, numbered, place_of, row_label
from municipalities.models import Challenge, DataResource, Extension, Participant, Window
from municipalities.public import PublicChallenge, PublicResource, public_challenges, public_resource
from municipalities.sheet import BASICS, as_written, sections_of, values_at
from municipalities.waiting import days_late, promised_day

TOGETHER = timedelta(minutes=10)  # so long after saving somebody is said to be writing too


@dataclass(frozen=True)
class Standing:
    """Where a challenge stands, for its officer."""

    challenge: Challenge
    stage: Stage | None
    window: Window | None
    is_editable: bool
    is_public: bool
    promised: date | None  # the last day for the secretariat's answer, while one is waited for
    days_late: int

    @property
    def has_unsent_changes(self) -> bool:
        """Handed in, but edited since: what the secretariat reads is the older text."""
        is_theirs = self.challenge.status in {Challenge.Status.SUBMITTED, Challenge.Status.ACCEPTED}
        return is_theirs and bool(self.challenge.draft)

    @property
    def url(self) -> str:
        """Where its officer goes on: to the form, to the receipt, or to what was written and never handed in."""
        is_to_be_written = self.has_unsent_changes or self.challenge.status not in {"submitted", "accepted"}
        if self.is_editable and is_to_be_written:
            return section_url(self.challenge, BASICS)
        page = "receipt" if self.challenge.number else "preview"
        return reverse(f"municipalities:challenge_{page}", args=[self.challenge.pk])


def standing_of(challenge: Challenge, moment: datetime) -> Standing:
    """Reads prefetched stages and rows read `with_window()`; `is_editable` is the twin of the rule but for the person."""
    window, is_public = challenge.window, challenge.is_public_at(moment)
    is_open = window is not None and window.is_open_at(moment) and not is_public
    return Standing(
        challenge=challenge,
        stage=challenge.cycle.stage(Stage.Kind.CHALLENGES),
        window=window,
        is_editable=is_open or challenge.status == Challenge.Status.RETURNED,
        is_public=is_public,
        promised=promised_day(challenge),
        days_late=days_late(challenge, moment),
    )


def mark_of(standing: Standing) -> str:
    """What stands on every sheet of paper of a challenge the world does not see yet."""
    if standing.is_public:
        return ""
    in_hands = standing.challenge.status in {Challenge.Status.DRAFT, Challenge.Status.RETURNED}
    return _("下書き") if in_hands or standing.has_unsent_changes else _("公開前")


def colleague_of(challenge: Challenge, reader: User, moment: datetime) -> str:
    """Who else saved something here a short while ago, in a sentence; two people on one draft are told of each other."""
    at = challenge.written_at
    if at is None or challenge.written_by_id == reader.pk or not timedelta() <= moment - at < TOGETHER:
        return ""
    words = {"name": str(challenge.written_by), "time": f"{timezone.localtime(at):%H:%M}"}
    return _("%(name)sさんも、この課題を書いています（%(time)sに保存しました）。") % words


def open_stage(moment: datetime) -> Stage | None:
    """The STEP1 that is open now to everybody, of the newest public cycle that has one."""
    stages = Stage.objects.open_at(moment).filter(kind=Stage.Kind.CHALLENGES, cycle__is_public=True)
    return stages.select_related("cycle").order_by("-cycle__fiscal_year").first()


@dataclass(frozen=True)
class Call:
    """The STEP1 in which some municipalities may begin challenges now: until when, and which of them."""

    cycle: Cycle
    closes_at: datetime
    participants: list[Participant]


def open_call(participants: Iterable[Participant], moment: datetime) -> Call | None:
    """The newest public cycle that takes challenges of any of these municipalities, those with more time included."""
    mine = list(participants)
    stages = Stage.objects.filter(kind=Stage.Kind.CHALLENGES, cycle__is_public=True, opens_at__lte=moment)
    stage = stages.select_related("cycle").order_by("-cycle__fiscal_year").first()
    if stage is None:
        return None
    given: dict[int, datetime] = {}
    for extension in Extension.objects.counting().filter(participant__in=mine, cycle=stage.cycle):
        given.setdefault(extension.participant_id, extension.closes_at)
    ends = {one.pk: max(stage.closes_at, given.get(one.pk, stage.closes_at)) for one in mine}
    taken = [one for one in mine if moment < ends[one.pk]]
    return Call(stage.cycle, min(ends[one.pk] for one in taken), taken) if taken else None


def next_opening(moment: datetime) -> Stage | None:
    """The next STEP1 to open, if its date is known."""
    coming = Stage.objects.filter(kind=Stage.Kind.CHALLENGES, cycle__is_public=True, opens_at__gt=moment)
    return coming.select_related("cycle").order_by("opens_at").first()


def navigation(challenge: Challenge, current: str, moment: datetime) -> dict[str, Any]:
    """Context of partials/section_list.html: the pages of the form, what is done, and the deadline."""
    problems = problems_of(challenge)
    sections = sections_of(challenge)
    standing = standing_of(challenge, moment)
    has_deadline = challenge.status != Challenge.Status.RETURNED and standing.window is not None
    confirm = {
        "label": _("確認して送る"),
        "url": reverse("municipalities:challenge_confirm", args=[challenge.pk]),
        "is_current": current == "confirm",
    }
    return {
        "section_title": _("課題の応募"),
        "sections": [*(_entry(challenge, section, current, problems) for section in sections), confirm],
        "deadline": standing.window.closes_at if has_deadline and standing.window else None,
        "now": moment,
        "saved_at": challenge.written_at or challenge.created_at,
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
    return any(values_at(challenge, section.names).values())


def problem_links(challenge: Challenge) -> list[tuple[Problem, str]]:
    """What is to be put right, each with the way there."""
    return [(problem, _problem_url(challenge, problem)) for problem in problems_of(challenge)]


def _problem_url(challenge: Challenge, problem: Problem) -> str:
    """Straight to the field; of a row of data, on that row's own page."""
    if (place := place_of(problem.field)) is None:
        return f"{section_url(challenge, problem.section)}?check=1#id_{problem.field}"
    shelf, key, field = place
    return reverse(f"municipalities:{shelf}_edit", args=[challenge.pk, key]) + f"?check=1#id_{field}"


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


def row_url(row: Row, act: str = "edit") -> str:
    """A page of one piece of data or knowledge."""
    return reverse(f"municipalities:{PREFIXES[type(row)]}_{act}", args=[row.challenge_id, row.pk])


def around(challenge: Challenge, key: str) -> tuple[str, str]:
    """The pages before and after one of the form; after the last one comes the confirmation."""
    urls = [section_url(challenge, section.key) for section in sections_of(challenge)]
    place = [section.key for section in sections_of(challenge)].index(key)
    urls = [
        reverse("municipalities:challenges"),
        *urls,
        reverse("municipalities:challenge_confirm", args=[challenge.pk]),
    ]
    return urls[place], urls[place + 2]


@dataclass(frozen=True)
class Entry:
    """One piece of data or knowledge on the data page, with what it lacks and the ways to change it."""

    row: Row
    label: str
    problems: list[Problem]
    is_first: bool
    is_last: bool

    @property
    def public(self) -> PublicResource | None:
        return public_resource(self.row) if isinstance(self.row, DataResource) else None

    @property
    def edit_url(self) -> str:
        return row_url(self.row, "edit")

    @property
    def move_url(self) -> str:
        return row_url(self.row, "move")

    @property
    def remove_url(self) -> str:
        return row_url(self.row, "remove")


def shelves_of(challenge: Challenge) -> dict[str, list[Entry]]:
    """The data page: its rows of data and of knowledge, each in order."""
    shelves: dict[str, list[Entry]] = {"resource": [], "knowledge": []}
    for number, row in numbered(challenge):
        shelf = PREFIXES[type(row)]
        count = len(challenge.resources.all() if isinstance(row, DataResource) else challenge.knowledge.all())
        label, problems = row_label(row, number), list(row_problems(row))
        shelves[shelf].append(Entry(row, label, problems, number == 1, number == count))
    return shelves


def as_public(challenge: Challenge) -> PublicChallenge:
    """The challenge as the world will see it once what is written now has been handed in."""
    return handed_in(as_written(challenge))


def handed_in(challenge: Challenge) -> PublicChallenge:
    """The challenge as the world will see it as it was handed in."""
    return public_challenges([challenge], challenge.cycle.questions(FormSection.Form.CHALLENGE))[0]
