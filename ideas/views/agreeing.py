"""Every member's yes to the final text: who has said it, saying it, asking for it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock
from ideas import desk
from ideas.agreement import agreements, mark_of_text
from ideas.models import IdeaRefused
from ideas.services import ask_for_yeses, confirm_text
from ideas.views.writing import IdeaMixin


class IdeaAgree(IdeaMixin):
    """Names are for the team alone; after the deadline the page can still be read."""

    def get(self, request, **kwargs):
        return self.page()

    def post(self, request, **kwargs):
        try:
            if request.POST.get("then") == "ask":
                count = ask_for_yeses(self.idea, by=request.user, at=clock.now())
                words = ngettext("%(n)d人に、確認を頼みます。", "%(n)d人に、確認を頼みます。", count)
                messages.success(request, words % {"n": count})
            else:
                confirm_text(self.idea, by=request.user, seen=request.POST.get("seen", ""), at=clock.now())
                messages.success(request, _("確認しました。"))
        except IdeaRefused as refusal:
            del self.idea
            return self.page(str(refusal))
        return redirect("ideas:idea_agree", pk=self.idea.pk)

    def page(self, refusal: str = ""):
        given = agreements(self.idea)
        context = {
            "idea": self.idea,
            "public": desk.as_public(self.idea),
            "agreements": given,
            "is_mine_given": any(yes for member, yes in given if member.user_id == self.request.user.pk),
            "is_anyone_missing": not all(yes for _member, yes in given),
            "mark": mark_of_text(self.idea),
            "may_edit": self.may_edit,
            "refusal": refusal,
            "crumbs": self.crumbs(_("みんなの確認")),
        }
        return render(self.request, "ideas/idea_agree.html", context)
