"""What every environment shares. Each environment is one file beside this one."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
VAR_DIR = Path(env("COG_VAR_DIR", default=str(BASE_DIR / "var")))  # tests and a second copy keep their own

# The floor plan, top floor first; import-linter reads the same list (pyproject.toml).
ROOMS = [
    "pages",
    "awards",
    "judging",
    "voting",
    "followup",
    "dialogue",
    "ideas",
    "municipalities",
    "events",
    "contest",
    "notifications",
    "accounts",
    "printing",
    "files",
    "common",
]
LIBRARIES = [
    "config.apps.OfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",  # voting.logins alone uses it; it keeps no row
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
]
INSTALLED_APPS = [*ROOMS, *LIBRARIES]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "voting.easy.EasyJapanese",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "config.urls"
DOORS = ["awards.quick.QuickStage", "voting.quick.QuickCast"]  # ASGI applications in front of Django's
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "pages.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "common.templatetags.site"],
        },
    }
]

# Time and language: Japanese first, English complete (docs/decisions/).
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
CLOCK_OFFSET_SOURCE = ""  # dotted name of a callable; rehearsals alone set it (common.clock)
REHEARSAL = False

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
WEB_THREADS = 4  # of a web process, each with a database connection of its own; ballots need none of them
REQUEST_MAX_BYTES = 128 * 1024 * 1024  # longer ones are refused before a page hears of them
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
DATA_FILE_MAX_BYTES = 20 * 1024 * 1024
LINKS_MAY_BE_LOCAL = False  # whether the check of links asks this machine: in tests alone
UPLOAD_MAX_PIXELS = 40_000_000

# People: e-mail is the login, proven by a mailed code; no passwords to leak or forget.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_REDIRECT_URL = "/me/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "notifications.adapter.OutboxAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.JoinForm",
    "login": "accounts.forms.EnterForm",
    "confirm_login_code": "accounts.forms.LoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.AddressCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = False
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# A school or a city hall is one address to us: many may enter from it at once, each identity only so often.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "signup": "300/m/ip",
    "request_login_code": "600/m/ip,3/m/key,10/h/key",
    "login_failed": "300/m/ip,5/300s/key",
    "confirm_email": "5/m/key,12/h/key",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "accounts.forms.TotpForm",
    "add_webauthn": "accounts.forms.PasskeyForm",
    "authenticate": "accounts.forms.SecondFactorForm",
    "edit_webauthn": "accounts.forms.PasskeyNameForm",
    "reauthenticate": "accounts.forms.SecondFactorAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "チャレンジ!!オープンガバナンス"

# Celery: beat drains tables; the broker may be lost at any time (PROMISES: the database is the only memory).
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "cog"
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": timedelta(seconds=seconds), "options": {"expires": max(seconds, 5)}}
    for name, task, seconds in [
        ("link-decisions", "accounts.tasks.link_decisions", 10),
        ("erase-people", "accounts.tasks.erase_people", 3600),
        ("drain-outbox", "notifications.tasks.drain_outbox", 1),
        ("forget-mails", "notifications.tasks.forget_mails", 3600),
        ("make-thumbnails", "ideas.tasks.make_thumbnails", 2),
        ("warn-of-no-team", "ideas.tasks.warn_of_no_team", 600),
        ("remind-unfinished", "ideas.tasks.remind_unfinished", 600),
        ("tell-followers", "ideas.tasks.tell_followers", 30),
        ("read-words", "ideas.tasks.read_words", 60),
        ("tell-of-seeds", "municipalities.tasks.tell_of_seeds", 300),
        ("remind-unanswered", "ideas.tasks.remind_unanswered", 600),
        ("seal-closed-polls", "voting.tasks.seal_closed_polls", 2),
        ("forget-voters", "voting.tasks.forget_voters", 3600),
        ("remind-late-replies", "municipalities.tasks.remind_late_replies", 600),
        ("ask-links", "municipalities.tasks.ask_links", 60),
        ("remind-questions", "dialogue.tasks.remind_of_questions", 600),
        ("tell-answers", "dialogue.tasks.tell_followers", 600),
        ("ask-statements", "dialogue.tasks.ask_for_statements", 60),
        ("remind-statements", "dialogue.tasks.remind_of_statements", 600),
        ("remind-judges", "judging.tasks.remind_judges", 600),
        ("tell-tiers", "judging.tasks.tell_tiers", 10),
        ("find-conflicts", "judging.tasks.find_conflicts", 3600),
        ("invite-reports", "followup.tasks.invite_due_reports", 10),
        ("remind-reports", "followup.tasks.remind_of_reports", 600),
        ("escalate-reports", "followup.tasks.escalate_late_reports", 600),
        ("tell-of-reports", "followup.tasks.tell_followers", 60),
        ("remind-inquiries", "judging.tasks.remind_of_inquiries", 600),
        ("announce-stages", "awards.tasks.prepare_due_polls", 10),
        ("publish-awards", "awards.tasks.publish_due_awards", 1),
        ("tell-of-awards", "awards.tasks.tell_followers", 30),
        ("make-certificates", "awards.tasks.make_bundles", 2),
    ]
}
CELERY_BEAT_SCHEDULE["drain-outbox"]["kwargs"] = {"from_beat": True}  # so that its arrival shows that beat lives
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = "COG事務局 <cog@localhost>"
SITE_URL = "http://localhost:8000"  # what links in mails begin with; no slash at the end

# No third-party origin at all, no inline script or style: offices on closed networks use this.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
EASY_JAPANESE_COOKIE = "cog-easy"  # やさしい日本語 on the pages of the vote (voting.easy)
CSRF_FAILURE_VIEW = "pages.views.csrf_failure"
TRUSTED_PROXIES = 0
OFFICER_REPLY_DAYS = 7  # within how many days the secretariat answers who asks to write for a municipality
PAGE_SECONDS = 0  # how long a process remembers public pages (pages.remembered); an office's server sets it
SOCIALACCOUNT_ADAPTER = "voting.logins.StopAtErrors"
VOTE_LOGINS = {
    name: {
        "client_id": env(f"{name.upper()}_LOGIN_ID", default=""),
        "secret": env(f"{name.upper()}_LOGIN_SECRET", default=""),
        "server": env(f"{name.upper()}_LOGIN_SERVER", default=server),
    }
    for name, server in (("line", "https://access.line.me"), ("google", "https://accounts.google.com"))
}  # ways to be verified as a voter; each is offered once it has an id and a secret
VOTE_PAPER_SECONDS = 3  # how long a process remembers what can be chosen in a poll

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
