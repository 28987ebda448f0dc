"""Write an idea page by page, and look at it."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from common import clock
from contest.sheet import Section, fingerprint
from ideas import desk
from ideas.completeness import problems_of
from ideas.forms import SectionForm
from ideas.models import ChangedElsewhere, Idea, IdeaRefused, IdeasClosed
from ideas.services import save_idea
from ideas.sheet import sections_of, unflatten, values_of

EDIT = "ideas.edit_idea"


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


class IdeaSection(IdeaMixin):
    """One page of the form. Saving keeps everything; what is wrong stands beside its field afterwards."""

    @cached_property
    def section(self) -> Section:
        for section in sections_of(self.idea):
            if section.key == self.kwargs["section"] and section.questions:
                return section
        raise Http404

    def get(self, request, **kwargs):
        if self.section and not self.may_edit:
            return self.closed()
        values = self.stored()
        form = SectionForm(self.section, {**values, "seen": fingerprint(values)})
        form.full_clean()
        form.show(problems_of(self.idea), with_missing="check" in request.GET)
        return self.page(form)

    def post(self, request, **kwargs):
        form = SectionForm(self.section, request.POST)
        if not self.may_edit:
            return self.closed(kept=form.typed())
        if not form.is_valid():
            return self.page(form, unsaved=_("まだ保存していません。"))
        fields, seen = unflatten(form.texts()), form.cleaned_data["seen"] or None
        try:
            kept = save_idea(self.idea, fields=fields, by=request.user, at=clock.now(), seen=seen)
        except IdeasClosed as refusal:
            return self.closed(str(refusal), kept=form.typed())
        except IdeaRefused as refusal:
            return self.conflict(form, refusal)
        return redirect(self.next_url(kept, request.POST.get("then", "")))

    def stored(self) -> dict[str, str]:
        values = values_of(self.idea)
        return {name: values[name] for name in self.section.names}

    def conflict(self, form: SectionForm, refusal: IdeaRefused):
        """The typed text stays; the stored one stands beside it; saving once more is then a decision."""
        del self.idea
        stored, typed = self.stored(), form.texts()
        form.data = {**self.request.POST.dict(), "seen": fingerprint(stored)}
        theirs = [row["field"] for row in form.rows() if stored[row["field"].name] != typed[row["field"].name]]
        others = [(field.label, stored[field.name]) for field in theirs]
        return self.page(form, unsaved=str(refusal), others=others if isinstance(refusal, ChangedElsewhere) else [])

    def next_url(self, kept: Idea, then: str) -> str:
        """Where to go after saving; `next` stays on the page while something on it is to be put right."""
        key = self.section.key
        if then == "preview":
            return reverse("ideas:idea_preview", args=[kept.pk])
        if then == "back":
            return desk.back_url(kept, key)
        if then != "next" or any(problem.section == key for problem in problems_of(kept)):
            return f"{desk.section_url(kept, key)}?check=1"
        return desk.onward_url(kept, key)

    def page(self, form: SectionForm, **extra: Any):
        context = {
            "idea": self.idea,
            "section": self.section,
            "form": form,
            "is_checked": "check" in self.request.GET,
            "onward_url": desk.onward_url(self.idea, self.section.key),
            "crumbs": self.crumbs(),
            **desk.navigation(self.idea, self.section.key, clock.now()),
            **extra,
        }
        return render(self.request, "ideas/idea_section.html", context)


class IdeaPreview(IdeaMixin):
    """The idea as the world will see it."""

    def get(self, request, **kwargs):
        context = {
            "idea": self.idea,
            "public": desk.as_public(self.idea),
            "picture": desk.working_picture(self.idea),
            "may_edit": self.may_edit,
            "crumbs": self.crumbs(),
        }
        return render(request, "ideas/idea_preview.html", context)
