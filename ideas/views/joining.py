"""Come into a team by a mailed link."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from common import clock
from ideas.forms import AboutMeForm
from ideas.models import IdeasClosed, Invitation, InvitationRefused, JoinLink, TeamRefused
from ideas.services import join_team
from ideas.services.teams import require_usable
from ideas.views.mixins import private
from notifications.invitations import token_hash


class Join(View):
    """Whoever holds the link sees the team and its leader; to come in one logs in and answers for oneself."""

    invitation: Invitation | JoinLink

    def dispatch(self, request, *args, **kwargs):
        found = _way_of(token_hash(self.kwargs["token"]))
        if found is None:
            return self.refused(_("この招待は見つかりません。リンクが途中で切れているかもしれません。"))
        try:
            require_usable(found, clock.now())
        except InvitationRefused as refusal:
            return self.refused(str(refusal))
        self.invitation = found
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        return self.page(AboutMeForm(self.invitation.team.cycle))

    def post(self, request, **kwargs):
        form = AboutMeForm(self.invitation.team.cycle, request.POST)
        if not request.user.is_authenticated or not form.is_valid():
            return self.page(form)
        try:
            member = join_team(self.invitation, user=request.user, about=form.about(), at=clock.now())
        except InvitationRefused as refusal:
            return self.refused(str(refusal))
        except (TeamRefused, IdeasClosed) as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("「%(team)s」に参加しました。") % {"team": member.team})
        return redirect("ideas:team", pk=member.team_id)

    def page(self, form: AboutMeForm):
        team, user = self.invitation.team, self.request.user
        is_member = any(member.user_id == user.pk for member in team.members.all())
        context = {
            "form": form,
            "team": team,
            "leader": next((member.user for member in team.members.all() if member.role == "leader"), None),
            "invitation": self.invitation,
            "is_member": is_member,
            "is_other_address": user.is_authenticated and user.email != getattr(self.invitation, "email", user.email),
        }
        return private(render(self.request, "ideas/join.html", context))

    def refused(self, reason: str):
        """A page like 404, that says why and what to do."""
        return private(render(self.request, "ideas/join_refused.html", {"reason": reason}, status=404))


def _way_of(mark: str) -> Invitation | JoinLink | None:
    """The invitation or the team's own link with this hash."""
    for rows in (Invitation.objects.all(), JoinLink.objects.all()):
        found = (
            rows.select_related("team__cycle").prefetch_related("team__members__user").filter(token_hash=mark).first()
        )
        if found:
            return found
    return None
