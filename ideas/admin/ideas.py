"""The secretariat reads ideas; what a team wrote is changed by the team alone."""

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from common.office import ReadOnlyOfficeAdmin
from contest.models import Cycle
from files.responses import download
from files.workers.table import written
from ideas import board
from ideas.admin.leaves import LeavePages, LeaveRows
from ideas.admin.papers import PaperPages
from ideas.admin.rows import ReadOnlyRows
from ideas.models import Attachment, Idea, IdeaVersion


class VersionRows(ReadOnlyRows):
    model = IdeaVersion
    fields = readonly_fields = ["number", "title", "summary", "handed_in_by", "handed_in_at"]


class PictureRows(ReadOnlyRows):
    model = Attachment
    fields = readonly_fields = ["kind", "alt", "caption", "width", "height", "pages", "is_handed_in"]


@admin.register(Idea)
class IdeaAdmin(PaperPages, LeavePages, ReadOnlyOfficeAdmin):
    list_display = ["reference", "__str__", "team", "challenge", "status", "submitted_at"]
    list_filter = ["cycle", "status", "team__attribute"]
    list_select_related = ["cycle", "team", "challenge"]
    search_fields = ["title", "team__name", "challenge__title", "=serial"]
    fields = [
        *["cycle", "serial", "status", "team", "challenge", "title", "summary", "licence", "written_answers"],
        *["title_en", "summary_en", "submitted_at", "created_at", "updated_at"],
    ]
    readonly_fields = fields
    inlines = [LeaveRows, VersionRows, PictureRows]

    change_list_template = "ideas/office/idea_list.html"
    change_form_template = "ideas/office/idea.html"

    def changelist_view(self, request, extra_context=None):
        cycles = Cycle.objects.filter(challenges__isnull=False).distinct().order_by("-fiscal_year")
        return super().changelist_view(request, {"cycles": cycles, **(extra_context or {})})

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("health/<int:year>/", view(self.health_view), name="ideas_health"),
            path("health/<int:year>/table.csv", view(self.health_table_view), name="ideas_health_table"),
        ]
        return own + super().get_urls()

    def health_view(self, request, year) -> HttpResponse:
        """Every challenge of a cycle with its numbers."""
        cycle = get_object_or_404(Cycle, fiscal_year=year)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": board.title(cycle),
            "cycle": cycle,
            "board": board.board(cycle, request.GET),
        }
        return render(request, "ideas/office/health.html", context)

    def health_table_view(self, request, year) -> HttpResponse:
        """The same as a file: UTF-8 with its mark, no cell that a spreadsheet program would run."""
        cycle = get_object_or_404(Cycle, fiscal_year=year)
        content = written(board.table(board.board(cycle, request.GET)))
        return download(board.file_name(cycle), content)

    @admin.display(description=_("受付番号"), ordering="serial")
    def reference(self, idea):
        return idea.number or "—"

    @admin.display(description=_("アイデアの説明"))
    def written_answers(self, idea):
        asked = {section.key: str(section) for section in idea.cycle.form_sections.filter(form="idea")}
        return "\n\n".join(f"【{label}】\n{idea.answers[key]}" for key, label in asked.items() if idea.answers.get(key))
