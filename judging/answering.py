"""Agree to judge, or decline, by a mailed link."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from common import clock
from judging.forms import DeclineForm, agreeing_form
from judging.models import JudgeInvitation, JudgingRefused
from judging.services import invitations
from notifications.invitations import token_hash


class Invitation(View):
    """Whoever holds the link sees what is asked and may decline; only the invited address can agree, logged in."""

    invitation: JudgeInvitation

    def dispatch(self, request, *args, **kwargs):
        rows = JudgeInvitation.objects.select_related("cycle", "invited_by", "organization", "tier")
        found = rows.filter(token_hash=token_hash(self.kwargs["token"])).first()
        if found is None:
            return self.refused(_("この招待は見つかりません。リンクが途中で切れているかもしれません。"))
        try:
            invitations.require_open(found, clock.now())
        except JudgingRefused as refusal:
            return self.refused(str(refusal))
        self.invitation = found
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        return self.page(agreeing_form(self.invitation), DeclineForm())

    def post(self, request, **kwargs):
        if self.why_not():
            return self.get(request)
        return self.decline() if request.POST.get("answer") == "decline" else self.agree()

    def agree(self):
        form, user = agreeing_form(self.invitation, self.request.POST), self.request.user
        if not user.is_authenticated or not form.is_valid():
            return self.page(form, DeclineForm())
        try:
            invitations.agree_to_judge(self.invitation, user=user, at=clock.now(), **form.cleaned_data)
        except JudgingRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, DeclineForm())
        messages.success(self.request, _("引き受けていただき、ありがとうございます。"))
        return redirect("judge:index")

    def decline(self):
        form = DeclineForm(self.request.POST)
        if not form.is_valid():
            return self.page(agreeing_form(self.invitation), form)
        invitations.decline_to_judge(self.invitation, reason=form.cleaned_data["reason"], at=clock.now())
        return self.private(render(self.request, "judging/invitation_declined.html"))

    def why_not(self) -> str:
        """Why whoever is logged in cannot answer; empty for nobody in particular."""
        if self.request.user.is_authenticated:
            try:
                invitations.require_agreeable(self.invitation, self.request.user, clock.now())
            except JudgingRefused as refusal:
                return str(refusal)
        return ""

    def page(self, agree, decline):
        refusal = self.why_not()
        context = {"invitation": self.invitation, "agree": agree, "decline": decline, "refusal": refusal}
        return self.private(render(self.request, "judging/invitation.html", context, status=403 if refusal else 200))

    def refused(self, reason):
        """A page like 404, that says why and what to do."""
        return self.private(render(self.request, "judging/invitation_refused.html", {"reason": reason}, status=404))

    def private(self, response):
        """The address is a secret: no cache keeps the page."""
        response["Cache-Control"] = "private, no-store"
        return response
