"""実行の相談: the pages on which team, municipality and mentors write to one another."""

from typing import cast

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common import clock
from contest.views import WritingMixin
from followup.forms import MentoringForm
from followup.models import Report, ReportRefused
from followup.rules import mentored_ideas
from followup.services import post_to_mentoring, take_back_post


class MentoredIdeas(WritingMixin):
    """Every idea I talk with somebody about."""

    def get(self, request):
        ideas = mentored_ideas(request.user).select_related("team", "cycle")
        return render(request, "followup/mentored_ideas.html", {"ideas": ideas})


class Mentoring(WritingMixin):
    """The talk on one idea; to everybody else it does not exist."""

    @property
    def idea(self):
        rows = mentored_ideas(cast(User, self.request.user)).select_related("team", "cycle", "challenge__participant")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get(self, request, pk):
        return self.page(self.idea)

    def post(self, request, pk):
        idea = self.idea
        if "take_back" in request.POST:
            key = request.POST["take_back"]
            post = idea.mentoring_posts.filter(pk=int(key) if key.isdecimal() and len(key) < 10 else 0).first()
            if post is not None:
                take_back_post(post, by=request.user)
                messages.success(request, _("書きこみを消しました。"))
            return redirect("followup:mentoring", pk)
        form = MentoringForm(reports_of(idea), request.POST)
        if not form.is_valid():
            return self.page(idea, form)
        try:
            post_to_mentoring(idea, **form.cleaned_data, by=request.user, at=clock.now())
        except ReportRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(idea, form)
        messages.success(request, _("書きこみました。ほかの人にメールで知らせます。"))
        return redirect("followup:mentoring", pk)

    def page(self, idea, form=None):
        context = {
            "idea": idea,
            "posts": idea.mentoring_posts.select_related("written_by", "report__plan__idea"),
            "mentors": idea.mentorships.select_related("user"),
            "form": form or MentoringForm(reports_of(idea)),
            "crumbs": [(_("マイページ"), reverse("pages:me")), (_("実行の相談"), "")],
        }
        return render(self.request, "followup/mentoring.html", context)


def reports_of(idea):
    """Its reports, to choose from."""
    return Report.objects.filter(plan__idea=idea).select_related("plan__idea").order_by("handed_in_at")
