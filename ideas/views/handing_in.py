"""Confirm, hand in, keep the receipt; take back and undo that."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock
from ideas import desk
from ideas.agreement import mark_of_text
from ideas.models import Idea, IdeaRefused, IdeasClosed
from ideas.services import restore_idea, submit_idea, withdraw_idea
from ideas.views.mixins import LEAD
from ideas.views.writing import IdeaMixin


class IdeaConfirm(IdeaMixin):
    """The whole text, what is still missing, and the button that hands in."""

    def get(self, request, **kwargs):
        return self.page() if self.may_edit else self.instead()

    def post(self, request, **kwargs):
        """Asks the service even after the deadline: whoever comes a second late is told so, and not led on as if it had worked."""
        seen = request.POST.get("seen") or None
        try:
            submit_idea(self.idea, by=request.user, at=clock.now(), seen=seen)
        except IdeasClosed as refusal:
            return self.closed(str(refusal))
        except IdeaRefused as refusal:
            del self.idea
            return self.page(refusal=str(refusal))
        return redirect("ideas:idea_receipt", pk=self.idea.pk)

    def instead(self):
        """Handed in already leads to its receipt; too late to a page that says so."""
        if self.idea.number:
            return redirect("ideas:idea_receipt", pk=self.idea.pk)
        return self.closed()

    def page(self, refusal: str = ""):
        context = {
            "idea": self.idea,
            "public": desk.as_public(self.idea),
            "problems": desk.problem_links(self.idea, clock.now(), self.request.user),
            "advice": desk.advice_on(self.idea),
            "refusal": refusal,
            "seen": mark_of_text(self.idea),
            "crumbs": self.crumbs(),
            **desk.navigation(self.idea, "confirm", clock.now()),
        }
        return render(self.request, "ideas/idea_confirm.html", context)


class IdeaReceipt(IdeaMixin):
    """The reference number, what was handed in when, and what can still be done."""

    def get(self, request, **kwargs):
        if not self.idea.number and self.idea.status != Idea.Status.WITHDRAWN:
            raise Http404
        now = clock.now()
        versions = list(self.idea.versions.all())
        context = {
            "idea": self.idea,
            "standing": desk.standing_of(self.idea, now),
            "version": versions[-1] if versions else None,
            "links": desk.links_of(self.idea),
            "may_withdraw": request.user.has_perm(LEAD, self.idea.team),
            "now": now,
            "crumbs": self.crumbs(self.idea.number),
        }
        return render(request, "ideas/idea_receipt.html", context)


class LeaderOfIdeaMixin(IdeaMixin):
    """Acts of the leader: mere members are told whom to ask."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm(LEAD, self.idea.team):
            context = {"team": self.idea.team, "crumbs": self.crumbs()}
            return render(request, "ideas/leader_only.html", context, status=403)
        return super().dispatch(request, *args, **kwargs)


class IdeaWithdraw(LeaderOfIdeaMixin):
    """Take the idea back."""

    http_method_names = ["post", "options"]

    def post(self, request, **kwargs):
        try:
            withdraw_idea(self.idea, by=request.user, at=clock.now())
        except IdeasClosed as refusal:
            return self.closed(str(refusal))
        messages.success(request, _("アイデアを取り下げました。しめきりまでは、もどせます。"))
        return redirect("ideas:idea_receipt", pk=self.idea.pk)


class IdeaRestore(LeaderOfIdeaMixin):
    """Undo taking it back."""

    http_method_names = ["post", "options"]

    def post(self, request, **kwargs):
        try:
            idea = restore_idea(self.idea, by=request.user, at=clock.now())
        except IdeasClosed as refusal:
            return self.closed(str(refusal))
        except IdeaRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("ideas:team", pk=self.idea.team_id)
        messages.success(request, _("取下げをやめました。"))
        if idea.number:
            return redirect("ideas:idea_receipt", pk=idea.pk)
        return redirect("ideas:idea_confirm", pk=idea.pk)
