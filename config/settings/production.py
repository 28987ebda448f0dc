"""An office's server: everything from the environment, nothing guessed, no rehearsal."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import VAR_DIR, VOTE_LOGINS, env
from config.settings.stores import broker, caches, databases

if env.bool("REHEARSAL", default=False):
    raise ImproperlyConfigured("REHEARSAL=1 is for rehearsals; production refuses to start with it.")
MISSING = [
    name for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "ALLOWED_HOSTS") if name not in env
]
if MISSING:
    raise ImproperlyConfigured(f"Set {', '.join(MISSING)} in the environment (docs/operations.md).")
if any(not login["server"].startswith("https://") for login in VOTE_LOGINS.values()):
    raise ImproperlyConfigured("LINE_LOGIN_SERVER and GOOGLE_LOGIN_SERVER need https: TLS stands for the signature.")

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = env("SITE_URL", default=f"https://{ALLOWED_HOSTS[0]}")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = databases(env, VAR_DIR)
CACHES = caches(env, VAR_DIR)
globals().update(broker(env, VAR_DIR))
globals().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"COG事務局 <cog@{ALLOWED_HOSTS[0]}>")
SHOW_MAILS = False

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
WEB_THREADS = env.int("WEB_THREADS", default=4)
PAGE_SECONDS = env.int("PAGE_SECONDS", default=10)
