"""Who helps with which challenge: named and taken away by the secretariat."""

from django.contrib import admin

from common import clock
from common.office import OfficeAdmin
from dialogue.models import Facilitation
from dialogue.services.facilitations import end_facilitation, name_facilitator
from municipalities.models import Challenge


@admin.register(Facilitation)
class FacilitationAdmin(OfficeAdmin):
    list_display = ["user", "kind", "challenge", "named_at"]
    list_filter = ["kind", "challenge__cycle"]
    list_select_related = ["user", "challenge"]
    search_fields = ["user__email", "user__family_name", "challenge__title"]
    autocomplete_fields = ["user"]
    fields = ["challenge", "user", "kind"]
    can_delete = True

    def has_change_permission(self, request, obj=None):
        return False

    def formfield_for_foreignkey(self, db_field, request, **options):
        if db_field.name == "challenge":
            accepted = Challenge.objects.filter(status=Challenge.Status.ACCEPTED)
            options["queryset"] = accepted.order_by("-cycle__fiscal_year", "serial")
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request, obj, form, change):
        name_facilitator(obj, by=request.user, at=clock.now())

    def delete_model(self, request, obj):
        end_facilitation(obj, by=request.user, at=clock.now())

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            end_facilitation(obj, by=request.user, at=clock.now())
