"""The secretariat sees which reports are late and may mail a link again."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import clock
from common.office import ReadOnlyOfficeAdmin
from followup.models import Plan, Report, ReportRefused
from followup.services import resend_invitation


class StandingFilter(admin.SimpleListFilter):
    """Which plans wait for whom."""

    title = _("報告の様子")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("late", _("期日がきて、まだ報告がない")),
            ("unmailed", _("期日がきて、案内も送れていない")),
            ("done", _("報告ずみ")),
        ]

    def queryset(self, request, queryset):
        late = queryset.due_on(timezone.localdate(clock.now())).unanswered()
        chosen = {"late": late, "unmailed": late.filter(invited_at=None), "done": queryset.filter(report__isnull=False)}
        return chosen.get(self.value() or "", queryset)


@admin.register(Plan)
class PlanAdmin(ReadOnlyOfficeAdmin):
    list_display = ["idea_number", "idea", "side", "months", "due_on", "invited_at", "is_reported"]
    list_filter = [StandingFilter, "side", "months", "idea__cycle"]
    list_select_related = ["idea__cycle", "report"]
    search_fields = ["idea__title", "idea__team__name"]
    date_hierarchy = "due_on"
    actions = ["resend"]

    @admin.display(description=_("受付番号"), ordering="idea__serial")
    def idea_number(self, plan):
        return plan.idea.number

    @admin.display(description=_("報告ずみ"), boolean=True)
    def is_reported(self, plan):
        return hasattr(plan, "report")

    @admin.action(description=_("報告の案内をもう一度送る"))
    def resend(self, request, queryset):
        for plan in queryset:
            try:
                resend_invitation(plan, by=request.user, at=clock.now())
                self.message_user(request, _("%(plan)s の案内を送ります。") % {"plan": plan})
            except ReportRefused as refusal:
                self.message_user(request, str(refusal), messages.WARNING)


@admin.register(Report)
class ReportAdmin(ReadOnlyOfficeAdmin):
    list_display = ["plan", "state", "handed_in_at"]
    list_filter = ["state", "plan__side", "plan__idea__cycle"]
    list_select_related = ["plan__idea"]
    search_fields = ["plan__idea__title", "done"]
