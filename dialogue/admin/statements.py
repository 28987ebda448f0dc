"""Which municipalities have said their word on which idea, and a reminder to those that have not."""

from django.contrib import admin, messages
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import AuditEntry
from common import clock
from common.office import ReadOnlyOfficeAdmin
from common.templatetags.site import date_ja
from dialogue.models import Statement
from dialogue.services.asking import ask_again


class StateFilter(admin.SimpleListFilter):
    """Those that wait are what the secretariat comes for."""

    title = _("状態")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", _("まだありません")), ("said", _("公開しました"))]

    def queryset(self, request, queryset):
        chosen = {"waiting": queryset.waiting, "said": lambda: queryset.filter(handed_in_at__isnull=False)}
        return chosen.get(self.value(), lambda: queryset)()


@admin.register(Statement)
class StatementAdmin(ReadOnlyOfficeAdmin):
    list_display = ["number", "idea", "participant", "state", "asked_at", "reminded_at", "handed_in_at"]
    list_display_links = ["number", "idea"]
    list_filter = [StateFilter, "stance", "idea__cycle"]
    search_fields = ["idea__title", "idea__challenge__title"]
    ordering = ["-idea__cycle__fiscal_year", "idea__serial"]
    list_per_page = 100
    fields = readonly_fields = (
        *("number", "idea", "participant", "state", "text", "plan", "asked_at", "reminded_at"),
        *("handed_in_at", "handed_in_by", "versions"),
    )
    actions = ["remind"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=_("番号"), ordering="idea__serial")
    def number(self, statement):
        return statement.idea.number

    @admin.display(description=_("参加自治体"))
    def participant(self, statement):
        return statement.idea.challenge.participant

    @admin.display(description=_("状態"))
    def state(self, statement):
        return statement.get_stance_display() if statement.handed_in_at else _("まだありません")

    @admin.display(description=_("だれが、何を、いつまでに"))
    def plan(self, statement):
        rows = ((step["who"], step["what"], step["by"]) for step in statement.steps)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {} {}</li>", rows)) if statement.steps else "–"

    @admin.display(description=_("これまでの版"))
    def versions(self, statement):
        entries = AuditEntry.objects.filter(
            subject=f"dialogue.statement:{statement.pk}", action="statement.hand_in"
        ).select_related("actor")
        names = dict(Statement.Stance.choices)
        rows = (
            (date_ja(entry.at), entry.actor or "–", names[entry.detail["stance"]], entry.detail["text"])
            for entry in entries
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {}<br>{} {}</li>", rows))

    @admin.action(description=_("まだのところに、もう一度頼む"))
    def remind(self, request, queryset):
        count = ask_again(queryset, by=request.user, at=clock.now())
        said = ngettext("%(n)d通のメールを用意しました。", "%(n)d通のメールを用意しました。", count) % {"n": count}
        self.message_user(request, said, messages.SUCCESS if count else messages.WARNING)
