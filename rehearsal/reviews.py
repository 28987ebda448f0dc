"""What the secretariat said about the sample challenges: one waits for its mending, one was mended and handed in again."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from accounts.services import record_decision
from contest.models import Stage
from municipalities.history import ACCEPT, RETURN
from municipalities.models import Challenge, ChallengeVersion, Remark
from municipalities.services.versions import keep_version

Status = Challenge.Status
REMARKS = "携帯の電波の届かない家の数は、どの調べによるものでしょうか。出典を一行書き足してください。"
ASKED = {
    "yukino-snow-morning": ("answer-situation", "「割り振りが終わるのは8時半ごろ」は、何日分の記録でしょうか。"),
    "kawazoi-checkup-letter": ("answer-who", "受付で時間がかかることの数字を、あと一つ書き足してください。"),
}
# What the mended one did not say yet when it was read first.
ADDED = {"kawazoi-checkup-letter": {"answer-who": "通訳の電話はつながるまで平均11分です。"}}


def review(key: str, challenge: Challenge, at: datetime) -> None:
    """The versions, remarks and decisions behind the state a sample challenge is in at `at`."""
    if challenge.status == Status.DRAFT:
        return
    kept = Challenge.objects.for_desk().get(pk=challenge.pk)
    reader = User.objects.filter(is_staff=True, is_sample=True).earliest("id")
    if key in ADDED and kept.status == Status.SUBMITTED:
        _mended(key, kept, reader)
    version = keep_version(kept, by=kept.written_by, at=kept.submitted_at or at)
    if kept.status == Status.RETURNED:
        _ask(key, kept, version, reader, kept.decided_at or at)
    elif kept.status == Status.ACCEPTED:
        record_decision(reader, ACCEPT, kept, at=kept.decided_at or at, number=kept.number)


def _mended(key: str, kept: Challenge, reader: User) -> None:
    """Handed in shorter, sent back, and mended before it was handed in as it is now."""
    stage, last = kept.cycle.stages.get(kind=Stage.Kind.CHALLENGES), kept.submitted_at or kept.created_at
    first, decided = (max(stage.opens_at, last - timedelta(days=days)) for days in (6, 3))
    earlier = keep_version(kept, by=kept.written_by, at=first)
    earlier.values = _without(earlier.values, ADDED[key])
    earlier.save()
    Challenge.objects.filter(pk=kept.pk).update(decided_at=decided, reviewer=reader)
    _ask(key, kept, earlier, reader, decided)


def _ask(key: str, kept: Challenge, read: ChallengeVersion, reader: User, at: datetime) -> None:
    section, text = ASKED[key]
    by = {"written_by": reader, "written_at": at}
    Remark.objects.create(challenge=kept, section=section, text=text, version=read, **by)
    detail = {"remarks": kept.remarks, "sections": {section: text}}
    record_decision(reader, RETURN, kept, at=at, number=kept.number, **detail)


def _without(values: dict[str, Any], added: dict[str, str]) -> dict[str, Any]:
    return values | {name: values[name].replace(text, "").strip() for name, text in added.items()}
