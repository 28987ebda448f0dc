"""What the bar shows: the moments still to come, and whom one may enter as."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from awards.models import Publication
from contest.models import Cycle, Stage
from followup.models import Plan
from ideas.models import Member
from judging.models import Advice, Inquiry, Judge, Round, TierRelease, answers_until
from municipalities.models import Officer
from rehearsal.calendar import JST, winter
from voting.models import Poll


@dataclass(frozen=True)
class Moment:
    """An instant at which something happens by the clock alone."""

    at: datetime
    labels: tuple[str, ...]

    @property
    def label(self) -> str:
        return _("・").join(self.labels)

    @property
    def short(self) -> str:
        """The weightiest of them, for a narrow button: a new step comes last."""
        return self.labels[-1]


@dataclass(frozen=True)
class SamplePerson:
    pk: int
    name: str
    note: str


@dataclass(frozen=True)
class Group:
    label: str
    people: tuple[SamplePerson, ...]


def rehearsal_cycle() -> Cycle | None:
    """The newest cycle that is a rehearsal."""
    return Cycle.objects.filter(is_rehearsal=True).order_by("-fiscal_year").prefetch_related("stages").first()


def moments(cycle: Cycle) -> list[Moment]:
    """Everything the clock does in a cycle, in order; what falls on one instant is one moment."""
    labels: dict[datetime, list[str]] = defaultdict(list)
    parts = (_stages, _judging, _voting, _final_day, _awards, _followups)
    for at, label in [moment for part in parts for moment in part(cycle)]:
        if label not in labels[at]:
            labels[at].append(label)
    return [Moment(at, tuple(labels[at])) for at in sorted(labels)]


def upcoming(cycle: Cycle, now: datetime) -> list[Moment]:
    return [moment for moment in moments(cycle) if moment.at > now]


def past(cycle: Cycle, now: datetime) -> list[Moment]:
    return [moment for moment in moments(cycle) if moment.at <= now]


def _stages(cycle: Cycle) -> Iterable[tuple[datetime, str]]:
    opens: dict[str, str] = {
        Stage.Kind.CHALLENGES: _("STEP1 夏の陣のはじまり"),
        Stage.Kind.IDEAS: _("STEP2 秋の陣のはじまり"),
        Stage.Kind.REVIEW: _("STEP3 冬の陣のはじまり"),
        Stage.Kind.AFTER: _("その後のはじまり"),
    }
    closes: dict[str, str] = {Stage.Kind.CHALLENGES: _("課題のしめきり"), Stage.Kind.IDEAS: _("アイデアのしめきり")}
    publishes: dict[str, str] = {Stage.Kind.CHALLENGES: _("課題の公開"), Stage.Kind.IDEAS: _("アイデアの公開")}
    stages = list(cycle.stages.all())
    for stage in stages:
        if stage.kind in closes:
            yield stage.closes_at, closes[stage.kind]
    for stage in stages:
        if stage.publishes_at and stage.kind in publishes:
            yield stage.publishes_at, publishes[stage.kind]
    for stage in stages:
        yield stage.opens_at, opens[stage.kind]


def _judging(cycle: Cycle) -> Iterable[tuple[datetime, str]]:
    for judging in Round.objects.filter(cycle=cycle, kind=Round.Kind.SCREENING):
        yield judging.closes_at, _("一次審査のしめきり")
    releases = list(TierRelease.objects.filter(cycle=cycle))
    for release in releases:
        yield release.releases_at, _("審査の結果の公開")
    if not releases:
        yield winter(cycle.fiscal_year)["meeting"], _("審査会")
    for closes_at in Inquiry.objects.sent().filter(idea__cycle=cycle).values_list("closes_at", flat=True):
        yield closes_at, _("追加質問のしめきり")
    for sent_at in Advice.objects.sent().filter(idea__cycle=cycle).values_list("sent_at", flat=True):
        yield answers_until(sent_at), _("改善アドバイスへの返事のしめきり")


def _voting(cycle: Cycle) -> Iterable[tuple[datetime, str]]:
    for poll in Poll.objects.filter(cycle=cycle):
        yield poll.opens_at, _("オンライン投票のはじまり")
        yield poll.closes_at, _("オンライン投票のしめきり")


def _final_day(cycle: Cycle) -> Iterable[tuple[datetime, str]]:
    if cycle.final_on:
        yield datetime.combine(cycle.final_on, time(10), tzinfo=JST), _("最終公開審査の朝")
        yield datetime.combine(cycle.final_on, time(17), tzinfo=JST), _("表彰式")


def _awards(cycle: Cycle) -> Iterable[tuple[datetime, str]]:
    for publication in Publication.objects.filter(cycle=cycle):
        if publication.goes_public_at:
            yield publication.goes_public_at, _("賞の公開")


def _followups(cycle: Cycle) -> Iterable[tuple[datetime, str]]:
    for months, due_on in Plan.objects.filter(idea__cycle=cycle).values_list("months", "due_on").distinct():
        yield datetime.combine(due_on, time(9), tzinfo=JST), _("%(months)dか月後の報告") % {"months": months}


def groups() -> list[Group]:
    """Sample people by what they do; each person once."""
    officers, judges, members = _officers(), _judges(), _members()
    busy = {person.pk for group in (officers, judges, members) for person in group}
    samples = User.objects.filter(is_sample=True, is_active=True).order_by("id")
    staff = [SamplePerson(user.pk, user.full_name, "") for user in samples if user.is_staff]
    others = [
        SamplePerson(user.pk, user.full_name, "") for user in samples if not user.is_staff and user.pk not in busy
    ]
    named = [
        (_("事務局"), staff),
        (pgettext("plural", "自治体の担当者"), officers),
        (pgettext("plural", "チーム"), members),
        (pgettext("plural", "審査委員"), judges),
        (pgettext("plural", "視聴者"), others),
    ]
    return [Group(label, tuple(people)) for label, people in named if people]


def _officers() -> list[SamplePerson]:
    rows = (
        Officer.objects.filter(user__is_sample=True, user__is_active=True, until__isnull=True)
        .select_related("user", "participant")
        .prefetch_related("participant__members__government__parent")
    )
    return [SamplePerson(row.user_id, row.user.full_name, f"{row.participant} {row.department}") for row in rows]


def _judges() -> list[SamplePerson]:
    rows = Judge.objects.filter(user__is_sample=True, user__is_active=True).select_related("user").order_by("id")
    return [SamplePerson(row.user_id, row.user.full_name, row.title) for row in rows]


def _members() -> list[SamplePerson]:
    rows = (
        Member.objects.filter(user__is_sample=True, user__is_active=True, team__cycle__is_rehearsal=True)
        .select_related("user", "team")
        .order_by("team_id", "role", "id")
    )
    return [
        SamplePerson(
            row.user_id,
            row.user.full_name,
            _("%(team)s・%(role)s") % {"team": row.team, "role": row.get_role_display()},
        )
        for row in rows
    ]
