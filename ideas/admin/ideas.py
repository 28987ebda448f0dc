"""The secretariat reads ideas; what a team wrote is changed by the team alone."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.office import ReadOnlyOfficeAdmin
from ideas.admin.rows import ReadOnlyRows
from ideas.models import Attachment, Idea, IdeaVersion


class VersionRows(ReadOnlyRows):
    model = IdeaVersion
    fields = readonly_fields = ["number", "title", "summary", "handed_in_by", "handed_in_at"]


class PictureRows(ReadOnlyRows):
    model = Attachment
    fields = readonly_fields = ["alt", "width", "height", "is_handed_in"]


@admin.register(Idea)
class IdeaAdmin(ReadOnlyOfficeAdmin):
    list_display = ["reference", "__str__", "team", "challenge", "status", "submitted_at"]
    list_filter = ["cycle", "status", "team__attribute"]
    list_select_related = ["cycle", "team", "challenge"]
    search_fields = ["title", "team__name", "challenge__title", "=serial"]
    fields = [
        *["cycle", "serial", "status", "team", "challenge", "title", "summary", "licence", "written_answers"],
        *["title_en", "summary_en", "submitted_at", "created_at", "updated_at"],
    ]
    readonly_fields = fields
    inlines = [VersionRows, PictureRows]

    @admin.display(description=_("受付番号"), ordering="serial")
    def reference(self, idea):
        return idea.number or "—"

    @admin.display(description=_("アイデアの説明"))
    def written_answers(self, idea):
        asked = {section.key: str(section) for section in idea.cycle.form_sections.filter(form="idea")}
        return "\n\n".join(f"【{label}】\n{idea.answers[key]}" for key, label in asked.items() if idea.answers.get(key))
