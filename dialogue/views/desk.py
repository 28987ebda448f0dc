"""The officer's desk: questions that came, and the municipality's word on each idea."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import clock
from common.errors import ContestError
from contest.views import WritingMixin
from dialogue import reading
from dialogue.forms.statements import StatementForm, typed_words
from dialogue.models import Statement, WrittenElsewhere
from dialogue.public import public_threads, statement_to_be
from dialogue.services.statements import hand_in_statement, mark_of, save_statement
from dialogue.standings import desk_counts
from dialogue.wording import problems_of

PER_PAGE = 24


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("マイページ"), reverse("pages:me")), *more]


class DeskQuestions(WritingMixin):
    """Every question on my challenges, those that wait first; to who has none they do not exist."""

    def get(self, request) -> HttpResponse:
        if not reading.is_of_desk(request.user):
            raise Http404
        now = clock.now()
        page = Paginator(reading.for_desk(request.user, now), PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "threads": public_threads(page.object_list),
            "crumbs": crumbs((_("届いた質問"), "")),
            **desk_counts(request.user, now),
        }
        return render(request, "dialogue/desk_questions.html", context)


class Statements(WritingMixin):
    """The ideas that answer my municipality's challenges, with its word on each."""

    def get(self, request) -> HttpResponse:
        if not request.user.offices.filter(until__isnull=True).exists():
            raise Http404
        page = Paginator(reading.statements_of_desk(request.user), PER_PAGE).get_page(request.GET.get("page"))
        context = {"page": page, "now": clock.now(), "crumbs": crumbs((pgettext("plural", "自治体のことば"), ""))}
        return render(request, "dialogue/statements.html", context)


class StatementMixin(WritingMixin):
    """One statement for the officers whose word it is; to everybody else it does not exist."""

    @cached_property
    def statement(self) -> Statement:
        mine = Statement.objects.for_officer(self.request.user).for_list()
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    def context(self, **more: Any) -> dict[str, Any]:
        lists = (pgettext("plural", "自治体のことば"), reverse("dialogue:statements"))
        now = clock.now()
        return {
            "statement": self.statement,
            "idea": self.statement.idea,
            "is_open": self.statement.is_open_at(now),
            "now": now,
            "crumbs": crumbs(lists, (str(self.statement.idea), "")),
            **more,
        }


class StatementEdit(StatementMixin):
    """Write it, save it as it is, and go on to the confirmation."""

    def get(self, request, **kwargs) -> HttpResponse:
        words = self.statement.working
        form = StatementForm(typed_words(words, mark_of(self.statement)))
        form.full_clean()
        if "check" in request.GET:
            form.show(problems_of(words))
        return self.page(form)

    def post(self, request, **kwargs) -> HttpResponse:
        form = StatementForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            words = {"words": form.words(), "seen": form.cleaned_data["seen"]}
            save_statement(self.statement, by=request.user, at=clock.now(), **words)
        except WrittenElsewhere as refusal:
            return self.compare(form, str(refusal))
        except ContestError as refusal:
            return self.page(form, refusal=str(refusal), kept=_typed(form))
        if request.POST.get("then") == "confirm":
            return redirect("dialogue:statement_confirm", pk=self.statement.pk)
        messages.success(request, _("下書きを保存しました。まだ公開されていません。"))
        return redirect("dialogue:statement", pk=self.statement.pk)

    def compare(self, form: StatementForm, refusal: str) -> HttpResponse:
        """What was typed stays in the form, what is stored stands above it; saving once more is then a decision."""
        del self.statement
        form.data = {**self.request.POST.dict(), "seen": mark_of(self.statement)}
        stored = statement_to_be(self.statement, clock.now())
        return self.page(form, refusal=refusal, stored=stored)

    def page(self, form: StatementForm, **more: Any) -> HttpResponse:
        return render(self.request, "dialogue/statement_edit.html", self.context(form=form, **more))


class StatementConfirm(StatementMixin):
    """As the world will see it; then publish it."""

    def get(self, request, **kwargs) -> HttpResponse:
        if problems_of(self.statement.working):
            return redirect(f"{reverse('dialogue:statement', args=[self.statement.pk])}?check=1")
        shown = statement_to_be(self.statement, clock.now())
        context = self.context(shown=shown, seen=mark_of(self.statement))
        return render(request, "dialogue/statement_confirm.html", context)

    def post(self, request, **kwargs) -> HttpResponse:
        seen = request.POST.get("seen", "")
        try:
            hand_in_statement(self.statement, seen=seen, by=request.user, at=clock.now())
        except ContestError as refusal:
            messages.error(request, str(refusal))
            return redirect("dialogue:statement", pk=self.statement.pk)
        messages.success(request, _("自治体のことばを公開しました。チームにメールで知らせました。"))
        return redirect("dialogue:statements")


def _typed(form: StatementForm) -> list[tuple[str, str]]:
    return [(str(field.label), field.value()) for field in form.visible_fields()]
