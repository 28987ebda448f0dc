"""Ask somebody outside the team for a yes: a recommender, a guardian."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common import clock
from ideas import desk
from ideas.eligibility import needs_guardian
from ideas.facts import guardian_answer
from ideas.forms import GuardianForm, RecommendationForm
from ideas.models import IdeasClosed, Member, Recommendation, TeamRefused
from ideas.services import ask_guardian, ask_recommendation, cancel_recommendation
from ideas.views.mixins import LeaderMixin, TeamMixin


class RecommendationAsk(LeaderMixin):
    """The leader names somebody of the municipality; what was asked before stands above."""

    @cached_property
    def participants(self):
        return desk.participants_of(self.team.ideas.all())

    def get(self, request, **kwargs):
        return self.page(RecommendationForm(self.participants))

    def post(self, request, **kwargs):
        form = RecommendationForm(self.participants, request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            asked = ask_recommendation(self.team, by=request.user, at=clock.now(), **form.cleaned_data)
        except (TeamRefused, IdeasClosed) as refusal:
            form.add_error("email", str(refusal))
            return self.page(form)
        messages.success(request, _("%(name)sさんに、推薦を頼むメールを送ります。") % {"name": asked.name})
        return redirect("ideas:recommendation", pk=self.team.pk)

    def page(self, form: RecommendationForm):
        now = clock.now()
        rows = self.me.recommendations.select_related("participant").exclude(cancelled_at__isnull=False)
        context = {
            "form": form,
            "team": self.team,
            "participants": self.participants,
            "asked": [(row, row.is_open_at(now)) for row in rows],
            "crumbs": self.crumbs(_("代表の推薦")),
        }
        return render(self.request, "ideas/recommendation.html", context)


@login_required
@require_POST
def recommendation_cancel(request, pk: int):
    """Make the link useless; for the leader alone, and to everybody else it does not exist."""
    mine = Member.objects.filter(user=request.user, role=Member.Role.LEADER)
    row = get_object_or_404(Recommendation.objects.filter(leader__in=mine).select_related("leader"), pk=pk)
    cancel_recommendation(row, at=clock.now())
    messages.success(request, _("推薦の頼みを取り消しました。"))
    return redirect("ideas:recommendation", pk=row.leader.team_id)


class GuardianAsk(TeamMixin):
    """A young member names the guardian; nobody else's can be named from here."""

    def get(self, request, **kwargs):
        return self.page(GuardianForm())

    def post(self, request, **kwargs):
        form = GuardianForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            ask_guardian(self.me, by=request.user, at=clock.now(), **form.cleaned_data)
        except (TeamRefused, IdeasClosed) as refusal:
            form.add_error("email", str(refusal))
            return self.page(form)
        messages.success(request, _("保護者にメールを送ります。"))
        return redirect("ideas:guardian_ask", pk=self.team.pk)

    def page(self, form: GuardianForm):
        consents = list(self.me.guardian_consents.all())
        context = {
            "form": form,
            "team": self.team,
            "is_needed": needs_guardian(self.me.age_band, self.team.cycle.guardian_below_age),
            "answer": guardian_answer(consents, clock.now()).name,
            "consent": consents[-1] if consents else None,
            "crumbs": self.crumbs(_("保護者の同意")),
        }
        return render(self.request, "ideas/guardian_ask.html", context)
