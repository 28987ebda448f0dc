"""The secretariat's pages: rounds and judges, sheets given out, ranking, tiers and their release."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseInlineFormSet
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock
from common.errors import ContestError
from common.office import OfficeAdmin, ReadOnlyOfficeAdmin
from judging import services, standings
from judging.admin.assigning import AssigningPage
from judging.admin.exporting import ExportPage
from judging.admin.inquiries import InquiryPages
from judging.admin.meeting import MeetingPages
from judging.admin.releasing import ReleasePage
from judging.admin.running import EntryPage, RunningPages
from judging.comparing import WhyNot
from judging.forms import PlacementForm
from judging.models import Assignment, Criterion, JudgingRefused, Round, Score, TierRelease
from judging.sealing import is_sealed, unsealed


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
    fields = (
        ("key", "order"),
        ("name_ja", "name_en"),
        "help_ja",
        "help_en",
        ("weight", "max_points"),
        ("labels_ja", "labels_en"),
    )

    def _is_fixed(self, round):
        return round is not None and bool(round.rubric_hash or Score.objects.filter(criterion__round=round).exists())

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return request.user.is_staff and not self._is_fixed(obj)

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Round)
class RoundAdmin(AssigningPage, RunningPages, MeetingPages, InquiryPages, ReleasePage, ExportPage, OfficeAdmin):
    list_display = (
        *("cycle", "kind", "opens_at", "closes_at", "is_blind"),
        *("progress", "assigning", "running", "ranking", "inquiries"),
    )
    list_display_links = ("cycle", "kind")
    list_filter = ("cycle",)
    list_select_related = ("cycle",)
    inlines = (CriterionInline,)
    actions = ("lay_rubric",)
    readonly_fields = ("rubric_state",)
    fields = ("cycle", "kind", ("opens_at", "closes_at"), "is_blind", "judges_per_idea", "rubric_state")

    @admin.display(description=gettext_lazy("採点ずみ"))
    def progress(self, round):
        rows = standings.progress_of(round)
        return _("%(total)d件中 %(done)d件") % {"done": sum(r.done for r in rows), "total": sum(r.total for r in rows)}

    @admin.display(description=gettext_lazy("順位と層"))
    def ranking(self, round):
        url = reverse("admin:judging_round_ranking", args=[round.pk])
        return format_html('<a href="{}">{}</a>', url, _("順位を見て層を決める"))

    @admin.display(description=gettext_lazy("審査基準"))
    def rubric_state(self, round):
        if not round.rubric_hash:
            return _("最初の点がつくまで、変えられます。")
        said = _("最初の点がついたので、変えられません（%(at)s）。しるし：")
        at = date_format(localtime(round.rubric_frozen_at), "DATETIME_FORMAT")
        return format_html('{}<br><code class="office-mark">{}</code>', said % {"at": at}, round.rubric_hash)

    @admin.action(description=gettext_lazy("2016年の6つの審査基準を入れる"))
    def lay_rubric(self, request, queryset):
        for round in queryset:
            try:
                services.lay_default_rubric(round, by=request.user, at=clock.now())
            except ContestError as refusal:
                said = _("%(round)s：%(refusal)s") % {"round": round, "refusal": refusal}
                self.message_user(request, said, messages.ERROR)
            else:
                self.message_user(request, _("%(round)s に審査基準を入れました。") % {"round": round}, messages.SUCCESS)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/assigning/", view(self.assigning_view), name="judging_round_assigning"),
            path("<int:pk>/ranking/", view(self.ranking_view), name="judging_round_ranking"),
            path("<int:pk>/release/", view(self.release_view), name="judging_round_release"),
            *super().get_urls(),
        ]

    def ranking_view(self, request, pk):
        """The weighted ranking, each judge's progress, and every idea's tier in one form."""
        round = get_object_or_404(Round.objects.select_related("cycle"), pk=pk)
        if is_sealed(round, clock.now()):
            messages.info(request, _("最終公開審査の点と順位は、審査がしめきられるまで封印しています。"))
            return redirect("admin:judging_round_running", round.pk)
        compared = _comparison_or_word(request, round)
        rows = [each.row for each in compared.rows]
        released = standings.is_released(round.cycle, clock.now())
        form = PlacementForm(request.POST or None, rows=rows, tiers=list(round.cycle.tiers.all()))
        if request.method == "POST" and form.is_valid() and _place_all(request, form):
            return redirect("admin:judging_round_ranking", round.pk)
        context = {
            "round": round,
            "form": form,
            "rows": [(each, form[form.name_of(each.row)]) for each in compared.rows],
            "why_not": standings.WHY_NOT.get(compared.why_not),
            "agreement": compared.agreement,
            "progress": standings.progress_of(round),
            "is_released": released,
            "title": _("%(round)s の順位と層") % {"round": round},
        }
        return self._page(request, "ranking", context)

    def _page(self, request, name, context):
        whole = {**self.admin_site.each_context(request), "opts": self.model._meta, **context}
        request.current_app = self.admin_site.name
        return render(request, f"judging/office/{name}.html", whole)


def _comparison_or_word(request, round):
    """The ranking side by side; if it cannot be computed, why not, and no rows."""
    try:
        return standings.comparison_of(round)
    except JudgingRefused as refusal:
        messages.error(request, str(refusal))
        return standings.Comparison([], WhyNot.EMPTY, None)


def _place_all(request, form):
    """Every chosen tier, or none of them and the refusal in the form."""
    try:
        with transaction.atomic():
            for idea, tier in form.placements():
                services.place_idea(idea, tier=tier, by=request.user, at=clock.now())
    except ContestError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("層を保存しました。公開の日時まで、だれにも見えません。"))
    return True


class ScoreInline(admin.TabularInline):
    model = Score
    fields = ("criterion", "points")
    extra = 0

    def get_queryset(self, request):
        """The points of a final stay sealed until it has closed, here too."""
        return super().get_queryset(request).filter(unsealed(clock.now()))

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(Assignment)
class AssignmentAdmin(EntryPage, ReadOnlyOfficeAdmin):
    """What each judge wrote, to be read only: sheets are the judges' own."""

    list_display = ("idea", "judge", "round", "handed_in_at", "entry")
    list_filter = ("round", "judge", ("handed_in_at", admin.EmptyFieldListFilter))
    list_select_related = ("idea__cycle", "judge__user", "round__cycle")
    search_fields = ("idea__title",)
    inlines = (ScoreInline,)


@admin.register(TierRelease)
class TierReleaseAdmin(ReadOnlyOfficeAdmin):
    """The moment is set on a page of the round."""

    list_display = ("cycle", "releases_at", "set_by", "set_at")
    list_select_related = ("cycle", "set_by")
