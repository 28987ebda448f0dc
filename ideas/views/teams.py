"""Make a team, see it, invite people, say what of oneself may be shown."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, View

from common import clock
from contest.models import Cycle
from ideas import desk
from ideas.facts import class_label
from ideas.forms import AboutMeForm, InvitationForm, LeaderAboutForm, TeamForm
from ideas.forms.teams import SAID
from ideas.models import IdeasClosed, Invitation, Member, Team, TeamRefused
from ideas.services import (
    cancel_invitation,
    close_join_link,
    create_team,
    invite_member,
    make_join_link,
    update_member,
)
from ideas.views.mixins import LeaderMixin, TeamMixin, private


class TeamList(LoginRequiredMixin, TemplateView):
    """My teams, each with its ideas."""

    template_name = "ideas/team_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        return {
            "teams": Team.objects.of_member(self.request.user).for_list().order_by("-cycle__fiscal_year", "-pk"),
            "cycle": desk.open_cycle(now),
            "asked": self.request.user.join_requests.filter(state="waiting").select_related("team__cycle"),
            "crumbs": [(_("マイページ"), reverse("pages:me")), (pgettext("plural", "チーム"), "")],
            **super().get_context_data(**kwargs),
        }


class TeamNew(LoginRequiredMixin, View):
    """Make a team for the cycle now on, and go on to the challenge one came from."""

    @cached_property
    def cycle(self) -> Cycle | None:
        return desk.open_cycle(clock.now())

    def get(self, request):
        return self.page(TeamForm(self.cycle) if self.cycle else None)

    def post(self, request):
        asked = self.cycle or Cycle.objects.current(clock.now())  # too late: what was typed is still shown
        form = TeamForm(asked, request.POST) if asked else None
        if self.cycle is None or not form.is_valid():
            return self.page(form)
        names = {name: form.cleaned_data[name] for name in ("name", "kana")}
        try:
            team = create_team(cycle=self.cycle, by=request.user, about=form.about(), at=clock.now(), **names)
        except TeamRefused as refusal:
            form.add_error("name", str(refusal))
            return self.page(form)
        except IdeasClosed as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("チームを作りました。"))
        if number := request.GET.get("challenge"):
            return redirect(f"{reverse('ideas:idea_start')}?{_query(number)}")
        return redirect("ideas:team", pk=team.pk)

    def page(self, form: TeamForm | None):
        number = self.request.GET.get("challenge", "")
        context = {
            "form": form,
            "cycle": self.cycle,
            "challenge": desk.challenge_numbered(number, clock.now()),
            "crumbs": [
                (_("マイページ"), reverse("pages:me")),
                (pgettext("plural", "チーム"), reverse("ideas:teams")),
                (_("チームを作る"), ""),
            ],
        }
        return render(self.request, "ideas/team_new.html", context)


class TeamPage(TeamMixin):
    """Members, open invitations, our ideas; and my own tie and consent."""

    def get(self, request, **kwargs):
        now = clock.now()
        ideas = list(self.team.ideas.all())
        for idea in ideas:
            idea.cycle = self.team.cycle  # the same row, with its stages already read
        context = {
            "team": self.team,
            "me": self.me,
            "members": [(member, class_label(member)) for member in self.team.members.all()],
            "missing": desk.missing_links(self.team, ideas, now, request.user),
            "invitations": [row for row in self.team.invitations.all() if row.is_open_at(now)],
            "join_link": next((row for row in self.team.join_links.all() if row.is_open_at(now)), None),
            "join_requests": [row for row in self.team.join_requests.all() if row.state == "waiting"],
            "is_over": desk.is_over(self.team.cycle, now),
            "invitation_form": InvitationForm() if self.me.role == Member.Role.LEADER else None,
            "standings": [desk.standing_of(idea, now) for idea in ideas],
            "is_open": desk.is_open(self.team.cycle, now),
            "stage": desk.stage_of(self.team.cycle),
            "now": now,
            "crumbs": self.crumbs(),
        }
        return render(request, "ideas/team.html", context)


class MemberEdit(TeamMixin):
    """My own tie and consent: nobody else's can be reached from here."""

    def get(self, request, **kwargs):
        said = {name: getattr(self.me, name) for name in SAID}
        return self.page(self.form(initial={**said, "is_student": "yes" if self.me.is_student else "no"}))

    def post(self, request, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            update_member(self.me, about=form.about(), at=clock.now())
        except TeamRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("変えました。"))
        return redirect("ideas:team", pk=self.team.pk)

    def form(self, *args: Any, **options: Any) -> AboutMeForm:
        is_leader = self.me.role == Member.Role.LEADER
        return (LeaderAboutForm if is_leader else AboutMeForm)(self.team.cycle, *args, **options)

    def page(self, form: AboutMeForm):
        context = {"form": form, "team": self.team, "me": self.me, "crumbs": self.crumbs(_("わたしのこと"))}
        return render(self.request, "ideas/member_edit.html", context)


class Invite(LeaderMixin):
    """Mail a link; for the leader alone."""

    def get(self, request, **kwargs):
        return self.page(InvitationForm())

    def post(self, request, **kwargs):
        form = InvitationForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            invitation = invite_member(self.team, email=form.cleaned_data["email"], by=request.user, at=clock.now())
        except TeamRefused as refusal:
            form.add_error("email", str(refusal))
            return self.page(form)
        except IdeasClosed as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("%(email)s に招待のメールを送ります。") % {"email": invitation.email})
        return redirect("ideas:team", pk=self.team.pk)

    def page(self, form: InvitationForm):
        context = {"form": form, "team": self.team, "crumbs": self.crumbs(_("招待する"))}
        return render(self.request, "ideas/invite.html", context)


@login_required
@require_POST
def invitation_cancel(request, pk: int):
    """Make a link useless; for the leader alone, and to everybody else it does not exist."""
    mine = Team.objects.of_member(request.user).filter(members__user=request.user, members__role=Member.Role.LEADER)
    invitation = get_object_or_404(Invitation.objects.filter(team__in=mine), pk=pk)
    cancel_invitation(invitation, at=clock.now())
    messages.success(request, _("%(email)s への招待を取り消しました。") % {"email": invitation.email})
    return redirect("ideas:team", pk=invitation.team_id)


def _led(user, pk: int) -> Team:
    """The team if this person leads it; to everybody else it does not exist."""
    return get_object_or_404(Team.objects.filter(members__user=user, members__role=Member.Role.LEADER), pk=pk)


@login_required
@require_POST
def link_make(request, pk: int):
    """Make a link to join and show it, once."""
    team = _led(request.user, pk)
    try:
        link, token = make_join_link(team, by=request.user, at=clock.now())
    except IdeasClosed as refusal:
        messages.error(request, str(refusal))
        return redirect("ideas:team", pk=pk)
    url = settings.SITE_URL + reverse("ideas:join", args=[token])
    return private(render(request, "ideas/link_made.html", {"team": team, "link": link, "url": url}))


@login_required
@require_POST
def link_close(request, pk: int):
    """Close whatever link of the team is open."""
    team = _led(request.user, pk)
    for link in team.join_links.filter(closed_at=None):
        close_join_link(link, at=clock.now())
    messages.success(request, _("参加のリンクを閉じました。"))
    return redirect("ideas:team", pk=pk)


def _query(number: str) -> str:
    query = QueryDict(mutable=True)
    query["challenge"] = number
    return query.urlencode()
