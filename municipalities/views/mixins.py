"""What the pages of the officer's desk share."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import clock
from contest.views import WritingMixin
from municipalities import desk
from municipalities.models import (
    Challenge,
    Participant,
)

EDIT, DISCARD = "municipalities.edit_challenge", "municipalities.discard_challenge"


class DeskMixin(WritingMixin):
    """The way back to the list, on every page of the desk."""

    def crumbs(self, label: str = "") -> list[tuple[str, str]]:
        first = [(_("マイページ"), reverse("pages:me"))]
        if not label:
            return [*first, (pgettext("plural", "課題"), "")]
        return [*first, (pgettext("plural", "課題"), reverse("municipalities:challenges")), (label, "")]


class OfficerMixin(DeskMixin):
    """Pages of those who serve a municipality; to everybody else they do not exist."""

    @cached_property
    def participants(self):
        return Participant.objects.served_by(self.request.user).with_members()

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.participants:
            return self.not_here(Http404())
        return super().dispatch(request, *args, **kwargs)

    def calls(self, moment: datetime) -> dict[str, Any]:
        """The STEP1 that is open, or else the one that opens next."""
        stage = desk.open_stage(moment)
        return {"open_stage": stage, "next_opening": None if stage else desk.next_opening(moment), "now": moment}


class ChallengeMixin(DeskMixin):
    """Pages of one challenge: 404 unless it is this officer's municipality's."""

    @cached_property
    def challenge(self) -> Challenge:
        mine = Challenge.objects.written_by(self.request.user).for_desk()
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    def closed(self, reason: str = "", kept: list[tuple[str, str]] | None = None) -> HttpResponse:
        """A page that says why nothing can be written now, with whatever was typed on it."""
        context = {
            "standing": desk.standing_of(self.challenge, clock.now()),
            "reason": reason,
            "kept": kept or [],
            "crumbs": self.crumbs(str(self.challenge)),
        }
        return render(self.request, "municipalities/challenge_closed.html", context, status=403)
