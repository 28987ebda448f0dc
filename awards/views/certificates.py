"""Certificates: whether one is genuine, for everyone; one's own papers, for those they were made out to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import DetailView, TemplateView

from awards import services
from awards.forms import AskForm
from awards.models import Certificate
from awards.printed import awarded_on, awarded_with, certificate_pdf, file_name
from awards.standings import decision_behind, papers_to_ask_for
from common import clock
from common.errors import ContestError
from printing.responses import pdf_response


@method_decorator(never_cache, "dispatch")
class Genuine(DetailView):
    """Which award, which team, which day, and whether the paper still counts. Nobody's name."""

    template_name = "awards/certificate.html"
    slug_field = slug_url_kwarg = "number"

    def get(self, request, *args, **kwargs):
        """A number nobody was given, or that is not public yet, is said to whoever holds the paper."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            return render(request, "awards/certificate_unknown.html", status=404)

    def get_queryset(self):
        return Certificate.objects.public(clock.now()).for_paper()

    def get_context_data(self, **kwargs):
        decision = decision_behind(self.object)
        return super().get_context_data(
            award=awarded_with(self.object),
            is_returned=decision is not None and decision.returned_at is not None,
            is_overtaken=self.object.award is not None and decision is None,
            awarded_on=awarded_on(self.object),
            **kwargs,
        )


@method_decorator(never_cache, "dispatch")
class Mine(LoginRequiredMixin, TemplateView):
    """My papers, and those I may have made out to my own name."""

    template_name = "awards/mine.html"

    def get_context_data(self, **kwargs):
        user, now = self.request.user, clock.now()
        papers = Certificate.objects.public(now).held_by(user).for_paper()
        held = [(paper, awarded_with(paper)) for paper in papers]
        crumbs = [(_("マイページ"), reverse("pages:me")), (_("わたしの賞状"), "")]
        form = AskForm(asks=papers_to_ask_for(user, now))
        return super().get_context_data(held=held, form=form, crumbs=crumbs, **kwargs)


@login_required
@require_POST
def ask(request):
    """A paper made out to one's own name."""
    form = AskForm(request.POST, asks=papers_to_ask_for(request.user, clock.now()))
    if not form.is_valid():
        messages.error(request, _("えらんだ賞状が見つかりません。もう一度えらんでください。"))
        return redirect("awards:mine")
    try:
        services.ask_for_member(
            form.idea, form.decision, language=form.cleaned_data["language"], by=request.user, at=clock.now()
        )
    except ContestError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("名前の入った賞状をつくりました。下の一覧から開けます。"))
    return redirect("awards:mine")


@login_required
@require_safe
@never_cache
def paper(request, number):
    """The PDF, for those it was made out to; not before the world knows of it."""
    rows = Certificate.objects.public(clock.now()).held_by(request.user).for_paper()
    certificate = get_object_or_404(rows, number=number)
    return pdf_response(certificate_pdf(certificate), file_name(certificate))
