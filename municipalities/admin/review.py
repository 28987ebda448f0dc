"""One challenge as the secretariat reads and answers it. The texts are the municipality's; nobody edits them here."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common import clock
from common.errors import ContestError
from contest.models import Stage
from municipalities.forms import ReviewForm
from municipalities.history import steps_of
from municipalities.models import Challenge
from municipalities.reading import files_of, next_after, pages_of, waiting_for
from municipalities.services import accept_challenge, assign_reviewer, check_english, mark_of, return_challenge
from municipalities.waiting import days_late, days_waiting, promised_day

HERE = "admin:municipalities_challenge_change"
Status = Challenge.Status
ACTS = ("accept", "return", "assign", "english")


class ReviewPages:
    """The page of one challenge, and its buttons: they all send the whole page, so that nothing typed is lost by any of them."""

    def get_urls(self):
        views = [
            path(
                f"<int:pk>/{act}/",
                self.admin_site.admin_view(require_POST(getattr(self, f"{act}_view"))),
                name=f"municipalities_challenge_{act}",
            )
            for act in ACTS
        ]
        return [*views, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method == "POST":  # the admin refuses it: nobody has the right to change one
            return super().change_view(request, object_id, form_url, extra_context)
        challenge = self._challenge(request, object_id)
        return self._page(request, challenge, ReviewForm(pages_of(challenge), initial=_seen(challenge)))

    def accept_view(self, request, pk) -> HttpResponse:
        challenge, form = self._sent(request, pk)
        if form.has_words:
            words = _(
                "直してほしいことが書いてあるので、まだ受理していません。"
                "差し戻すなら「差し戻す」を、受理するなら書いたものを消してから「受理する」をおしてください。"
            )
            return self._page(request, challenge, form, words)
        after = next_after(challenge, request.user) if request.POST.get("then") == "next" else None
        act = {"by": request.user, "at": clock.now(), "seen": request.POST.get("seen") or None}
        return self._do(
            request, challenge, form, accepted(challenge), lambda: accept_challenge(challenge, **act), after=after
        )

    def return_view(self, request, pk) -> HttpResponse:
        challenge, form = self._sent(request, pk)
        if not form.is_valid():
            return self._page(request, challenge, form, _("直すところがあります。まだ差し戻していません。"))
        data = form.cleaned_data
        words = {"remarks": data["remarks"], "sections": form.sections(), "settled": [*map(int, data["settled"])]}
        act = {"by": request.user, "at": clock.now(), "seen": data["seen"] or None}
        said = _("差し戻しました。自治体の担当者にメールで知らせました。")
        return self._do(request, challenge, form, said, lambda: return_challenge(challenge, **words, **act), sends=True)

    def assign_view(self, request, pk) -> HttpResponse:
        challenge, form = self._sent(request, pk)
        form.full_clean()
        if "reviewer" in form.errors:
            return self._page(request, challenge, form, _("担当をえらびなおしてください。"))
        to = request.user if "take" in request.POST else form.cleaned_data["reviewer"]
        act = {"to": to, "seen": form.cleaned_data.get("seen_reviewer"), "by": request.user, "at": clock.now()}
        said = _("担当を決めました。") if to else _("担当をはずしました。")
        return self._do(request, challenge, form, said, lambda: assign_reviewer(challenge, **act))

    def english_view(self, request, pk) -> HttpResponse:
        challenge, form = self._sent(request, pk)
        act = {"by": request.user, "at": clock.now(), "seen": request.POST.get("seen") or None}
        said = _("英語を確かめたことにしました。")
        return self._do(request, challenge, form, said, lambda: check_english(challenge, **act))

    def _sent(self, request, pk):
        challenge = self._challenge(request, pk)
        return challenge, ReviewForm(pages_of(challenge), request.POST)

    def _do(self, request, challenge, form, said, act, *, after=None, sends=False) -> HttpResponse:
        """Do it and lead on; refused, or with words on the page that it did not send, show the page again with all of them."""
        try:
            act()
        except ContestError as refusal:
            return self._page(request, self._challenge(request, challenge.pk), form, str(refusal))
        messages.success(request, said)
        if form.has_words and not sends:
            return self._page(request, self._challenge(request, challenge.pk), form)
        return redirect(HERE, (after or challenge).pk)

    def _page(self, request, challenge, form, refusal="") -> HttpResponse:
        """The page as things stand now, with what was typed; pressing once more is then a decision."""
        if form.is_bound:
            form.data = form.data.copy()
            form.data.update({name: value or "" for name, value in _seen(challenge).items()})
        context = {
            **self.admin_site.each_context(request),
            **_standing(challenge, request.user, clock.now()),
            "opts": self.opts,
            "title": f"{challenge.number} {challenge}".strip(),
            "form": form,
            "refusal": refusal,
            "settled": form.data.getlist("settled") if form.is_bound else [],
        }
        request.current_app = self.admin_site.name
        return render(request, "municipalities/office/challenge_review.html", context)

    def _challenge(self, request, pk) -> Challenge:
        challenge = self.get_object(request, str(pk))
        if challenge is None or not self.has_view_permission(request, challenge):
            raise Http404
        return challenge


def accepted(challenge) -> str:
    """What is said once it is: after the moment of publication an acceptance shows it to everybody at once."""
    words = _("%(challenge)s を受理しました。自治体の担当者にメールで知らせました。") % {"challenge": challenge}
    is_seen = is_out(challenge, clock.now())
    return f"{words}{_('公開の日時をすぎているので、もう公開されています。')}" if is_seen else words


def is_out(challenge, now) -> bool:
    """Whether the moment of publication is over: what is accepted is seen by everybody."""
    stage = challenge.cycle.stage(Stage.Kind.CHALLENGES)
    return challenge.cycle.is_public and stage is not None and stage.is_published_at(now)


def _seen(challenge):
    """What whoever presses a button of the page has seen."""
    answers = {"seen_reviewer": challenge.reviewer_id, "reviewer": challenge.reviewer_id}
    return {"seen": mark_of(challenge, challenge.version_count), **answers}


def _standing(challenge, user, now):
    """Where it stands, what may be done, and which one comes next."""
    out = is_out(challenge, now)
    is_waiting, is_accepted = challenge.status == Status.SUBMITTED, challenge.status == Status.ACCEPTED
    return {
        "challenge": challenge,
        "stage": challenge.cycle.stage(Stage.Kind.CHALLENGES),
        "is_out": out,
        "can_accept": is_waiting,
        "can_return": is_waiting or (is_accepted and not out),
        "promised": promised_day(challenge),
        "days_waiting": days_waiting(challenge, now) if challenge.submitted_at else 0,
        "days_late": days_late(challenge, now),
        "steps": steps_of(challenge, now),
        "files": files_of(challenge),
        "next": next_after(challenge, user),
        "left": waiting_for(user).exclude(pk=challenge.pk).count(),
    }
