"""A teacher's desk: classes, their teams, cards, consents; and nothing of anybody else."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST
from django.views.generic import View

from common import clock
from ideas import desk
from ideas.eligibility import needs_guardian
from ideas.forms.asking import PaperConsentForm
from ideas.forms.classes import ClassForm, ClassTeamForm
from ideas.models import IdeasClosed, Member, PupilCard, SchoolClass, Team, TeamRefused
from ideas.services import record_paper_consent
from ideas.services.classes import make_class, make_class_team, reissue_card, revoke_card
from ideas.views.mixins import private
from printing.qr import qr_svg


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    first = (pgettext("plural", "クラス"), reverse("ideas:classes"))
    return [(_("マイページ"), reverse("pages:me")), first, *more]


class ClassList(LoginRequiredMixin, View):
    """My classes."""

    def get(self, request):
        rows = SchoolClass.objects.taught_by(request.user).select_related("cycle")
        context = {"classes": rows, "cycle": desk.open_cycle(clock.now()), "crumbs": crumbs()[:-1]}
        context["crumbs"].append((pgettext("plural", "クラス"), ""))
        return render(request, "ideas/class_list.html", context)


class ClassNew(LoginRequiredMixin, View):
    """Become a teacher by making a class."""

    def get(self, request):
        return self.page(ClassForm())

    def post(self, request):
        form, cycle = ClassForm(request.POST), desk.open_cycle(clock.now())
        if cycle is None or not form.is_valid():
            return self.page(form)
        try:
            made = make_class(cycle=cycle, teacher=request.user, at=clock.now(), **form.cleaned_data)
        except (TeamRefused, IdeasClosed) as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("クラスを作りました。"))
        return redirect("ideas:class", pk=made.pk)

    def page(self, form: ClassForm):
        context = {"form": form, "cycle": desk.open_cycle(clock.now()), "crumbs": crumbs((_("クラスを作る"), ""))}
        return render(self.request, "ideas/class_new.html", context)


class ClassMixin(LoginRequiredMixin, View):
    """Pages of one class: 404 unless I teach it and it goes on."""

    @cached_property
    def school_class(self) -> SchoolClass:
        rows = SchoolClass.objects.taught_by(self.request.user).select_related("cycle", "teacher")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def crumbs(self, label: str) -> list[tuple[str, str]]:
        return crumbs((str(self.school_class), reverse("ideas:class", args=[self.school_class.pk])), (label, ""))


class ClassPage(ClassMixin):
    """Each team: who is in it, what it lacks, how its ideas stand; the text is the pupils' own."""

    def get(self, request, **kwargs):
        now, cards = clock.now(), {card.user_id: card for card in self.school_class.cards.all()}
        below, rows = self.school_class.cycle.guardian_below_age, []
        for team in Team.objects.filter(school_class=self.school_class).for_desk():
            members = [
                (row, cards.get(row.user_id), needs_guardian(row.age_band, below) and not row.consents)
                for row in team.members.all()
            ]
            rows.append((team, members, desk.missing_of(team, team.ideas.all(), now), team.ideas.all()))
        context = {
            "school_class": self.school_class,
            "rows": rows,
            "is_over": desk.is_over(self.school_class.cycle, now),
            "crumbs": crumbs((str(self.school_class), "")),
        }
        return render(request, "ideas/class.html", context)


class ClassTeamNew(ClassMixin):
    """Make a team of pupils and print their cards: the codes are shown this once."""

    def get(self, request, **kwargs):
        return self.page(ClassTeamForm(self.school_class.cycle))

    def post(self, request, **kwargs):
        form = ClassTeamForm(self.school_class.cycle, request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            team, cards = make_class_team(self.school_class, at=clock.now(), **form.said())
        except (TeamRefused, IdeasClosed) as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        return printed(request, self.school_class, cards, team.name)

    def page(self, form: ClassTeamForm):
        context = {"form": form, "school_class": self.school_class, "crumbs": self.crumbs(_("チームを作る"))}
        return render(self.request, "ideas/class_team_new.html", context)


class ClassConsent(ClassMixin):
    """Record what a pupil's guardian signed."""

    @cached_property
    def member(self) -> Member:
        rows = Member.objects.filter(team__school_class=self.school_class).select_related("user")
        return get_object_or_404(rows, pk=self.kwargs["member"])

    def get(self, request, **kwargs):
        return self.page(PaperConsentForm())

    def post(self, request, **kwargs):
        form = PaperConsentForm(request.POST)
        if not self.member or not form.is_valid():
            return self.page(form)
        name = form.cleaned_data["guardian_name"]
        record_paper_consent(self.member, guardian_name=name, by=request.user, at=clock.now())
        messages.success(request, _("保護者の同意を記録しました。"))
        return redirect("ideas:class", pk=self.school_class.pk)

    def page(self, form: PaperConsentForm):
        context = {"form": form, "school_class": self.school_class, "member": self.member}
        return render(self.request, "ideas/class_consent.html", {**context, "crumbs": self.crumbs(_("保護者の同意"))})


def printed(request, school_class: SchoolClass, cards, title: str):
    """Cards to print; the QR code leads to the page where the code is typed, and holds no secret."""
    url = settings.SITE_URL + reverse("ideas:card")
    context = {"school_class": school_class, "cards": cards, "title": title, "url": url, "qr": qr_svg(url)}
    return private(render(request, "ideas/cards.html", context))


def _my_card(user, pk: int) -> PupilCard:
    classes = SchoolClass.objects.taught_by(user)
    return get_object_or_404(PupilCard.objects.filter(school_class__in=classes).select_related("school_class"), pk=pk)


@login_required
@require_POST
def card_reissue(request, pk: int):
    """Another code for the same pupil, shown this once."""
    card = _my_card(request.user, pk)
    try:
        made = reissue_card(card, by=request.user, at=clock.now())
    except (TeamRefused, IdeasClosed) as refusal:
        messages.error(request, str(refusal))
        return redirect("ideas:class", pk=card.school_class_id)
    return printed(request, card.school_class, [made], str(made[0]))


@login_required
@require_POST
def card_revoke(request, pk: int):
    """The card opens nothing any more."""
    card = revoke_card(_my_card(request.user, pk), by=request.user, at=clock.now())
    messages.success(request, _("%(name)sさんのカードを使えなくしました。") % {"name": card.user})
    return redirect("ideas:class", pk=card.school_class_id)
