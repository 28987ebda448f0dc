"""What was decided on a challenge, by whom, and every step it took so far."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from common.templatetags.site import date_ja, day_ja
from contest.models import Stage
from municipalities.models import Challenge, Remark
from municipalities.sheet import sections_of
from municipalities.waiting import days_late, promised_day

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
    stage, accepted_at = challenge.cycle.stage(Stage.Kind.CHALLENGES), challenge.decided_at
    published_at = stage.publishes_at if stage and challenge.cycle.is_public else None
    if challenge.status != Challenge.Status.ACCEPTED or published_at is None or published_at > moment:
        return []
    return [Step(max(published_at, accepted_at or published_at), _("公開されました"))]


def labels_of(challenge: Challenge) -> dict[str, str]:
    """What each page of the form is called."""
    return {section.key: section.label for section in sections_of(challenge)}


def label_of(remark: Remark, labels: dict[str, str]) -> str:
    """The page a remark is about; one the form no longer has goes by its mark."""
    return labels.get(remark.section, remark.section)


def timeline_of(challenge: Challenge, moment: datetime) -> list[dict[str, Any]]:
    """Entries for the officer: every step so far without the names of the secretariat, and what comes next by when."""
    past = [
        {"when": date_ja(step.at), "text": step.words, "detail": step.text, "asked": step.asked}
        for step in steps_of(challenge, moment)
    ]
    return [*past, *({**entry, "is_future": True} for entry in _coming(challenge, moment))]


def _coming(challenge: Challenge, moment: datetime) -> list[dict[str, str]]:
    stage, promised = challenge.cycle.stage(Stage.Kind.CHALLENGES), promised_day(challenge)
    if promised and days_late(challenge, moment):
        words = _("事務局の返事の約束の日でした。おくれています。")
        return [{"when": day_ja(promised), "text": words}]
    if promised:
        return [{"when": _("%(day)sまで") % {"day": day_ja(promised)}, "text": _("事務局が、メールで返事をします")}]
    if challenge.status == Challenge.Status.RETURNED:
        return [{"when": _("いま"), "text": _("直して、もう一度応募するのを、事務局が待っています")}]
    if challenge.status != Challenge.Status.ACCEPTED or (stage and stage.is_published_at(moment)):
        return []
    when = date_ja(stage.publishes_at) if stage and stage.publishes_at else _("日時はまだ決まっていません")
    return [{"when": when, "text": _("ほかの課題といっしょに公開されます")}]
