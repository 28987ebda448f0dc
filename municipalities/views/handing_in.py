"""Look at a challenge as the world will see it, hand it in, or throw the draft away."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock
from contest.sheet import fingerprint
from municipalities import desk
from municipalities.history import timeline_of
from municipalities.models import (
    ChallengeClosed,
    ChallengeIncomplete,
    ChangedElsewhere,
)
from municipalities.printed import challenge_sheet
from municipalities.services import HANDED_IN, discard_challenge, has_news, submit_challenge
from municipalities.sheet import unshown, values_of
from municipalities.views.mixins import DISCARD, EDIT, ChallengeMixin
from printing.responses import pdf_response


class ChallengePreview(ChallengeMixin):
    """The challenge as the world will see it."""

    def get(self, request, **kwargs) -> HttpResponse:
        context = {
            "challenge": self.challenge,
            "public": desk.as_public(self.challenge),
            "is_editable": request.user.has_perm(EDIT, self.challenge),
            "standing": desk.standing_of(self.challenge, clock.now()),
            "crumbs": self.crumbs(str(self.challenge)),
        }
        return render(request, "municipalities/challenge_preview.html", context)


class ChallengePdf(ChallengeMixin):
    """The challenge on paper, marked until the world may see it."""

    def get(self, request, **kwargs) -> HttpResponse:
        standing = desk.standing_of(self.challenge, clock.now())
        sheet = challenge_sheet(desk.as_public(self.challenge), mark=desk.mark_of(standing))
        return pdf_response(sheet, self.challenge.number or f"challenge-{self.challenge.pk}")


class ChallengeConfirm(ChallengeMixin):
    """The whole text, what is still missing, and the button that hands in."""

    def get(self, request, **kwargs) -> HttpResponse:
        if not request.user.has_perm(EDIT, self.challenge) or not self.has_something_to_hand_in():
            return self.instead()
        return self.page()

    def post(self, request, **kwargs) -> HttpResponse:
        if not request.user.has_perm(EDIT, self.challenge):
            return self.instead()
        seen = request.POST.get("seen") or None
        try:
            submit_challenge(self.challenge, by=request.user, at=clock.now(), seen=seen)
        except ChallengeClosed as refusal:
            return self.closed(str(refusal))
        except (ChallengeIncomplete, ChangedElsewhere) as refusal:
            del self.challenge
            return self.page(refusal=str(refusal))
        return redirect("municipalities:challenge_receipt", pk=self.challenge.pk)

    def has_something_to_hand_in(self) -> bool:
        return self.challenge.status not in HANDED_IN or has_news(self.challenge)

    def instead(self) -> HttpResponse:
        """Handed in already leads to its receipt; too late to a page that says so."""
        if self.challenge.number:
            return redirect("municipalities:challenge_receipt", pk=self.challenge.pk)
        return self.closed()

    def page(self, refusal: str = "") -> HttpResponse:
        context = {
            "challenge": self.challenge,
            "public": desk.as_public(self.challenge),
            "unshown": unshown(self.challenge),
            "problems": desk.problem_links(self.challenge),
            "refusal": refusal,
            "seen": fingerprint(values_of(self.challenge)),
            "crumbs": self.crumbs(str(self.challenge)),
            "standing": desk.standing_of(self.challenge, clock.now()),
            **desk.navigation(self.challenge, "confirm", clock.now()),
            **desk.remarks_context(self.challenge),
        }
        return render(self.request, "municipalities/challenge_confirm.html", context)


class ChallengeDiscard(ChallengeMixin):
    """Ask once, then throw the draft away."""

    def get(self, request, **kwargs) -> HttpResponse:
        if not request.user.has_perm(DISCARD, self.challenge):
            return self.closed(_("応募したあとなので、消せません。"))
        context = {"challenge": self.challenge, "crumbs": self.crumbs(str(self.challenge))}
        return render(request, "municipalities/challenge_discard.html", context)

    def post(self, request, **kwargs) -> HttpResponse:
        try:
            discard_challenge(self.challenge, by=request.user, at=clock.now())
        except ChallengeClosed as refusal:
            return self.closed(str(refusal))
        messages.success(request, _("下書き「%(title)s」を消しました。") % {"title": self.challenge})
        return redirect("municipalities:challenges")


class ChallengeReceipt(ChallengeMixin):
    """The reference number and what happens next."""

    def call_to_copy_into(self, moment) -> desk.Call | None:
        """The later year's call that is open, for one of a year that is over."""
        if desk.standing_of(self.challenge, moment).is_editable:
            return None
        call = desk.open_call([self.challenge.participant], moment)
        return call if call and call.cycle.fiscal_year > self.challenge.cycle.fiscal_year else None

    def get(self, request, **kwargs) -> HttpResponse:
        if not self.challenge.number:
            raise Http404
        now = clock.now()
        context = {
            "challenge": self.challenge,
            "standing": desk.standing_of(self.challenge, now),
            "entries": timeline_of(self.challenge, now),
            "call": self.call_to_copy_into(now),
            "public": desk.handed_in(self.challenge),
            "now": now,
            "crumbs": self.crumbs(self.challenge.number),
            **desk.remarks_context(self.challenge),
        }
        return render(request, "municipalities/challenge_receipt.html", context)
