"""A challenge as the secretariat reads it: page by page, with what was asked and what changed since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from contest.models import Cycle
from contest.sheet import Question, Section
from municipalities.changes import Piece, pieces_of
from municipalities.data_rows import PREFIXES, place_of, questions_for
from municipalities.models import Challenge, ChallengeVersion, Remark
from municipalities.public import file_url_of
from municipalities.sheet import CONSENTS, DATA, NO, in_words, sections_of, values_of


@dataclass(frozen=True)
class Line:
    """One question with its answer in words, and what went and came; `is_public` as the world will see it."""

    label: str
    text: str
    pieces: tuple[Piece, ...]
    is_public: bool
    is_link: bool = False

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


@dataclass(frozen=True)
class Page:
    """One page of the form; `since` is the number of the version it is compared with."""

    key: str
    label: str
    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...]
    since: int | None

    @property
    def is_changed(self) -> bool:
        return any(line.is_changed for line in self.lines)

    @property
    def only_line(self) -> Line | None:
        """The one answer of a page that asks what it is called."""
        return self.lines[0] if len(self.lines) == 1 and self.lines[0].label == self.label else None


def pages_of(challenge: Challenge) -> list[Page]:
    """Every page as it was handed in last, compared with the version its open remarks or the last return were about."""
    versions = list(challenge.versions.order_by("number"))
    asked: dict[str, list[Remark]] = {}
    for remark in challenge.section_remarks.open().select_related("written_by", "version"):
        asked.setdefault(remark.section, []).append(remark)
    last = versions[-1] if versions else ChallengeVersion(values=values_of(challenge))
    read = read_version(challenge, versions)
    return [_page(section, last, asked.get(section.key, []), read) for section in sections_of(challenge)]


def read_version(challenge: Challenge, versions: Sequence[ChallengeVersion]) -> ChallengeVersion | None:
    """What the secretariat had read when it decided last; none before it has, or if that is still the last word."""
    at = challenge.decided_at
    read = next((version for version in reversed(versions) if at and version.handed_in_at <= at), None)
    return None if read is None or read == versions[-1] else read


def changed_pages(challenge: Challenge) -> list[str]:
    """The pages that changed since the last decision, by name; of a row of `ChallengeQuerySet.for_queue`."""
    versions: list[ChallengeVersion] = getattr(challenge, "answered_versions", [])
    read = read_version(challenge, versions)
    if read is None:
        return []
    before, now = read.values, versions[-1].values
    changed = {name for name in {**before, **now} if before.get(name, "") != now.get(name, "")}
    return [section.label for section in sections_of(challenge) if any(_is_on(section, name) for name in changed)]


def _is_on(section: Section, name: str) -> bool:
    """Whether a text belongs to this page; a row of data does even after it was taken away."""
    return name in section.names or (section.key == DATA and place_of(name) is not None)


def _page(section: Section, last: ChallengeVersion, remarks: list[Remark], read: ChallengeVersion | None) -> Page:
    about, now = next((remark.version for remark in reversed(remarks) if remark.version), read), last.values
    about = None if about == last else about
    before = about.values if about else now
    questions = [*section.questions, *(_rows_gone(section, {**before, **now}) if section.key == DATA else ())]
    names = [question.name for question in questions]
    was, is_now = (in_words({name: values.get(name, "") for name in names}) for values in (before, now))
    lines = (
        Line(
            question.label,
            is_now[name],
            tuple(pieces_of(was[name], is_now[name])),
            _is_public(question, now),
            question.kind == "url" and is_now[name].startswith(("https://", "http://")),
        )
        for question, name in zip(questions, names, strict=True)
        if was[name] or is_now[name] or section.key != DATA
    )
    return Page(section.key, section.label, tuple(lines), tuple(remarks), about.number if about else None)


def _rows_gone(section: Section, values: Mapping[str, str]) -> Iterator[Question]:
    """What was asked of rows of data that are no more; they have no number any longer."""
    models = {prefix: model for model, prefix in PREFIXES.items()}
    for name in sorted(values.keys() - set(section.names)):
        if place := place_of(name):
            asked = next((q for q in questions_for(models[place[0]]) if q.name == place[2]), None)
            if asked:
                yield replace(asked, name=name, label=_("いまはない行 %(label)s") % {"label": asked.label})


def _is_public(question: Question, now: Mapping[str, str]) -> bool:
    private = {field for consent, field in CONSENTS.items() if now.get(consent) == NO}
    return question.shown != "office" and question.name not in private


@dataclass(frozen=True)
class DataFile:
    """A file a challenge comes with, and the way to it."""

    label: str
    url: str
    name: str
    size: int


def files_of(challenge: Challenge) -> list[DataFile]:
    """The files there are now, with the titles of their rows."""
    rows = (row for row in challenge.resources.all() if row.file)
    return [DataFile(row.title, file_url_of(row), row.file_name, row.file_size) for row in rows]


def waiting_for(user: User) -> QuerySet[Challenge]:
    """What this member of the secretariat can answer next: theirs, nobody's, or of somebody who left; the oldest first."""
    has_left = Q(reviewer__is_staff=False) | Q(reviewer__is_active=False)
    mine = Challenge.objects.waiting().filter(Q(reviewer=user) | Q(reviewer=None) | has_left)
    return mine.order_by("submitted_at", "pk")


def next_after(challenge: Challenge, user: User) -> Challenge | None:
    """The one to read after this one; round to the first again, so that one left for later is not met at once."""
    others = waiting_for(user).exclude(pk=challenge.pk)
    at = challenge.submitted_at
    later = others.filter(Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=challenge.pk)) if at else others
    return later.first() or others.first()


@dataclass(frozen=True)
class Outlook:
    """What a cycle's publication will show, and what is still open."""

    accepted: tuple[Challenge, ...]
    waiting: tuple[Challenge, ...]
    returned: tuple[Challenge, ...]
    drafts: int

    @property
    def without_english(self) -> int:
        return sum(not (row.title_en and row.summary_en) for row in self.accepted)

    @property
    def english_unread(self) -> int:
        return sum(bool(row.title_en and row.summary_en) and not row.english_checked_at for row in self.accepted)


def outlook(cycle: Cycle) -> Outlook:
    """Read in a fixed number of queries, in the order of their numbers."""
    rows = list(Challenge.objects.for_cards().filter(cycle=cycle, serial__isnull=False).order_by("serial"))
    drafts = Challenge.objects.filter(cycle=cycle, status=Challenge.Status.DRAFT).count()

    def of(status: str) -> tuple[Challenge, ...]:
        return tuple(row for row in rows if row.status == status)

    return Outlook(of(Challenge.Status.ACCEPTED), of(Challenge.Status.SUBMITTED), of(Challenge.Status.RETURNED), drafts)
