"""Local governments and entries, as the secretariat sees them."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.office import OfficeAdmin, OfficeInline, ReadOnlyOfficeAdmin
from municipalities.domains import clean_domains
from municipalities.models import LocalGovernment, Participant, ParticipantMember, Participation, bodies


@admin.register(LocalGovernment)
class LocalGovernmentAdmin(ReadOnlyOfficeAdmin):
    """The register, loaded from its file and not typed."""

    list_display = ["code", "full_name", "kana", "kind", "region", "is_sample"]
    list_filter = ["kind", "region", "is_sample"]
    search_fields = ["code", "name", "kana", "prefecture"]
    list_select_related = ["parent"]


class ParticipantForm(forms.ModelForm):
    """Domains are kept in one form; what is none is said by the field."""

    def clean_email_domains(self):
        return clean_domains(self.cleaned_data["email_domains"])


class MemberInline(OfficeInline):
    model = ParticipantMember
    autocomplete_fields = ["government"]
    min_num = 1

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, validate_min=True, **kwargs)


@admin.register(Participant)
class ParticipantAdmin(OfficeAdmin):
    form = ParticipantForm
    list_display = ["number", "name", "email_domains", "is_sample"]
    list_display_links = ["number", "name"]
    list_filter = ["is_sample", "participations__cycle"]
    search_fields = ["=number", "members__government__name", "members__government__kana", "members__government__code"]
    inlines = [MemberInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(bodies("members"))

    @admin.display(description=_("名前"))
    def name(self, participant):
        return participant.name


@admin.register(Participation)
class ParticipationAdmin(OfficeAdmin):
    list_display = ["participant", "cycle"]
    list_filter = ["cycle"]
    autocomplete_fields = ["participant"]
    list_select_related = ["cycle"]
    search_fields = ["participant__members__government__name"]
    can_delete = True

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(bodies("participant__members"))
