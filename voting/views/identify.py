"""Proving who one is: an address by a mailed code, LINE or Google, a venue card; and asking whether one may vote."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, TemplateView

from common import clock
from contest.models import Cycle
from voting import browser, logins, services, standings
from voting.errors import CodeRefused, VoteError
from voting.forms import AddressForm, CardForm, CodeForm
from voting.models import CardBatch, Poll
from voting.verifiers import MailedCode, VenueCard


@method_decorator(never_cache, "dispatch")
class Verifying(FormView):
    """A page that asks for something to be verified by, while there is something to vote on."""

    def dispatch(self, request, *args, **kwargs):
        self.cycle = Cycle.objects.current(clock.now())
        if not Poll.objects.filter(cycle=self.cycle).unsealed().exists():
            return render(request, "voting/nothing_to_verify.html", {"now": clock.now()})
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        said = {"is_tablet": browser.is_tablet(self.request), "is_verified": self._is_verified()}
        return super().get_context_data(now=clock.now(), **said, **kwargs)

    def _is_verified(self):
        """Whether this browser has nothing left to be verified for: another way would make it a second voter."""
        voters = browser.voters_of(self.request)
        return bool(voters) and not Poll.objects.filter(cycle=self.cycle).unsealed().exclude(pk__in=voters).exists()


class Verify(Verifying):
    """The ways to be verified; the first of them, an address, is asked for here."""

    form_class = AddressForm
    template_name = "voting/verify.html"

    def get_context_data(self, **kwargs):
        has_cards = CardBatch.objects.in_use().filter(cycle=self.cycle).exists()
        refusal = self.request.GET.get("refused") and browser.held(self.request, browser.REFUSED)
        return super().get_context_data(logins=logins.offered(), has_cards=has_cards, refusal=refusal, **kwargs)

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
            return _nothing_pending(request)
        self.pending = pending
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        about = {"address": self.pending.address, "is_tablet": browser.is_tablet(self.request)}
        return super().get_context_data(**about, now=clock.now(), **kwargs)

    def form_valid(self, form):
        try:
            return admitted(self.request, MailedCode(form.cleaned_data["code"]))
        except VoteError as error:
            form.add_error("code", str(error))
            return self.form_invalid(form)


@method_decorator(never_cache, "dispatch")
class Card(Verifying):
    """A venue card, scanned or typed. Looking spends nothing, so that a preview of the link does no harm; posting does."""

    form_class = CardForm
    template_name = "voting/card.html"

    def get_initial(self):
        return {"code": self.kwargs.get("code", "")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_scanned="code" in self.kwargs, **kwargs)

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        browser.hold(request, response, browser.CARD, browser.token_of(request, browser.CARD))
        return response

    def form_valid(self, form):
        holder = browser.token_of(self.request, browser.CARD)
        try:
            return admitted(self.request, VenueCard(form.cleaned_data["code"], holder))
        except VoteError as error:
            form.add_error("code", str(error))
            return self.form_invalid(form)


@never_cache
@require_safe
def login(request, method):
    """To LINE or Google. A link, not a form: the page's policy lets forms lead nowhere else."""
    _offered_or_404(method)
    try:
        address, kept = logins.begin_login(request, method)
    except VoteError as error:
        return _refused(request, error)
    response = HttpResponseRedirect(address)
    browser.hold(request, response, browser.LOGIN, kept)
    return response


@never_cache
@require_safe
def login_back(request, method):
    """Back from there."""
    _offered_or_404(method)
    try:
        response = admitted(request, logins.ProviderLogin(method))
    except VoteError as error:
        response = _refused(request, error)
    browser.forget(request, response, browser.LOGIN)
    return response


@method_decorator(never_cache, "dispatch")
class Check(TemplateView):
    """投票できますか: how this browser was verified, and from when it can vote on what."""

    template_name = "voting/check.html"

    def get_context_data(self, **kwargs):
        now = clock.now()
        cycle = Cycle.objects.current(now)
        polls = [poll for poll in standings.polls_of(cycle) if now < poll.closes_at] if cycle else []
        voters, voted = standings.verified(browser.voters_of(self.request))
        rows = [
            {"poll": poll, "voter": voters.get(poll.pk), "is_open": poll.is_open_at(now), "voted": voted.get(poll.pk)}
            for poll in polls
        ]
        return super().get_context_data(
            nav="vote",
            now=now,
            rows=rows,
            ways={row["voter"].get_channel_display() for row in rows if row["voter"]},
            is_missing=any(row["voter"] is None for row in rows),
            is_tablet=browser.is_tablet(self.request),
            **kwargs,
        )


@never_cache
@require_POST
def resend(request):
    """Send another code to the same address."""
    pending, cycle = browser.pending_of(request), Cycle.objects.current(clock.now())
    if pending is None or not Poll.objects.filter(cycle=cycle).unsealed().exists():
        return browser.SeeOther(reverse("voting:verify"))
    try:
        return _to_code(request, _send(request, cycle, pending.address))
    except VoteError as error:
        context = {"form": CodeForm(), "address": pending.address, "refusal": str(error), "now": clock.now()}
        context |= {"words_next": reverse("voting:code"), "is_tablet": browser.is_tablet(request)}
        return render(request, "voting/code.html", context)


def admitted(request, verifier):
    """From here on the browser is a voter in every poll of the year that is not sealed. Raises VoteError."""
    method, identifier = verifier.identify(request)
    now = clock.now()
    device = browser.device_of(request)
    seen = {"network": browser.network_of(request), "device": device}
    voters = services.admit_voter(Cycle.objects.current(now), method=method, identifier=identifier, at=now, **seen)
    response = browser.SeeOther(_next_page(request, voters))
    browser.remember_voters(request, response, voters)
    browser.remember_device(request, response, device)
    browser.forget(request, response, browser.CODE, browser.REFUSED)
    return response


def _offered_or_404(method):
    if method not in logins.offered():
        raise Http404


def _nothing_pending(request):
    """A form left open too long, or in a second tab of a browser that is verified meanwhile, is not a dead end."""
    if browser.voters_of(request):
        return redirect("voting:check")
    if request.method != "POST":
        return redirect("voting:verify")
    return _refused(request, CodeRefused(_("このコードはもう使えません。もう一度コードを送ってください。")))


def _refused(request, error):
    """Back to the ways to be verified, with the sentence that says what happened."""
    response = HttpResponseRedirect(f"{reverse('voting:verify')}?refused=1")
    browser.hold(request, response, browser.REFUSED, str(error))
    return response


def _send(request, cycle, address):
    network, language = browser.network_of(request), get_language()
    return services.request_code(cycle, address=address, network=network, language=language, at=clock.now())


def _to_code(request, pending):
    response = browser.SeeOther(reverse("voting:code"))
    browser.remember_pending(request, response, pending)
    return response


def _next_page(request, voters):
    """Back to the paper that was being filled in, else to the only open one, else to the page that says from when."""
    slug, _ = browser.kept_choices(request)
    mine = Poll.objects.filter(pk__in=voters)
    if slug and mine.filter(slug=slug).exists():
        return reverse("voting:poll", args=[slug])
    open_now = mine.open_at(clock.now())
    return reverse("voting:poll", args=[open_now[0].slug]) if len(open_now) == 1 else reverse("voting:check")
