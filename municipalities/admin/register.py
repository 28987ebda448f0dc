"""Local governments, entries and officers, as the secretariat sees them."""

from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import clock
from common.office import OfficeAdmin, OfficeInline, ReadOnlyOfficeAdmin
from municipalities.models import LocalGovernment, Officer, Participant, ParticipantMember, Participation, bodies
from municipalities.services import appoint_officer, dismiss_officer


@admin.register(LocalGovernment)
class LocalGovernmentAdmin(ReadOnlyOfficeAdmin):
    """The register, loaded from its file and not typed."""

    list_display = ["code", "full_name", "kana", "kind", "region", "is_sample"]
    list_filter = ["kind", "region", "is_sample"]
    search_fields = ["code", "name", "kana", "prefecture"]
    list_select_related = ["parent"]


class MemberInline(OfficeInline):
    model = ParticipantMember
    autocomplete_fields = ["government"]
    min_num = 1

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, validate_min=True, **kwargs)


@admin.register(Participant)
class ParticipantAdmin(OfficeAdmin):
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


class OfficerForm(forms.ModelForm):
    """Says by the field what the service would refuse."""

    def clean(self):
        super().clean()
        data = self.cleaned_data
        user, participant = data.get("user"), data.get("participant")
        if user and participant and not participant.knows_domain_of(user.email):
            words = gettext("この自治体のメールのドメイン（%(domains)s）のアドレスではありません。")
            self.add_error("user", words % {"domains": participant.email_domains})
        return data

    def validate_constraints(self):
        """Appointing somebody who serves already renews the department; the service sees to it."""


@admin.register(Officer)
class OfficerAdmin(OfficeAdmin):
    form = OfficerForm
    list_display = ["user", "participant", "department", "since", "until"]
    list_filter = [("until", admin.EmptyFieldListFilter), "participant__is_sample"]
    search_fields = ["user__email", "user__family_name", "department", "participant__members__government__name"]
    autocomplete_fields = ["user", "participant"]
    actions = ["dismiss"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user").prefetch_related(bodies("participant__members"))

    def get_fields(self, request, obj=None):
        return ["user", "participant", "department", *(["since", "until"] if obj else [])]

    def get_readonly_fields(self, request, obj=None):
        return ["user", "participant", "since", "until"] if obj else []

    def has_change_permission(self, request, obj=None):
        return request.user.is_staff and (obj is None or obj.until is None)

    def save_model(self, request, obj, form, change):
        kept = appoint_officer(obj.user, obj.participant, department=obj.department, by=request.user, at=clock.now())
        obj.pk, obj.since = kept.pk, kept.since

    @admin.action(description=_("担当を終える"))
    def dismiss(self, request, queryset):
        for officer in queryset:
            dismiss_officer(officer, by=request.user, at=clock.now())
        messages.success(request, gettext("担当を終えました。課題は自治体に残ります。"))
