"""Pages for people without an account who hold a mailed link: a recommender, a guardian."""

from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from common import clock
from ideas.forms import RecommendForm
from ideas.models import GuardianConsent, Recommendation, TeamRefused
from ideas.services import answer_guardian, answer_recommendation
from ideas.services.guardians import why_not_answered as why_no_consent
from ideas.services.recommendations import recommenders
from ideas.services.recommendations import why_not_answered as why_no_recommendation
from ideas.views.mixins import private
from notifications.invitations import token_hash


class AnswerView(View):
    """Whoever holds the link may answer; a wrong link says so, with 404."""

    def refused(self, reason: str, status: int = 404):
        return private(render(self.request, "ideas/answer_refused.html", {"reason": reason}, status=status))

    def not_found(self):
        return self.refused(_("このリンクは見つかりません。途中で切れているかもしれません。"))


class Recommend(AnswerView):
    """Say whether one speaks for the leader."""

    @cached_property
    def row(self) -> Recommendation | None:
        rows = Recommendation.objects.select_related("leader__user", "leader__team__cycle", "participant")
        return rows.filter(token_hash=token_hash(self.kwargs["token"])).first()

    def get(self, request, **kwargs):
        if self.row is None:
            return self.not_found()
        if reason := why_no_recommendation(self.row, at=clock.now()):
            return self.refused(reason, 200 if self.row.confirmed_at or self.row.declined_at else 404)
        return self.page(RecommendForm(recommenders(self.row)))

    def post(self, request, **kwargs):
        if self.row is None:
            return self.not_found()
        form = RecommendForm(recommenders(self.row), request.POST)
        if not form.is_valid():
            return self.page(form)
        said = form.cleaned_data
        words = {"entry_class": said["entry_class"], "statement": said["statement"]}
        try:
            answer_recommendation(self.row, is_yes=said["answer"] == "yes", at=clock.now(), **words)
        except TeamRefused as refusal:
            return self.refused(str(refusal), 200)
        return private(redirect(request.path))

    def page(self, form: RecommendForm):
        context = {"form": form, "row": self.row, "team": self.row.leader.team, "leader": self.row.leader.user}
        return private(render(self.request, "ideas/recommend.html", context))


class Guardian(AnswerView):
    """Say yes or no for one's child, and take it back."""

    @cached_property
    def row(self) -> GuardianConsent | None:
        rows = GuardianConsent.objects.select_related("member__user", "member__team__cycle")
        return rows.filter(token_hash=token_hash(self.kwargs["token"])).first()

    def get(self, request, **kwargs):
        if self.row is None:
            return self.not_found()
        if reason := why_no_consent(self.row, at=clock.now()):
            return self.refused(reason)
        return self.page()

    def post(self, request, **kwargs):
        if self.row is None:
            return self.not_found()
        if request.POST.get("answer") not in ("yes", "no"):
            return self.page(_("同意するか、しないかを、どちらかのボタンで答えてください。"))
        try:
            answer_guardian(self.row, is_yes=request.POST["answer"] == "yes", at=clock.now())
        except TeamRefused as refusal:
            return self.refused(str(refusal))
        return private(redirect(request.path))

    def page(self, refusal: str = ""):
        member = self.row.member
        context = {
            "consent": self.row,
            "member": member,
            "team": member.team,
            "shown_name": (member.public_name or member.user.full_name) if member.name_is_public else "",
            "refusal": refusal,
        }
        return private(render(self.request, "ideas/guardian.html", context))
