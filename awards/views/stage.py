"""For everybody on the day: what is on and how much time is left, small enough to be asked every second."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from awards import onstage
from common import clock
from contest.models import Cycle
from voting.way import way_to_vote


@require_safe
@never_cache
def timer(request, year):
    """The clock the speakers look at, and what is on."""
    cycle = get_object_or_404(Cycle.objects.public(), fiscal_year=year)
    now = clock.now()
    on = onstage.now_on(cycle, now, in_the_hall=False)
    return render(request, "awards/hall.html", {"cycle": cycle, "on": on, "now": now, "way": way_to_vote()})


@require_safe
@never_cache
def state(request, year):
    """Version and clock alone; screens fetch the page anew when the version is another."""
    cycle = get_object_or_404(Cycle.objects.public(), fiscal_year=year)
    return JsonResponse(onstage.state_of(cycle, clock.now()))
