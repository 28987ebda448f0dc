"""課題のたね for citizens: read, suggest, say under which name, take back, report."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import View

from common import clock
from common.errors import ContestError
from contest.views import ReportPage, WritingMixin
from municipalities import seed_desk
from municipalities.forms.seeds import CreditFields, SeedForm, credit_of
from municipalities.models import Participant, Seed
from municipalities.public import public_seeds
from municipalities.services.seed_reports import report_seed
from municipalities.services.seeds import change_credit, suggest_seed, withdraw_seed

NEWEST = 12


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(pgettext("plural", "課題のたね"), reverse("citizens:seeds")), *more]


class SeedHome(View):
    """To which municipality? And what came lately."""

    def get(self, request) -> HttpResponse:
        now, text = clock.now(), request.GET.get("q", "").strip()[:100]
        calls = seed_desk.calls(now)
        stage = calls["open_stage"]
        context = {
            "nav": "participants",
            "query": text,
            "found": seed_desk.found(text, now) if text else [],
            "participating": seed_desk.participating(stage.cycle) if stage else [],
            "seeds": public_seeds(seed_desk.latest()[:NEWEST], now),
            **calls,
        }
        return render(request, "municipalities/seed_home.html", context)


class SeedPlaceMixin(View):
    """Pages of one municipality's seeds."""

    @cached_property
    def participant(self) -> Participant:
        return get_object_or_404(Participant.objects.listed().with_members(), number=self.kwargs["number"])


class SeedList(SeedPlaceMixin):
    """What was suggested to one municipality."""

    def get(self, request, **kwargs) -> HttpResponse:
        now = clock.now()
        page = Paginator(seed_desk.latest(self.participant), seed_desk.PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "nav": "participants",
            "participant": self.participant,
            "page": page,
            "seeds": public_seeds(page.object_list, now),
            "crumbs": crumbs((self.participant.name, "")),
            **seed_desk.calls(now),
        }
        return render(request, "municipalities/seed_list.html", context)


class SeedNew(WritingMixin, SeedPlaceMixin):
    """Suggest an issue while STEP1 is open; otherwise say when it opens, with what was typed."""

    def get(self, request, **kwargs) -> HttpResponse:
        return self.page(SeedForm(request.user))

    def post(self, request, **kwargs) -> HttpResponse:
        form, now = SeedForm(request.user, request.POST), clock.now()
        stage = seed_desk.calls(now)["open_stage"]
        if stage is None or not form.is_valid():
            return self.page(form)
        words = {"title": form.cleaned_data["title"], "text": form.cleaned_data["text"], "credit": form.credit()}
        try:
            seed = suggest_seed(self.participant, cycle=stage.cycle, by=request.user, at=now, **words)
        except ContestError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("課題のたねを届けました。ありがとうございます。返事はメールで届きます。"))
        return redirect("citizens:seed", pk=seed.pk)

    def page(self, form: SeedForm) -> HttpResponse:
        place = (self.participant.name, reverse("citizens:seed_list", args=[self.participant.number]))
        context = {
            "participant": self.participant,
            "has_officers": self.participant.officers.filter(until__isnull=True).exists(),
            "form": form,
            "kept": [(str(field.label), field.value()) for field in form] if form.is_bound else [],
            "crumbs": crumbs(place, (_("困りごとを届ける"), "")),
            **seed_desk.calls(clock.now()),
        }
        return render(self.request, "municipalities/seed_new.html", context)


class SeedPage(View):
    """One seed and what became of it; its writer sees it when hidden too, with the reason."""

    def get(self, request, pk: int) -> HttpResponse:
        row = get_object_or_404(Seed.objects.visible_to(request.user).for_list(), pk=pk)
        seed = public_seeds([row], clock.now())[0]
        context = {
            "nav": "participants",
            "seed": seed,
            "is_mine": row.suggested_by_id == request.user.pk,
            "is_waiting": row.status == Seed.Status.OPEN,
            "hidden_reason": row.hidden_reason,
            "contact_email": row.cycle.contact_email,
            "crumbs": crumbs(
                (seed.municipality, reverse("citizens:seed_list", args=[seed.participant_number])), (seed.title, "")
            ),
        }
        return render(request, "municipalities/seed_page.html", context)


class SeedMixin(WritingMixin):
    """Pages of one seed."""

    title = ""

    def rows(self):
        return Seed.objects.public()

    @cached_property
    def seed(self) -> Seed:
        return get_object_or_404(self.rows().for_list().select_related("suggested_by"), pk=self.kwargs["pk"])

    def context(self, **more: Any) -> dict[str, Any]:
        here = (self.seed.title, reverse("citizens:seed", args=[self.seed.pk]))
        return {"seed": self.seed, "crumbs": crumbs(here, (str(self.title), "")), **more}

    def back(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        return redirect("citizens:seed", pk=self.seed.pk)


class OwnSeedMixin(SeedMixin):
    """Pages of the person who wrote it; to others they do not exist."""

    def rows(self):
        return Seed.objects.written_by(self.request.user)


class SeedReportPage(SeedMixin, ReportPage):
    """Tell the secretariat of something that should not be there."""

    title = gettext_lazy("事務局に知らせる")

    def quoted(self) -> tuple[str, str]:
        return self.seed.title, reverse("citizens:seed", args=[self.seed.pk])

    def report(self, **said: Any) -> None:
        report_seed(self.seed, **said)


class SeedCreditPage(OwnSeedMixin):
    """Show another name, or none."""

    title = gettext_lazy("名前の公開を変える")

    def get(self, request, **kwargs) -> HttpResponse:
        return self.page(CreditFields(request.user, initial=credit_of(self.seed)))

    def post(self, request, **kwargs) -> HttpResponse:
        form = CreditFields(request.user, request.POST)
        if not form.is_valid():
            return self.page(form)
        change_credit(self.seed, credit=form.credit(), at=clock.now())
        return self.back(_("名前の公開を変えました。"))

    def page(self, form: CreditFields) -> HttpResponse:
        return render(self.request, "municipalities/seed_credit.html", self.context(form=form))


class SeedWithdraw(OwnSeedMixin):
    """Ask once, then delete it."""

    title = gettext_lazy("取り下げる")

    def get(self, request, **kwargs) -> HttpResponse:
        return render(request, "municipalities/seed_withdraw.html", self.context())

    def post(self, request, **kwargs) -> HttpResponse:
        try:
            withdraw_seed(self.seed, by=request.user, at=clock.now())
        except ContestError as refusal:
            messages.error(request, str(refusal))
            return redirect("citizens:seed", pk=self.seed.pk)
        messages.success(request, _("課題のたね「%(title)s」を取り下げました。") % {"title": self.seed})
        return redirect("pages:me")
