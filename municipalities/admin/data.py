"""Data of all challenges, as the secretariat sees them: which links are dead."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.office import ReadOnlyOfficeAdmin
from municipalities.models import DataResource


@admin.register(DataResource)
class DataResourceAdmin(ReadOnlyOfficeAdmin):
    list_display = ["title", "challenge", "url", "file_name", "checked_at", "is_open"]
    list_filter = [("dead_since", admin.EmptyFieldListFilter), "kind", "challenge__cycle"]
    search_fields = ["title", "url", "publisher", "challenge__title"]
    list_select_related = ["challenge"]
    ordering = ["-dead_since", "-challenge", "order"]
    exclude = ["file", "preview", "order"]
    list_per_page = 50

    @admin.display(description=_("開けるか"), boolean=True, ordering="dead_since")
    def is_open(self, row):
        return None if not row.url or row.checked_at is None else row.dead_since is None
