"""The judge's desk; mounted by the judges' admin site, which lets only judges in."""

from itertools import groupby

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from common import clock
from contest.models import FormSection
from ideas.models import Idea
from judging import services
from judging.blind import list_title, sheet_idea
from judging.forms import ConflictForm, SheetForm, name_of
from judging.models import Assignment, JudgingRefused, SheetIncomplete


def sheet_list(request):
    """My sheets by round, in the order of the ideas' numbers; nothing of an idea before its round opens."""
    now = clock.now()
    sheets = Assignment.objects.of_judge(request.user).for_list().annotate(scored=Count("scores"))
    rounds = [_round_row(round, list(mine), now) for round, mine in groupby(sheets, key=lambda sheet: sheet.round)]
    return render(request, "judging/sheet_list.html", {"rounds": rounds, "now": now})


def _round_row(round, sheets, now):
    has_begun = round.opens_at <= now
    return {
        "round": round,
        "has_begun": has_begun,
        "is_open": round.is_open_at(now),
        "done": sum(sheet.handed_in_at is not None for sheet in sheets),
        "total": len(sheets),
        "sheets": [{"sheet": sheet, "title": list_title(sheet.idea)} for sheet in sheets] if has_begun else [],
    }


def sheet_of(request, pk):
    """The person's own sheet of a round that has begun, or 404."""
    sheets = Assignment.objects.of_judge(request.user).begun_by(clock.now()).select_related("round__cycle", "judge")
    sheet = sheets.filter(pk=pk).first()
    if sheet is None:
        raise Http404
    return sheet


class SheetView(View):
    """One sheet: what the team wrote, and the judge's points; read-only once the round has closed."""

    def get(self, request, pk):
        sheet = sheet_of(request, pk)
        scores = {f"criterion_{score.criterion_id}": score.points for score in sheet.scores.all()}
        initial = {**scores, "comment": sheet.comment, "advice": sheet.advice}
        return self.show(sheet, SheetForm(initial=initial, criteria=list(sheet.round.criteria.all())))

    def post(self, request, pk):
        sheet = sheet_of(request, pk)
        form = SheetForm(request.POST, criteria=list(sheet.round.criteria.all()))
        if form.is_valid() and _keep(request, sheet, form):
            return _onward(request, sheet)
        return self.show(sheet, form)

    def show(self, sheet, form):
        now = clock.now()
        idea = Idea.objects.for_cards().get(pk=sheet.idea_id)
        sections = sheet.round.cycle.form_sections.filter(form=FormSection.Form.IDEA)
        done, total = _progress(self.request.user, sheet)
        context = {
            "sheet": sheet,
            "form": form,
            "criteria_fields": [form[name_of(criterion)] for criterion in form.criteria],
            "words_fields": [form["comment"], form["advice"]],
            "idea": sheet_idea(idea, sections, is_blind=sheet.round.is_blind),
            "is_open": sheet.round.is_open_at(now),
            "points": [
                (form.fields[name_of(c)].label, form.initial.get(name_of(c)), c.max_points) for c in form.criteria
            ],
            "now": now,
            "done": done,
            "total": total,
        }
        return render(self.request, "judging/sheet_edit.html", context)


def _keep(request, sheet, form):
    """Save, and hand in if asked; a refusal goes into the form. What could be saved stays saved."""
    at, words = clock.now(), {name: form.cleaned_data[name] for name in ("comment", "advice")}
    is_saved = False
    try:
        services.save_sheet(sheet, points=form.points, **words, by=request.user, at=at)
        is_saved = True
        if request.POST.get("then") == "hand_in":
            services.hand_in_sheet(sheet, by=request.user, at=at)
    except SheetIncomplete as refusal:
        form.say_missing(refusal.criteria)
        if is_saved:
            messages.info(request, _("ここまでの採点は保存しました。まだ終わってはいません。"))
        return False
    except JudgingRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _onward(request, sheet):
    """Back to the sheet, or on to the next one that is not finished, or to the list when all are."""
    then = request.POST.get("then")
    if then not in ("next", "hand_in"):
        messages.success(request, _("保存しました。"))
        return redirect("judge:sheet", sheet.pk)
    said = _("%(number)s の採点を終えました。") if then == "hand_in" else _("%(number)s の採点を保存しました。")
    messages.success(request, said % {"number": sheet.idea.number})
    following = _next_unfinished(request.user, sheet)
    return redirect("judge:sheet", following.pk) if following else redirect("judge:index")


def _of_round(user, sheet):
    return Assignment.objects.of_judge(user).filter(round=sheet.round)


def _progress(user, sheet):
    sheets = _of_round(user, sheet)
    return sheets.handed_in().count(), sheets.count()


def _next_unfinished(user, sheet):
    """The next number that is not finished, going round to the first."""
    open_sheets = _of_round(user, sheet).filter(handed_in_at__isnull=True).exclude(pk=sheet.pk).order_by("idea__serial")
    return open_sheets.filter(idea__serial__gt=sheet.idea.serial).first() or open_sheets.first()


class ConflictView(View):
    """The judge has a stake in this idea: the sheet goes."""

    def get(self, request, pk):
        return self.show(sheet_of(request, pk), ConflictForm())

    def post(self, request, pk):
        sheet, form = sheet_of(request, pk), ConflictForm(request.POST)
        if form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                services.declare_conflict(sheet.judge, sheet.idea, reason=reason, by=request.user, at=clock.now())
            except JudgingRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("利益相反を届け出ました。この採点表は、あなたの一覧から消えました。"))
                return redirect("judge:index")
        return self.show(sheet, form)

    def show(self, sheet, form):
        context = {"sheet": sheet, "form": form, "title": list_title(sheet.idea)}
        return render(self.request, "judging/conflict_edit.html", context)
