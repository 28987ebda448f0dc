"""Begin an idea: from a challenge, or from a team."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from common import clock
from ideas import desk
from ideas.forms import ChallengeChoiceForm, TeamChoiceForm
from ideas.models import IdeaRefused, Team
from ideas.services import start_idea
from ideas.sheet import BASICS
from ideas.views.mixins import TeamMixin
from municipalities.models import Challenge


class IdeaStart(LoginRequiredMixin, View):
    """From a challenge's public page: choose one of my teams, or make one first."""

    @cached_property
    def challenge(self) -> Challenge | None:
        return desk.challenge_numbered(self.request.GET.get("challenge", ""), clock.now())

    @cached_property
    def teams(self):
        mine = Team.objects.of_member(self.request.user)
        return mine.filter(cycle=self.challenge.cycle) if self.challenge else mine.none()

    def get(self, request):
        only = {"team": self.teams[0].pk} if len(self.teams) == 1 else None
        return self.page(TeamChoiceForm(self.teams, initial=only))

    def post(self, request):
        form = TeamChoiceForm(self.teams, request.POST)
        if self.challenge is None or not form.is_valid():
            return self.page(form)
        try:
            idea = start_idea(form.cleaned_data["team"], challenge=self.challenge, by=request.user, at=clock.now())
        except IdeaRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        return redirect(desk.section_url(idea, BASICS))

    def page(self, form: TeamChoiceForm):
        now = clock.now()
        context = {
            "form": form,
            "challenge": self.challenge,
            "teams": self.teams,
            "stage": desk.stage_of(self.challenge.cycle) if self.challenge else None,
            "is_open": self.challenge is not None and desk.is_open(self.challenge.cycle, now),
            "now": now,
            "crumbs": [(_("マイページ"), reverse("pages:me")), (_("アイデアをはじめる"), "")],
        }
        return render(self.request, "ideas/idea_start.html", context)


class IdeaNew(TeamMixin):
    """From a team's page: choose a challenge."""

    def get(self, request, **kwargs):
        chosen = desk.challenge_numbered(request.GET.get("challenge", ""), clock.now())
        return self.page(ChallengeChoiceForm(self.challenges(), initial={"challenge": chosen}))

    def post(self, request, **kwargs):
        form = ChallengeChoiceForm(self.challenges(), request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            idea = start_idea(self.team, challenge=form.cleaned_data["challenge"], by=request.user, at=clock.now())
        except IdeaRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        return redirect(desk.section_url(idea, BASICS))

    def challenges(self):
        return Challenge.objects.public(clock.now()).filter(cycle=self.team.cycle).for_cards()

    def page(self, form: ChallengeChoiceForm):
        now = clock.now()
        context = {
            "form": form,
            "team": self.team,
            "stage": desk.stage_of(self.team.cycle),
            "is_open": desk.is_open(self.team.cycle, now),
            "now": now,
            "crumbs": self.crumbs(_("アイデアをはじめる")),
        }
        return render(self.request, "ideas/idea_new.html", context)
