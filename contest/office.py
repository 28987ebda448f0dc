"""The secretariat's page of what people wrote and others reported: reported ones first; hide, let stand, show again."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, Q
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
from contest.forms import HideForm
from contest.hiding import Hidable, has_open_reports


def reported_first(model: type[Hidable]) -> list[Any]:
    """The order of the page: what waits for a look, then the newest."""
    return [has_open_reports(model).desc(), "-created_at", "-pk"]


class ReportedFilter(admin.SimpleListFilter):
    """Reported and not looked at; hidden; both are what the secretariat comes for."""

    title = _("知らせ")
    parameter_name = "reports"

    def lookups(self, request, model_admin):
        return [("waiting", _("確かめていない知らせがある")), ("hidden", _("かくした"))]

    def queryset(self, request, queryset):
        chosen = {"waiting": queryset.reported, "hidden": lambda: queryset.filter(hidden_at__isnull=False)}
        return chosen.get(self.value() or "", lambda: queryset)()


class ReportRows(admin.TabularInline):
    """Who reported it and why; a room names its `model`."""

    fields = readonly_fields = ("kind", "text", "reported_by", "reported_at", "settled_by", "settled_at")
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        about = self.parent_model._meta.get_field("reports").field.name
        return super().get_queryset(request).select_related(about, "reported_by", "settled_by")

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class HidableAdmin(ReadOnlyOfficeAdmin):
    """Rows of `contest.hiding.Hidable`; a room names its services and the page before hiding."""

    services: ClassVar[Mapping[str, Callable[..., Any]]] = {}  # hide, stand, restore
    hide_template = ""
    change_form_template = "contest/office/hidable.html"
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request):
        waiting = Count("reports", filter=Q(reports__settled_at__isnull=True))
        return super().get_queryset(request).select_related("hidden_by").annotate(waiting=waiting)

    def get_urls(self):
        view, names = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        acts = {
            "hide": self.hide_view,
            "stand": require_POST(self.stand_view),
            "restore": require_POST(self.restore_view),
        }
        own = [path(f"<int:pk>/{name}/", view(act), name=f"{names}_{name}") for name, act in acts.items()]
        return own + super().get_urls()

    # --- what is shown -------------------------------------------------------------------------------------------------

    @admin.display(description=_("確かめていない知らせ"), ordering="waiting")
    def open_reports(self, row):
        return row.waiting or "–"

    @admin.display(description=_("公開"), boolean=True)
    def is_hidden(self, row):
        return row.hidden_at is None

    @admin.display(description=_("かくした理由"))
    def hidden(self, row):
        if row.hidden_at is None:
            return "–"
        return format_html("{} {}<br>{}", date_ja(row.hidden_at), row.hidden_by, row.hidden_reason)

    @admin.display(description=_("決定の記録"))
    def decisions(self, row):
        entries = AuditEntry.objects.filter(subject=f"{self.opts.label_lower}:{row.pk}").select_related("actor")
        rows = ((date_ja(entry.at), entry.get_action_display(), entry.actor or "–") for entry in entries)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {} {}</li>", rows))

    # --- what is done --------------------------------------------------------------------------------------------------

    def hide_view(self, request, pk) -> HttpResponse:
        row, form = self._row(request, pk), HideForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            said = gettext("かくしました。書いた人に理由をメールで知らせました。")
            return self._done(request, row, said, "hide", reason=form.cleaned_data["reason"])
        act = gettext("かくす")
        context = {
            **self.admin_site.each_context(request),
            **{"row": row, "form": form, "opts": self.opts, "title": act, "act": act, "back_url": self._page_of(row)},
        }
        return render(request, self.hide_template, context)

    def stand_view(self, request, pk) -> HttpResponse:
        said = gettext("知らせを確かめました。公開をつづけます。")
        return self._done(request, self._row(request, pk), said, "stand")

    def restore_view(self, request, pk) -> HttpResponse:
        said = gettext("また公開しました。書いた人にメールで知らせました。")
        return self._done(request, self._row(request, pk), said, "restore")

    def _done(self, request, row, said, name, **words) -> HttpResponse:
        try:
            self.services[name](row, by=request.user, at=clock.now(), **words)
        except ContestError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return redirect(self._page_of(row))

    def _page_of(self, row) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def _row(self, request, pk):
        row = self.get_object(request, str(pk))
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        return row
