"""The officer's list of challenges, and beginning one."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from common import clock
from municipalities import desk
from municipalities.forms import NewChallengeForm
from municipalities.models import (
    Challenge,
    ChallengeRefused,
)
from municipalities.services import copy_challenge, start_challenge
from municipalities.views.mixins import ChallengeMixin, OfficerMixin


class CallMixin(OfficerMixin):
    """Pages that say until when challenges are taken of my municipalities, more time included."""

    def calls(self, moment: datetime) -> dict[str, Any]:
        call = desk.open_call(self.participants, moment)
        return {"call": call, "next_opening": None if call else desk.next_opening(moment), "now": moment}


class ChallengeList(CallMixin, TemplateView):
    """Every challenge of my municipality, with its state in words."""

    template_name = "municipalities/challenge_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        mine = Challenge.objects.written_by(self.request.user).for_cards().with_window()
        return {
            "standings": [
                desk.standing_of(challenge, now)
                for challenge in mine.prefetch_related("cycle__stages").order_by("-cycle__fiscal_year", "-pk")
            ],
            "participants": self.participants,
            "crumbs": self.crumbs(),
            **self.calls(now),
            **super().get_context_data(**kwargs),
        }


class ChallengeNew(CallMixin):
    """Begin a challenge in the cycle whose STEP1 is open; otherwise say when one opens."""

    def get(self, request) -> HttpResponse:
        return self.page(NewChallengeForm(self.choices(desk.open_call(self.participants, clock.now()))))

    def post(self, request) -> HttpResponse:
        now = clock.now()
        call = desk.open_call(self.participants, now)
        form = NewChallengeForm(self.choices(call), request.POST)
        if call is None or not form.is_valid():
            return self.page(form)
        try:
            challenge = start_challenge(form.chosen(), cycle=call.cycle, by=request.user, at=now)
        except ChallengeRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        return redirect(desk.section_url(challenge, "basics"))

    def choices(self, call: desk.Call | None):
        """The municipalities that may begin one now; some of mine may have been given more time than others."""
        return self.participants.filter(pk__in=[one.pk for one in call.participants] if call else [])

    def page(self, form: NewChallengeForm) -> HttpResponse:
        calls = self.calls(clock.now())
        names = calls["call"].participants if calls["call"] else self.participants
        context = {"form": form, "participants": names, "crumbs": self.crumbs(_("新しい課題")), **calls}
        return render(self.request, "municipalities/challenge_new.html", context)


class ChallengeCopy(ChallengeMixin):
    """Take an earlier year's challenge into the call that is open now."""

    http_method_names = ["post", "options"]

    def post(self, request, **kwargs) -> HttpResponse:
        now = clock.now()
        call = desk.open_call([self.challenge.participant], now)
        try:
            if call is None:
                raise ChallengeRefused(_("いまは課題を募集していません"))
            draft = copy_challenge(self.challenge, cycle=call.cycle, by=request.user, at=now)
        except ChallengeRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("municipalities:challenges")
        messages.success(request, _("前の課題を写しました。担当と連絡先は、あなたのものに変えました。"))
        return redirect(desk.section_url(draft, "basics"))
