"""The advice on an idea for its own team, which may answer, and for its municipality, which reads."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common import clock
from contest.models import FormSection
from contest.views import WritingMixin
from ideas.models import Idea
from ideas.second import public_second
from judging.advising import criteria_of
from judging.forms import AnswerForm
from judging.models import Advice, AdviceRefused
from judging.public import public_advice
from judging.services import answer_advice
from judging.services.advice import mark_of_answer, why_not_answer


class AdvicePage(WritingMixin):
    """What the committee advised, what the team answered, and what it wrote anew."""

    http_method_names = ["get", "head", "options"]

    @cached_property
    def advice(self) -> Advice:
        """404 until it is sent, and for whoever is neither of the team nor of the municipality."""
        mine = Advice.objects.visible_to(self.request.user).select_related("idea__cycle", "idea__team")
        return get_object_or_404(mine, idea=self.kwargs["pk"])

    def get(self, request, **kwargs):
        return self.page(AnswerForm(initial={"answer": self.advice.answer, "seen": mark_of_answer(self.advice)}))

    def page(self, form, refusal: str = "", status: int = 200):
        advice, now = self.advice, clock.now()
        idea = Idea.objects.for_public().select_related("second_version").get(pk=advice.idea_id)
        is_mine = any(member.user_id == self.request.user.pk for member in idea.team.members.all())
        asked = idea.cycle.questions(FormSection.Form.IDEA)
        context = {
            "idea": idea,
            "advice": public_advice(advice, criteria_of(idea.cycle)),
            "is_published": advice.published_at is not None,
            "second": public_second(idea, asked),
            "writing": getattr(idea, "second_version", None) if is_mine else None,
            "is_mine": is_mine,
            "until": advice.answers_until,
            "why_not": why_not_answer(advice, now),
            "form": form,
            "refusal": refusal,
            "now": now,
            "crumbs": self.crumbs(is_mine),
        }
        return render(self.request, "judging/advice.html", context, status=status)

    def crumbs(self, is_mine: bool) -> list[tuple[str, str]]:
        team = [(str(self.advice.idea.team), reverse("ideas:team", args=[self.advice.idea.team_id]))] if is_mine else []
        return [(_("マイページ"), reverse("pages:me")), *team, (_("改善アドバイス"), "")]


class AdviceAnswer(AdvicePage):
    """The team's answer is kept; refused, it comes back as it was typed."""

    http_method_names = ["post", "options"]

    @cached_property
    def advice(self) -> Advice:
        mine = Advice.objects.of_team(self.request.user).select_related("idea__cycle", "idea__team")
        return get_object_or_404(mine, idea=self.kwargs["pk"])

    def post(self, request, **kwargs):
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        text, seen = form.cleaned_data["answer"], form.cleaned_data["seen"] or None
        try:
            kept = answer_advice(self.advice, text=text, by=request.user, at=clock.now(), seen=seen)
        except AdviceRefused as refusal:
            return self.again(text, str(refusal))
        messages.success(request, _("返事を保存しました。") if kept.answer else _("返事を取り消しました。"))
        return redirect("advice:page", pk=self.advice.idea_id)

    def again(self, text: str, refusal: str):
        """What was typed stays; what is stored stands above it, and saving once more is then a decision."""
        del self.advice
        return self.page(AnswerForm({"answer": text, "seen": mark_of_answer(self.advice)}), refusal)
