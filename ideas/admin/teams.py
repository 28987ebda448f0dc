"""The secretariat reads teams; what a team says of itself is changed by the team alone."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import clock
from common.office import ReadOnlyOfficeAdmin
from ideas import desk
from ideas.admin.acts import act
from ideas.admin.rows import ReadOnlyRows
from ideas.eligibility import needs_guardian
from ideas.forms.office import MemberConsentForm
from ideas.models import EligibilityRemark, Invitation, Member, SchoolClass, Team, people
from ideas.services import record_paper_consent
from ideas.services.classes import stop_class


class MemberRows(ReadOnlyRows):
    model = Member
    fields = readonly_fields = ["user", "role", "tie", "leader_class", "age_band", "is_student", "name_is_public"]


class InvitationRows(ReadOnlyRows):
    model = Invitation
    fields = readonly_fields = ["email", "invited_by", "expires_at", "accepted_at", "cancelled_at"]


class RemarkRows(ReadOnlyRows):
    model = EligibilityRemark
    fields = readonly_fields = ["text", "written_by", "written_at", "settled_at"]


@admin.register(Team)
class TeamAdmin(ReadOnlyOfficeAdmin):
    list_display = ["name", "kana", "cycle", "attribute", "member_count"]
    list_filter = ["cycle", "attribute"]
    list_select_related = ["cycle"]
    search_fields = ["name", "kana", "members__user__family_name", "members__user__email"]
    inlines = [MemberRows, InvitationRows, RemarkRows]
    fields = readonly_fields = [
        *["cycle", "name", "kana", "attribute", "school_class", "not_yet", "is_recruiting", "recruiting_text"],
        *["checked_at", "checked_by", "created_at", "updated_at"],
    ]
    change_form_template = "ideas/office/team.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("members")

    def get_urls(self):
        own = path("<int:pk>/consent/", self.admin_site.admin_view(self.consent_view), name="ideas_team_consent")
        return [own, *super().get_urls()]

    def consent_view(self, request, pk):
        """Write down what a guardian signed."""
        team = get_object_or_404(Team.objects.select_related("cycle").prefetch_related(people("members")), pk=pk)
        below = team.cycle.guardian_below_age
        young = [row for row in team.members.all() if needs_guardian(row.age_band, below) and not row.consents]
        return act(
            self,
            request,
            team,
            form=MemberConsentForm(young, request.POST or None),
            title=gettext("紙の同意を記録する"),
            words=gettext("署名のある同意書を見て、記録してください。だれが記録したかが残ります。"),
            done=gettext("保護者の同意を記録しました。"),
            do=lambda member, guardian_name, is_seen: record_paper_consent(
                member, guardian_name=guardian_name, by=request.user, at=clock.now()
            ),
        )

    @admin.display(description=_("応募の前にすること"))
    def not_yet(self, team):
        """The same list as on the team's own page."""
        whole = Team.objects.for_desk().get(pk=team.pk)
        lacks = desk.missing_of(whole, whole.ideas.all(), clock.now())
        return format_html_join("", "<div>{}</div>", ((lack.message,) for lack in lacks)) or gettext("ありません。")

    @admin.display(description=_("メンバーの数"))
    def member_count(self, team):
        return len(team.members.all())


@admin.register(SchoolClass)
class SchoolClassAdmin(ReadOnlyOfficeAdmin):
    """Classes teachers have made: seen, and stopped."""

    list_display = ["school", "name", "cycle", "teacher", "created_at", "stopped_at"]
    list_filter = ["cycle"]
    list_select_related = ["cycle", "teacher"]
    search_fields = ["school", "name", "teacher__email"]
    readonly_fields = ["created_at", "updated_at"]
    actions = ["stop"]

    @admin.action(description=_("クラスを止める（先生とカードは、すぐに入れなくなります）"), permissions=["view"])
    def stop(self, request, queryset):
        for row in queryset.order_by("pk"):
            stop_class(row, by=request.user, at=clock.now())
        messages.success(request, gettext("クラスを止めました。"))
