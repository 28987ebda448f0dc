"""Write a challenge page by page."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common import clock
from contest.sheet import Section, fingerprint
from municipalities import desk
from municipalities.completeness import problems_of
from municipalities.forms import SectionForm
from municipalities.models import (
    Challenge,
    ChallengeClosed,
    ChangedElsewhere,
    DoesNotFit,
)
from municipalities.services import save_challenge
from municipalities.sheet import in_words, sections_of, unflatten, values_of
from municipalities.views.mixins import EDIT, ChallengeMixin


class ChallengeSection(ChallengeMixin):
    """One page of the form. Saving keeps everything; what is wrong stands beside its field afterwards."""

    @cached_property
    def section(self) -> Section:
        for section in sections_of(self.challenge):
            if section.key == self.kwargs["section"]:
                return section
        raise Http404

    def get(self, request, **kwargs) -> HttpResponse:
        section, values = self.section, self.stored()
        if not request.user.has_perm(EDIT, self.challenge):
            return self.closed()
        form = SectionForm(section, {**values, "seen": fingerprint(values)})
        form.full_clean()
        form.show(problems_of(self.challenge), with_missing="check" in request.GET)
        return self.page(form, is_checked="check" in request.GET)

    def post(self, request, **kwargs) -> HttpResponse:
        form = SectionForm(self.section, request.POST)
        if not request.user.has_perm(EDIT, self.challenge):
            return self.closed(kept=form.typed())
        if not form.is_valid():
            return self.page(form, unsaved=_("まだ保存していません。"))
        fields = unflatten(form.texts())
        seen = form.cleaned_data["seen"] or None
        try:
            kept = save_challenge(self.challenge, fields=fields, by=request.user, at=clock.now(), seen=seen)
        except ChallengeClosed as refusal:
            return self.closed(str(refusal), kept=form.typed())
        except DoesNotFit as refusal:
            return self.page(form, unsaved=str(refusal))
        except ChangedElsewhere as refusal:
            return self.conflict(form, str(refusal))
        return redirect(self.next_url(kept, request.POST.get("then", "")))

    def stored(self) -> dict[str, str]:
        values = values_of(self.challenge)
        return {name: values[name] for name in self.section.names}

    def conflict(self, form: SectionForm, refusal: str) -> HttpResponse:
        """The typed text stays; the stored one stands beside it; saving once more is then a decision."""
        del self.challenge
        stored = self.stored()
        form.data = {**dict(form.data.items()), "seen": fingerprint(stored)}
        typed = {name: str(getattr(value, "pk", value) or "") for name, value in form.texts().items()}
        theirs = [question for question in self.section.questions if stored[question.name] != typed[question.name]]
        words = in_words(stored)
        others = [(question.label, words[question.name]) for question in theirs]
        return self.page(form, unsaved=refusal, others=others)

    def next_url(self, kept: Challenge, then: str) -> str:
        """Where to go after saving; `next` stays on the page while something on it is to be put right."""
        here = desk.section_url(kept, self.section.key)
        keys = [section.key for section in sections_of(kept)]
        place = keys.index(self.section.key)
        if then == "preview":
            return reverse("municipalities:challenge_preview", args=[kept.pk])
        if then == "back":
            return desk.section_url(kept, keys[place - 1]) if place else reverse("municipalities:challenges")
        if then != "next" or any(problem.section == self.section.key for problem in problems_of(kept)):
            return f"{here}?check=1"
        return self.onward(kept, keys, place)

    def onward(self, challenge: Challenge, keys: list[str], place: int) -> str:
        if place + 1 < len(keys):
            return desk.section_url(challenge, keys[place + 1])
        return reverse("municipalities:challenge_confirm", args=[challenge.pk])

    def page(self, form: SectionForm, **extra: Any) -> HttpResponse:
        keys = [section.key for section in sections_of(self.challenge)]
        place = keys.index(self.section.key)
        context = {
            "challenge": self.challenge,
            "section": self.section,
            "form": form,
            "is_first": place == 0,
            "onward_url": self.onward(self.challenge, keys, place),
            "crumbs": self.crumbs(str(self.challenge)),
            **desk.navigation(self.challenge, self.section.key, clock.now()),
            **desk.remarks_context(self.challenge, self.section.key),
            **extra,
        }
        return render(self.request, "municipalities/challenge_section.html", context)
