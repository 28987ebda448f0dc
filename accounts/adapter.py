"""Our manners on top of allauth's: language on login, and second factors kept secret and kept on."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.second_factor import may_be_removed

METHODS = {
    "mfa_reauthenticate": _("認証アプリかリカバリーコードを使う"),
    "mfa_reauthenticate:webauthn": _("パスキーを使う"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Login for everyone; mails are sent by the room above (notifications.adapter)."""

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        return response

    def get_reauthentication_methods(self, user):
        """allauth's, by the names its things have here."""
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": METHODS.get(method["id"], method["description"])} for method in methods]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted where they are stored; a role that needs a second factor keeps its last one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "審査委員・自治体の担当者・事務局には二段階認証が要ります。先に別の方法を加えると、これを外せます。"
        ),
    }

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user, type):
        """What a new passkey is called until its owner says otherwise."""
        return gettext("パスキー%(n)d") % {"n": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def can_delete_authenticator(self, authenticator):
        return may_be_removed(authenticator)


def remember_language(response, language):
    """Pages follow the language of the person on this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _cipher():
    """Keys made from SECRET_KEY; after a change the old one in SECRET_KEY_FALLBACKS still opens what it closed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"accounts.second_factor:" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
