"""The secretariat reads teams; what a team says of itself is changed by the team alone."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.office import ReadOnlyOfficeAdmin
from ideas.admin.rows import ReadOnlyRows
from ideas.models import Invitation, Member, Team


class MemberRows(ReadOnlyRows):
    model = Member
    fields = readonly_fields = ["user", "role", "tie", "name_is_public"]


class InvitationRows(ReadOnlyRows):
    model = Invitation
    fields = readonly_fields = ["email", "invited_by", "expires_at", "accepted_at", "cancelled_at"]


@admin.register(Team)
class TeamAdmin(ReadOnlyOfficeAdmin):
    list_display = ["name", "kana", "cycle", "attribute", "member_count"]
    list_filter = ["cycle", "attribute"]
    list_select_related = ["cycle"]
    search_fields = ["name", "kana", "members__user__family_name", "members__user__email"]
    inlines = [MemberRows, InvitationRows]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("members")

    @admin.display(description=_("メンバーの数"))
    def member_count(self, team):
        return len(team.members.all())
