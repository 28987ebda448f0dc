"""Interest in a challenge: follow it or stop; count that its page was looked at."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import View

from accounts.models import User
from common import clock
from municipalities import links
from municipalities.models import Challenge
from municipalities.services.interest import count_view, follow_challenge, unfollow_challenge


class FollowMixin(LoginRequiredMixin, View):
    """One button of a public challenge; after logging in first, the way leads back to its page."""

    @cached_property
    def challenge(self) -> Challenge:
        return get_object_or_404(Challenge.objects.public(clock.now()).select_related("cycle"), pk=self.kwargs["pk"])

    def get(self, request, **kwargs) -> HttpResponse:
        return redirect("pages:challenge", number=self.challenge.number)

    def done(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        return redirect("pages:challenge", number=self.challenge.number)


class Follow(FollowMixin):
    def post(self, request, **kwargs) -> HttpResponse:
        follow_challenge(self.challenge, by=request.user, at=clock.now())
        return self.done(_("フォローしました。この課題のアイデアが公開されたら、メールで知らせます。"))


class Unfollow(FollowMixin):
    def post(self, request, **kwargs) -> HttpResponse:
        unfollow_challenge(self.challenge, by=request.user)
        return self.done(_("フォローをやめました。"))


class UnfollowByMail(View):
    """The link in a mail: one button, no login; pressed already is no error."""

    @cached_property
    def pair(self) -> tuple[User, Challenge]:
        found = links.pair_of(self.kwargs["token"])
        if found is None:
            raise Http404
        challenges = Challenge.objects.public(clock.now()).select_related("cycle")
        return get_object_or_404(User, pk=found[0]), get_object_or_404(challenges, pk=found[1])

    def get(self, request, **kwargs) -> HttpResponse:
        return render(request, "municipalities/unfollow.html", {"challenge": self.pair[1]})

    def post(self, request, **kwargs) -> HttpResponse:
        user, challenge = self.pair
        unfollow_challenge(challenge, by=user)
        return render(request, "municipalities/unfollow.html", {"challenge": challenge, "is_done": True})


@csrf_exempt
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Count one look at a challenge's page, told by a script of that page (static/js/seen.js).

    Without a token on purpose: the script sends no cookie and nothing here reads one, so there is nobody in whose name
    something could be forged. What other sites' pages send, and what says nothing of where it comes from, is not counted.
    """
    now = clock.now()
    is_public = (
        count_view(pk, at=now) if _is_from_here(request) else Challenge.objects.public(now).filter(pk=pk).exists()
    )
    if not is_public:
        raise Http404
    return HttpResponse(status=204)


def _is_from_here(request: HttpRequest) -> bool:
    """Sent by a page of this very site; browsers say so, and scripts of others cannot make them lie."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
