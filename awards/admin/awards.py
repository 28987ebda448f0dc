"""Awards as data, what was decided, and the rule that joins jury and public."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards import services
from awards.admin.desk import DeskPages
from awards.forms import AwardRowForm, ReasonForm
from awards.models import Award, CombiningRule, Decision, Publication
from common import clock
from common.errors import ContestError
from common.office import OfficeAdmin, ReadOnlyOfficeAdmin
from contest.models import Cycle


@admin.register(Award)
class AwardAdmin(DeskPages, OfficeAdmin):
    """The prizes of each cycle, and the way to the desk where they are given."""

    form = AwardRowForm
    change_list_template = "awards/office/award_list.html"
    list_display = ("__str__", "cycle", "decided_by", "of_tiers", "attributes", "places", "order")
    list_filter = ("cycle", "decided_by")
    list_select_related = ("cycle", "tier")
    fieldsets = (
        (None, {"fields": ("cycle", "key", ("name_ja", "name_en"), "aliases", "order")}),
        (None, {"fields": ("decided_by", "sponsor", "tier", "tiers", "team_attributes", "places")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("tiers")

    @admin.display(description=gettext_lazy("対象の層"))
    def of_tiers(self, award):
        return _("、").join(map(str, award.eligible_tiers)) or "–"

    @admin.display(description=gettext_lazy("対象のチーム属性"))
    def attributes(self, award):
        return _("、").join(award.attribute_labels) or "–"

    def changelist_view(self, request, extra_context=None):
        cycles = Cycle.objects.order_by("-fiscal_year").filter(is_rehearsal=True) | Cycle.objects.order_by(
            "-fiscal_year"
        ).filter(tiers__isnull=False)
        return super().changelist_view(request, {"cycles": cycles.distinct(), **(extra_context or {})})

    def get_urls(self):
        return [*self.desk_urls(), *super().get_urls()]


@admin.register(Decision)
class DecisionAdmin(ReadOnlyOfficeAdmin):
    """What was decided; a winner who gives an award back is written down here."""

    change_form_template = "awards/office/decision.html"
    list_display = ("award", "place", "idea", "decided_by", "decided_at", "returned_at")
    list_filter = ("award__cycle",)
    list_select_related = ("award__cycle", "idea__cycle", "decided_by")

    def get_urls(self):
        returned = self.admin_site.admin_view(self.return_view)
        return [path("<int:pk>/return/", returned, name="awards_decision_return"), *super().get_urls()]

    def return_view(self, request, pk):
        """辞退: with a reason, which is not shown to the world."""
        decision = get_object_or_404(Decision.objects.select_related("award__cycle", "idea__cycle"), pk=pk)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                services.return_award(decision, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
            except ContestError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("辞退を記録しました。この賞の賞状は、使えなくなりました。"))
                return redirect("admin:awards_decision_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("受賞の辞退を記録する"),
            "lead": f"{decision.award}　{decision.idea.number} {decision.idea}",
            "form": form,
            "button": _("辞退を記録する"),
        }
        return render(request, "awards/office/reason.html", context)


@admin.register(Publication)
class PublicationAdmin(ReadOnlyOfficeAdmin):
    """Who proposed and who agreed."""

    list_display = ("cycle", "proposed_by", "proposed_at", "agreed_by", "goes_public_at", "published_at")
    list_select_related = ("cycle", "proposed_by", "agreed_by")


@admin.register(CombiningRule)
class CombiningRuleAdmin(OfficeAdmin):
    """Weights of jury and public for one award; fixed before the vote, with a hash."""

    change_form_template = "awards/office/rule.html"
    list_display = ("award", "jury_weight", "votes_weight", "quorum", "tie_order", "frozen_at")
    list_select_related = ("award__cycle",)
    fields = ("award", ("jury_weight", "votes_weight"), "quorum", "tie_order", "text", "digest", "frozen_at")
    readonly_fields = ("text", "digest", "frozen_at")

    def get_readonly_fields(self, request, obj=None):
        return (
            [field for row in self.fields for field in ((row,) if isinstance(row, str) else row)]
            if (obj and obj.frozen_at)
            else self.readonly_fields
        )

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "award":
            joined = Award.objects.filter(decided_by=Award.DecidedBy.COMBINED)
            kwargs["queryset"] = joined.select_related("cycle")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self):
        freeze = self.admin_site.admin_view(self.freeze_view)
        return [path("<int:pk>/freeze/", freeze, name="awards_combiningrule_freeze"), *super().get_urls()]

    def freeze_view(self, request, pk):
        """One button; reading it changes nothing."""
        rule = get_object_or_404(CombiningRule, pk=pk)
        if request.method == "POST":
            try:
                services.freeze_rule(rule, by=request.user, at=clock.now())
            except ContestError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("決まりを確定し、公開しました。もう変えられません。"))
        return redirect("admin:awards_combiningrule_change", pk)
