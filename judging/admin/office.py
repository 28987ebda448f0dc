"""The secretariat's pages: rounds and judges, sheets given out, ranking, tiers and their release."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseInlineFormSet
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock
from common.errors import ContestError
from common.office import OfficeAdmin, ReadOnlyOfficeAdmin
from judging import services, standings
from judging.forms import JudgeForm, OfficeConflictForm, PlacementForm
from judging.models import Assignment, Conflict, Criterion, Judge, JudgingRefused, Round, Score, TierRelease


class WeightsFormSet(BaseInlineFormSet):
    """Criteria whose weights sum to zero have no mean."""

    def clean(self):
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        weights = [data["weight"] for data in kept if data.get("weight") is not None]
        if weights and not sum(weights):
            raise ValidationError(_("重みの合計が0です。どれかの審査基準に重みをつけてください。"))


class CriterionInline(admin.StackedInline):
    """The criteria of a round; fixed from the first score on, so that nobody moves the scale under the judges."""

    model = Criterion
    formset = WeightsFormSet
    extra = 0
    fields = (("key", "order"), ("name_ja", "name_en"), "help_ja", "help_en", ("weight", "max_points"))

    def _is_fixed(self, round):
        return round is not None and Score.objects.filter(criterion__round=round).exists()

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return request.user.is_staff and not self._is_fixed(obj)

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Round)
class RoundAdmin(OfficeAdmin):
    list_display = ("cycle", "kind", "opens_at", "closes_at", "is_blind", "progress", "ranking")
    list_display_links = ("cycle", "kind")
    list_filter = ("cycle",)
    list_select_related = ("cycle",)
    inlines = (CriterionInline,)
    actions = ("assign",)

    @admin.display(description=gettext_lazy("採点ずみ"))
    def progress(self, round):
        rows = standings.progress_of(round)
        return _("%(total)d件中 %(done)d件") % {"done": sum(r.done for r in rows), "total": sum(r.total for r in rows)}

    @admin.display(description=gettext_lazy("順位と層"))
    def ranking(self, round):
        url = reverse("admin:judging_round_ranking", args=[round.pk])
        return format_html('<a href="{}">{}</a>', url, _("順位を見て層を決める"))

    @admin.action(description=gettext_lazy("審査委員に割り当てる"))
    def assign(self, request, queryset):
        for round in queryset:
            try:
                count = services.assign_judges(round, by=request.user, at=clock.now())
            except ContestError as refusal:
                said = _("%(round)s：%(refusal)s") % {"round": round, "refusal": refusal}
                self.message_user(request, said, messages.ERROR)
            else:
                said = _("%(round)s：採点表を%(count)d件、あたらしく割り当てました。")
                self.message_user(request, said % {"round": round, "count": count}, messages.SUCCESS)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/ranking/", view(self.ranking_view), name="judging_round_ranking"),
            path("<int:pk>/release/", view(self.release_view), name="judging_round_release"),
            *super().get_urls(),
        ]

    def ranking_view(self, request, pk):
        """The weighted ranking, each judge's progress, and every idea's tier in one form."""
        round = get_object_or_404(Round.objects.select_related("cycle"), pk=pk)
        rows = _ranking_or_word(request, round)
        released = standings.is_released(round.cycle)
        form = PlacementForm(request.POST or None, rows=rows, tiers=list(round.cycle.tiers.all()))
        if request.method == "POST" and form.is_valid() and _place_all(request, form):
            return redirect("admin:judging_round_ranking", round.pk)
        context = {
            "round": round,
            "form": form,
            "rows": [(row, form[form.name_of(row)]) for row in rows],
            "progress": standings.progress_of(round),
            "is_released": released,
            "title": _("%(round)s の順位と層") % {"round": round},
        }
        return self._page(request, "ranking", context)

    def release_view(self, request, pk):
        """Asks once more, with the numbers, before every team is mailed its tier."""
        round = get_object_or_404(Round.objects.select_related("cycle"), pk=pk)
        if request.method == "POST":
            try:
                services.release_tiers(round.cycle, by=request.user, at=clock.now())
            except ContestError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("審査の結果を公開し、各チームにメールを用意しました。"))
            return redirect("admin:judging_round_ranking", round.pk)
        context = {
            "round": round,
            "tiers": standings.tier_counts(round.cycle),
            "is_released": standings.is_released(round.cycle),
            "title": _("%(cycle)s の審査の結果を公開する") % {"cycle": round.cycle},
        }
        return self._page(request, "release", context)

    def _page(self, request, name, context):
        whole = {**self.admin_site.each_context(request), "opts": self.model._meta, **context}
        request.current_app = self.admin_site.name
        return render(request, f"judging/office/{name}.html", whole)


def _ranking_or_word(request, round):
    """The ranking; if it cannot be computed, why not, and the ideas without places."""
    try:
        return standings.ranking_of(round)
    except JudgingRefused as refusal:
        messages.error(request, str(refusal))
        return []


def _place_all(request, form):
    """Every chosen tier, or none of them and the refusal in the form."""
    try:
        with transaction.atomic():
            for idea, tier in form.placements():
                services.place_idea(idea, tier=tier, by=request.user, at=clock.now())
    except ContestError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("層を保存しました。公開するまで、だれにも見えません。"))
    return True


@admin.register(Judge)
class JudgeAdmin(OfficeAdmin):
    """Judges are added by the address they log in with; one without sheets may be taken off again."""

    form = JudgeForm
    can_delete = True
    list_display = ("user", "title", "cycle", "is_chair")
    list_filter = ("cycle",)
    list_select_related = ("cycle", "user")
    search_fields = ("user__email", "user__family_name", "user__given_name")
    fields = ("cycle", "email", "title", "is_chair")


@admin.register(Conflict)
class ConflictAdmin(OfficeAdmin):
    """Declared once, and the sheet goes; to take it back is not an edit."""

    form = OfficeConflictForm
    list_display = ("judge", "idea", "reason", "created_at")
    list_filter = ("judge__cycle",)
    list_select_related = ("judge__user", "idea__cycle")
    fields = ("judge", "idea", "reason")

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        made = services.declare_conflict(obj.judge, obj.idea, reason=obj.reason, by=request.user, at=clock.now())
        obj.pk = made.pk


class ScoreInline(admin.TabularInline):
    model = Score
    fields = ("criterion", "points")
    extra = 0

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyOfficeAdmin):
    """What each judge wrote, to be read only: sheets are the judges' own."""

    list_display = ("idea", "judge", "round", "handed_in_at")
    list_filter = ("round", "judge", ("handed_in_at", admin.EmptyFieldListFilter))
    list_select_related = ("idea__cycle", "judge__user", "round__cycle")
    search_fields = ("idea__title",)
    inlines = (ScoreInline,)


@admin.register(TierRelease)
class TierReleaseAdmin(ReadOnlyOfficeAdmin):
    """The act itself stands on the ranking page of a round."""

    list_display = ("cycle", "released_by", "released_at")
    list_select_related = ("cycle", "released_by")
