"""Acts on reports: keep a draft, hand in."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contest.sheet import fingerprint
from followup.models import NEEDS_REASON, TEXTS, Plan, Report, ReportRefused
from followup.services.letters import EDITABLE_FOR, mail_side
from followup.services.plans import lock_plan, require_due

LONGEST = 1000
LONGEST_DRAFT = 20_000  # of each text; a draft may be too long to hand in


def mark_of(plan: Plan) -> str:
    """What whoever opens the page sees written: another mark later means that somebody else wrote in between."""
    return fingerprint(written(plan))


def written(plan: Plan) -> dict[str, str]:
    """The draft where there is one, else the report, else nothing; `state` and the texts."""
    report = getattr(plan, "report", None)
    names = ("state", *TEXTS)
    kept = plan.draft or {name: getattr(report, name) if report else "" for name in names}
    return {name: str(kept.get(name, "")) for name in names}


@transaction.atomic
def save_draft(plan: Plan, words: Mapping[str, str], *, mark: str, at: datetime) -> Plan:
    """Keep what is written so far; shown to whoever holds the link, and to nobody else."""
    kept = lock_plan(plan)
    _require_writable(kept, at)
    _require_unchanged(kept, mark)
    kept.draft = {name: words.get(name, "")[:LONGEST_DRAFT] for name in ("state", *TEXTS)}
    kept.save(update_fields=["draft"])
    return kept


@transaction.atomic
def hand_in_report(plan: Plan, *, mark: str | None = None, at: datetime, **words: str) -> Report:
    """Write what became of the idea; public at once, and changeable for 30 days after it was first handed in.

    `words`: state and the texts. With a `mark`, refused when somebody else wrote in between.
    """
    kept = lock_plan(plan)
    _require_writable(kept, at)
    given = {"state": words.get("state", "")} | {name: words.get(name, "").strip() for name in TEXTS}
    if given["state"] not in NEEDS_REASON:
        given["reason"] = ""
    _require_words(given)
    if mark is not None:
        _require_unchanged(kept, mark)
    report, kept.draft = getattr(kept, "report", None), {}
    kept.save(update_fields=["draft"])
    if report is None:
        report = Report.objects.create(plan=kept, handed_in_at=at, created_at=at, **given)
        mail_side(kept, "thanks", f"followup:{kept.pk}:thanks", at=at)
        return report
    for name, text in given.items():
        setattr(report, name, text)
    report.save()
    return report


def is_editable(report: Report, at: datetime) -> bool:
    """Within the 30 days in which the same link may still change it."""
    return at < report.handed_in_at + EDITABLE_FOR


class WrittenElsewhere(ReportRefused):
    """Somebody else with the link wrote in between."""


def _require_writable(plan: Plan, at: datetime) -> None:
    require_due(plan, at)
    report = getattr(plan, "report", None)
    if report is not None and not is_editable(report, at):
        raise ReportRefused(_("報告してから30日がすぎたので、変えられません。事務局に知らせてください。"))


def _require_unchanged(plan: Plan, mark: str) -> None:
    if mark != mark_of(plan):
        raise WrittenElsewhere(
            _(
                "このページを開いたあとで、ほかの人が書きました。下にその文があります。もう一度押すと、あなたの文にかわります。"
            )
        )


def _require_words(words: Mapping[str, str]) -> None:
    if words["state"] not in Report.State.values:
        raise ReportRefused(_("いまの様子をえらんでください。"))
    if not words["done"]:
        raise ReportRefused(_("したことを書いてください。"))
    if words["state"] in NEEDS_REASON and not words["reason"]:
        raise ReportRefused(_("その理由を書いてください。"))
    if any(len(words[name]) > LONGEST for name in TEXTS):
        raise ReportRefused(_("それぞれ1,000字以内にしてください。"))
