"""Questions and posts as the secretariat sees them: those reported first; hide with a reason, let stand, restore."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from contest import office
from dialogue.models import Post, PostReport
from dialogue.services.reports import hide_post, let_post_stand, restore_post

SHOWN = (
    "challenge",
    "is_question",
    "voice",
    "text",
    "written_by",
    "credit",
    "created_at",
    "edited_at",
    "withdrawn_at",
    "hidden",
    "decisions",
)


class ReportRows(office.ReportRows):
    model = PostReport


@admin.register(Post)
class PostAdmin(office.HidableAdmin):
    services = {"hide": hide_post, "stand": let_post_stand, "restore": restore_post}
    hide_template = "dialogue/office/hide.html"
    list_display = ["__str__", "is_question", "challenge", "voice", "created_at", "open_reports", "is_hidden"]
    list_filter = [office.ReportedFilter, "is_question", "voice", "thread__challenge__cycle"]
    ordering = office.reported_first(Post)
    search_fields = ["text", "thread__challenge__title"]
    fields = readonly_fields = SHOWN
    inlines = [ReportRows]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("thread__challenge", "written_by")

    @admin.display(description=_("課題"), ordering="thread__challenge__serial")
    def challenge(self, post):
        return post.thread.challenge
