"""The judge's desk; mounted by the judges' admin site, which lets only judges in."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from common import clock
from contest.models import FormSection
from contest.sheet import DoesNotFit, Problem
from contest.views import SheetPage, WritingMixin
from ideas.models import Idea
from judging import services
from judging.advising import criteria_of
from judging.beside import beside_sheet
from judging.blind import list_title, sheet_idea
from judging.forms import AdviceForm, ConflictForm, RecusalForm, SheetForm
from judging.forms.advice import typed_of, with_more
from judging.models import Assignment, JudgingRefused, Proposal, Round, SheetChanged, SheetClosed
from judging.services.advice import why_not_propose
from judging.sheet import RubricSection, missing_points, section_of, values_of
from judging.standings import seats_of, selection_of


def sheet_list(request):
    """My sheets by round, the open ones first, in the order of the ideas' numbers; nothing of an idea before its round opens."""
    now = clock.now()
    sheets = Assignment.objects.of_judge(request.user).for_list().annotate(scored=Count("scores"))
    rounds = [_round_row(round, list(mine), now) for round, mine in groupby(sheets, key=lambda sheet: sheet.round)]
    seats = [_seat_row(seat, selection_of(seat, now)) for seat in seats_of(request.user)]
    rounds.sort(key=lambda row: not row["is_open"])
    return render(request, "judging/sheet_list.html", {"rounds": rounds, "now": now, "seats": seats})


def _seat_row(seat, ideas):
    return {"seat": seat, "ideas": [{"idea": idea, "title": list_title(idea)} for idea in ideas]}


def _round_row(round, sheets, now):
    has_begun = round.opens_at <= now
    to_score = [sheet for sheet in sheets if not sheet.is_withdrawn]
    left = [sheet for sheet in to_score if sheet.handed_in_at is None]
    return {
        "round": round,
        "has_begun": has_begun,
        "is_open": round.is_open_at(now),
        "done": len(to_score) - len(left),
        "left": len(left),
        "total": len(to_score),
        "next": left[0] if left else None,
        "sheets": [{"sheet": sheet, "title": list_title(sheet.idea)} for sheet in sheets] if has_begun else [],
    }


def sheet_of(request, pk) -> Assignment:
    """The person's own sheet of a round that has begun, or 404."""
    sheets = Assignment.objects.of_judge(request.user).begun_by(clock.now())
    sheet = sheets.select_related("round__cycle", "judge", "idea__cycle").filter(pk=pk).first()
    if sheet is None:
        raise Http404
    return sheet


class KeptOutView(WritingMixin):
    """What somebody typed on a sheet who may not come in any more, given back."""

    def dispatch(self, request, *args, **kwargs):
        return self.handle_no_permission()


class SheetView(SheetPage):
    """One sheet: what the team wrote, and the judge's points; read-only once the round has closed."""

    form_class = SheetForm
    template_name = "judging/sheet_edit.html"

    @cached_property
    def row(self) -> Assignment:
        return sheet_of(self.request, self.kwargs["pk"])

    @cached_property
    def section(self) -> RubricSection:
        return section_of(self.row.round)

    @cached_property
    def may_edit(self) -> bool:
        """The row is this person's own; whether points are taken now is a fact of it, and the service asks again."""
        return not self.row.is_withdrawn and self.row.round.is_open_at(clock.now())

    def stored(self, row: Assignment) -> dict[str, str]:
        return values_of(row, self.section)

    def problems(self) -> list[Problem]:
        """Nothing is missing until somebody says that they have finished."""
        return missing_points(self.stored(self.row), self.section) if "check" in self.request.GET else []

    def look_again(self) -> None:
        self.row = sheet_of(self.request, self.kwargs["pk"])

    def in_words(self, values: dict[str, str]) -> dict[str, str]:
        return dict(zip(self.section.names, (words for _label, words in self._form_of(values).typed()), strict=True))

    def _form_of(self, values: dict[str, str]) -> SheetForm:
        return SheetForm(self.section, values)

    def keep(self, form: SheetForm, seen: str | None) -> Assignment:
        """Save; hand in when that was asked and nothing is missing. What could be saved stays saved."""
        by, at, points = self.request.user, clock.now(), form.points
        try:
            kept = services.save_sheet(self.row, points=points, **form.words, by=by, at=at, seen=seen)
            if self.request.POST.get("then") == "hand_in" and len(points) == len(self.section.criteria):
                kept = services.hand_in_sheet(kept, by=by, at=at)
        except (SheetClosed, SheetChanged):
            raise
        except JudgingRefused as refusal:
            raise DoesNotFit(str(refusal)) from refusal
        return kept

    def next_url(self, row: Assignment, then: str) -> str:
        """Back to the sheet, or on to the next one that is not finished, or to the list when all are."""
        if then == "hand_in" and row.handed_in_at is None:
            return f"{reverse('judge:sheet', args=[row.pk])}?check=1"
        if then not in ("next", "hand_in"):
            messages.success(self.request, _("保存しました。"))
            return reverse("judge:sheet", args=[row.pk])
        said = _("%(number)s の採点を終えました。") if then == "hand_in" else _("%(number)s の採点を保存しました。")
        messages.success(self.request, said % {"number": self.row.idea.number})
        following = _next_unfinished(self.request.user, self.row)
        return reverse("judge:sheet", args=[following.pk]) if following else reverse("judge:index")

    def context(self) -> dict[str, Any]:
        return _around(self.request, self.row, clock.now()) | {"is_open": self.may_edit}

    def closed(self, reason: str = "", kept: list[tuple[str, str]] | None = None) -> HttpResponse:
        """Read-only, with what was typed and came too late."""
        form = self._form_of(self.stored(self.row))
        context = {"form": form, "read": form.typed(), "reason": reason, "kept": kept or [], **self.context()}
        status = 403 if self.request.method == "POST" else 200
        return render(self.request, self.template_name, {**context, "is_open": False}, status=status)


def _around(request, sheet: Assignment, now: datetime) -> dict[str, Any]:
    """The idea beside the sheet, and how far the judge is."""
    sections = sheet.round.cycle.form_sections.filter(form=FormSection.Form.IDEA)
    idea = Idea.objects.for_cards().get(pk=sheet.idea_id)
    beside = None if sheet.is_withdrawn else beside_sheet(idea, sheet.round, now)
    mine = _of_round(request.user, sheet).to_score()
    done, total = mine.aggregate(done=Count("handed_in_at"), total=Count("pk")).values()
    return {
        "sheet": sheet,
        "idea": None if sheet.is_withdrawn else sheet_idea(idea, sections, is_blind=sheet.round.is_blind),
        "beside": beside,
        "title": list_title(sheet.idea),
        "is_live": sheet.round.kind == Round.Kind.FINAL,
        "now": now,
        "done": done,
        "left": total - done,
        "total": total,
    }


def _of_round(user, sheet):
    return Assignment.objects.of_judge(user).filter(round=sheet.round)


def _next_unfinished(user, sheet):
    """The next number that is not finished, going round to the first."""
    mine = _of_round(user, sheet).to_score().filter(handed_in_at__isnull=True)
    open_sheets = mine.exclude(pk=sheet.pk).order_by("idea__serial")
    return open_sheets.filter(idea__serial__gt=sheet.idea.serial).first() or open_sheets.first()


class LeavingView(View):
    """The judge gives a sheet back, with a reason."""

    form_class: Any
    template_name = ""
    said = ""

    def get(self, request, pk):
        return self.show(sheet_of(request, pk), self.form_class())

    def post(self, request, pk):
        sheet, form = sheet_of(request, pk), self.form_class(request.POST)
        if form.is_valid():
            try:
                self.act(sheet, form.cleaned_data["reason"], request.user, clock.now())
            except JudgingRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, str(self.said))
                return redirect("judge:index")
        return self.show(sheet, form)

    def act(self, sheet, reason, by, at):
        raise NotImplementedError

    def show(self, sheet, form):
        context = {"sheet": sheet, "form": form, "title": list_title(sheet.idea)}
        return render(self.request, self.template_name, context)


class ProposalView(View):
    """What the judge proposes to tell the team, once the round is locked; only they and the secretariat read it."""

    def get(self, request, pk):
        sheet = sheet_of(request, pk)
        typed = typed_of(Proposal.objects.filter(assignment=sheet).first())
        return self.page(sheet, AdviceForm(criteria_of(sheet.round.cycle), initial=typed))

    def post(self, request, pk):
        sheet = sheet_of(request, pk)
        criteria = criteria_of(sheet.round.cycle)
        if "take" in request.POST:
            typed = with_more(request.POST.dict(), {"improvement": sheet.advice})
            return self.page(sheet, AdviceForm(criteria, initial=typed))
        form = AdviceForm(criteria, request.POST)
        if form.is_valid():
            try:
                services.propose_advice(sheet, words=form.words, by=request.user, at=clock.now())
            except JudgingRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("改善アドバイスの案を保存しました。"))
                return redirect("judge:advice", sheet.pk)
        return self.page(sheet, form)

    def page(self, sheet, form):
        why_not = why_not_propose(sheet)
        context = {"sheet": sheet, "form": form, "title": list_title(sheet.idea), "why_not": why_not}
        return render(self.request, "judging/proposal_edit.html", context)


class ConflictView(LeavingView):
    """The judge has a stake in this idea: the sheet goes."""

    form_class = ConflictForm
    template_name = "judging/conflict_edit.html"
    said = gettext_lazy("利益相反を届け出ました。この採点表は、あなたの一覧から消えました。")

    def act(self, sheet, reason, by, at):
        services.declare_conflict(sheet.judge, sheet.idea, reason=reason, by=by, at=at)


class RecusalView(LeavingView):
    """The judge cannot score this idea for another reason."""

    form_class = RecusalForm
    template_name = "judging/recusal_edit.html"
    said = gettext_lazy("採点を辞退しました。この採点表は、あなたの一覧から消えました。")

    def act(self, sheet, reason, by, at):
        services.recuse_judge(sheet, reason=reason, by=by, at=at)
