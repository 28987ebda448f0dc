"""The officer's desk: write a challenge page by page, look at it, hand it in."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView, View

from common import clock
from contest.sheet import Section, fingerprint
from municipalities import desk
from municipalities.completeness import problems_of
from municipalities.forms import NewChallengeForm, SectionForm
from municipalities.models import (
    Challenge,
    ChallengeClosed,
    ChallengeIncomplete,
    ChallengeRefused,
    ChangedElsewhere,
    DoesNotFit,
    Participant,
)
from municipalities.services import discard_challenge, save_challenge, start_challenge, submit_challenge
from municipalities.sheet import sections_of, unflatten, values_of

EDIT, DISCARD = "municipalities.edit_challenge", "municipalities.discard_challenge"


class DeskMixin(LoginRequiredMixin, View):
    """The way back to the list, on every page of the desk."""

    def crumbs(self, label: str = "") -> list[tuple[str, str]]:
        first = [(_("マイページ"), reverse("pages:me"))]
        if not label:
            return [*first, (pgettext("plural", "課題"), "")]
        return [*first, (pgettext("plural", "課題"), reverse("municipalities:challenges")), (label, "")]

    def handle_no_permission(self):
        """A session that ended while somebody was writing gives the text back before it asks to log in."""
        if self.request.method != "POST":
            return super().handle_no_permission()
        ours = {"csrfmiddlewaretoken", "seen", "then"}
        kept = [(_("書いた内容"), text) for name, text in self.request.POST.items() if name not in ours]
        login_url = f"{reverse('account_login')}?{urlencode({'next': self.request.path})}"
        return render(
            self.request, "municipalities/logged_out.html", {"kept": kept, "login_url": login_url}, status=403
        )


class OfficerMixin(DeskMixin):
    """Pages of those who serve a municipality; to everybody else they do not exist."""

    @cached_property
    def participants(self):
        return Participant.objects.served_by(self.request.user).with_members()

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.participants:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def calls(self, moment: datetime) -> dict[str, Any]:
        """The STEP1 that is open, or else the one that opens next."""
        stage = desk.open_stage(moment)
        return {"open_stage": stage, "next_opening": None if stage else desk.next_opening(moment), "now": moment}


class ChallengeMixin(DeskMixin):
    """Pages of one challenge: 404 unless it is this officer's municipality's."""

    @cached_property
    def challenge(self) -> Challenge:
        mine = Challenge.objects.written_by(self.request.user).for_desk()
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    def closed(self, reason: str = "", kept: list[tuple[str, str]] | None = None) -> HttpResponse:
        """A page that says why nothing can be written now, with whatever was typed on it."""
        context = {
            "standing": desk.standing_of(self.challenge, clock.now()),
            "reason": reason,
            "kept": kept or [],
            "crumbs": self.crumbs(str(self.challenge)),
        }
        return render(self.request, "municipalities/challenge_closed.html", context, status=403)


class ChallengeList(OfficerMixin, TemplateView):
    """Every challenge of my municipality, with its state in words."""

    template_name = "municipalities/challenge_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        mine = Challenge.objects.written_by(self.request.user).for_cards().prefetch_related("cycle__stages")
        return {
            "standings": [
                desk.standing_of(challenge, now) for challenge in mine.order_by("-cycle__fiscal_year", "-pk")
            ],
            "participants": self.participants,
            "crumbs": self.crumbs(),
            **self.calls(now),
            **super().get_context_data(**kwargs),
        }


class ChallengeNew(OfficerMixin):
    """Begin a challenge in the cycle whose STEP1 is open; otherwise say when one opens."""

    def get(self, request) -> HttpResponse:
        return self.page(NewChallengeForm(self.participants))

    def post(self, request) -> HttpResponse:
        now = clock.now()
        form, stage = NewChallengeForm(self.participants, request.POST), desk.open_stage(now)
        if stage is None or not form.is_valid():
            return self.page(form)
        try:
            challenge = start_challenge(form.chosen(), cycle=stage.cycle, by=request.user, at=now)
        except ChallengeRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        return redirect(desk.section_url(challenge, "basics"))

    def page(self, form: NewChallengeForm) -> HttpResponse:
        calls = self.calls(clock.now())
        context = {"form": form, "participants": self.participants, "crumbs": self.crumbs(_("新しい課題")), **calls}
        return render(self.request, "municipalities/challenge_new.html", context)


class ChallengeSection(ChallengeMixin):
    """One page of the form. Saving keeps everything; what is wrong stands beside its field afterwards."""

    @cached_property
    def section(self) -> Section:
        for section in sections_of(self.challenge):
            if section.key == self.kwargs["section"]:
                return section
        raise Http404

    def get(self, request, **kwargs) -> HttpResponse:
        section, values = self.section, self.stored()
        if not request.user.has_perm(EDIT, self.challenge):
            return self.closed()
        form = SectionForm(section, {**values, "seen": fingerprint(values)})
        form.full_clean()
        form.show(problems_of(self.challenge), with_missing="check" in request.GET)
        return self.page(form, is_checked="check" in request.GET)

    def post(self, request, **kwargs) -> HttpResponse:
        form = SectionForm(self.section, request.POST)
        if not request.user.has_perm(EDIT, self.challenge):
            return self.closed(kept=form.typed())
        if not form.is_valid():
            return self.page(form, unsaved=_("まだ保存していません。"))
        fields, resources = unflatten(form.texts())
        seen = form.cleaned_data["seen"] or None
        try:
            kept = save_challenge(
                self.challenge, fields=fields, resources=resources, by=request.user, at=clock.now(), seen=seen
            )
        except ChallengeClosed as refusal:
            return self.closed(str(refusal), kept=form.typed())
        except DoesNotFit as refusal:
            return self.page(form, unsaved=str(refusal))
        except ChangedElsewhere as refusal:
            return self.conflict(form, str(refusal))
        return redirect(self.next_url(kept, request.POST.get("then", "")))

    def stored(self) -> dict[str, str]:
        values = values_of(self.challenge)
        return {name: values[name] for name in self.section.names}

    def conflict(self, form: SectionForm, refusal: str) -> HttpResponse:
        """The typed text stays; the stored one stands beside it; saving once more is then a decision."""
        del self.challenge
        stored = self.stored()
        form.data = {**dict(form.data.items()), "seen": fingerprint(stored)}
        typed = {name: str(getattr(value, "pk", value) or "") for name, value in form.texts().items()}
        theirs = [question for question in self.section.questions if stored[question.name] != typed[question.name]]
        others = [(question.label, self.in_words(question.name, stored[question.name])) for question in theirs]
        return self.page(form, unsaved=refusal, others=others)

    def in_words(self, name: str, text: str) -> str:
        """Choices are stored as keys and shown as words."""
        words = {"theme": str(self.challenge.theme or ""), "origin": self.challenge.get_origin_display()}
        return words.get(name, text)

    def next_url(self, kept: Challenge, then: str) -> str:
        """Where to go after saving; `next` stays on the page while something on it is to be put right."""
        here = desk.section_url(kept, self.section.key)
        keys = [section.key for section in sections_of(kept)]
        place = keys.index(self.section.key)
        if then == "preview":
            return reverse("municipalities:challenge_preview", args=[kept.pk])
        if then == "back":
            return desk.section_url(kept, keys[place - 1]) if place else reverse("municipalities:challenges")
        if then != "next" or any(problem.section == self.section.key for problem in problems_of(kept)):
            return f"{here}?check=1"
        return self.onward(kept, keys, place)

    def onward(self, challenge: Challenge, keys: list[str], place: int) -> str:
        if place + 1 < len(keys):
            return desk.section_url(challenge, keys[place + 1])
        return reverse("municipalities:challenge_confirm", args=[challenge.pk])

    def page(self, form: SectionForm, **extra: Any) -> HttpResponse:
        keys = [section.key for section in sections_of(self.challenge)]
        place = keys.index(self.section.key)
        context = {
            "challenge": self.challenge,
            "section": self.section,
            "form": form,
            "is_first": place == 0,
            "onward_url": self.onward(self.challenge, keys, place),
            "crumbs": self.crumbs(str(self.challenge)),
            **desk.navigation(self.challenge, self.section.key, clock.now()),
            **extra,
        }
        return render(self.request, "municipalities/challenge_section.html", context)


class ChallengePreview(ChallengeMixin):
    """The challenge as the world will see it."""

    def get(self, request, **kwargs) -> HttpResponse:
        context = {
            "challenge": self.challenge,
            "public": desk.as_public(self.challenge),
            "is_editable": request.user.has_perm(EDIT, self.challenge),
            "crumbs": self.crumbs(str(self.challenge)),
        }
        return render(request, "municipalities/challenge_preview.html", context)


class ChallengeConfirm(ChallengeMixin):
    """The whole text, what is still missing, and the button that hands in."""

    def get(self, request, **kwargs) -> HttpResponse:
        if not request.user.has_perm(EDIT, self.challenge):
            return self.instead()
        return self.page()

    def post(self, request, **kwargs) -> HttpResponse:
        if not request.user.has_perm(EDIT, self.challenge):
            return self.instead()
        seen = request.POST.get("seen") or None
        try:
            submit_challenge(self.challenge, by=request.user, at=clock.now(), seen=seen)
        except ChallengeClosed as refusal:
            return self.closed(str(refusal))
        except (ChallengeIncomplete, ChangedElsewhere) as refusal:
            del self.challenge
            return self.page(refusal=str(refusal))
        return redirect("municipalities:challenge_receipt", pk=self.challenge.pk)

    def instead(self) -> HttpResponse:
        """Handed in already leads to its receipt; too late to a page that says so."""
        if self.challenge.number:
            return redirect("municipalities:challenge_receipt", pk=self.challenge.pk)
        return self.closed()

    def page(self, refusal: str = "") -> HttpResponse:
        context = {
            "challenge": self.challenge,
            "public": desk.as_public(self.challenge),
            "problems": desk.problem_links(self.challenge),
            "refusal": refusal,
            "seen": fingerprint(values_of(self.challenge)),
            "crumbs": self.crumbs(str(self.challenge)),
            **desk.navigation(self.challenge, "confirm", clock.now()),
        }
        return render(self.request, "municipalities/challenge_confirm.html", context)


class ChallengeDiscard(ChallengeMixin):
    """Ask once, then throw the draft away."""

    def get(self, request, **kwargs) -> HttpResponse:
        if not request.user.has_perm(DISCARD, self.challenge):
            return self.closed(_("応募したあとなので、消せません。"))
        context = {"challenge": self.challenge, "crumbs": self.crumbs(str(self.challenge))}
        return render(request, "municipalities/challenge_discard.html", context)

    def post(self, request, **kwargs) -> HttpResponse:
        try:
            discard_challenge(self.challenge, by=request.user, at=clock.now())
        except ChallengeClosed as refusal:
            return self.closed(str(refusal))
        messages.success(request, _("下書き「%(title)s」を消しました。") % {"title": self.challenge})
        return redirect("municipalities:challenges")


class ChallengeReceipt(ChallengeMixin):
    """The reference number and what happens next."""

    def get(self, request, **kwargs) -> HttpResponse:
        if not self.challenge.number:
            raise Http404
        context = {
            "challenge": self.challenge,
            "standing": desk.standing_of(self.challenge, clock.now()),
            "public": desk.as_public(self.challenge),
            "crumbs": self.crumbs(self.challenge.number),
        }
        return render(request, "municipalities/challenge_receipt.html", context)
