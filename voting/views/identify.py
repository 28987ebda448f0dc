"""Proving an address by a mailed code, and handing the device to the next person."""

from secrets import token_urlsafe

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from common import clock
from contest.models import Cycle
from voting import browser, services
from voting.errors import VoteError
from voting.forms import AddressForm, CodeForm
from voting.models import Poll
from voting.verifiers import MailedCode


@method_decorator(never_cache, "dispatch")
class Verify(FormView):
    """Ask for the address the code goes to."""

    form_class = AddressForm
    template_name = "voting/verify.html"

    def dispatch(self, request, *args, **kwargs):
        self.cycle = Cycle.objects.current(clock.now())
        if not Poll.objects.filter(cycle=self.cycle).unsealed().exists():
            return render(request, "voting/nothing_to_verify.html")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            pending = _send(self.request, self.cycle, form.cleaned_data["email"])
        except VoteError as error:
            form.add_error("email", str(error))
            return self.form_invalid(form)
        return _to_code(self.request, pending)


@method_decorator(never_cache, "dispatch")
class Code(FormView):
    """Take the mailed code."""

    form_class = CodeForm
    template_name = "voting/code.html"

    def dispatch(self, request, *args, **kwargs):
        pending = browser.pending_of(request)
        if pending is None:
            return redirect("voting:verify")
        self.pending = pending
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(address=self.pending.address, **kwargs)

    def form_valid(self, form):
        try:
            return admitted(self.request, MailedCode(form.cleaned_data["code"]))
        except VoteError as error:
            form.add_error("code", str(error))
            return self.form_invalid(form)


@never_cache
@require_POST
def resend(request):
    """Send another code to the same address."""
    pending = browser.pending_of(request)
    if pending is None:
        return browser.SeeOther(reverse("voting:verify"))
    try:
        return _to_code(request, _send(request, Cycle.objects.current(clock.now()), pending.address))
    except VoteError as error:
        context = {"form": CodeForm(), "address": pending.address, "refusal": str(error)}
        return render(request, "voting/code.html", context)


@never_cache
@require_POST
def leave(request):
    """次の人へ: the device forgets who voted."""
    response = browser.SeeOther(reverse("voting:verify"))
    browser.forget(request, response)
    return response


def admitted(request, verifier):
    """From here on the browser is a voter in every poll of the year that is not sealed. Raises VoteError."""
    method, identifier = verifier.identify(request)
    now = clock.now()
    device = browser.device_of(request) or token_urlsafe(16)
    seen = {"network": browser.network_of(request), "device": device}
    voters = services.admit_voter(Cycle.objects.current(now), method=method, identifier=identifier, at=now, **seen)
    response = browser.SeeOther(_next_page(request, voters))
    browser.remember_voters(request, response, voters)
    browser.remember_device(request, response, device)
    browser.forget(request, response, browser.CODE)
    return response


def _send(request, cycle, address):
    network, language = browser.network_of(request), get_language()
    return services.request_code(cycle, address=address, network=network, language=language, at=clock.now())


def _to_code(request, pending):
    response = browser.SeeOther(reverse("voting:code"))
    browser.remember_pending(request, response, pending)
    return response


def _next_page(request, voters):
    """Back to the paper that was being filled in, else to the only open one, else to the list."""
    slug, _ = browser.kept_choices(request)
    mine = Poll.objects.filter(pk__in=voters)
    if slug and mine.filter(slug=slug).exists():
        return reverse("voting:poll", args=[slug])
    open_now = mine.open_at(clock.now())
    return reverse("voting:poll", args=[open_now[0].slug]) if len(open_now) == 1 else reverse("voting:index")
