"""Judges, officers and the secretariat go nowhere without a second factor."""

from django.http import HttpResponseRedirect
from django.urls import reverse

from accounts.second_factor import may_pass

OPEN_VIEWS = {
    "accounts:activate_totp",
    "accounts:add_passkey",
    "accounts:second_factor",
    "accounts:second_factor_index",
    "account_email",
    "account_email_verification_sent",
    "account_logout",
    "account_reauthenticate",
    "datafiles:file",  # as ideas:picture
    "healthz",
    "ideas:document",  # likewise
    "ideas:picture",  # a public one asks nothing about the reader; the view itself guards the others
    "pages:accessibility",
    "pages:favicon",
    "pages:privacy",
    "set_language",
}


OPEN_ROOMS = (["rehearsal"], ["voting"])  # nobody votes by their account: the vote reads no session at all


class SecondFactorMiddleware:
    """Leads someone who needs a second factor and has none to the page that says why, and lets them out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if needs_mail(request):
            return HttpResponseRedirect(reverse("pages:me"))
        if _is_open(request.resolver_match) or may_pass(request):
            return None
        return HttpResponseRedirect(reverse("accounts:second_factor"))


def needs_mail(request):
    """A page about one's address or keys, asked by somebody who came in by a card and has none."""
    name = request.resolver_match.view_name or ""
    is_about_keys = name.startswith(
        ("account_email", "mfa_", "accounts:second_factor", "accounts:activate", "accounts:add_")
    )
    return is_about_keys and request.user.is_authenticated and not request.user.has_mail


def _is_open(match):
    name = match.view_name or ""
    return name in OPEN_VIEWS or name.startswith("mfa_") or match.namespaces in OPEN_ROOMS
