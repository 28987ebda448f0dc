"""課題のたね on the officer's desk: read what came, adopt it, merge it, answer it, or undo that."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common import clock
from common.errors import ContestError
from municipalities import desk, seed_desk
from municipalities.forms.seeds import AdoptForm, AnswerForm, MergeForm
from municipalities.models import Seed
from municipalities.services.seed_answers import adopt_seed, answer_seed, merge_seed, reopen_seed
from municipalities.views.mixins import DeskMixin, OfficerMixin


class DeskSeedList(OfficerMixin):
    """Every seed for my municipalities, those that wait first."""

    def get(self, request) -> HttpResponse:
        rows = Paginator(seed_desk.for_officer(request.user), seed_desk.PER_PAGE)
        page = rows.get_page(request.GET.get("page"))
        context = {
            "page": page,
            "participants": self.participants,
            "crumbs": [(_("マイページ"), reverse("pages:me")), (_("届いた課題のたね"), "")],
            **seed_desk.calls(clock.now()),
        }
        return render(request, "municipalities/desk_seeds.html", context)


class DeskSeedMixin(DeskMixin):
    """Pages of one seed for the officers it was suggested to; to everybody else they do not exist."""

    @cached_property
    def seed(self) -> Seed:
        mine = Seed.objects.for_officer(self.request.user).for_list()
        return get_object_or_404(mine.select_related("answered_by"), pk=self.kwargs["pk"])

    def page(self, **sent: Any) -> HttpResponse:
        """The seed with a form for each thing that can be done with it now; `sent` is the one that was not done."""
        now, waits = clock.now(), self.seed.status == Seed.Status.OPEN
        others = seed_desk.others_for(self.seed)
        context: dict[str, Any] = {
            "seed": self.seed,
            "waits": waits,
            "may_adopt": waits and seed_desk.may_adopt(self.seed, now),
            "may_merge": waits and others.exists(),
            "may_answer": waits or self.seed.status == Seed.Status.ANSWERED,
            "adopt": AdoptForm(seed_desk.drafts_for(self.seed)),
            "merge": MergeForm(others),
            "answer": AnswerForm(initial={"answer": self.seed.answer}),
            "crumbs": [
                (_("マイページ"), reverse("pages:me")),
                (_("届いた課題のたね"), reverse("municipalities:seeds")),
                (self.seed.title, ""),
            ],
            **sent,
        }
        return render(self.request, "municipalities/desk_seed.html", context)


class DeskSeed(DeskSeedMixin):
    def get(self, request, **kwargs) -> HttpResponse:
        return self.page()


class SeedAct(DeskSeedMixin):
    """One thing done with a seed; a refusal stands by its form."""

    name = ""

    def form(self) -> Form:
        raise NotImplementedError

    def act(self, form: Form) -> HttpResponse:
        raise NotImplementedError

    def get(self, request, **kwargs) -> HttpResponse:
        return redirect("municipalities:seed", pk=self.seed.pk)

    def post(self, request, **kwargs) -> HttpResponse:
        form = self.form()
        if not form.is_valid():
            return self.page(**{self.name: form})
        try:
            return self.act(form)
        except ContestError as refusal:
            del self.seed  # a colleague may have been faster
            kept = [(str(field.label), field.value()) for field in form if field.name == "answer"]
            return self.page(refusal=str(refusal), kept=kept, **{self.name: form})

    def done(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        return redirect("municipalities:seed", pk=self.seed.pk)


class SeedAdopt(SeedAct):
    """Into a draft, and on to it."""

    name = "adopt"

    def form(self) -> AdoptForm:
        return AdoptForm(seed_desk.drafts_for(self.seed), self.request.POST)

    def act(self, form: AdoptForm) -> HttpResponse:
        chosen = {"into": form.chosen(), "origin": form.cleaned_data["origin"]}
        challenge = adopt_seed(self.seed, by=self.request.user, at=clock.now(), **chosen)
        messages.success(self.request, _("課題のたねを下書きに取り入れました。書いた人にメールで知らせました。"))
        return redirect(desk.section_url(challenge, "basics"))


class SeedMerge(SeedAct):
    name = "merge"

    def form(self) -> MergeForm:
        return MergeForm(seed_desk.others_for(self.seed), self.request.POST)

    def act(self, form: MergeForm) -> HttpResponse:
        merge_seed(self.seed, into=form.cleaned_data["target"], by=self.request.user, at=clock.now())
        return self.done(_("ほかの課題のたねと合わせました。書いた人にメールで知らせました。"))


class SeedAnswer(SeedAct):
    name = "answer"

    def form(self) -> AnswerForm:
        return AnswerForm(self.request.POST)

    def act(self, form: AnswerForm) -> HttpResponse:
        answer_seed(self.seed, answer=form.cleaned_data["answer"], by=self.request.user, at=clock.now())
        return self.done(_("返事を公開し、書いた人にメールで知らせました。"))


class SeedReopen(SeedAct):
    """Undo: the seed waits again."""

    name = "reopen"

    def form(self) -> Form:
        return Form(self.request.POST)

    def act(self, form: Form) -> HttpResponse:
        reopen_seed(self.seed, by=self.request.user, at=clock.now())
        return self.done(_("取り消しました。返事を待つ状態にもどり、書いた人にメールで知らせました。"))
