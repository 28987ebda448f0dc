"""The secretariat's pages on judges and on conflicts of interest."""

from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock
from common.errors import ContestError
from common.office import OfficeAdmin
from judging import services
from judging.forms import DecideConflictForm, InviteForm, JudgeForm, OfficeConflictForm
from judging.models import Conflict, Judge, JudgeInvitation


@admin.register(Judge)
class JudgeAdmin(OfficeAdmin):
    """Judges who agreed by mail, or are added by the address they log in with; one without sheets may be taken off."""

    form = JudgeForm
    can_delete = True
    list_display = ("user", "title", "cycle", "scope", "languages", "max_load", "is_chair", "left_at")
    list_filter = ("cycle", "scope")
    list_select_related = ("cycle", "user")
    search_fields = ("user__email", "user__family_name", "user__given_name")
    filter_horizontal = ("themes",)
    fields = (
        "cycle",
        "email",
        ("title", "affiliation"),
        ("scope", "organization", "tier"),
        "reads",
        "themes",
        "max_load",
        "is_chair",
        "stepping_down",
    )

    @admin.display(description=gettext_lazy("読めることば"), ordering="reads")
    def languages(self, judge):
        """Nothing of who selects for an award: they were not asked."""
        return judge.get_reads_display() if judge.gets_sheets else None

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if reason := form.cleaned_data.get("stepping_down", ""):
            services.step_down(obj, reason=reason, by=request.user, at=clock.now())


@admin.register(JudgeInvitation)
class JudgeInvitationAdmin(OfficeAdmin):
    """Who was asked to judge, and what they answered; the mail goes out on saving."""

    form = InviteForm
    list_display = ("email", "cycle", "scope", "answer", "decline_reason", "expires_at")
    list_filter = ("cycle", "scope")
    list_select_related = ("cycle",)
    search_fields = ("email",)
    actions = ("cancel",)

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("返事"))
    def answer(self, invitation):
        if invitation.accepted_at:
            return _("引き受けた")
        if invitation.declined_at:
            return _("ことわった")
        if invitation.cancelled_at:
            return _("取り消した")
        return _("待っています") if invitation.is_open_at(clock.now()) else _("期限が切れた")

    def save_model(self, request, obj, form, change):
        seat = {name: value for name, value in form.cleaned_data.items() if name != "cycle"}
        obj.pk = services.invite_judge(obj.cycle, by=request.user, at=clock.now(), **seat).pk

    @admin.action(description=gettext_lazy("招待を取り消す"))
    def cancel(self, request, queryset):
        for invitation in queryset:
            services.cancel_judge_invitation(invitation, by=request.user, at=clock.now())
        self.message_user(request, _("まだ返事のない招待を取り消しました。"), messages.SUCCESS)


@admin.register(Conflict)
class ConflictAdmin(OfficeAdmin):
    """What keeps a judge away from an idea: declared by the office here, found or declared elsewhere; decided here."""

    list_display = ("judge", "idea", "kind", "source", "reason", "state", "created_at")
    list_filter = ("state", "kind", "source", "judge__cycle")
    list_select_related = ("judge__user", "idea__cycle")
    actions = ("confirm", "pin")

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, form=DecideConflictForm if obj else OfficeConflictForm, **kwargs)

    def get_fields(self, request, obj=None):
        new = ("judge", "idea", "kind", "reason")
        return (
            (*new, "source", "declared_by", "decision", "decision_reason", "decided_by", "decided_at") if obj else new
        )

    def get_readonly_fields(self, request, obj=None):
        return ("judge", "idea", "kind", "reason", "source", "declared_by", "decided_by", "decided_at") if obj else ()

    def save_model(self, request, obj, form, change):
        data, act = form.cleaned_data, {"by": request.user, "at": clock.now()}
        if change:
            services.decide_conflict(obj, state=data["decision"], reason=data["decision_reason"], **act)
        else:
            obj.pk = services.declare_conflict(obj.judge, obj.idea, reason=obj.reason, kind=obj.kind, **act).pk

    @admin.action(description=gettext_lazy("利益相反と認める"))
    def confirm(self, request, queryset):
        self._decide(request, queryset, Conflict.State.CONFIRMED)

    @admin.action(description=gettext_lazy("利益相反と認めて固定する"))
    def pin(self, request, queryset):
        self._decide(request, queryset, Conflict.State.PINNED)

    def _decide(self, request, queryset, state):
        done = 0
        for conflict in queryset:
            try:
                services.decide_conflict(conflict, state=state, reason="", by=request.user, at=clock.now())
            except ContestError as refusal:
                self.message_user(request, f"{conflict}: {refusal}", messages.ERROR)
            else:
                done += 1
        if done:
            self.message_user(request, _("%(n)d件を決めました。") % {"n": done}, messages.SUCCESS)
