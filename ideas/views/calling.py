"""仲間募集: a team calls, people ask, the leader answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST
from django.views.generic import View

from common import clock
from ideas.forms import AskForm, CallForm
from ideas.models import IdeasClosed, JoinRequest, Member, Team, TeamRefused
from ideas.public import public_calls
from ideas.services import ask_to_join, call_for_members, decide_request, stop_calling, withdraw_request
from ideas.views.mixins import LeaderMixin
from municipalities.models import Challenge


class Call(LeaderMixin):
    """Put the team on the board, change the words, or take it off."""

    def get(self, request, **kwargs):
        said = {"text": self.team.recruiting_text, "challenge": self.team.recruiting_for_id}
        return self.page(CallForm(self.challenges(), initial=said))

    def post(self, request, **kwargs):
        if request.POST.get("then") == "stop":
            stop_calling(self.team, at=clock.now())
            messages.success(request, _("募集をやめました。"))
            return redirect("ideas:team", pk=self.team.pk)
        form = CallForm(self.challenges(), request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            call_for_members(self.team, at=clock.now(), **form.cleaned_data)
        except (TeamRefused, IdeasClosed) as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("仲間を募集しています。"))
        return redirect("ideas:team", pk=self.team.pk)

    def challenges(self):
        return Challenge.objects.public(clock.now()).filter(cycle=self.team.cycle).for_cards()

    def page(self, form: CallForm):
        context = {"form": form, "team": self.team, "crumbs": self.crumbs(_("仲間を募集する"))}
        return render(self.request, "ideas/call.html", context)


class Ask(LoginRequiredMixin, View):
    """Answer a team's call; a team that does not call is not there."""

    @cached_property
    def team(self) -> Team:
        teams = Team.objects.calling_at(clock.now()).for_board()
        return get_object_or_404(teams.prefetch_related("cycle__entry_classes"), pk=self.kwargs["pk"])

    def get(self, request, **kwargs):
        return self.page(AskForm(self.team.cycle))

    def post(self, request, **kwargs):
        form = AskForm(self.team.cycle, request.POST)
        if not form.is_valid():
            return self.page(form)
        message = form.cleaned_data["message"]
        try:
            ask_to_join(self.team, user=request.user, about=form.about(), message=message, at=clock.now())
        except (TeamRefused, IdeasClosed) as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("申し込みました。代表から返事があると、メールで知らせます。"))
        return redirect("ideas:teams")

    def page(self, form: AskForm):
        context = {
            "form": form,
            "call": public_calls([self.team])[0],
            "crumbs": [(pgettext("plural", "仲間募集"), reverse("pages:calls")), (self.team.name, "")],
        }
        return render(self.request, "ideas/ask.html", context)


@login_required
@require_POST
def request_decide(request, pk: int):
    """The leader's yes or no; to everybody else the request does not exist."""
    mine = Team.objects.filter(members__user=request.user, members__role=Member.Role.LEADER)
    row = get_object_or_404(JoinRequest.objects.filter(team__in=mine).select_related("team", "user"), pk=pk)
    is_accepted = request.POST.get("answer") == "yes"
    try:
        decide_request(row, is_accepted=is_accepted, by=request.user, at=clock.now())
    except (TeamRefused, IdeasClosed) as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("%(name)sさんが仲間になりました。") if is_accepted else _("%(name)sさんに、見送ると伝えます。")
        messages.success(request, words % {"name": row.user})
    return redirect("ideas:team", pk=row.team_id)


@login_required
@require_POST
def request_withdraw(request, pk: int):
    """Take one's own request back."""
    withdraw_request(get_object_or_404(request.user.join_requests, pk=pk))
    messages.success(request, _("申込みを取り下げました。"))
    return redirect("ideas:teams")
