"""Questions and posts as the secretariat sees them: those reported first; hide with a reason, let stand, restore."""

from django.contrib import admin, messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import AuditEntry
from common import clock
from common.errors import ContestError
from common.office import ReadOnlyOfficeAdmin
from common.templatetags.site import date_ja
from dialogue.forms.posts import HideForm
from dialogue.models import Post, PostReport
from dialogue.services.reports import hide_post, let_post_stand, restore_post

HERE = "admin:dialogue_post_change"
IS_WAITING = Exists(PostReport.objects.filter(post=OuterRef("pk"), settled_at__isnull=True))
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


class ReportedFilter(admin.SimpleListFilter):
    """Reported and not looked at; hidden; both are what the secretariat comes for."""

    title = _("知らせ")
    parameter_name = "reports"

    def lookups(self, request, model_admin):
        return [("waiting", _("確かめていない知らせがある")), ("hidden", _("かくした"))]

    def queryset(self, request, queryset):
        chosen = {"waiting": queryset.reported, "hidden": lambda: queryset.filter(hidden_at__isnull=False)}
        return chosen.get(self.value(), lambda: queryset)()


class ReportRows(admin.TabularInline):
    """Who reported it and why."""

    model = PostReport
    fields = readonly_fields = ["kind", "text", "reported_by", "reported_at", "settled_by", "settled_at"]
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("post", "reported_by", "settled_by")

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Post)
class PostAdmin(ReadOnlyOfficeAdmin):
    list_display = ["__str__", "is_question", "challenge", "voice", "created_at", "open_reports", "is_hidden"]
    list_filter = [ReportedFilter, "is_question", "voice", "thread__challenge__cycle"]
    ordering = [IS_WAITING.desc(), "-created_at", "-pk"]
    search_fields = ["text", "thread__challenge__title"]
    show_full_result_count = False
    list_per_page = 50
    fields = readonly_fields = SHOWN
    inlines = [ReportRows]
    change_form_template = "dialogue/office/post.html"

    def get_queryset(self, request):
        waiting = Count("reports", filter=Q(reports__settled_at__isnull=True))
        rows = super().get_queryset(request).select_related("thread__challenge", "written_by", "hidden_by")
        return rows.annotate(waiting=waiting)

    def get_urls(self):
        view = self.admin_site.admin_view
        acts = {
            "hide": self.hide_view,
            "stand": require_POST(self.stand_view),
            "restore": require_POST(self.restore_view),
        }
        own = [path(f"<int:pk>/{name}/", view(act), name=f"dialogue_post_{name}") for name, act in acts.items()]
        return own + super().get_urls()

    # --- what is shown -------------------------------------------------------------------------------------------------

    @admin.display(description=_("課題"), ordering="thread__challenge__serial")
    def challenge(self, post):
        return post.thread.challenge

    @admin.display(description=_("確かめていない知らせ"), ordering="waiting")
    def open_reports(self, post):
        return post.waiting or "–"

    @admin.display(description=_("公開"), boolean=True)
    def is_hidden(self, post):
        return post.hidden_at is None

    @admin.display(description=_("かくした理由"))
    def hidden(self, post):
        if post.hidden_at is None:
            return "–"
        return format_html("{} {}<br>{}", date_ja(post.hidden_at), post.hidden_by, post.hidden_reason)

    @admin.display(description=_("決定の記録"))
    def decisions(self, post):
        entries = AuditEntry.objects.filter(subject=f"dialogue.post:{post.pk}").select_related("actor")
        rows = ((date_ja(entry.at), entry.get_action_display(), entry.actor or "–") for entry in entries)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {} {}</li>", rows))

    # --- what is done --------------------------------------------------------------------------------------------------

    def hide_view(self, request, pk) -> HttpResponse:
        post, form = self._post(request, pk), HideForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            said = gettext("かくしました。書いた人に理由をメールで知らせました。")
            return self._done(request, post, said, hide_post, reason=form.cleaned_data["reason"])
        context = {**self.admin_site.each_context(request), "post": post, "form": form, "opts": self.opts}
        return render(request, "dialogue/office/hide.html", {**context, "title": gettext("かくす")})

    def stand_view(self, request, pk) -> HttpResponse:
        said = gettext("知らせを確かめました。公開をつづけます。")
        return self._done(request, self._post(request, pk), said, let_post_stand)

    def restore_view(self, request, pk) -> HttpResponse:
        said = gettext("また公開しました。書いた人にメールで知らせました。")
        return self._done(request, self._post(request, pk), said, restore_post)

    def _done(self, request, post, said, service, **words) -> HttpResponse:
        try:
            service(post, by=request.user, at=clock.now(), **words)
        except ContestError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return redirect(HERE, post.pk)

    def _post(self, request, pk) -> Post:
        post = self.get_object(request, str(pk))
        if post is None or not self.has_view_permission(request, post):
            raise Http404
        return post
