"""A team says that a judge has a stake in its idea. It sees what it said and what came of it, never who judges what."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import clock
from contest.views import WritingMixin
from ideas.models import Idea
from judging.forms import TeamConflictForm
from judging.models import Conflict, Judge, JudgingRefused
from judging.services import declare_conflict
from judging.standings import takes_word_of_teams


class TeamConflicts(WritingMixin):
    """Under the desk of a team that has handed in; to everybody else it does not exist."""

    @cached_property
    def idea(self) -> Idea:
        mine = Idea.objects.of_member(self.request.user).handed_in().select_related("cycle", "team")
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    @cached_property
    def told(self) -> list[Conflict]:
        """What the team itself has said; what records or judges say stays with the secretariat."""
        said = Conflict.objects.filter(idea=self.idea, source=Conflict.Source.TEAM).order_by("pk")
        return list(said.select_related("judge__user", "declared_by"))

    def form(self, data: Any = None) -> TeamConflictForm:
        """Over the whole committee but those named already: whoever is missing has stepped down, and nothing else."""
        committee = Judge.objects.serving().committee().filter(cycle=self.idea.cycle_id).select_related("user")
        return TeamConflictForm(committee.exclude(pk__in=[row.judge_id for row in self.told]), data)

    def get(self, request, pk) -> HttpResponse:
        return self.show(self.form())

    def post(self, request, pk) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            declare_conflict(idea=self.idea, **form.cleaned_data, by=request.user, at=clock.now())
        except JudgingRefused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        messages.success(request, _("利益相反を届け出ました。事務局が確かめます。"))
        return redirect("judging:team_conflicts", pk)

    def show(self, form: TeamConflictForm) -> HttpResponse:
        idea = self.idea
        crumbs = [
            (_("マイページ"), reverse("pages:me")),
            (pgettext("plural", "チーム"), reverse("ideas:teams")),
            (str(idea.team), reverse("ideas:team", args=[idea.team_id])),
            (_("利益相反の届け出"), ""),
        ]
        is_open = takes_word_of_teams(idea.cycle, clock.now())
        context = {"idea": idea, "told": self.told, "form": form, "is_open": is_open, "crumbs": crumbs}
        return render(self.request, "judging/team_conflicts.html", context)
