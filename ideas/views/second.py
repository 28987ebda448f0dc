"""The second version of an idea: written on one page, read beside the first, handed in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common import clock
from contest.models import FormSection
from contest.sheet import Problem, Section, fingerprint
from contest.views import SheetPage
from ideas.forms import SectionForm
from ideas.models import Idea, IdeaRefused, IdeasClosed, SecondVersion
from ideas.second import problems_of, public_change, section_of, values_of
from ideas.services import hand_in_second_version, save_second_version
from ideas.views.writing import IdeaMixin


class SecondVersionMixin(IdeaMixin):
    """Pages of my team's second version: 404 until the secretariat's advice has opened it."""

    @cached_property
    def idea(self) -> Idea:
        mine = Idea.objects.of_member(self.request.user).filter(second_version__isnull=False)
        return get_object_or_404(mine.for_desk().select_related("second_version"), pk=self.kwargs["pk"])

    @property
    def row(self) -> SecondVersion:
        return self.idea.second_version

    @cached_property
    def section(self) -> Section:
        return section_of(self.idea)

    @property
    def may_edit(self) -> bool:
        return self.row.is_open_at(clock.now())

    def context(self) -> dict[str, Any]:
        advice = (_("改善アドバイス"), reverse("advice:page", args=[self.idea.pk]))
        crumbs = [*self.crumbs()[:2], advice, (_("2回目の案"), "")]
        return {"idea": self.idea, "second": self.row, "now": clock.now(), "crumbs": crumbs, "is_open": self.may_edit}


class SecondVersionPage(SecondVersionMixin, SheetPage):
    """All its texts on one page."""

    form_class = SectionForm
    template_name = "ideas/idea_second.html"

    def stored(self, row: SecondVersion) -> dict[str, str]:
        return values_of(row, self.section)

    def problems(self) -> list[Problem]:
        return problems_of(self.stored(self.row), self.section)

    def keep(self, form: SectionForm, seen: str | None) -> SecondVersion:
        return save_second_version(self.row, values=form.as_values(), by=self.request.user, at=clock.now(), seen=seen)

    def look_again(self) -> None:
        del self.idea

    def next_url(self, row: SecondVersion, then: str) -> str:
        if then == "next" and not problems_of(self.stored(row), self.section):
            return reverse("ideas:idea_second_confirm", args=[self.idea.pk])
        return f"{self.request.path}?check=1"

    def closed(self, reason: str = "", kept: list[tuple[str, str]] | None = None) -> HttpResponse:
        context = {"reason": reason, "kept": kept or [], **self.context(), "is_open": False}
        return render(self.request, self.template_name, context, status=403)


class SecondVersionConfirm(SecondVersionMixin):
    """What changed since the first, and the button that hands it in."""

    def get(self, request, **kwargs):
        return self.page()

    def post(self, request, **kwargs):
        seen = request.POST.get("seen") or None
        try:
            hand_in_second_version(self.row, by=request.user, at=clock.now(), seen=seen)
        except IdeasClosed as refusal:
            return self.page(str(refusal), status=403)
        except IdeaRefused as refusal:
            del self.idea
            return self.page(str(refusal))
        messages.success(request, _("2回目の案を応募しました。控えをメールで送ります。"))
        return redirect("advice:page", self.idea.pk)

    def page(self, refusal: str = "", status: int = 200) -> HttpResponse:
        values = values_of(self.row, self.section)
        context = {
            "changes": public_change(self.idea, values, self.idea.cycle.questions(FormSection.Form.IDEA)),
            "problems": problems_of(values, self.section),
            "seen": fingerprint(values),
            "refusal": refusal,
            **self.context(),
        }
        return render(self.request, "ideas/idea_second_confirm.html", context, status=status)
