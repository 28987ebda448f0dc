"""Report by the mailed link, without login; the team's page of addresses; the answer of whoever reads such an address."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from common import clock
from followup import links
from followup.forms import ContactForm, ReportForm
from followup.models import TEXTS, Plan, Report, ReportRefused
from followup.services import (
    add_contact,
    agree_contact,
    hand_in_report,
    is_editable,
    mark_of,
    remove_contact,
    save_draft,
)
from followup.services.reports import WrittenElsewhere, written
from ideas.models import Idea


class LinkView(View):
    """A page behind a signed link: any other token is answered 404, and no cache keeps what is there."""

    plan: Plan

    def dispatch(self, request, *args, **kwargs):
        plan = links.plan_of(self.kwargs["token"])
        if plan is None and links.is_revoked(self.kwargs["token"]):
            return render(request, "followup/link_revoked.html", status=410)
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
        if self.plan.is_left_out:
            return self.page("skipped")
        if self.report and not is_editable(self.report, clock.now()):
            return self.page("report_over")
        return self.form_page(ReportForm(initial=written(self.plan)))

    def post(self, request, **kwargs):
        form, act = ReportForm(request.POST), request.POST.get("then")
        if act == "save":
            return self.save(form)
        if not form.is_valid() or act == "edit":
            return self.form_page(form)
        return self.hand_in(form) if act == "hand-in" else self.confirm(form)

    def confirm(self, form):
        """What will be public; kept as a draft, so that the browser's way back loses nothing."""
        words, mark = form.cleaned_data, self.request.POST.get("mark", "")
        try:
            kept = save_draft(self.plan, words, mark=mark, at=clock.now())
        except ReportRefused as refusal:
            return self.refused(form, refusal)
        state = Report.State(words["state"]).label
        return self.page("report_confirm", form=form, state_label=state, mark=mark_of(kept))

    def save(self, form):
        """A draft may be unfinished; nothing is checked but that nobody else wrote."""
        words = {name: self.request.POST.get(name, "") for name in ("state", *TEXTS)}
        try:
            save_draft(self.plan, words, mark=self.request.POST.get("mark", ""), at=clock.now())
        except ReportRefused as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, _("下書きを保存しました。まだ報告していません。"))
        return redirect("followup:report", token=self.kwargs["token"])

    def hand_in(self, form):
        try:
            hand_in_report(self.plan, mark=self.request.POST.get("mark", ""), at=clock.now(), **form.cleaned_data)
        except ReportRefused as refusal:
            return self.refused(form, refusal)
        return redirect("followup:thanks", token=self.kwargs["token"])

    def refused(self, form, refusal):
        """What was typed stays; what somebody else wrote stands beside it."""
        self.plan.refresh_from_db()
        form.add_error(None, str(refusal))
        return self.form_page(form, other=_read(self.plan) if isinstance(refusal, WrittenElsewhere) else None)

    def form_page(self, form, **extra):
        return self.page("report", form=form, mark=mark_of(self.plan), has_draft=bool(self.plan.draft), **extra)


def _read(plan: Plan) -> list[str]:
    """What somebody else wrote, as it is read: the state by its name."""
    words = written(plan)
    names = dict(Report.State.choices)
    return [text for text in (str(names.get(words.pop("state"), "")), *words.values()) if text]


class Thanks(LinkView):
    """What was handed in, and until when it can be changed."""

    def get(self, request, **kwargs):
        if self.report is None:
            return redirect("followup:report", token=self.kwargs["token"])
        return self.page("thanks", is_editable=is_editable(self.report, clock.now()))


class Contacts(LoginRequiredMixin, View):
    """Where a team can be reached in a year: its members add addresses and take them away."""

    def get(self, request, pk):
        return self.page(ContactForm())

    def post(self, request, pk):
        if "remove" in request.POST:
            key = request.POST["remove"]
            contact = self.idea.followup_contacts.filter(
                pk=int(key) if key.isdecimal() and len(key) < 10 else 0
            ).first()
            if contact is not None:
                remove_contact(contact)
                messages.success(request, _("連絡先を消しました。"))
            return redirect("followup:contacts", pk)
        form = ContactForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            add_contact(self.idea, email=form.cleaned_data["email"], by=request.user, at=clock.now())
        except ReportRefused as refusal:
            form.add_error("email", str(refusal))
            return self.page(form)
        messages.success(request, _("このアドレスに、受け取ってよいかをたずねるメールを送ります。"))
        return redirect("followup:contacts", pk)

    @property
    def idea(self) -> Idea:
        rows = Idea.objects.of_member(self.request.user).select_related("team", "cycle", "challenge")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def page(self, form):
        idea = self.idea
        crumbs = [(_("マイページ"), reverse("pages:me")), (_("つぎの連絡先"), "")]
        context = {"idea": idea, "form": form, "contacts": idea.followup_contacts.all(), "crumbs": crumbs}
        return render(self.request, "followup/contacts.html", context)


class ContactAnswer(View):
    """By the link in the mail to an added address: yes, or take it away; no login."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def get(self, request, token):
        contact = links.contact_of(token)
        if contact is None:
            raise Http404
        return render(request, "followup/contact.html", {"contact": contact, "idea": contact.idea})

    def post(self, request, token):
        contact = links.contact_of(token)
        if contact is None:
            raise Http404
        if request.POST.get("then") == "remove":
            remove_contact(contact)
            return render(request, "followup/contact_removed.html", {"idea": contact.idea})
        agree_contact(contact, at=clock.now())
        return redirect("followup:contact", token)
