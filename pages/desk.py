"""マイページ: the ways in for one person, by what they are, and what each of them can do next."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rules import is_secretariat
from awards.models import Award
from contest.models import Tier
from followup.models import Plan
from followup.rules import mentored_ideas
from ideas import desk as team_desk
from ideas.eligibility import Kind
from ideas.models import Idea, Team, answerable
from ideas.standings import with_health
from judging.models import Advice, Assignment, Judge
from judging.standings import released_tiers
from municipalities import desk as officer_desk
from municipalities.models import Challenge, Officer, Participant
from pages import agenda, interest, talk


@dataclass(frozen=True)
class Entry:
    """One of my ideas: its state, what to do next in words, and where."""

    standing: team_desk.Standing
    next_step: str
    url: str
    tier: str = ""  # once it is released
    contacts_url: str = ""
    advice_url: str = ""  # once the team was advised


@dataclass(frozen=True)
class Group:
    """One of my teams with its ideas, and what the team itself can do next."""

    team: Team
    entries: list[Entry]
    next_step: str


def desk(user: Any, moment: datetime) -> dict[str, Any]:
    """A person's own teams, ideas, municipalities and tasks; nothing of anyone else's."""
    serving = Officer.objects.filter(user=user, until__isnull=True).select_related("participant")
    offices = list(serving.prefetch_related("participant__members__government__parent"))
    judgeships = list(Judge.objects.filter(user=user).select_related("cycle"))
    scoring = [row for row in judgeships if row.scope == Judge.Scope.COMMITTEE]
    secretariat = is_secretariat(user)
    return {
        "groups": groups(user, moment),
        "open_cycle": team_desk.open_cycle(moment),
        "offices": offices,
        "office_requests": user.officer_requests.waiting().select_related("government__parent"),
        "judgeships": judgeships,
        "scoring": scoring,
        "sheets": sheets(user, moment) if scoring else {},
        "selections": selections(user) if len(scoring) < len(judgeships) else [],
        "is_secretariat": secretariat,
        "tasks": agenda.tasks(moment) if secretariat else [],
        "mentored": mentored_ideas(user).count(),
        **interest.of_person(user, moment),
        **talk.of_person(user, moment),
        **(officers_part(user, [office.participant for office in offices], moment) if offices else {}),
    }


def selections(user: Any) -> list[Award]:
    """The awards a sponsor's or Harvard's selector decides, newest year first; those that are public are done."""
    mine = Award.objects.to_select_by(user).filter(
        Q(cycle__publication=None) | Q(cycle__publication__published_at=None)
    )
    rows = mine.select_related("cycle", "tier").prefetch_related("decisions__idea__cycle")
    return list(rows.order_by("-cycle__fiscal_year", "order"))


def officers_part(user: Any, participants: list[Participant], moment: datetime) -> dict[str, Any]:
    """My municipality's challenges with their states, and the deadline."""
    mine = with_health(Challenge.objects.written_by(user)).select_related("cycle", "participant").with_window()
    rows = mine.prefetch_related("cycle__stages").order_by("-cycle__fiscal_year", "-pk")
    call = officer_desk.open_call(participants, moment)
    return {
        "challenges": [officer_desk.standing_of(row, moment) for row in rows],
        **interest.of_officer(user),
        **talk.of_officer(user, moment),
        "advised": Advice.objects.of_served(user).select_related("idea__cycle"),
        "call": call,
        "next_opening": None if call else officer_desk.next_opening(moment),
    }


def sheets(user: Any, moment: datetime) -> dict[str, int]:
    """How many of my sheets there are, and how many are not handed in."""
    open_now = Q(handed_in_at__isnull=True, round__closes_at__gt=moment)
    return Assignment.objects.of_judge(user).begun_by(moment).aggregate(total=Count("pk"), left=Count("pk", open_now))


def groups(user: Any, moment: datetime) -> list[Group]:
    """My teams, newest year first, in a fixed number of queries."""
    teams = Team.objects.of_member(user).select_related("cycle").order_by("-cycle__fiscal_year", "-pk")
    ideas = Idea.objects.of_member(user).for_cards().prefetch_related("cycle__stages", "leaves")
    advised = set(Advice.objects.of_team(user).values_list("idea", flat=True))
    by_team: dict[int, list[Idea]] = {}
    planned = set(Plan.objects.filter(idea__in=ideas, side=Plan.Side.TEAM).values_list("idea", flat=True))
    for idea in ideas:
        by_team.setdefault(idea.team_id, []).append(idea)
    tiers = released_tiers([idea.pk for team in by_team.values() for idea in team], moment)
    asked = ("cycle__stages", "cycle__entry_classes", "eligibility_remarks", answerable("members"))
    groups = [_group(team, by_team.get(team.pk, []), tiers, moment) for team in teams.prefetch_related(*asked)]
    return [
        replace(group, entries=[_reachable(entry, planned, advised) for entry in group.entries]) for group in groups
    ]


def _group(team: Team, ideas: list[Idea], tiers: dict[int, Tier], moment: datetime) -> Group:
    entries = [_entry(idea, str(tiers.get(idea.pk, "")), moment) for idea in ideas]
    return Group(team, entries, _next_step(team, ideas, moment))


def _reachable(entry: Entry, planned: set[int], advised: set[int]) -> Entry:
    """Once reports are planned, a team can say where it is reached then; once it was advised, it can read that."""
    pk = entry.standing.idea.pk
    if pk in advised:
        entry = replace(entry, advice_url=reverse("advice:page", args=[pk]))
    return replace(entry, contacts_url=reverse("followup:contacts", args=[pk])) if pk in planned else entry


def _next_step(team: Team, ideas: list[Idea], moment: datetime) -> str:
    """Find people, choose a challenge, do what is left before handing in; nothing once it is over."""
    stage = team_desk.stage_of(team.cycle)
    if stage is None or moment >= stage.closes_at:
        return ""
    missing = team_desk.missing_of(team, ideas, moment)
    if missing and missing[0].kind == Kind.MEMBERS:
        return missing[0].message
    if not ideas and moment >= stage.opens_at:
        return _("課題をえらんで、アイデアを書きはじめられます。")
    words = ngettext("応募の前にすることが%(n)d件あります。", "応募の前にすることが%(n)d件あります。", len(missing))
    return words % {"n": len(missing)} if missing else ""


def _entry(idea: Idea, tier: str, moment: datetime) -> Entry:
    standing = team_desk.standing_of(idea, moment)
    return Entry(standing, *_step_of(standing, moment), tier)


def _step_of(standing: team_desk.Standing, moment: datetime) -> tuple[str, str]:
    """What to do in words and where: write on, hand in again, or read; the clock and the state decide which."""
    idea, state = standing.idea, Idea.Status
    receipt = reverse("ideas:idea_receipt", args=[idea.pk])
    if idea.status == state.WITHDRAWN:
        return (_("取り下げました。しめきりまでは、もどせます。") if standing.is_open else ""), receipt
    if standing.is_open and (idea.status == state.DRAFT or idea.has_unsent_changes):
        words = (
            _("まだ応募していません。")
            if idea.status == state.DRAFT
            else _("書きかえたところは、まだ応募していません。")
        )
        return words, team_desk.section_url(idea, "basics")
    if idea.status == state.SUBMITTED:
        return (_("しめきりまでは、直してもう一度応募できます。") if standing.is_open else ""), receipt
    return "", reverse("ideas:idea_preview", args=[idea.pk])
