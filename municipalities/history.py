"""What was decided on a challenge, by whom, and every step it took so far."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from contest.models import Stage
from municipalities.models import Challenge, Remark
from municipalities.sheet import sections_of

ACCEPT, RETURN = "challenge.accept", "challenge.return"


@dataclass(frozen=True)
class Asked:
    """One thing asked, and of which page of the form."""

    label: str
    text: str


@dataclass(frozen=True)
class Step:
    """One thing that happened to a challenge: what, when, by whom, and what was asked with it."""

    at: datetime
    words: str
    who: str = ""
    text: str = ""
    asked: tuple[Asked, ...] = field(default=())


def decisions_on(challenge: Challenge) -> QuerySet[AuditEntry]:
    """Acceptances and returns on record, the newest first."""
    entries = AuditEntry.objects.filter(subject=f"{Challenge._meta.label_lower}:{challenge.pk}")
    return entries.filter(action__in=[ACCEPT, RETURN]).select_related("actor")


def steps_of(challenge: Challenge, moment: datetime) -> list[Step]:
    """Handed in, sent back, handed in again, accepted, published: all so far, in order."""
    steps = [*_hand_ins(challenge), *_decisions(challenge), *_publication(challenge, moment)]
    return sorted(steps, key=lambda step: step.at)


def _hand_ins(challenge: Challenge) -> list[Step]:
    versions = challenge.versions.select_related("handed_in_by").order_by("number").defer("values")
    first, again = _("応募しました"), _("もう一度応募しました")
    return [Step(row.handed_in_at, again if row.number > 1 else first, str(row.handed_in_by or "")) for row in versions]


def _decisions(challenge: Challenge) -> list[Step]:
    words = {ACCEPT: _("事務局が受理しました"), RETURN: _("事務局が差し戻しました")}
    labels = labels_of(challenge)
    asked: dict[datetime, list[Asked]] = {}
    for remark in challenge.section_remarks.all():
        asked.setdefault(remark.written_at, []).append(Asked(label_of(remark, labels), remark.text))
    return [
        Step(
            entry.at,
            words[entry.action],
            str(entry.actor or ""),
            entry.detail.get("remarks", ""),
            tuple(asked.get(entry.at, ())) if entry.action == RETURN else (),
        )
        for entry in decisions_on(challenge)
    ]


def _publication(challenge: Challenge, moment: datetime) -> list[Step]:
    stage = challenge.cycle.stage(Stage.Kind.CHALLENGES)
    is_out = challenge.status == Challenge.Status.ACCEPTED and challenge.cycle.is_public
    if not is_out or stage is None or not stage.is_published_at(moment):
        return []
    return [Step(max(stage.publishes_at, challenge.decided_at or stage.publishes_at), _("公開されました"))]


def labels_of(challenge: Challenge) -> dict[str, str]:
    """What each page of the form is called."""
    return {section.key: section.label for section in sections_of(challenge)}


def label_of(remark: Remark, labels: dict[str, str]) -> str:
    """The page a remark is about; one the form no longer has goes by its mark."""
    return labels.get(remark.section, remark.section)
