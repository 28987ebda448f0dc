"""Pages of awards: a cycle's winners, the years side by side, and the press kit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from awards.models import CombiningRule
from awards.standings import is_published
from common import clock
from contest.models import Cycle
from pages.press import press_kit
from pages.remembered import remembered
from pages.winners import WAYS, winners_of
from pages.winners import history as chapters_of


@require_safe
@remembered
def winners(request: HttpRequest, year: int) -> HttpResponse:
    cycle = get_object_or_404(Cycle.objects.public(), fiscal_year=year)
    told = winners_of(cycle, clock.now())
    rules = CombiningRule.objects.filter(award__cycle=cycle, frozen_at__isnull=False).select_related("award")
    crumbs = [(_("あゆみ"), "../../"), (cycle.code, "../"), (pgettext("plural", "受賞"), "")]
    context = {"nav": "cycles", "cycle": cycle, "told": told, "rules": rules, "crumbs": crumbs}
    return render(request, "pages/winners.html", context)


@require_safe
def press_zip(request: HttpRequest, year: int) -> HttpResponse:
    """404 until the awards are public."""
    cycle = get_object_or_404(Cycle.objects.public(), fiscal_year=year)
    if not is_published(cycle):
        raise Http404
    name = f"{cycle.code}-press-kit.zip"
    return HttpResponse(
        press_kit(cycle, clock.now()),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "public, max-age=300"},
    )


@require_safe
@remembered
def history(request: HttpRequest) -> HttpResponse:
    way = request.GET.get("by", "")
    way = way if way in WAYS else WAYS[0]
    labels = {"year": _("年ごと"), "municipality": _("自治体ごと"), "team": _("チームごと")}
    earlier = Cycle.objects.public().filter(
        awards__isnull=False, publication__published_at__isnull=True, is_rehearsal=False
    )
    context = {
        "nav": "cycles",
        "way": way,
        "ways": labels.items(),
        "chapters": chapters_of(way),
        "earlier": earlier.distinct().order_by("-fiscal_year").prefetch_related("awards"),
    }
    return render(request, "pages/award_history.html", context)
