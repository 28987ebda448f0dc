"""The secretariat's pages of a round that runs: progress, reminders, lock and reopening, paper, the stage, and sheets from paper."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from common import clock
from common.errors import ContestError
from judging import services
from judging.blind import list_title
from judging.forms import ReopeningForm, SheetForm
from judging.models import Assignment, Round
from judging.printed import paper_sheets
from judging.progress import may_be_entered, progress_of_round, sheets_given
from judging.sealing import is_sealed, seal_of
from judging.sheet import section_of, values_of
from printing.responses import pdf_response


class OfficePage:
    """What the pages of both admins share."""

    def office_page(self, request, name, context, status=200):
        whole = {**self.admin_site.each_context(request), "opts": self.model._meta, **context}
        request.current_app = self.admin_site.name
        return render(request, f"judging/office/{name}.html", whole, status=status)


class RunningPages(OfficePage):
    """Mixed into the rounds' admin."""

    @admin.display(description=gettext_lazy("進みぐあい"))
    def running(self, round):
        url = reverse("admin:judging_round_running", args=[round.pk])
        return format_html('<a href="{}">{}</a>', url, _("催促・締め・紙の採点表"))

    def get_readonly_fields(self, request, obj=None):
        """A round that is over is opened again by two people, and not by moving its deadline."""
        fields = tuple(super().get_readonly_fields(request, obj))
        is_over = obj is not None and (obj.locked_at is not None or obj.closes_at <= clock.now())
        return (*fields, "opens_at", "closes_at") if is_over else fields

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/running/", view(self.running_view), name="judging_round_running"),
            path("<int:pk>/stage/", view(require_safe(self.stage_view)), name="judging_round_stage"),
            path("<int:pk>/paper.pdf", view(require_safe(self.paper_view)), name="judging_round_paper"),
        ]
        return own + super().get_urls()

    def running_view(self, request, pk):
        """Who is how far, where judges are far apart, and what the secretariat may do about it now."""
        round = _round(pk)
        form = ReopeningForm(request.POST if request.POST.get("act") == "ask" else None)
        if request.method == "POST" and _act(request, round, form):
            return redirect("admin:judging_round_running", round.pk)
        now = clock.now()
        sealed = is_sealed(round, now)
        context = {
            "round": round,
            "now": now,
            "form": form,
            "progress": progress_of_round(round, now),
            "is_open": round.is_open_at(now),
            "is_over": now >= round.closes_at or round.locked_at is not None,
            "is_sealed": sealed,
            "seal": "" if sealed or now < round.opens_at else seal_of(round),
            "waiting": round.reopenings.filter(agreed_at__isnull=True).select_related("asked_by").first(),
            "reopened": round.reopenings.filter(agreed_at__isnull=False).select_related("asked_by", "agreed_by"),
            "title": _("%(round)s の進みぐあい") % {"round": round},
        }
        return self.office_page(request, "running", context)

    def stage_view(self, request, pk):
        """For the stage: which judges have handed in their sheet for the idea that is on, and no points."""
        round = _round(pk)
        rows = progress_of_round(round, clock.now()).ideas
        shown = next((row for row in rows if row.idea.number == request.GET.get("idea")), rows[0] if rows else None)
        title = _("%(round)s の入力のようす") % {"round": round}
        return self.office_page(request, "stage", {"round": round, "rows": rows, "shown": shown, "title": title})

    def paper_view(self, request, pk) -> HttpResponse:
        """Blank sheets: of one judge, of one idea, or all of them."""
        round = _round(pk)
        chosen = {key: request.GET[key] for key in ("judge", "idea") if key in request.GET}
        if not all(value.isdecimal() and len(value) < 10 for value in chosen.values()):
            raise Http404
        sheets = sheets_given(round).filter(judge__left_at__isnull=True, **chosen)
        name = "-".join(["score-sheets", round.cycle.code, round.kind, *chosen.values()])
        return pdf_response(paper_sheets(round, sheets), name)


def _round(pk) -> Round:
    return get_object_or_404(Round.objects.select_related("cycle"), pk=pk)


def _act(request, round, form):
    """What was pressed; a refusal is said and nothing is changed. False where the form has to be shown again."""
    acts = {"remind": _remind, "lock": _lock, "ask": _ask, "agree": _agree}
    act = acts.get(request.POST.get("act"))
    if act is None or (act is _ask and not form.is_valid()):
        return False
    try:
        messages.success(request, act(request, round, form))
    except ContestError as refusal:
        messages.error(request, str(refusal))
        return act is not _ask
    return True


def _remind(request, round, form):
    count = services.remind_judges(round, by=request.user, at=clock.now())
    return _("採点がのこっている審査委員%(n)d人に、催促のメールを用意しました（1日に1回まで）。") % {"n": count}


def _lock(request, round, form):
    services.lock_round(round, by=request.user, at=clock.now())
    return _("採点を締めました。")


def _ask(request, round, form):
    services.ask_reopening(round, **form.cleaned_data, by=request.user, at=clock.now())
    return _("採点のやりなおしを求めました。別の人が認めると、採点できるようになります。")


def _agree(request, round, form):
    waiting = round.reopenings.filter(agreed_at__isnull=True, pk=_key(request.POST.get("reopening", ""))).first()
    if waiting is None:
        raise ContestError(_("この求めは、新しい求めに変わりました。読みなおしてください。"))
    services.agree_reopening(waiting, by=request.user, at=clock.now())
    return _("採点をやりなおせるようにしました。")


def _key(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


class EntryPage(OfficePage):
    """Mixed into the sheets' admin: a judge's paper sheet is entered for them."""

    @admin.display(description=gettext_lazy("紙から"))
    def entry(self, sheet):
        if sheet.handed_in_at and sheet.entered_by_id is None:
            return "–"
        url = reverse("admin:judging_assignment_entry", args=[sheet.pk])
        return format_html('<a href="{}">{}</a>', url, _("紙の採点表を入力する"))

    def get_urls(self):
        view = self.admin_site.admin_view(self.entry_view)
        return [path("<int:pk>/entry/", view, name="judging_assignment_entry"), *super().get_urls()]

    def entry_view(self, request, pk):
        rows = Assignment.objects.filter(may_be_entered())
        sheet = get_object_or_404(rows.select_related("round__cycle", "judge__user", "idea__cycle"), pk=pk)
        section = section_of(sheet.round)
        form = SheetForm(section, request.POST if request.method == "POST" else values_of(sheet, section))
        if request.method == "POST" and form.is_valid() and _enter(request, sheet, form):
            return redirect("admin:judging_round_running", sheet.round_id)
        title = _("紙の採点表を入力する：%(judge)s %(number)s") % {"judge": sheet.judge, "number": sheet.idea.number}
        context = {"sheet": sheet, "form": form, "idea_title": list_title(sheet.idea), "title": title}
        return self.office_page(request, "entry", context)


def _enter(request, sheet, form):
    try:
        services.enter_sheet(sheet, points=form.points, **form.words, by=request.user, at=clock.now())
    except ContestError as refusal:
        form.add_error(None, str(refusal))
        return False
    said = _("%(judge)s さんの %(number)s の採点を入力しました。")
    messages.success(request, said % {"judge": sheet.judge, "number": sheet.idea.number})
    return True
