"""A person's own page, their language, their second factor."""

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView, UpdateView
from django.views.i18n import set_language as django_set_language

from accounts.adapter import SecondFactorAdapter, remember_language
from accounts.copies import copy_of
from accounts.erasure import hindrances_of, what_goes, what_stays
from accounts.forms import LeaveForm, ProfileForm
from accounts.leaving import WAIT, CannotGo, ask_erasure, keep_account
from accounts.models import User
from accounts.second_factor import FACTORS, is_missing_from, is_required_of, may_be_removed
from accounts.services import choose_language
from common import clock


class ProfileView(LoginRequiredMixin, UpdateView):
    """Names, language, and what the person agreed to."""

    form_class = ProfileForm
    template_name = "accounts/profile.html"
    success_url = reverse_lazy("accounts:profile")

    def get_object(self, queryset=None):
        """Read anew: a refused form must not rename the person of the header."""
        return User.objects.get(pk=str(self.request.user.pk))

    def get_context_data(self, **kwargs):
        consents = self.object.consents.order_by("given_at", "kind")
        crumbs = [(gettext("マイページ"), reverse("pages:me")), (gettext("あなたの登録"), "")]
        return super().get_context_data(consents=consents, crumbs=crumbs, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        translation.activate(self.object.language)
        remember_language(response, self.object.language)
        messages.success(self.request, gettext("保存しました。"))
        return response


class LeaveView(LoginRequiredMixin, FormView):
    """Have oneself forgotten: what goes, what stays and why, what hinders it; undone for two weeks."""

    form_class = LeaveForm
    template_name = "accounts/leave.html"
    success_url = reverse_lazy("accounts:leave")

    def get_context_data(self, **kwargs):
        now, user = clock.now(), self.request.user
        crumbs = [
            (gettext("マイページ"), reverse("pages:me")),
            (gettext("あなたの登録"), reverse("accounts:profile")),
            (gettext("アカウントを消す"), ""),
        ]
        facts = {"hindrances": hindrances_of(user, now), "goes": what_goes(user), "stays": what_stays(user)}
        return super().get_context_data(**facts, until=now + WAIT, days=WAIT.days, crumbs=crumbs, **kwargs)

    def post(self, request, *args, **kwargs):
        if "keep" not in request.POST:
            return super().post(request, *args, **kwargs)
        keep_account(request.user, by=request.user, at=clock.now())
        messages.success(request, gettext("アカウントを消すのをやめました。"))
        return HttpResponseRedirect(self.get_success_url())

    def form_valid(self, form):
        try:
            ask_erasure(self.request.user, by=self.request.user, at=clock.now())
        except CannotGo as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, gettext("申し出を受けました。メールでもお知らせします。"))
        return super().form_valid(form)


@login_required
@require_safe
@never_cache
def copy(request):
    """Everything the site holds about whoever asks, as a file."""
    response = JsonResponse(copy_of(request.user, clock.now()), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@login_required
def second_factor(request):
    """Why some people need a second factor, and the two ways to one."""
    user = request.user
    held = set(Authenticator.objects.filter(user=user, type__in=FACTORS).values_list("type", flat=True))
    is_missing = is_missing_from(user)
    crumbs = [(gettext("マイページ"), reverse("pages:me")), (gettext("二段階認証"), "")]
    context = {
        "is_required": is_required_of(user),
        "is_missing": is_missing,
        "has_app": Authenticator.Type.TOTP in held,
        "has_passkey": Authenticator.Type.WEBAUTHN in held,
        "crumbs": [] if is_missing else crumbs,  # there is no way back before it is done
    }
    return render(request, "accounts/second_factor.html", context)


def set_language(request):
    """Django's own language switch, which a person who is logged in finds again on every device."""
    response = django_set_language(request)
    response.delete_cookie(settings.EASY_JAPANESE_COOKIE)  # whoever asks for Japanese here asks for all of it
    language = request.POST.get("language")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        choose_language(request.user, language)
    return response


class ProvenAtOnce(FormView):
    """Who has just set up a factor has just used it: allauth would ask for it again on the very next page."""

    def form_valid(self, form):
        response = super().form_valid(form)
        factor = Authenticator.objects.filter(user=self.request.user, type__in=FACTORS).latest("created_at")
        post_authentication(self.request, factor, reauthenticated=True)
        return response


class ActivateTotpView(ProvenAtOnce, ActivateTOTPView):
    pass


class AddPasskeyView(ProvenAtOnce, AddWebAuthnView):
    pass


class RemovePasskeyView(RemoveWebAuthnView):
    """allauth's page, which would let the last factor of a role go that needs one."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not may_be_removed(self.get_object()):
            messages.error(request, SecondFactorAdapter.error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(reverse("mfa_list_webauthn"))
        return super().dispatch(request, *args, **kwargs)


def no_passwords(request, rest=""):
    """There are no passwords here: allauth's pages for them do not exist."""
    raise Http404
