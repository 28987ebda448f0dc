"""allauth's mails, in our words, through the outbox. Named in the settings, so that `accounts` need not know of mail."""

import uuid

from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import respond_429
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.adapter import AccountAdapter
from common import clock
from notifications.services import TooManyMails, notify, refuse_flood

KINDS = {
    "account/email/account_already_exists": "accounts/already_member",
    "account/email/email_confirmation": "accounts/confirm_address",
    "account/email/email_confirmation_signup": "accounts/confirm_address",
    "account/email/login_code": "accounts/login_code",
    "account/email/unknown_account": "accounts/no_account",
}
CHANGES = {
    "account/email/email_changed": _("メールアドレスが変わりました。"),
    "mfa/email/recovery_codes_generated": _("二段階認証のリカバリーコードを新しくしました。"),
    "mfa/email/totp_activated": _("認証アプリによる二段階認証を始めました。"),
    "mfa/email/totp_deactivated": _("認証アプリによる二段階認証をやめました。"),
    "mfa/email/webauthn_added": _("パスキーを加えました。"),
    "mfa/email/webauthn_removed": _("パスキーを外しました。"),
}


class OutboxAccountAdapter(AccountAdapter):
    """Writes a row instead of speaking SMTP in a request; a code is wiped from it once it has been sent."""

    def send_mail(self, template_prefix, email, context):
        at = clock.now()
        try:
            refuse_flood(email, at=at)
        except TooManyMails as refusal:
            raise ImmediateHttpResponse(respond_429(self.request)) from refusal
        user = next(iter(filter_users_by_email(email)), None)
        notify(
            user if user and user.email == email else email,
            KINDS.get(template_prefix, "accounts/account_changed"),
            context=_context(template_prefix, context),
            dedupe_key=f"accounts:{uuid.uuid4()}",
            at=at,
            is_secret="code" in context,
        )


def _context(template_prefix, context):
    return {
        "code": str(context.get("code", "")),
        "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "change": CHANGES.get(template_prefix, _("アカウントの設定が変わりました。")),
        "login_url": settings.SITE_URL + reverse("account_login"),
        "signup_url": settings.SITE_URL + reverse("account_signup"),
    }
