"""Seeds as the secretariat sees them: those that were reported first; hide with a reason, let stand, restore."""

from django.contrib import admin

from contest import office
from municipalities.models import Seed, SeedReport, bodies
from municipalities.services.seed_reports import hide_seed, let_seed_stand, restore_seed

SHOWN = ("title", "text", "participant", "cycle", "suggested_by", "credit", "status", "answer", "hidden", "decisions")


class ReportRows(office.ReportRows):
    model = SeedReport


@admin.register(Seed)
class SeedAdmin(office.HidableAdmin):
    services = {"hide": hide_seed, "stand": let_seed_stand, "restore": restore_seed}
    hide_template = "municipalities/admin_hide.html"
    list_display = ["title", "participant", "status", "created_at", "open_reports", "is_hidden"]
    list_filter = [office.ReportedFilter, "status", "cycle"]
    ordering = office.reported_first(Seed)
    search_fields = ["title", "text", "participant__members__government__name"]
    fields = readonly_fields = SHOWN
    inlines = [ReportRows]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("cycle", "suggested_by")
        return rows.prefetch_related(bodies("participant__members"))
