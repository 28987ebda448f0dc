"""A3: the matrix can see. Each policy check is taken away in turn, and each time some cell of the matrix is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import rules
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import get_resolver
from django.views import View
from rules.permissions import permissions

from accounts import second_factor
from awards.models.awards import AwardQuerySet
from awards.models.papers import CertificateQuerySet
from common.office import OfficeSite
from contest.models import CycleQuerySet
from dialogue.models import PostQuerySet, StatementQuerySet, ThreadQuerySet
from events.models import EventQuerySet
from followup import links
from followup.models import Plan
from ideas.models import IdeaQuerySet, TeamQuerySet
from ideas.models.classes import SchoolClassQuerySet
from ideas.views import answering, files, joining
from judging.admin import JudgeSite
from judging.models import AdviceQuerySet, AssignmentQuerySet, ReplyQuerySet
from municipalities.models import ChallengeQuerySet, ParticipantQuerySet, ParticipationQuerySet, SeedQuerySet
from municipalities.services import invitations
from notifications.invitations import token_hash
from tests.promises import matrix
from tests.promises.policy import NEEDS, SHELVES
from tests.promises.samples import samples
from tests.promises.visits import browsers, only_errors_logged, outcome, visit
from tests.promises.world import JOIN_TOKEN, World
from voting.models import Poll, PollQuerySet
from voting.views import paper, result

BASE_DIR = Path(__file__).resolve().parents[2]

# Permissions no page asks, because its queryset says the same; the rooms test that the two agree.
TWINS = {
    "municipalities.view_desk_challenge": "ChallengeQuerySet.written_by",
    "municipalities.answer_seed": "SeedQuerySet.for_officer",
    "municipalities.change_own_seed": "SeedQuerySet.written_by",
    "dialogue.change_own_post": "PostQuerySet.written_by",
    "dialogue.write_statement": "StatementQuerySet.for_officer",
    "ideas.view_desk_idea": "IdeaQuerySet.of_member",
    "ideas.view_desk_team": "TeamQuerySet.of_member",
    "judging.view_own_sheet": "AssignmentQuerySet.of_judge",
    "judging.score_sheet": "AssignmentQuerySet.begun_by",
    "judging.view_inquiry": "ReplyQuerySet.of_person",
    "judging.answer_inquiry": "ReplyQuerySet.of_person",
}
ASKED = {
    "municipalities.edit_challenge": "municipalities:challenge_edit",
    "municipalities.discard_challenge": "municipalities:challenge_discard",
    "ideas.edit_idea": "ideas:idea_edit",
    "ideas.lead_team": "ideas:invite",
    "ideas.view_attachment": "ideas:picture",
    "municipalities.view_data": "datafiles:file",
}
DECORATED = (
    *("pages:me", "pages:health", "pages:similar", "accounts:second_factor"),
    *("ideas:invitation_cancel", "ideas:recommendation_cancel"),
    *("ideas:request_decide", "ideas:request_withdraw", "ideas:link_make", "ideas:link_close"),
    *("ideas:card_reissue", "ideas:card_revoke", "awards:ask", "awards:paper"),
)


@dataclass(frozen=True)
class Check:
    """One defence: where it stands guard, and how it is taken away."""

    name: str
    where: str
    remove: Callable[[pytest.MonkeyPatch], None]


def _opened(rows: type, method: str, where: str) -> Check:
    """A queryset that no longer filters by who asks, or by the clock."""
    return Check(
        f"{rows.__name__}.{method}", where, lambda patch: patch.setattr(rows, method, lambda self, *asked: self.all())
    )


def _allowed(permission: str, where: str) -> Check:
    return Check(permission, where, lambda patch: patch.setitem(permissions, permission, rules.always_true))


def _replaced(owner: object, name: str, by: object, where: str) -> Check:
    return Check(f"{getattr(owner, '__name__', owner)}.{name}", where, lambda patch: patch.setattr(owner, name, by))


def _unwrapped(where: str) -> Check:
    """A view without its first decorator, which asks for a login."""

    def remove(patch: pytest.MonkeyPatch) -> None:
        room, name = where.split(":")
        for pattern in (row for rows in _resolvers(room) for row in rows.url_patterns if row.name == name):
            patch.setattr(pattern, "callback", pattern.callback.__wrapped__)

    return Check(f"login_required of {where}", where, remove)


def _resolvers(room: str):
    return [row for row in get_resolver().url_patterns if getattr(row, "namespace", None) == room]


def _any_plan(token: str) -> Plan | None:
    return Plan.objects.for_report().filter(pk=token.split(".")[0]).first()


def _any_poll() -> PollQuerySet:
    return Poll.objects.select_related("cycle", "tier")


def _yes(*asked) -> bool:
    return True


CHECKS = [
    *(_allowed(*row) for row in ASKED.items()),
    _opened(ChallengeQuerySet, "written_by", "municipalities:challenge_preview"),
    _opened(ChallengeQuerySet, "public", "pages:challenge"),
    _opened(SeedQuerySet, "for_officer", "municipalities:seed"),
    _opened(SeedQuerySet, "written_by", "citizens:seed_withdraw"),
    _opened(SeedQuerySet, "visible_to", "citizens:seed"),
    _opened(SeedQuerySet, "public", "citizens:seed_report"),
    _opened(ThreadQuerySet, "visible_to", "dialogue:thread"),
    _opened(PostQuerySet, "public", "dialogue:post_report"),
    _opened(PostQuerySet, "written_by", "dialogue:post_withdraw"),
    _opened(StatementQuerySet, "for_officer", "dialogue:statement"),
    _opened(ParticipantQuerySet, "served_by", "municipalities:challenge_new"),
    _opened(ParticipationQuerySet, "served_by", "municipalities:participation_withdraw"),
    _opened(TeamQuerySet, "of_member", "ideas:team"),
    _opened(TeamQuerySet, "calling_at", "ideas:ask"),
    _opened(SchoolClassQuerySet, "taught_by", "ideas:class"),
    _opened(IdeaQuerySet, "of_member", "ideas:idea_preview"),
    _opened(IdeaQuerySet, "public", "pages:idea"),
    _opened(AdviceQuerySet, "visible_to", "advice:page"),
    _opened(AdviceQuerySet, "of_team", "advice:answer"),
    _opened(AdviceQuerySet, "public", "pages:idea_advice"),
    _opened(AssignmentQuerySet, "of_judge", "judge:sheet"),
    _opened(AssignmentQuerySet, "begun_by", "judge:sheet"),
    _opened(ReplyQuerySet, "of_person", "judging:inquiry"),
    _opened(AwardQuerySet, "to_select_by", "awards:selection"),
    _opened(CertificateQuerySet, "public", "awards:certificate"),
    _opened(CertificateQuerySet, "held_by", "awards:paper"),
    _opened(EventQuerySet, "public", "events:event"),
    _opened(CycleQuerySet, "public", "pages:cycle"),
    _replaced(files, "is_public_picture", _yes, "ideas:picture"),
    _replaced(joining, "token_hash", lambda token: token_hash(JOIN_TOKEN), "ideas:join"),
    _replaced(answering, "token_hash", lambda token: token_hash(JOIN_TOKEN), "ideas:recommend"),
    _replaced(invitations, "require_acceptable", _yes, "municipalities:serve"),
    _replaced(links, "plan_of", _any_plan, "followup:report"),
    _replaced(result.standings, "public_polls", _any_poll, "voting:poll"),
    _replaced(result, "_published", lambda slug: paper.paper_or_404(slug).poll, "voting:superseded"),
    _replaced(OfficeSite, "has_permission", _yes, "admin:ideas_idea_changelist"),
    _replaced(JudgeSite, "has_permission", _yes, "judge:index"),
    _replaced(LoginRequiredMixin, "dispatch", View.dispatch, "ideas:teams"),
    *(_unwrapped(where) for where in DECORATED),
]


@pytest.fixture
def world(db, settings) -> World:
    settings.REHEARSAL = settings.SHOW_MAILS = False
    return matrix.build_whole()


def test_each_check_taken_away_is_noticed(world, clock_at, monkeypatch, record_property):
    unnoticed = []
    for check in CHECKS:
        wanted = list(matrix.cells(world, matrix.named(check.where)))
        with monkeypatch.context() as patch:
            check.remove(patch)
            if not matrix.walk(world, wanted, clock_at, is_over_at_first=True).wrong:
                unnoticed.append(f"{check.name} at {check.where}")
    record_property("figure", f"access: {len(CHECKS)} checks taken away, {len(CHECKS) - len(unnoticed)} noticed")
    assert unnoticed == []


def test_every_permission_is_asked_or_has_a_twin():
    assert set(permissions) == set(ASKED) | set(TWINS)
    source = "".join(path.read_text() for path in BASE_DIR.glob("*/**/views*/*.py") if ".venv" not in path.parts)
    source += "".join(path.read_text() for path in BASE_DIR.glob("[a-z]*/views.py"))
    assert [name for name in TWINS if name in source] == []
    assert [name for name in ASKED if name not in source] == []
    assert set(TWINS.values()) <= {check.name for check in CHECKS}


def test_each_right_an_office_page_withholds_is_noticed_when_given(world, clock_at, monkeypatch, record_property):
    unnoticed, count = [], 0
    for shelf in SHELVES:
        page = next(page for model, page in admin.site._registry.items() if _shelf(model) == shelf)
        for right in {"view", "add", "change", "delete"} - set(SHELVES[shelf].split()):
            count += 1
            wanted = _as_staff(world, shelf, right)
            with monkeypatch.context() as patch:
                patch.setattr(page, f"has_{right}_permission", _yes)
                if not matrix.walk(world, wanted, clock_at, is_over_at_first=True).wrong:
                    unnoticed.append(f"{shelf}: {right}")
    record_property("figure", f"access: {count} rights given to the office, {count - len(unnoticed)} noticed")
    assert unnoticed == []


def _shelf(model: type) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"


def _as_staff(world: World, shelf: str, right: str) -> list[matrix.Cell]:
    """What the secretariat does to one kind of rows where this right shows: changing shows in the post."""
    pages = [page for page, need in NEEDS.items() if right in (need, page)]
    rows = matrix.named(*(f"admin:{shelf}_{page}" for page in pages))
    return [cell for cell in matrix.cells(world, rows) if cell.role == "staff"]


def test_a_second_factor_nobody_asks_for_is_noticed(world, monkeypatch):
    Authenticator.objects.filter(user=world.people["staff"]).delete()
    client = browsers({"staff": world.people["staff"]})["staff"]
    desk = samples(world, matrix.named("admin:index"))[0].path
    with only_errors_logged():
        assert outcome(visit(client, "GET", desk)) == "factor"
        monkeypatch.setattr(second_factor, "is_missing_from", lambda user: False)
        assert outcome(visit(client, "GET", desk)) == "reached"


@pytest.mark.parametrize(("switch", "where"), [("REHEARSAL", "rehearsal:leave"), ("SHOW_MAILS", "notifications:mails")])
def test_a_development_page_left_on_is_noticed(switch, where, world, clock_at, settings):
    setattr(settings, switch, True)
    assert matrix.walk(world, matrix.cells(world, matrix.named(where)), clock_at).wrong != []
