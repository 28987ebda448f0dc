"""Report by the mailed link: write, look at it, hand it in; no login."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.generic import View

from common import clock
from followup import links
from followup.forms import ReportForm
from followup.models import Plan, Report, ReportRefused
from followup.services import TEXTS, hand_in_report, is_editable


class LinkView(View):
    """A page behind a signed link: any other token is answered 404, and no cache keeps what is there."""

    plan: Plan

    def dispatch(self, request, *args, **kwargs):
        plan = links.plan_of(self.kwargs["token"])
        if plan is None:
            raise Http404
        self.plan = plan
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    @property
    def report(self):
        return getattr(self.plan, "report", None)

    def page(self, name, **extra):
        context = {"plan": self.plan, "idea": self.plan.idea, "report": self.report, "token": self.kwargs["token"]}
        return render(self.request, f"followup/{name}.html", {**context, **extra})


class ReportPage(LinkView):
    """The form; once handed in the same link changes it for 30 days, and shows it after that."""

    def get(self, request, **kwargs):
        if self.report and not is_editable(self.report, clock.now()):
            return self.page("report_over")
        written = {name: getattr(self.report, name) for name in ("state", *TEXTS)} if self.report else None
        return self.page("report", form=ReportForm(initial=written))

    def post(self, request, **kwargs):
        form = ReportForm(request.POST)
        if not form.is_valid() or request.POST.get("then") == "edit":
            return self.page("report", form=form)
        if request.POST.get("then") != "hand-in":
            return self.page("report_confirm", form=form, state_label=Report.State(form.cleaned_data["state"]).label)
        try:
            hand_in_report(self.plan, at=clock.now(), **form.cleaned_data)
        except ReportRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page("report", form=form)
        return redirect("followup:thanks", token=self.kwargs["token"])


class Thanks(LinkView):
    """What was handed in, and until when it can be changed."""

    def get(self, request, **kwargs):
        if self.report is None:
            return redirect("followup:report", token=self.kwargs["token"])
        return self.page("thanks", is_editable=is_editable(self.report, clock.now()))
