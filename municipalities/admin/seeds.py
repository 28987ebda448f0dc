"""Seeds as the secretariat sees them: those that were reported first; hide with a reason, let stand, restore."""

from django.contrib import admin, messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import AuditEntry
from common import clock
from common.errors import ContestError
from common.office import ReadOnlyOfficeAdmin
from common.templatetags.site import date_ja
from municipalities.forms.seeds import HideForm
from municipalities.models import Seed, SeedReport, bodies
from municipalities.services.seed_reports import hide_seed, let_seed_stand, restore_seed

HERE = "admin:municipalities_seed_change"
IS_WAITING = Exists(SeedReport.objects.filter(seed=OuterRef("pk"), settled_at__isnull=True))
SHOWN = ("title", "text", "participant", "cycle", "suggested_by", "credit", "status", "answer", "hidden", "decisions")


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

    model = SeedReport
    fields = readonly_fields = ["kind", "text", "reported_by", "reported_at", "settled_by", "settled_at"]
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("seed", "reported_by", "settled_by")

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Seed)
class SeedAdmin(ReadOnlyOfficeAdmin):
    list_display = ["title", "participant", "status", "created_at", "open_reports", "is_hidden"]
    list_filter = [ReportedFilter, "status", "cycle"]
    ordering = [IS_WAITING.desc(), "-created_at", "-pk"]
    search_fields = ["title", "text", "participant__members__government__name"]
    show_full_result_count = False
    list_per_page = 50
    fields = readonly_fields = SHOWN
    inlines = [ReportRows]
    change_form_template = "municipalities/admin_seed.html"

    def get_queryset(self, request):
        waiting = Count("reports", filter=Q(reports__settled_at__isnull=True))
        rows = super().get_queryset(request).select_related("cycle", "suggested_by", "hidden_by")
        return rows.prefetch_related(bodies("participant__members")).annotate(waiting=waiting)

    def get_urls(self):
        view = self.admin_site.admin_view
        acts = {
            "hide": self.hide_view,
            "stand": require_POST(self.stand_view),
            "restore": require_POST(self.restore_view),
        }
        own = [path(f"<int:pk>/{name}/", view(act), name=f"municipalities_seed_{name}") for name, act in acts.items()]
        return own + super().get_urls()

    # --- what is shown -------------------------------------------------------------------------------------------------

    @admin.display(description=_("確かめていない知らせ"), ordering="waiting")
    def open_reports(self, seed):
        return seed.waiting or "–"

    @admin.display(description=_("公開"), boolean=True)
    def is_hidden(self, seed):
        return seed.hidden_at is None

    @admin.display(description=_("かくした理由"))
    def hidden(self, seed):
        if seed.hidden_at is None:
            return "–"
        return format_html("{} {}<br>{}", date_ja(seed.hidden_at), seed.hidden_by, seed.hidden_reason)

    @admin.display(description=_("決定の記録"))
    def decisions(self, seed):
        entries = AuditEntry.objects.filter(subject=f"municipalities.seed:{seed.pk}").select_related("actor")
        rows = ((date_ja(entry.at), entry.get_action_display(), entry.actor or "–") for entry in entries)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {} {}</li>", rows))

    # --- what is done --------------------------------------------------------------------------------------------------

    def hide_view(self, request, pk) -> HttpResponse:
        seed, form = self._seed(request, pk), HideForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            said = gettext("かくしました。書いた人に理由をメールで知らせました。")
            return self._done(request, seed, said, hide_seed, reason=form.cleaned_data["reason"])
        act = gettext("かくす")
        context = {
            **self.admin_site.each_context(request),
            **{"seed": seed, "form": form, "opts": self.opts, "title": act, "act": act},
            "back_url": reverse(HERE, args=[pk]),
        }
        return render(request, "municipalities/admin_hide.html", context)

    def stand_view(self, request, pk) -> HttpResponse:
        said = gettext("知らせを確かめました。公開をつづけます。")
        return self._done(request, self._seed(request, pk), said, let_seed_stand)

    def restore_view(self, request, pk) -> HttpResponse:
        said = gettext("また公開しました。書いた人にメールで知らせました。")
        return self._done(request, self._seed(request, pk), said, restore_seed)

    def _done(self, request, seed, said, service, **words) -> HttpResponse:
        try:
            service(seed, by=request.user, at=clock.now(), **words)
        except ContestError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return redirect(HERE, seed.pk)

    def _seed(self, request, pk) -> Seed:
        seed = self.get_object(request, str(pk))
        if seed is None or not self.has_view_permission(request, seed):
            raise Http404
        return seed
