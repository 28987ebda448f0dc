"""Write a challenge page by page."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from common import clock
from contest.sheet import Problem, Section
from contest.views import SheetPage
from municipalities import desk
from municipalities.completeness import problems_of
from municipalities.forms import SectionForm
from municipalities.models import Challenge
from municipalities.services import save_challenge
from municipalities.sheet import in_words, section_at, unflatten, values_at
from municipalities.views.mixins import EDIT, ChallengeMixin


class ChallengeSection(ChallengeMixin, SheetPage):
    """One page of the form."""

    form_class = SectionForm
    template_name = "municipalities/challenge_section.html"

    @cached_property
    def challenge(self) -> Challenge:
        """Saving needs one row of it; a page that is shown, everything."""
        mine = Challenge.objects.written_by(self.request.user)
        rows = mine.for_saving() if self.request.method == "POST" else mine.for_desk()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def row(self) -> Challenge:
        return self.challenge

    @cached_property
    def section(self) -> Section:
        section = section_at(self.challenge, self.kwargs["section"])
        if section is None:
            raise Http404
        return section

    @property
    def may_edit(self) -> bool:
        return self.request.user.has_perm(EDIT, self.challenge)

    def stored(self, row: Challenge) -> dict[str, str]:
        return values_at(row, self.section.names)

    def problems(self) -> list[Problem]:
        return problems_of(self.challenge)

    def keep(self, form: SectionForm, seen: str | None) -> Challenge:
        self.before = self.writing_too()  # one's own name is about to be written over the colleague's
        fields = unflatten(form.texts())
        return save_challenge(self.challenge, fields=fields, by=self.request.user, at=clock.now(), seen=seen)

    def look_again(self) -> None:
        mine = Challenge.objects.written_by(self.request.user).for_desk()
        self.challenge = get_object_or_404(mine, pk=self.kwargs["pk"])

    def saved_at(self, row: Challenge) -> datetime:
        return row.written_at

    def writing_too(self) -> str:
        return desk.colleague_of(self.challenge, self.request.user, clock.now())

    def colleague(self, row: Challenge) -> str:
        return self.before

    def in_words(self, values: dict[str, str]) -> dict[str, str]:
        return in_words(values)

    def next_url(self, row: Challenge, then: str) -> str:
        """Where to go after saving; `next` stays on the page while something on it is to be put right."""
        back_url, onward_url = desk.around(row, self.section.key)
        if then == "preview":
            return reverse("municipalities:challenge_preview", args=[row.pk])
        if then == "back":
            return back_url
        if then != "next" or any(problem.section == self.section.key for problem in problems_of(row)):
            return f"{desk.section_url(row, self.section.key)}?check=1"
        return onward_url

    def context(self) -> dict[str, Any]:
        now = clock.now()
        back_url, onward_url = desk.around(self.challenge, self.section.key)
        return {
            "challenge": self.challenge,
            "standing": desk.standing_of(self.challenge, now),
            "colleague": self.writing_too(),
            "is_first": back_url == reverse("municipalities:challenges"),
            "onward_url": onward_url,
            "crumbs": self.crumbs(str(self.challenge)),
            **desk.navigation(self.challenge, self.section.key, now),
            **desk.remarks_context(self.challenge, self.section.key),
        }
