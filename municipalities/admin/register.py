"""Local governments and entries, as the secretariat sees them."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import clock
from common.office import OfficeAdmin, OfficeInline, ReadOnlyOfficeAdmin
from municipalities.domains import clean_domains
from municipalities.models import LocalGovernment, Participant, ParticipantMember, bodies
from municipalities.services.entries import why_not_valid

SHORTEST_CODE = 5
SEARCH_HELP = _("名前、よみがな、都道府県、または全国地方公共団体コードで。例：静岡 森町")


@admin.register(LocalGovernment)
class LocalGovernmentAdmin(ReadOnlyOfficeAdmin):
    """The register, loaded from its file and not typed. Abolished ones are listed, and not offered to choose."""

    list_display = ["code", "called", "kana", "kind", "region", "valid_from", "valid_to", "is_sample"]
    list_filter = ["kind", "region", ("valid_to", admin.EmptyFieldListFilter), "is_sample"]
    search_fields = ["code"]  # there is a box; what it finds is said below
    search_help_text = SEARCH_HELP
    list_select_related = ["parent"]
    show_full_result_count = False

    @admin.display(description=_("名前"))
    def called(self, government):
        return government.full_name

    def get_search_results(self, request, queryset, search_term):
        if request.resolver_match.url_name == "autocomplete":
            queryset = queryset.valid_on(timezone.localdate(clock.now()))
        return queryset.matching(search_term), False


class ParticipantForm(forms.ModelForm):
    """Domains are kept in one form; what is none is said by the field."""

    def clean_email_domains(self):
        return clean_domains(self.cleaned_data["email_domains"])


class MemberForm(forms.ModelForm):
    """A body that is no more joins nothing new; where it is already it may stay."""

    def clean_government(self):
        body = self.cleaned_data["government"]
        reason = why_not_valid(body, timezone.localdate(clock.now())) if "government" in self.changed_data else ""
        if reason:
            raise forms.ValidationError(reason)
        return body


class MemberInline(OfficeInline):
    """The bodies of an entry; the one with the smallest order leads a union."""

    model = ParticipantMember
    form = MemberForm
    autocomplete_fields = ["government"]
    min_num = 1

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, validate_min=True, **kwargs)


@admin.register(Participant)
class ParticipantAdmin(OfficeAdmin):
    form = ParticipantForm
    list_display = ["number", "name", "email_domains", "is_sample"]
    list_display_links = ["number", "name"]
    list_filter = ["is_sample", "is_on_record", "participations__cycle"]
    search_fields = ["number"]
    search_help_text = SEARCH_HELP
    inlines = [MemberInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(bodies("members"))

    def get_search_results(self, request, queryset, search_term):
        return found_by(queryset, search_term), False

    @admin.display(description=_("名前"))
    def name(self, participant):
        return participant.name


def found_by(participants, term):
    """By the number of the list, or as the register is searched."""
    term = term.strip()
    is_number = term.isascii() and term.isdecimal() and len(term) < SHORTEST_CODE
    return participants.filter(number=int(term)) if is_number else participants.matching(term)
