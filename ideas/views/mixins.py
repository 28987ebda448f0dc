"""What pages of one team share: who may be there at all."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import View

from ideas.models import Member, Team

LEAD = "ideas.lead_team"


class TeamMixin(LoginRequiredMixin, View):
    """Pages of one team: 404 unless I am in it."""

    @cached_property
    def team(self) -> Team:
        return get_object_or_404(Team.objects.of_member(self.request.user).for_desk(), pk=self.kwargs["pk"])

    @cached_property
    def me(self) -> Member:
        return next(member for member in self.team.members.all() if member.user_id == self.request.user.pk)

    def crumbs(self, label: str = "") -> list[tuple[str, str]]:
        first = [(_("マイページ"), reverse("pages:me")), (pgettext("plural", "チーム"), reverse("ideas:teams"))]
        if not label:
            return [*first, (str(self.team), "")]
        return [*first, (str(self.team), reverse("ideas:team", args=[self.team.pk])), (label, "")]


class LeaderMixin(TeamMixin):
    """Pages for the leader: mere members are told whom to ask."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm(LEAD, self.team):
            context = {"team": self.team, "crumbs": self.crumbs()}
            return render(request, "ideas/leader_only.html", context, status=403)
        return super().dispatch(request, *args, **kwargs)


def private(response):
    """The address is a secret: no cache keeps the page (and the site's Referrer-Policy tells no other site)."""
    response["Cache-Control"] = "private, no-store"
    return response
