"""A cycle and all it consists of, and the organisations that carry it: the secretariat's to edit."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.office import OfficeAdmin, OfficeInline
from contest.forms import InOrderForm
from contest.loading import give_entry_classes
from contest.models import (
    Cycle,
    EntryClass,
    Figure,
    FormSection,
    Membership,
    Organization,
    OrganizationName,
    Partnership,
    Principle,
    Stage,
    Theme,
    Tier,
)


class StageForm(InOrderForm):
    """The moment challenges are published has a page and a record of its own; it is only read here."""

    order = ("opens_at", "closes_at", _("しめきりは、はじまりより後にしてください。"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk and self.instance.kind == Stage.Kind.CHALLENGES:
            self.fields["publishes_at"].disabled = True
            self.fields["publishes_at"].help_text = _("課題を公開する日時は、課題の一覧の「公開」のページで決めます。")


class StageInline(OfficeInline):
    model = Stage
    form = StageForm


class FormSectionInline(OfficeInline):
    model = FormSection


class EntryClassInline(OfficeInline):
    model = EntryClass


class TierInline(OfficeInline):
    model = Tier


class PrincipleInline(OfficeInline):
    model = Principle


class PartnershipInline(OfficeInline):
    model = Partnership
    autocomplete_fields = ["organization"]


class FigureForm(forms.ModelForm):
    """A number comes with where it was read; no number means 不明."""

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("value") is not None and not data.get("source"):
            self.add_error("source", gettext("数を書くときは、出典も書いてください。"))
        return data


class FigureInline(OfficeInline):
    model = Figure
    form = FigureForm


@admin.register(Cycle)
class CycleAdmin(OfficeAdmin):
    list_display = ["code", "subtitle_ja", "final_on", "is_public", "is_rehearsal"]
    list_filter = ["is_public", "is_rehearsal"]
    search_fields = ["=fiscal_year", "subtitle_ja"]
    readonly_fields = ["is_rehearsal"]
    inlines = [
        *[StageInline, EntryClassInline, FormSectionInline, TierInline],
        *[PrincipleInline, PartnershipInline, FigureInline],
    ]

    def get_inlines(self, request, obj):
        return self.inlines if obj else [StageInline]

    def save_related(self, request, form, formsets, change):
        """A new cycle begins with the usual classes of people who may enter; they stand here to be changed."""
        super().save_related(request, form, formsets, change)
        if not change:
            give_entry_classes(form.instance)

    @admin.display(description=_("年度"), ordering="fiscal_year")
    def code(self, cycle):
        return cycle.code


class OrganizationNameInline(OfficeInline):
    model = OrganizationName


class MembershipForm(InOrderForm):
    order = ("joined_on", "left_on", _("脱退日は、加入日より後にしてください。"))


class MembershipInline(OfficeInline):
    model = Membership
    form = MembershipForm
    fk_name = "body"
    autocomplete_fields = ["member"]


@admin.register(Organization)
class OrganizationAdmin(OfficeAdmin):
    list_display = ["name", "key", "sector", "government_code", "dissolved_on"]
    list_filter = ["sector", "partnerships__role"]
    search_fields = ["key", "names__name_ja", "names__name_en", "government_code"]
    inlines = [OrganizationNameInline, MembershipInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("names")

    @admin.display(description=_("名前"))
    def name(self, organization):
        return str(organization)


@admin.register(Theme)
class ThemeAdmin(OfficeAdmin):
    list_display = ["name_ja", "name_en", "key", "order"]
    search_fields = ["name_ja", "key"]
