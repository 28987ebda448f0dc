"""The committee's meeting between the lock of the screening and the release of its tiers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle, Tier
from ideas.models import Idea
from judging.meeting import proposed_order
from judging.models import JudgingRefused, MeetingNote, Placement, Round, Topic
from judging.services.tiers import place_idea
from judging.standings import is_released


@transaction.atomic
def lay_topics(cycle: Cycle, *, by: User, at: datetime) -> int:
    """Put what was not talked over yet in the order the rule proposes, after what was; how many topics are still open."""
    cycle, screening = _in_session(cycle, at)
    done = list(Topic.objects.filter(idea__cycle=cycle, discussed_at__isnull=False).values_list("idea_id", flat=True))
    ideas = [*done, *(pk for pk in proposed_order(screening) if pk not in done)]
    Topic.objects.filter(idea__cycle=cycle).exclude(idea__in=ideas).delete()
    Topic.objects.bulk_create(
        [Topic(idea_id=pk, order=number) for number, pk in enumerate(ideas, 1)],
        update_conflicts=True,
        unique_fields=["idea"],
        update_fields=["order"],
    )
    record_decision(by, "judging.lay_topics", cycle, at=at, discussed=len(done), topics=len(ideas))
    return len(ideas) - len(done)


@transaction.atomic
def move_topic(topic: Topic, *, up: bool, by: User, at: datetime) -> Topic:
    """One place up or down by hand; at the end it stays where it is."""
    cycle, _screening = _in_session(topic.idea.cycle, at)
    rows = list(Topic.objects.filter(idea__cycle=cycle))
    place = [row.pk for row in rows].index(topic.pk)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(rows):
        return rows[place]
    rows[place], rows[other] = rows[other], rows[place]
    for number, row in enumerate(rows, 1):
        row.order = number
    Topic.objects.bulk_update(rows, ["order"])
    return rows[other]


@transaction.atomic
def mark_topic(topic: Topic, *, is_discussed: bool, by: User, at: datetime) -> Topic:
    """Say that the meeting has talked an idea over, or that it has not after all. Twice is once."""
    _in_session(topic.idea.cycle, at)
    kept = Topic.objects.select_related("idea__cycle").get(pk=topic.pk)
    if bool(kept.discussed_at) == is_discussed:
        return kept
    kept.discussed_at, kept.discussed_by = (at, by) if is_discussed else (None, None)
    kept.save(update_fields=["discussed_at", "discussed_by"])
    record_decision(by, "judging.mark_topic", kept.idea, at=at, is_discussed=is_discussed)
    return kept


@transaction.atomic
def write_note(idea: Idea, *, text: str, by: User, at: datetime) -> MeetingNote:
    """Keep what the meeting said of an idea. The same words by the same person stand once."""
    _in_session(idea.cycle, at)
    said = text.strip()
    if not said:
        raise JudgingRefused(_("メモを書いてください。"))
    note, _new = MeetingNote.objects.get_or_create(idea=idea, text=said, written_by=by, defaults={"written_at": at})
    return note


@transaction.atomic
def decide_in_meeting(idea: Idea, *, tier: Tier, reason: str, by: User, at: datetime) -> Placement | None:
    """The meeting's decision on an idea, with its reason; on record with the one before. It may change until the release."""
    _in_session(idea.cycle, at)
    if not reason.strip():
        raise JudgingRefused(_("理由を書いてください。"))
    return place_idea(idea, tier=tier, reason=reason, by=by, at=at)


def _in_session(cycle: Cycle, at: datetime) -> tuple[Cycle, Round]:
    """The cycle, locked, and its screening, while the committee may meet."""
    kept = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    screening = kept.rounds.filter(kind=Round.Kind.SCREENING).select_related("cycle").first()
    if screening is None or screening.locked_at is None:
        raise JudgingRefused(_("審査会は、一次審査の採点を締めてからはじまります。"))
    if is_released(kept, at):
        raise JudgingRefused(_("審査の結果は公開ずみなので、審査会の記録は変えられません。"))
    return kept, screening
