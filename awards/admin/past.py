"""Winners of the years before this site: the secretariat adds those it has a source for."""

from django.contrib import admin

from awards.models import PastWinner
from common.office import OfficeAdmin
from municipalities.models import Participant, bodies


@admin.register(PastWinner)
class PastWinnerAdmin(OfficeAdmin):
    """Each with its source, which the page shows."""

    list_display = ("cycle", "award_ja", "place", "team", "participant", "source")
    list_filter = ("cycle",)
    list_select_related = ("cycle",)
    fields = ("cycle", "key", ("award_ja", "award_en"), "place", "team", "participant", "idea_title", "source")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(bodies("participant__members"))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "participant":
            kwargs["queryset"] = Participant.objects.prefetch_related(bodies("members"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
