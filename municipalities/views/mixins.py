"""What the pages of the officer's desk share."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import View

from common import clock
from municipalities import desk
from municipalities.models import (
    Challenge,
    Participant,
)

EDIT, DISCARD = "municipalities.edit_challenge", "municipalities.discard_challenge"


class WriterMixin(LoginRequiredMixin, View):
    """Pages somebody writes on."""

    def handle_no_permission(self):
        """A session that ended while somebody was writing gives the text back before it asks to log in."""
        if self.request.method != "POST":
            return super().handle_no_permission()
        ours = {"csrfmiddlewaretoken", "seen", "then"}
        kept = [(_("書いた内容"), text) for name, text in self.request.POST.items() if name not in ours]
        login_url = f"{reverse('account_login')}?{urlencode({'next': self.request.path})}"
        return render(self.request, "contest/logged_out.html", {"kept": kept, "login_url": login_url}, status=403)


class DeskMixin(WriterMixin):
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
            raise Http404
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
