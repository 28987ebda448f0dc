"""What the secretariat does with all teams of a year at once: take them away as files, remind those who did not finish."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock
from common.errors import ContestError
from contest.models import Cycle
from files.responses import download
from ideas import desk
from ideas.models import Member
from ideas.services import export_cycle
from ideas.services.exporting import FILES
from ideas.services.reminders import remind_by_office, unfinished


class YearPages:
    """Two pages of each cycle, reached from the list of teams."""

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("export/<int:year>/", view(self.export_view), name="ideas_export"),
            path("remind/<int:year>/", view(self.remind_view), name="ideas_remind"),
        ]
        return own + super().get_urls()

    def export_view(self, request, year) -> HttpResponse:
        """A file is made by a press of a button, never by a link, and stands on record."""
        cycle, refusal = get_object_or_404(Cycle, fiscal_year=year), ""
        if request.method == "POST":
            try:
                name, content = export_cycle(cycle, what=request.POST.get("what", ""), by=request.user, at=clock.now())
            except ContestError as refused:
                refusal = str(refused)
            else:
                return download(name, content)
        labels = (
            _("チームとアイデアをまとめて（XLSX、項目の説明つき）"),
            _("チーム（CSV）"),
            _("アイデア（CSV）"),
            _("項目の説明（CSV）"),
        )
        title = _("%(cycle)s のチームとアイデアを書き出す") % {"cycle": cycle}
        context = {"files": list(zip(FILES, labels, strict=True)), "refusal": refusal, "title": title}
        return self._page(request, "export", cycle, context)

    def remind_view(self, request, year) -> HttpResponse:
        """How many would be reminded; pressing sends it, once a day."""
        cycle, now = get_object_or_404(Cycle, fiscal_year=year), clock.now()
        if request.method == "POST" and desk.is_open(cycle, now):
            count = remind_by_office(cycle, by=request.user, at=now)
            words = ngettext("%(n)d通のメールを送ります。", "%(n)d通のメールを送ります。", count)
            nobody = _("あたらしく送るメールはありませんでした。きょうの分は、もう送っています。")
            messages.success(request, words % {"n": count} if count else nobody)
            return redirect("admin:ideas_remind", year)
        ideas = unfinished(cycle)
        context = {
            "is_open": desk.is_open(cycle, now),
            "stage": desk.stage_of(cycle),
            "ideas": ideas.count(),
            "teams": ideas.order_by().values("team").distinct().count(),
            "people": Member.objects.filter(team__in=ideas.order_by().values("team")).count(),
            "title": _("応募が終わっていないチームに知らせる（%(cycle)s）") % {"cycle": cycle},
        }
        return self._page(request, "remind", cycle, context)

    def _page(self, request, name, cycle, context) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, "cycle": cycle, **context}
        return render(request, f"ideas/office/{name}.html", whole)
