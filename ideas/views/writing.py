"""Write an idea page by page, and look at it."""

import re
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from common import clock
from contest.sheet import ANSWER, Problem, Section
from contest.views import SheetPage
from ideas import desk
from ideas.completeness import problems_of
from ideas.forms import SectionForm
from ideas.models import Idea, Member
from ideas.services import save_idea
from ideas.sheet import per_member, section_at, unflatten, values_at

EDIT = "ideas.edit_idea"
MEMBER = re.compile(r"^answer-.+-(\d{1,18})$", re.ASCII)


class IdeaMixin(LoginRequiredMixin, View):
    """Pages of one idea: 404 unless it is my team's."""

    @cached_property
    def idea(self) -> Idea:
        return get_object_or_404(Idea.objects.of_member(self.request.user).for_desk(), pk=self.kwargs["pk"])

    @property
    def may_edit(self) -> bool:
        is_there = self.idea.status != Idea.Status.WITHDRAWN
        return is_there and self.request.user.has_perm(EDIT, self.idea)

    def crumbs(self, label: str = "") -> list[tuple[str, str]]:
        team = (str(self.idea.team), reverse("ideas:team", args=[self.idea.team_id]))
        return [(_("マイページ"), reverse("pages:me")), team, (label or str(self.idea), "")]

    def closed(self, reason: str = "", kept: list[tuple[str, str]] | None = None):
        """A page that says why nothing can be written now, with whatever was typed on it."""
        context = {
            "standing": desk.standing_of(self.idea, clock.now()),
            "reason": reason,
            "kept": kept or [],
            "crumbs": self.crumbs(),
            "now": clock.now(),
        }
        return render(self.request, "ideas/idea_closed.html", context, status=403)


class IdeaSection(IdeaMixin, SheetPage):
    """One page of the form."""

    form_class = SectionForm
    template_name = "ideas/idea_section.html"

    @cached_property
    def idea(self) -> Idea:
        """Saving needs little of it; a page that is shown, everything."""
        mine = Idea.objects.of_member(self.request.user)
        rows = mine.for_saving() if self.request.method == "POST" else mine.for_desk()
        if member := MEMBER.search(self.kwargs["section"]):
            rows = rows.annotate(has_member=Exists(Member.objects.filter(team=OuterRef("team"), pk=member[1])))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def row(self) -> Idea:
        return self.idea

    @cached_property
    def section(self) -> Section:
        name = self.kwargs["section"]
        section = section_at(self.idea, name)
        if section is None or (section.key != name and not self.idea.has_member):
            raise Http404
        return section if self.request.method == "POST" else desk.named(self.idea, section)

    def get(self, request, **kwargs):
        """A question every member answers leads to one's own page of it."""
        if section := per_member(self.idea, self.kwargs["section"]):
            mine = (pk for pk, user in self.members() if user == request.user.pk)
            return redirect("ideas:idea_edit", pk=self.idea.pk, section=f"{section.key}-{next(mine)}")
        return super().get(request, **kwargs)

    def members(self) -> list[tuple[int, int]]:
        return [(member.pk, member.user_id) for member in self.idea.team.members.all()]

    def stored(self, row: Idea) -> dict[str, str]:
        return values_at(row, self.section.names)

    def problems(self) -> list[Problem]:
        return problems_of(self.idea)

    def keep(self, form: SectionForm, seen: str | None) -> Idea:
        return save_idea(self.idea, fields=unflatten(form.texts()), by=self.request.user, at=clock.now(), seen=seen)

    def look_again(self) -> None:
        mine = Idea.objects.of_member(self.request.user).for_desk()
        self.idea = get_object_or_404(mine, pk=self.kwargs["pk"])

    def next_url(self, row: Idea, then: str) -> str:
        """Where to go after saving; `next` stays on the page while something on it is to be put right."""
        key = self.section.key
        if then == "preview":
            return reverse("ideas:idea_preview", args=[row.pk])
        if then == "back":
            return desk.back_url(row, key)
        if then != "next" or any(problem.field in self.section.names for problem in problems_of(row)):
            return f"{self.request.path}?check=1"
        return desk.onward_url(row, key)

    def context(self) -> dict[str, Any]:
        return {
            "idea": self.idea,
            "onward_url": desk.onward_url(self.idea, self.section.key),
            "each": desk.each_of(self.idea, self.section),
            "is_marked": self.section.key.startswith(ANSWER),
            "crumbs": self.crumbs(),
            **desk.navigation(self.idea, self.section.key, clock.now()),
        }


class IdeaPreview(IdeaMixin):
    """The idea as the world will see it."""

    def get(self, request, **kwargs):
        context = {
            "idea": self.idea,
            "public": desk.as_public(self.idea),
            "may_edit": self.may_edit,
            "crumbs": self.crumbs(),
        }
        return render(request, "ideas/idea_preview.html", context)
