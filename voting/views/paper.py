"""The list of polls, the paper to fill in, and the receipt. The vote's own way: no session, no user, no template on POST."""

from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView, View

from common import clock
from common.templatetags.site import date_ja
from contest.models import Cycle
from voting import browser, services, standings
from voting.errors import BadChoices, PollNotOpen


@method_decorator(never_cache, "dispatch")
class Index(TemplateView):
    """What can be voted on this year: now, later, no longer."""

    template_name = "voting/poll_list.html"

    def get_context_data(self, **kwargs):
        now = clock.now()
        cycle = Cycle.objects.current(now)
        polls = standings.polls_of(cycle) if cycle else []
        voters = browser.voters_of(self.request)
        return super().get_context_data(
            nav="vote",
            now=now,
            open_now=[poll for poll in polls if poll.is_open_at(now)],
            later=[poll for poll in polls if now < poll.opens_at],
            closed=[poll for poll in polls if poll.closes_at <= now],
            is_verified=any(poll.pk in voters for poll in polls if now < poll.closes_at),
            may_verify=any(now < poll.closes_at for poll in polls),
            is_tablet=browser.is_tablet(self.request),
            asks_for_tablet="tablet" in self.request.GET,
            **kwargs,
        )


@method_decorator(never_cache, "dispatch")
class Paper(View):
    """One poll: the cards to choose from, and the cast."""

    def get(self, request, slug):
        paper = paper_or_404(slug)
        voter_id = browser.voters_of(request).get(paper.poll.pk)
        kept_for, kept = browser.kept_choices(request)
        last = standings.last_ballot(voter_id) if voter_id else None
        chosen = kept if kept_for == slug else last.choices if last else []
        return _show(request, paper, voter_id=voter_id, chosen=chosen, last=last)

    def post(self, request, slug):
        paper, chosen = paper_or_404(slug), request.POST.getlist("choices")
        voter_id = browser.voters_of(request).get(paper.poll.pk)
        try:
            if voter_id is None:
                return _prove_first(request, paper, chosen)
            request_id = _request_id(request.POST.get("request_id", ""))
            services.cast_ballot(paper, voter_id=voter_id, choices=chosen, request_id=request_id)
        except BadChoices as error:
            last = standings.last_ballot(voter_id) if voter_id else None
            return _show(request, paper, voter_id=voter_id, chosen=chosen, last=last, error=str(error))
        except PollNotOpen:
            return _not_cast(request, paper, chosen, voter_id)
        response = browser.SeeOther(f"{reverse('voting:receipt')}?poll={slug}")
        if browser.kept_choices(request)[0]:
            browser.forget(request, response, browser.KEPT)
        return response


@method_decorator(never_cache, "dispatch")
class Receipt(TemplateView):
    """The receipt of this browser's counting ballot; nobody else can ask for it."""

    template_name = "voting/receipt.html"

    def get(self, request, *args, **kwargs):
        self.paper, self.ballot = _own_ballot(request)
        if self.ballot is None:
            return redirect("voting:poll", self.paper.poll.slug)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        poll, receipt, now = self.paper.poll, self.ballot.receipt, clock.now()
        others = [other for other in standings.open_polls(now) if other.cycle_id == poll.cycle_id and other != poll]
        return super().get_context_data(
            poll=poll,
            ballot=self.ballot,
            receipt=in_fours(receipt),
            chosen=self.paper.chosen(self.ballot.choices),
            is_open=poll.is_open_at(now),
            is_tablet=browser.is_tablet(self.request),
            now=now,
            others=others,
            **kwargs,
        )


@never_cache
@require_safe
def receipt_file(request):
    """The receipt as a small text to keep: the number and what to do with it, not what was chosen."""
    paper, ballot = _own_ballot(request)
    if ballot is None:
        return redirect("voting:poll", paper.poll.slug)
    result = settings.SITE_URL + reverse("voting:result", args=[paper.poll.slug])
    lines = [
        f"{paper.poll.cycle} {paper.poll.tier}",
        _("控え番号：%(receipt)s") % {"receipt": in_fours(ballot.receipt)},
        _("投票した日時：%(moment)s") % {"moment": date_ja(ballot.cast_at)},
        _("結果が公開されたあと、次のページで、この番号の票が数えられたことを確かめられます。"),
        result,
    ]
    response = HttpResponse("\r\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{paper.poll.slug}.txt"'
    return response


def paper_or_404(slug: str) -> standings.Paper:
    paper = standings.paper_of(slug)
    if paper is None:
        raise Http404
    return paper


def _own_ballot(request):
    """The paper asked for, and this browser's counting ballot in it, if any."""
    paper = paper_or_404(request.GET.get("poll", ""))
    voter_id = browser.voters_of(request).get(paper.poll.pk)
    return paper, standings.last_ballot(voter_id) if voter_id else None


def in_fours(receipt: str) -> str:
    """K7QM-2XVA-9DHT-P4NE: how a receipt is read aloud."""
    return "-".join(receipt[start : start + 4] for start in range(0, len(receipt), 4))


def _request_id(text):
    """The form's own UUID; a form without one is cast all the same, it only loses its guard against double clicks."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _show(request, paper, *, voter_id=None, chosen=(), last=None, error="", refused=False):
    """The page of a poll as the clock has it: the paper, or when it opens, or that it is closed."""
    poll, now = paper.poll, clock.now()
    context = {
        "nav": "vote",
        "paper": paper,
        "poll": poll,
        "now": now,
        "is_verified": voter_id is not None,
        "is_tablet": browser.is_tablet(request),
        "limit": min(poll.max_choices, len(paper.ideas)),
        "chosen": paper.chosen(chosen),
        "last": last,
        "error": error,
        "refused": refused,
    }
    if now < poll.opens_at:
        return render(request, "voting/poll_later.html", context)
    if not poll.is_open_at(now):
        return render(request, "voting/poll_closed.html", context)
    looker = browser.token_of(request, browser.ORDER)
    cards = [(idea, _card(paper, idea)) for idea in _shuffled(paper, voter_id or looker)]
    context |= {"cards": cards, "marked": set(chosen), "request_id": uuid4()}
    response = render(request, "voting/poll.html", context)
    if voter_id is None:
        browser.hold(request, response, browser.ORDER, looker)
    return response


def _card(paper, idea):
    """An idea to choose by: the same for everyone who reads this language, so made once as long as the paper is kept."""
    key = (get_language(), idea.number)
    if key not in paper.cards:
        paper.cards[key] = render_to_string("voting/_card.html", {"idea": idea})
    return paper.cards[key]


def _prove_first(request, paper, chosen, last=None):
    """Not verified: keep what was chosen and ask for the address. Too late: say so, and which ballot counts."""
    services.check_choices(paper, chosen)
    if not paper.poll.is_open_at(clock.now()):
        return _show(request, paper, chosen=chosen, last=last, refused=True)
    response = browser.SeeOther(reverse("voting:verify"))
    browser.keep_choices(request, response, paper.poll.slug, chosen)
    return response


def _not_cast(request, paper, chosen, voter_id):
    """The statement wrote nothing: the window is closed, or the cookie names a voter that is not there."""
    poll = standings.public_polls().get(pk=paper.poll.pk)
    last = standings.last_ballot(voter_id)
    response = _prove_first(request, standings.Paper(poll, paper.ideas), chosen, last)
    if poll.is_open_at(clock.now()):
        browser.forget(request, response, browser.VOTER)
    return response


def _shuffled(paper, who):
    """Everybody their own order, the same each time and not to be foretold: no idea stands first for all."""
    seed = f"{paper.poll.pk}:{who}:"
    return sorted(paper.ideas, key=lambda idea: salted_hmac("voting.order", f"{seed}{idea.number}").digest())
