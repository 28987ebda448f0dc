"""A sponsor's or Harvard's selector decides their own award, and sees no points, no votes and no other award."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, ListView

from awards import services
from awards.forms import SelectionForm
from awards.models import Award, Publication
from awards.standings import is_published, selectable_ideas
from common import clock
from common.errors import ContestError


@method_decorator(never_cache, "dispatch")
class Mine(LoginRequiredMixin, ListView):
    """The awards I select for, newest year first."""

    template_name = "awards/selection_list.html"

    def get_queryset(self):
        mine = Award.objects.to_select_by(self.request.user).select_related("cycle", "tier")
        return mine.prefetch_related("decisions__idea__cycle").order_by("-cycle__fiscal_year", "order")


@method_decorator(never_cache, "dispatch")
class Select(LoginRequiredMixin, FormView):
    """Choose one of the ideas that may get the award, and say why."""

    template_name = "awards/selection.html"
    form_class = SelectionForm

    @cached_property
    def award(self):
        mine = Award.objects.to_select_by(self.request.user).select_related("cycle", "tier")
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    @cached_property
    def ideas(self):
        ideas = selectable_ideas(self.award, clock.now())
        return list(ideas.select_related("cycle", "team", "challenge__participant"))

    def get_form_kwargs(self):
        decision = self.award.decisions.first()
        return {**super().get_form_kwargs(), "ideas": self.ideas, "decision": decision}

    def form_valid(self, form):
        chosen = next((idea for idea in self.ideas if str(idea.pk) == form.cleaned_data["idea"]), None)
        words = {name: form.cleaned_data[name] for name in ("citation_ja", "citation_en")}
        try:
            services.decide_as_selector(self.award, chosen, **words, by=self.request.user, at=clock.now())
        except ContestError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("保存しました。公開するまで、ほかの人には見えません。"))
        return redirect("awards:selection", self.award.pk)

    def get_context_data(self, **kwargs):
        is_agreed = Publication.objects.filter(cycle=self.award.cycle_id, agreed_at__isnull=False).exists()
        facts = {"is_closed": is_agreed or is_published(self.award.cycle), "decision": self.award.decisions.first()}
        return super().get_context_data(award=self.award, ideas=self.ideas, **facts, **kwargs)
