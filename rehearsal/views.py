"""The bar's buttons. They exist only where this room is installed, and answer only in a rehearsal."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from common import clock
from common.errors import ContestError
from common.templatetags.site import date_ja
from judging.admin import judge_site
from judging.models import Judge
from rehearsal.calendar import JST
from rehearsal.context import ENTERED
from rehearsal.samples import load
from rehearsal.services import move_clock, reset_clock
from rehearsal.standings import rehearsal_cycle, upcoming

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=JST), datetime(2100, 1, 1, tzinfo=JST)


def button(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A POST that answers 404 outside rehearsals and turns a refusal into a message."""

    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.REHEARSAL:
            raise Http404
        try:
            return view(request)
        except ContestError as refusal:
            messages.error(request, str(refusal))
            return redirect(_back(request))

    return guarded


def _back(request: HttpRequest) -> str:
    """Where the button was pressed, if that is a page of this site."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"


@button
def move(request):
    """Move the clock to the next moment, or to one that was chosen."""
    now = clock.now()
    cycle = rehearsal_cycle()
    coming = upcoming(cycle, now) if cycle else []
    target = _chosen(request) or (coming[0].at if coming else None)
    if target is None:
        messages.info(request, _("この先に、時計で動くことはありません。"))
    else:
        move_clock(target, at=now)
        messages.success(request, _("時計を %(when)s に合わせました。") % {"when": date_ja(clock.now())})
    return redirect(_back(request))


def _chosen(request: HttpRequest) -> datetime | None:
    try:
        chosen = parse_datetime(request.POST.get("to", ""))
    except ValueError:
        return None
    return chosen if chosen and chosen.tzinfo and EARLIEST <= chosen < LATEST else None


@button
def reset(request):
    """Back to the real time."""
    reset_clock()
    messages.success(request, _("時計をほんとうの時刻に戻しました。"))
    return redirect(_back(request))


@button
def fill(request):
    """Add what the sample people would have done by now."""
    load(clock.now())
    messages.success(request, _("この時期の見本を足しました。"))
    return redirect(_back(request))


@button
def enter(request):
    """Become a sample person, without a password or a second factor; real people cannot be entered as."""
    chosen = request.POST.get("person", "")
    if not (chosen.isascii() and chosen.isdecimal()):
        raise Http404
    person = get_object_or_404(User, pk=int(chosen[:18]), is_sample=True, is_active=True)
    logout(request)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session[ENTERED] = True
    messages.success(request, _("%(name)sさんとして入りました（リハーサル）。") % {"name": person})
    return redirect(_desk(person))


def _desk(person: User) -> str:
    """Where this person's work is."""
    if person.is_staff:
        return reverse("admin:index")
    if Judge.objects.filter(user=person).exists():
        return reverse(f"{judge_site.name}:index")
    return settings.LOGIN_REDIRECT_URL


@button
def leave(request):
    """Be a visitor again."""
    logout(request)
    messages.success(request, _("見学する人に戻りました。"))
    return redirect("/")
