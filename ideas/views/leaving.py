"""Hand the lead on, go, take somebody out."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock
from ideas.forms import LeaderChoiceForm, RemovalForm
from ideas.models import IdeasClosed, Member, TeamRefused
from ideas.services import leave_team, remove_member, transfer_leadership
from ideas.views.mixins import LeaderMixin, TeamMixin


class Transfer(LeaderMixin):
    """Choose who leads from now on."""

    def get(self, request, **kwargs):
        return self.page(self.form())

    def post(self, request, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        chosen = form.cleaned_data["member"]
        try:
            transfer_leadership(self.team, to=chosen, by=request.user, at=clock.now())
        except (TeamRefused, IdeasClosed) as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("%(name)sさんが代表になりました。") % {"name": chosen})
        return redirect("ideas:team", pk=self.team.pk)

    def form(self, *args) -> LeaderChoiceForm:
        return LeaderChoiceForm([row for row in self.team.members.all() if row.pk != self.me.pk], *args)

    def page(self, form: LeaderChoiceForm):
        context = {"form": form, "team": self.team, "crumbs": self.crumbs(_("代表をゆずる"))}
        return render(self.request, "ideas/transfer.html", context)


class Leave(TeamMixin):
    """Go, after reading what stays."""

    def get(self, request, **kwargs):
        return self.page()

    def post(self, request, **kwargs):
        try:
            leave_team(self.me, at=clock.now())
        except (TeamRefused, IdeasClosed) as refusal:
            return self.page(str(refusal))
        messages.success(request, _("「%(team)s」をぬけました。") % {"team": self.team})
        return redirect("ideas:teams")

    def page(self, refusal: str = ""):
        context = {
            "team": self.team,
            "is_leader": self.me.role == Member.Role.LEADER,
            "refusal": refusal,
            "crumbs": self.crumbs(_("チームをぬける")),
        }
        return render(self.request, "ideas/leave.html", context)


class Remove(LeaderMixin):
    """Take a member out, with a reason."""

    def get(self, request, **kwargs):
        return self.page(RemovalForm())

    def post(self, request, **kwargs):
        form = RemovalForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            remove_member(self.member, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        except (TeamRefused, IdeasClosed) as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("%(name)sさんをチームから外しました。") % {"name": self.member})
        return redirect("ideas:team", pk=self.team.pk)

    @property
    def member(self) -> Member:
        for member in self.team.members.all():
            if member.pk == self.kwargs["member"]:
                return member
        raise Http404

    def page(self, form: RemovalForm):
        context = {"form": form, "team": self.team, "member": self.member, "crumbs": self.crumbs(_("メンバーを外す"))}
        return render(self.request, "ideas/remove.html", context)
