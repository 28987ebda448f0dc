"""Become an officer by a mailed link."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from common import clock
from municipalities.models import OfficerInvitation, OfficerRefused, SentToAnother, bodies
from municipalities.services import accept_invitation
from municipalities.services.handing_over import to_be_moved
from municipalities.services.invitations import hidden, require_acceptable, require_usable
from notifications.invitations import token_hash


class Serve(View):
    """Whoever holds the link sees which municipality invites; only the invited address can accept, logged in."""

    invitation: OfficerInvitation

    def dispatch(self, request, *args, **kwargs):
        rows = OfficerInvitation.objects.select_related("participant", "invited_by", "hands_over__user")
        rows = rows.prefetch_related(bodies("participant__members"))
        found = rows.filter(token_hash=token_hash(self.kwargs["token"])).first()
        if found is None:
            return self.refused(_("この招待は見つかりません。リンクが途中で切れているかもしれません。"))
        try:
            require_usable(found, clock.now())
        except OfficerRefused as refusal:
            return self.refused(str(refusal))
        self.invitation = found
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        return self.page()

    def post(self, request, **kwargs):
        if not request.user.is_authenticated:
            return self.page()
        try:
            officer = accept_invitation(self.invitation, user=request.user, at=clock.now())
        except OfficerRefused as refusal:
            return self.page(str(refusal))
        name = self.invitation.participant
        messages.success(request, _("%(name)s の担当者になりました。") % {"name": name})
        return redirect("municipalities:officers", pk=officer.participant_id)

    def page(self, refusal: str = ""):
        """What accepting means; or why this person cannot, and what they can do."""
        invitation, user, is_anothers = self.invitation, self.request.user, False
        try:
            if user.is_authenticated:
                require_acceptable(invitation, user, clock.now())
        except OfficerRefused as reason:
            refusal, is_anothers = str(reason), isinstance(reason, SentToAnother)
        old = invitation.hands_over
        context = {
            "invitation": invitation,
            "address": hidden(invitation.email),
            "moving": to_be_moved(old, clock.now()) if old and user.is_authenticated and not refusal else [],
            "refusal": refusal,
            "is_anothers": is_anothers,
        }
        return self.private(render(self.request, "municipalities/serve.html", context, status=403 if refusal else 200))

    def refused(self, reason: str):
        """A page like 404, that says why and what to do."""
        return self.private(render(self.request, "municipalities/serve_refused.html", {"reason": reason}, status=404))

    def private(self, response: HttpResponse):
        """The address is a secret: no cache keeps the page."""
        response["Cache-Control"] = "private, no-store"
        return response
