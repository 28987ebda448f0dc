"""A page of a sheet over HTTP: saved by its buttons, and by a script while it is being written; the same acts for both."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from common import clock
from common.errors import ContestError
from contest.forms import ReportForm, SectionForm
from contest.sheet import ChangedElsewhere, DoesNotFit, Problem, Section, SheetClosed, fingerprint

State = Literal["saved", "unsaved", "changed", "closed"]
STATUS: dict[State, int] = {"saved": 200, "unsaved": 422, "changed": 409, "closed": 403}
OURS = {"csrfmiddlewaretoken", "seen", "then"}


def wants_a_line(request: HttpRequest) -> bool:
    """Whether static/js/autosave.js asks: it posts the form as a button does, and wants to hear in a line what came of it."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


class WritingMixin(LoginRequiredMixin, View):
    """Pages where somebody writes: what was typed comes back when the session has ended, or the right to the page has."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404 as missing:
            return self.not_here(missing)

    def not_here(self, missing: Http404) -> HttpResponse:
        """What is hidden answers 404, whether there is something or not; text that was sent there comes back with it."""
        kept = [(_("書いた内容"), text) for name, text in self.request.POST.items() if name not in OURS and text]
        if not kept or wants_a_line(self.request):  # the script has kept it in the browser
            raise missing
        return render(self.request, "contest/gone.html", {"kept": kept}, status=404)

    def handle_no_permission(self) -> HttpResponse:
        if self.request.method != "POST":
            return super().handle_no_permission()
        login_url = f"{reverse('account_login')}?{urlencode({'next': self.request.path})}"
        if wants_a_line(self.request):
            words = _("ログインが切れました。書いたものは、この端末に残っています。")
            return JsonResponse({"state": "logged out", "text": words, "url": login_url}, status=401)
        kept = [(_("書いた内容"), text) for name, text in self.request.POST.items() if name not in OURS]
        context = {"kept": kept, "login_url": login_url}
        return render(self.request, "contest/logged_out.html", context, status=403)


class ReportPage(WritingMixin):
    """Tell the secretariat of something that should not be there.

    A room says what is quoted, calls its service, and puts the page in its place (`context`, `back`).
    """

    def quoted(self) -> tuple[str, str]:
        """The words in question, and the address where they stand."""
        raise NotImplementedError

    def report(self, **said: Any) -> Any:
        raise NotImplementedError

    def context(self, **more: Any) -> dict[str, Any]:
        raise NotImplementedError

    def back(self, said: str) -> HttpResponse:
        raise NotImplementedError

    def get(self, request, **kwargs) -> HttpResponse:
        return self.page(ReportForm())

    def post(self, request, **kwargs) -> HttpResponse:
        form = ReportForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            self.report(by=request.user, at=clock.now(), **form.cleaned_data)
        except ContestError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        return self.back(_("事務局に知らせました。内容を確かめます。"))

    def page(self, form: ReportForm) -> HttpResponse:
        words, place = self.quoted()
        return render(self.request, "contest/report.html", self.context(form=form, quoted=words, back_url=place))


@dataclass(frozen=True)
class Outcome:
    """What came of saving, in words; `kept` is the row as it is now."""

    state: State
    text: str = ""
    kept: Any = None
    errors: dict[str, list[str]] = field(default_factory=dict)


class SheetPage(WritingMixin):
    """One page of the form. Saving keeps everything; what is wrong stands beside its field afterwards.

    A room says whose sheet it is (`row`, `section`), what is stored, how it is kept, and where the buttons lead.
    """

    form_class = SectionForm
    template_name = "partials/section_page.html"
    row: Any
    section: Section

    @property
    def may_edit(self) -> bool:
        raise NotImplementedError

    def stored(self, row: Any) -> dict[str, str]:
        """The values of this page as they are stored."""
        raise NotImplementedError

    def problems(self) -> list[Problem]:
        raise NotImplementedError

    def keep(self, form: SectionForm, seen: str | None) -> Any:
        """Call the room's service; the row as it is now. Raises the refusals of contest.sheet."""
        raise NotImplementedError

    def look_again(self) -> None:
        """Forget the row: somebody may have changed it since it was read."""
        raise NotImplementedError

    def saved_at(self, row: Any) -> datetime:
        return row.updated_at

    def colleague(self, row: Any) -> str:
        """Who else has just been writing here, in a sentence; empty when nobody."""
        return ""

    def in_words(self, values: dict[str, str]) -> dict[str, str]:
        """Values as people read them."""
        return values

    def next_url(self, row: Any, then: str) -> str:
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """What the room's page shows around the form."""
        raise NotImplementedError

    def closed(self, reason: str = "", kept: list[tuple[str, str]] | None = None) -> HttpResponse:
        """The room's page that says why nothing can be written now, with whatever was typed on it."""
        raise NotImplementedError

    def get(self, request, **kwargs) -> HttpResponse:
        section = self.section
        if not self.may_edit:
            return self.closed()
        values = self.stored(self.row)
        form = self.form_class(section, {**values, "seen": fingerprint(values)})
        form.full_clean()
        form.show(self.problems(), with_missing="check" in request.GET)
        return self.page(form)

    def post(self, request, **kwargs) -> HttpResponse:
        """Whoever may not write any more is refused by the service itself, in the same words by button and by script."""
        form = self.form_class(self.section, request.POST)
        outcome = self.outcome(form)
        return self.in_a_line(outcome) if wants_a_line(request) else self.as_a_page(form, outcome)

    def outcome(self, form: SectionForm) -> Outcome:
        if not form.is_valid():
            if not self.may_edit:
                return Outcome("closed")
            errors = {name: [str(error) for error in found] for name, found in form.errors.items()}
            return Outcome("unsaved", _("まだ保存していません。"), errors=errors)
        try:
            return Outcome("saved", kept=self.keep(form, form.cleaned_data["seen"] or None))
        except SheetClosed as refusal:
            return Outcome("closed", str(refusal))
        except ChangedElsewhere as refusal:
            return Outcome("changed", str(refusal))
        except DoesNotFit as refusal:
            return Outcome("unsaved", str(refusal))

    def in_a_line(self, outcome: Outcome) -> JsonResponse:
        text = outcome.text or _("いまは書けません。")
        line: dict[str, Any] = {"state": outcome.state, "text": text, "errors": outcome.errors}
        if kept := outcome.kept:
            at = timezone.localtime(self.saved_at(kept))
            line["text"] = _("保存しました %(time)s") % {"time": f"{at:%H:%M}"}
            line |= {"seen": fingerprint(self.stored(kept)), "colleague": self.colleague(kept)}
        return JsonResponse(line, status=STATUS[outcome.state])

    def as_a_page(self, form: SectionForm, outcome: Outcome) -> HttpResponse:
        if outcome.state == "closed":
            return self.closed(outcome.text, kept=form.typed())
        if outcome.state == "changed":
            return self.compare(form, outcome.text)
        if outcome.state == "unsaved":
            return self.page(form, unsaved=outcome.text)
        return redirect(self.next_url(outcome.kept, self.request.POST.get("then", "")))

    def compare(self, form: SectionForm, refusal: str) -> HttpResponse:
        """The typed text stays; the stored one stands beside it; saving once more is then a decision."""
        self.look_again()
        stored, typed = self.stored(self.row), form.as_values()
        form.data = {**self.request.POST.dict(), "seen": fingerprint(stored)}
        words = self.in_words(stored)
        theirs = [question for question in self.section.questions if stored[question.name] != typed[question.name]]
        others = [(question.label, words[question.name]) for question in theirs]
        return self.page(form, unsaved=refusal, others=others, is_comparing=True)

    def page(self, form: SectionForm, **extra: Any) -> HttpResponse:
        if self.request.method == "POST":
            self.look_again()
        context = {
            "form": form,
            "section": self.section,
            "is_checked": "check" in self.request.GET,
            "autosave": self.request.user.pk,
            **self.context(),
            **extra,
        }
        return render(self.request, self.template_name, context)
