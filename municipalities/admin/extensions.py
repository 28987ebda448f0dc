"""More time for one municipality: given here, kept for good, changed by giving anew."""

from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import clock
from common.office import OfficeAdmin
from common.templatetags.site import date_ja, deadline_ja
from municipalities.models import Extension, ExtensionRefused, bodies
from municipalities.services import grant_extension, require_more_time


class ExtensionForm(forms.ModelForm):
    """Says by the field what the service would refuse."""

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("cycle") and data.get("closes_at"):
            try:
                require_more_time(data["cycle"], closes_at=data["closes_at"], at=clock.now())
            except ExtensionRefused as refusal:
                self.add_error("closes_at", str(refusal))
        return data


@admin.register(Extension)
class ExtensionAdmin(OfficeAdmin):
    form = ExtensionForm
    list_display = ["participant", "cycle", "deadline", "reason", "granted_by", "granted"]
    list_filter = ["cycle"]
    list_select_related = ["cycle", "granted_by"]
    search_fields = ["participant__members__government__name", "reason"]
    autocomplete_fields = ["participant"]
    ordering = ["-granted_at", "-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(bodies("participant__members"))

    def has_change_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        return ["participant", "cycle", "closes_at", "reason", *(["granted_by", "granted_at"] if obj else [])]

    def save_model(self, request, obj, form, change):
        terms = {"cycle": obj.cycle, "closes_at": obj.closes_at, "reason": obj.reason}
        kept = grant_extension(obj.participant, **terms, by=request.user, at=clock.now())
        obj.pk = kept.pk
        messages.info(request, gettext("自治体の担当者にメールで知らせます。"))

    @admin.display(description=_("のばしたしめきり"), ordering="closes_at")
    def deadline(self, extension):
        return deadline_ja(extension.closes_at)

    @admin.display(description=_("決めた日時"), ordering="granted_at")
    def granted(self, extension):
        return date_ja(extension.granted_at)
