"""The committee's meeting as the secretariat reads it: topics in their order, with the figures and words that help."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from dialogue.public import PublicStatement
from dialogue.standings import statement_for
from judging.deliberating import Candidate, Why, order, reasons
from judging.models import MeetingNote, Placement, Round, Topic
from judging.progress import WIDE
from judging.standings import ComparedIdea, comparison_of

WHYS = {
    Why.BORDER: _("層のさかいに近い"),
    Why.WIDE: _("意見が分かれている"),
    Why.DEPENDS: _("見方で順位が変わる"),
}


@dataclass(frozen=True)
class TopicRow:
    """An idea of the meeting. `topic` is None until the order was made."""

    compared: ComparedIdea
    topic: Topic | None
    whys: tuple[str, ...]
    notes: int
    placement: Placement | None

    @property
    def is_discussed(self) -> bool:
        return self.topic is not None and self.topic.discussed_at is not None


@dataclass(frozen=True)
class Meeting:
    """Rows in the order of the meeting, or as it would be proposed while there is none."""

    rows: list[TopicRow]
    is_laid: bool

    @property
    def done(self) -> int:
        return sum(row.is_discussed for row in self.rows)

    @property
    def next(self) -> TopicRow | None:
        """The first that was not talked over yet."""
        return next((row for row in self.rows if not row.is_discussed), None)


@dataclass(frozen=True)
class TopicPage:
    """One topic: which of how many, its neighbours, what the municipality said, what the meeting said."""

    row: TopicRow
    number: int
    total: int
    before: TopicRow | None
    after: TopicRow | None
    statement: PublicStatement | None
    notes: list[MeetingNote]


def proposed_order(screening: Round) -> list[int]:
    """The ideas of a screening in the order the rule proposes."""
    return order(_candidate(row) for row in comparison_of(screening).rows)


def meeting_of(screening: Round) -> Meeting:
    """The whole meeting, in a fixed number of queries."""
    compared = {row.row.idea.pk: row for row in comparison_of(screening).rows}
    candidates = [_candidate(row) for row in compared.values()]
    whys = reasons(candidates)
    topics = {topic.idea_id: topic for topic in Topic.objects.filter(idea__in=compared).select_related("discussed_by")}
    counts = dict(MeetingNote.objects.filter(idea__in=compared).order_by().values_list("idea").annotate(n=Count("pk")))
    # whoever came after the order was made stands at its end
    wanted = sorted(order(candidates), key=lambda pk: topics[pk].order if pk in topics else len(compared))
    rows = [
        TopicRow(
            compared=compared[pk],
            topic=topics.get(pk),
            whys=tuple(str(WHYS[why]) for why in whys[pk]),
            notes=counts.get(pk, 0),
            placement=getattr(compared[pk].row.idea, "placement", None),
        )
        for pk in wanted
    ]
    return Meeting(rows, bool(topics))


def topic_page(screening: Round, number: str) -> TopicPage | None:
    """What the page of one idea shows; None where the meeting does not know the number."""
    rows = meeting_of(screening).rows
    place = next((n for n, row in enumerate(rows) if row.compared.row.idea.number == number), None)
    if place is None:
        return None
    idea = rows[place].compared.row.idea
    return TopicPage(
        row=rows[place],
        number=place + 1,
        total=len(rows),
        before=rows[place - 1] if place else None,
        after=rows[place + 1] if place + 1 < len(rows) else None,
        statement=statement_for([idea]).get(idea.pk),
        notes=list(MeetingNote.objects.filter(idea=idea).select_related("written_by")),
    )


def _candidate(compared: ComparedIdea) -> Candidate:
    row = compared.row
    return Candidate(
        idea=row.idea.pk,
        place=row.place,
        interval=compared.interval,
        is_wide=row.spread is not None and row.spread >= WIDE * 100,
        depends=compared.depends,
        tier=row.tier.pk if row.tier else None,
    )
