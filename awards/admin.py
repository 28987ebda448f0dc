"""The secretariat's pages on awards; the desk 「賞を決める」 is one page a cycle and works without scripts."""

from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import services
from awards.forms import AwardForm
from awards.models import Award, Decision, Publication
from awards.standings import evidence_of, is_published
from common import clock
from common.errors import ContestError
from common.office import OfficeAdmin, ReadOnlyOfficeAdmin
from contest.models import Cycle
from judging.sealing import is_sealed
from judging.standings import is_released


@admin.register(Award)
class AwardAdmin(OfficeAdmin):
    """The prizes of each cycle, and the way to the desk where they are given."""

    change_list_template = "awards/office/award_list.html"
    list_display = ("__str__", "cycle", "decided_by", "tier", "team_attribute", "places", "order")
    list_filter = ("cycle", "decided_by")
    list_select_related = ("cycle", "tier")
    fieldsets = (
        (None, {"fields": ("cycle", "key", ("name_ja", "name_en"), "aliases", "order")}),
        (None, {"fields": ("decided_by", "sponsor", "tier", "team_attribute", "places")}),
    )

    def changelist_view(self, request, extra_context=None):
        cycles = Cycle.objects.filter(awards__isnull=False).distinct().order_by("-fiscal_year")
        return super().changelist_view(request, {"cycles": cycles, **(extra_context or {})})

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("desk/<int:year>/", view(self.desk_view), name="awards_desk"),
            path("desk/<int:year>/propose/", view(require_POST(self.propose_view)), name="awards_propose"),
            path("desk/<int:year>/agree/", view(require_POST(self.agree_view)), name="awards_agree"),
            *super().get_urls(),
        ]

    def desk_view(self, request, year):
        """Every award of a cycle in one form, with the evidence beside it."""
        cycle = get_object_or_404(Cycle, fiscal_year=year)
        now, rounds = clock.now(), list(cycle.rounds.all())
        evidence = evidence_of(cycle, now)
        is_sent = request.method == "POST"
        forms = award_forms(cycle, evidence, request.POST if is_sent else None)
        if is_sent and not any(form.errors for form in forms) and _decide_all(request, forms):
            return redirect("admin:awards_desk", year)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("%(cycle)s の賞を決める") % {"cycle": cycle},
            "cycle": cycle,
            "forms": forms,
            "has_errors": is_sent,
            "evidence": evidence,
            "rounds": rounds,
            "has_sealed_round": any(is_sealed(round, now) for round in rounds),
            "publication": Publication.objects.filter(cycle=cycle).select_related("proposed_by", "agreed_by").first(),
            "is_released": is_released(cycle, now),
            "is_published": is_published(cycle),
            "is_mine": Publication.objects.filter(cycle=cycle, proposed_by=request.user).exists(),
        }
        request.current_app = self.admin_site.name
        return render(request, "awards/office/desk.html", context)

    def propose_view(self, request, year):
        said = _("公開を申し出ました。もう一人が内容を確かめて認めると、公開されます。")
        return _press(request, year, services.propose_publication, said)

    def agree_view(self, request, year):
        return _press(
            request, year, services.agree_publication, _("賞を公開し、受賞した人たちへのメールを用意しました。")
        )


def award_forms(cycle, evidence, data):
    """A form for each award over the ideas that may get it."""
    awards = cycle.awards.select_related("tier", "cycle").prefetch_related("decisions__idea__cycle")
    return [
        AwardForm(
            data,
            award=award,
            eligible=[row for row in evidence if _is_eligible(award, row)],
            decisions=list(award.decisions.all()),
        )
        for award in awards
    ]


def _is_eligible(award, row):
    """The desk's twin of `standings.eligible_ideas`, over rows that are read already."""
    return award.tier_id in (None, row.tier.pk) and award.team_attribute in ("", row.idea.team.attribute)


def _decide_all(request, forms):
    """Everything on the desk, or nothing and the refusal by its award."""
    with transaction.atomic():
        for form in forms:
            try:
                _decide(request, form)
            except ContestError as refusal:
                form.add_error(None, str(refusal))
                transaction.set_rollback(True)
                return False
    messages.success(request, _("保存しました。公開するまで、だれにも見えません。"))
    return True


def _decide(request, form):
    act = {"by": request.user, "at": clock.now()}
    if not form.has_changed():
        return
    if form.cleaned_data["is_withheld"]:
        services.withhold_award(form.award, reason=form.cleaned_data["reason"], **act)
        return
    if form.award.is_withheld:
        services.clear_award(form.award, **act)
    for place, idea, citations in form.winners():
        if idea:
            services.decide_award(form.award, idea, place=place, **citations, **act)
        elif place in form.decided:
            services.clear_award(form.award, place=place, **act)


def _press(request, year, service, said):
    """One button of the two-person act; its refusal is said in words."""
    cycle = get_object_or_404(Cycle, fiscal_year=year)
    try:
        service(cycle, by=request.user, at=clock.now())
    except ContestError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("admin:awards_desk", year)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyOfficeAdmin):
    """What the desk decided."""

    list_display = ("award", "place", "idea", "decided_by", "decided_at")
    list_filter = ("award__cycle",)
    list_select_related = ("award__cycle", "idea__cycle", "decided_by")


@admin.register(Publication)
class PublicationAdmin(ReadOnlyOfficeAdmin):
    """Who proposed and who agreed."""

    list_display = ("cycle", "proposed_by", "proposed_at", "agreed_by", "published_at")
    list_select_related = ("cycle", "proposed_by", "agreed_by")
