"""あゆみ: what happened to an idea, in the order of time, from what is published."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.public import PublicDecision
from common.templatetags.site import day_ja, month_ja
from contest.models import Cycle
from followup.models import Plan
from followup.public import PublicReport
from ideas.public import PublicIdea
from pages.results import honour_name

CHIPS = dict.fromkeys(["established", "running", "trial", "handed_over"], "success") | {"ended": "error"}


@dataclass(frozen=True)
class Entry:
    day: date
    when: str
    text: str
    detail: str = ""
    chip: str = ""
    chip_kind: str = ""
    url: str = ""
    is_future: bool = False


def beginning(idea: PublicIdea, posted_at: datetime | None) -> list[Entry]:
    """The challenge posted, the idea handed in."""
    entries = []
    if posted_at:
        text = _("%(municipality)sが課題を出した") % {"municipality": idea.municipality}
        entries.append(Entry(_day(posted_at), month_ja(posted_at), text))
    people = ngettext("チーム%(n)d人が応募", "チーム%(n)d人が応募", idea.team.member_count) % {
        "n": idea.team.member_count
    }
    version = _("%(number)sの第%(version)d版") % {"number": idea.number, "version": idea.version}
    entries.append(Entry(_day(idea.handed_in_at), day_ja(idea.handed_in_at), people, version))
    return entries


def decided(released_at: datetime | None, tier: str, decisions: list[PublicDecision]) -> list[Entry]:
    """The tier after its release, the awards after their publication."""
    entries = []
    if released_at and tier:
        text = _("一次審査で「%(tier)s」に選ばれた") % {"tier": tier}
        entries.append(Entry(_day(released_at), day_ja(released_at), text))
    return entries + [_honoured(decision) for decision in decisions]


def _honoured(decision: PublicDecision) -> Entry:
    text = _("%(award)sを受けた") % {"award": honour_name(decision)}
    when = decision.published_at
    return Entry(_day(when), day_ja(when), text, decision.citation, _("受賞"), "award")


def counted(votes: int | None, cycle: Cycle, url: str) -> list[Entry]:
    """How many votes, once the result is published."""
    if votes is None or not cycle.final_on:
        return []
    text = ngettext("オンライン投票で%(n)d票", "オンライン投票で%(n)d票", votes) % {"n": votes}
    return [Entry(cycle.final_on, day_ja(cycle.final_on), text, url=url)]


def afterwards(reports: list[PublicReport], plans: list[Plan]) -> list[Entry]:
    """Reports that came, and the years of those still to come."""
    told = [
        Entry(
            _day(report.handed_in_at),
            month_ja(report.handed_in_at),
            report.done,
            _("%(side)sの報告") % {"side": report.side_label},
            report.state_label,
            CHIPS.get(report.state, ""),
        )
        for report in reports
    ]
    coming = {plan.months: plan for plan in plans}
    return told + [_coming(plan) for plan in coming.values()]


def _coming(plan: Plan) -> Entry:
    years, rest = divmod(plan.months, 12)
    text = ngettext("%(n)d年後の報告", "%(n)d年後の報告", years) % {"n": years}
    if rest:
        text = _("%(months)dか月後の報告") % {"months": plan.months}
    return Entry(plan.due_on, month_ja(plan.due_on), text, is_future=True)


def in_order(*parts: list[Entry]) -> list[Entry]:
    """One line of entries; on the same day in the order given."""
    return sorted((entry for part in parts for entry in part), key=lambda entry: entry.day)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
