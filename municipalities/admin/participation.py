"""Who takes part in which year, as the secretariat sees and settles it."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from common import clock
from common.errors import ContestError
from common.office import OfficeAdmin
from municipalities.admin.register import SEARCH_HELP, found_by
from municipalities.forms import WithdrawForm
from municipalities.models import Participant, Participation, bodies
from municipalities.services import apply_to_take_part, withdraw_participation
from municipalities.services.entries import why_not_valid

HERE = "admin:municipalities_participation_change"


class ParticipationForm(forms.ModelForm):
    """Says by the field what the service would refuse."""

    def clean(self):
        super().clean()
        participant = self.cleaned_data.get("participant")
        if participant is None:
            return self.cleaned_data
        day = timezone.localdate(clock.now())
        members = [member.government for member in participant.members.select_related("government__parent")]
        reasons = [reason for body in members if (reason := why_not_valid(body, day))]
        if not members:
            reasons = [gettext("団体のない参加自治体です。先に、団体を入れてください。")]
        for reason in reasons:
            self.add_error("participant", reason)
        return self.cleaned_data

    def _get_validation_exclusions(self):
        """One that withdrew takes part again: that it is there already is the service's to see to."""
        return {*super()._get_validation_exclusions(), "cycle"}


@admin.register(Participation)
class ParticipationAdmin(OfficeAdmin):
    """Added by the service, ended with a reason, never changed or deleted: it is what happened."""

    form = ParticipationForm
    list_display = ["participant", "cycle", "is_standing", "applied_at", "withdrawn_at"]
    list_filter = ["cycle", ("withdrawn_at", admin.EmptyFieldListFilter)]
    autocomplete_fields = ["participant"]
    search_fields = ["participant"]  # there is a box; what it finds is said below
    search_help_text = SEARCH_HELP
    change_form_template = "municipalities/admin_participation.html"

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("cycle", "participant", "applied_by")
        return rows.prefetch_related(bodies("participant__members"))

    def get_search_results(self, request, queryset, search_term):
        return queryset.filter(participant__in=found_by(Participant.objects.all(), search_term)), False

    def get_fields(self, request, obj=None):
        kept = ["applied_by", "applied_at", "withdrawn_at", "withdrawal_reason"]
        return ["participant", "cycle", *(kept if obj else [])]

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("参加しています"), boolean=True)
    def is_standing(self, part):
        return part.withdrawn_at is None

    def save_model(self, request, obj, form, change):
        kept = apply_to_take_part(obj.participant, cycle=obj.cycle, by=request.user, at=clock.now())
        obj.pk = kept.pk

    def get_urls(self):
        view, name = self.admin_site.admin_view, "municipalities_participation"
        own = [
            path("<int:pk>/withdraw/", view(self.withdraw_view), name=f"{name}_withdraw"),
            path("<int:pk>/apply/", view(require_POST(self.apply_view)), name=f"{name}_apply"),
        ]
        return own + super().get_urls()

    def apply_view(self, request, pk) -> HttpResponse:
        part = self._row(request, pk)
        try:
            apply_to_take_part(part.participant, cycle=part.cycle, by=request.user, at=clock.now())
        except ContestError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("もう一度、参加にしました。自治体の担当者にメールで知らせました。"))
        return redirect(HERE, pk)

    def withdraw_view(self, request, pk) -> HttpResponse:
        part, form = self._row(request, pk), WithdrawForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                withdraw_participation(part, by=request.user, at=clock.now(), **form.cleaned_data)
            except ContestError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, gettext("参加をやめたことにしました。自治体の担当者にメールで知らせました。"))
                return redirect(HERE, pk)
        act = gettext("参加をやめる")
        context = {
            **self.admin_site.each_context(request),
            **{"part": part, "form": form, "opts": self.opts, "title": act, "act": act},
            "back_url": reverse(HERE, args=[pk]),
        }
        return render(request, "municipalities/admin_withdraw.html", context)

    def _row(self, request, pk) -> Participation:
        part = self.get_object(request, str(pk))
        if part is None:
            raise Http404
        return part
