"""The officer's list of challenges, and beginning one."""

from typing import Any

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
from municipalities.services import start_challenge
from municipalities.views.mixins import OfficerMixin


class ChallengeList(OfficerMixin, TemplateView):
    """Every challenge of my municipality, with its state in words."""

    template_name = "municipalities/challenge_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        mine = Challenge.objects.written_by(self.request.user).for_cards().prefetch_related("cycle__stages")
        return {
            "standings": [
                desk.standing_of(challenge, now) for challenge in mine.order_by("-cycle__fiscal_year", "-pk")
            ],
            "participants": self.participants,
            "crumbs": self.crumbs(),
            **self.calls(now),
            **super().get_context_data(**kwargs),
        }


class ChallengeNew(OfficerMixin):
    """Begin a challenge in the cycle whose STEP1 is open; otherwise say when one opens."""

    def get(self, request) -> HttpResponse:
        return self.page(NewChallengeForm(self.participants))

    def post(self, request) -> HttpResponse:
        now = clock.now()
        form, stage = NewChallengeForm(self.participants, request.POST), desk.open_stage(now)
        if stage is None or not form.is_valid():
            return self.page(form)
        try:
            challenge = start_challenge(form.chosen(), cycle=stage.cycle, by=request.user, at=now)
        except ChallengeRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        return redirect(desk.section_url(challenge, "basics"))

    def page(self, form: NewChallengeForm) -> HttpResponse:
        calls = self.calls(clock.now())
        context = {"form": form, "participants": self.participants, "crumbs": self.crumbs(_("新しい課題")), **calls}
        return render(self.request, "municipalities/challenge_new.html", context)
