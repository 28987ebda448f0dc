"""LINE and Google, through allauth's OpenID Connect: only who somebody is there (`sub`) comes back, and nothing is kept.

allauth's own flow ends in an account; this one stops where the ID token was read. No row is written: what has to be known
between going and coming back (state, PKCE) lies in a signed cookie, no profile and no address is asked for, and the
tokens are dropped. The ID token comes straight from the provider over TLS, which OpenID Connect Core (3.1.3.7) lets stand
for its signature; issuer, audience and time are checked.
"""

import time
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from voting import browser
from voting.errors import LoginRefused
from voting.models import Channel
from voting.verifiers import Identity

CONFIG_SECONDS = 3600  # how long a process remembers a provider's addresses


def offered() -> list[Channel]:
    """The providers this site was given an id and a secret for."""
    return [Channel(name) for name, login in settings.VOTE_LOGINS.items() if login["client_id"] and login["secret"]]


def begin_login(request: HttpRequest, method: str) -> tuple[str, Any]:
    """Where to send the browser, and what it has to hold until it comes back. Raises LoginRefused."""
    site, request.session = request.session, SessionStore()
    try:
        answer = _Provider(request, _app(method)).redirect(request, AuthProcess.LOGIN)
        return answer.url, request.session.session_key
    except (RequestException, KeyError, ValueError) as error:
        raise LoginRefused(_unreachable(method)) from error
    finally:
        request.session = site


@dataclass(frozen=True)
class ProviderLogin:
    """Coming back from LINE or Google."""

    method: str

    def identify(self, request: HttpRequest) -> Identity:
        site, request.session = request.session, SessionStore(browser.held(request, browser.LOGIN))
        try:
            view = OAuth2CallbackView()
            view.request, view.adapter = request, _Adapter(request, self.method)
            view.dispatch(request)
        except _Said as said:
            return Identity(self.method, said.sub)
        except (KeyError, ValueError) as error:
            raise LoginRefused(_unreachable(self.method)) from error
        finally:
            request.session = site
        raise LoginRefused(_unreachable(self.method))


class StopAtErrors(DefaultSocialAccountAdapter):
    """Named in the settings: whatever goes wrong on the way becomes a sentence of ours instead of a page of allauth's."""

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        if error == AuthError.CANCELLED:
            raise LoginRefused(
                _("%(name)s での確認を取りやめました。ほかの方法でも確認できます。") % {"name": provider.name}
            )
        raise LoginRefused(_unreachable(provider.app.provider_id))


class _Said(Exception):
    """The provider said who it is: nothing more is wanted from allauth."""

    def __init__(self, sub: str) -> None:
        self.sub = sub


class _Adapter(OpenIDConnectOAuth2Adapter):
    """Ends the flow at the ID token."""

    def get_provider(self) -> "_Provider":
        return _Provider(self.request, _app(self.provider_id))

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("voting:login_back", args=[self.provider_id]))

    @property
    def openid_config(self) -> dict[str, Any]:
        now, server = time.monotonic(), self.get_provider().server_url
        known = _configs.get(server)
        if known is None or now - known[0] > CONFIG_SECONDS:
            known = _configs[server] = (now, super().openid_config)
        return known[1]

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> None:
        said = self._decode_id_token(app, kwargs["response"].get("id_token", ""))
        if not said.get("sub"):
            raise OAuth2Error("no sub")
        raise _Said(str(said["sub"]))


class _Provider(OpenIDConnectProvider):
    oauth2_adapter_class = _Adapter


_configs: dict[str, tuple[float, dict[str, Any]]] = {}


def _app(method: str) -> SocialApp:
    """The provider as its environment variables say (config.settings.base); never a row."""
    login = settings.VOTE_LOGINS[method]
    wants = {"server_url": login["server"], "scope": ["openid"], "oauth_pkce_enabled": True}
    return SocialApp(
        provider="openid_connect",
        provider_id=method,
        name=str(Channel(method).label),
        client_id=login["client_id"],
        secret=login["secret"],
        settings={**wants, "token_auth_method": "client_secret_post"},
    )


def _unreachable(method: str) -> str:
    return _("%(name)s で確認できませんでした。もう一度ためすか、ほかの方法で確認してください。") % {
        "name": Channel(method).label
    }
