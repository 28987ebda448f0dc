"""The secretariat sees which reports are late, mails a link again or makes it useless, and says which it asks for no more."""

from django.contrib import admin, messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import clock
from common.office import OfficeAdmin, ReadOnlyOfficeAdmin
from followup import services
from followup.forms import SkipForm
from followup.models import MentoringPost, Mentorship, Plan, Report, ReportRefused
from ideas.models import Idea


class StandingFilter(admin.SimpleListFilter):
    """Which plans wait for whom."""

    title = _("報告の様子")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("late", _("期日がきて、まだ報告がない")),
            ("overdue", _("期日から6週間たって、まだ報告がない")),
            ("unmailed", _("期日がきて、案内も送れていない")),
            ("done", _("報告ずみ")),
            ("skipped", _("求めないことにした")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate(clock.now())
        late = queryset.due_on(today).unanswered()
        chosen = {
            "late": late,
            "overdue": queryset.overdue_on(today),
            "unmailed": late.filter(invited_at=None),
            "done": queryset.filter(report__isnull=False),
            "skipped": queryset.filter(skipped_at__isnull=False),
        }
        return chosen.get(self.value() or "", queryset)


@admin.register(Plan)
class PlanAdmin(ReadOnlyOfficeAdmin):
    list_display = ["idea_number", "idea", "side", "months", "due_on", "invited_at", "reminders", "standing"]
    list_filter = [StandingFilter, "side", "months", "idea__cycle"]
    list_select_related = ["idea__cycle", "report"]
    search_fields = ["idea__title", "idea__team__name"]
    date_hierarchy = "due_on"
    actions = ["resend", "renew", "further", "skip", "unskip"]
    exclude = ["draft"]

    @admin.display(description=_("受付番号"), ordering="idea__serial")
    def idea_number(self, plan):
        return plan.idea.number

    @admin.display(description=_("報告の様子"))
    def standing(self, plan):
        if hasattr(plan, "report"):
            return plan.report.get_state_display()
        if plan.skipped_at:
            return _("求めない：%(reason)s") % {"reason": plan.skip_reason}
        return plan.idea.get_status_display() if plan.is_left_out else "–"

    @admin.action(description=_("報告の案内をもう一度送る"))
    def resend(self, request, queryset):
        self._each(request, queryset, services.resend_invitation, _("%(plan)s の案内を送ります。"))

    @admin.action(description=_("送ったリンクを使えなくする（次の案内は新しいリンクになります）"))
    def renew(self, request, queryset):
        self._each(request, queryset, services.renew_link, _("%(plan)s のこれまでのリンクを使えなくしました。"))

    @admin.action(description=_("もう1年先の報告もお願いする"))
    def further(self, request, queryset):
        chosen = {plan.idea_id: plan for plan in queryset}.values()
        self._each(request, chosen, services.schedule_further, _("%(plan)s のあとに、もう1年先の報告を足しました。"))

    @admin.action(description=_("この報告を求めないことにする（理由を書きます）"))
    def skip(self, request, queryset):
        form = SkipForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            context = {"plans": queryset, "form": form, "title": _("報告を求めないことにする"), "opts": self.opts}
            return render(request, "followup/office/skip.html", {**self.admin_site.each_context(request), **context})
        reason = form.cleaned_data["reason"]
        self._each(request, queryset, services.skip_plan, _("%(plan)s を求めないことにしました。"), reason=reason)
        return None

    @admin.action(description=_("やはり報告を求める"))
    def unskip(self, request, queryset):
        self._each(request, queryset, services.unskip_plan, _("%(plan)s を求めることにしました。"))

    def _each(self, request, plans, act, said, **given):
        for plan in plans:
            try:
                act(plan, by=request.user, at=clock.now(), **given)
                self.message_user(request, said % {"plan": plan})
            except ReportRefused as refusal:
                self.message_user(request, str(refusal), messages.WARNING)


@admin.register(Report)
class ReportAdmin(ReadOnlyOfficeAdmin):
    list_display = ["plan", "state", "handed_in_at"]
    list_filter = ["state", "plan__side", "plan__idea__cycle"]
    list_select_related = ["plan__idea"]
    search_fields = ["plan__idea__title", "done"]


@admin.register(Mentorship)
class MentorshipAdmin(OfficeAdmin):
    list_display = ["idea", "user", "named_at"]
    list_filter = ["idea__cycle"]
    list_select_related = ["idea", "user"]
    search_fields = ["idea__title", "user__email", "user__family_name"]
    autocomplete_fields = ["user"]
    fields = ["idea", "user"]
    can_delete = True

    def has_change_permission(self, request, obj=None):
        return False

    def formfield_for_foreignkey(self, db_field, request, **options):
        """Those whose reports are planned: finalists once the awards are out."""
        if db_field.name == "idea":
            planned = Idea.objects.filter(pk__in=Plan.objects.values("idea"))
            options["queryset"] = planned.order_by("-cycle__fiscal_year", "serial")
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request, obj, form, change):
        services.name_mentor(obj, by=request.user, at=clock.now())

    def delete_model(self, request, obj):
        services.end_mentorship(obj, by=request.user, at=clock.now())

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            services.end_mentorship(obj, by=request.user, at=clock.now())


@admin.register(MentoringPost)
class MentoringPostAdmin(ReadOnlyOfficeAdmin):
    list_display = ["idea", "voice", "written_by", "created_at"]
    list_filter = ["voice", "idea__cycle"]
    list_select_related = ["idea", "written_by"]
    search_fields = ["idea__title", "text"]
