"""The secretariat reads teams and ideas; what a team wrote is changed by the team alone."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.office import ReadOnlyOfficeAdmin
from ideas.models import Attachment, Idea, IdeaVersion, Invitation, Member, Team


class ReadOnlyRows(admin.TabularInline):
    """Rows of record inside a page of the secretariat."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class MemberRows(ReadOnlyRows):
    model = Member
    fields = readonly_fields = ["user", "role", "tie", "name_is_public"]


class InvitationRows(ReadOnlyRows):
    model = Invitation
    fields = readonly_fields = ["email", "invited_by", "expires_at", "accepted_at", "cancelled_at"]


class VersionRows(ReadOnlyRows):
    model = IdeaVersion
    fields = readonly_fields = ["number", "title", "summary", "handed_in_by", "handed_in_at"]


class PictureRows(ReadOnlyRows):
    model = Attachment
    fields = readonly_fields = ["alt", "width", "height", "is_handed_in"]


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
