"""The newcomer's shape: SQLite, a broker in files, mail in files, a rehearsal. DATABASE_URL and REDIS_URL replace the first two."""

from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS, TEMPLATES, VAR_DIR, env
from config.settings.stores import broker, caches, databases

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="for-this-computer-only-never-for-an-office")
ALLOWED_HOSTS = ["*"]
SITE_URL = env("SITE_URL", default=f"http://localhost:{env('PORT', default='8000')}")
DATABASES = databases(env, VAR_DIR)
CACHES = caches(env, VAR_DIR)
globals().update(broker(env, VAR_DIR))

REHEARSAL = env.bool("REHEARSAL", default=True)
if REHEARSAL:
    INSTALLED_APPS = ["rehearsal", *INSTALLED_APPS]
    CLOCK_OFFSET_SOURCE = "rehearsal.clock.offset"
    TEMPLATES[0]["OPTIONS"]["context_processors"].append("rehearsal.context.bar")

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
if "EMAIL_URL" in env:
    globals().update(env.email_url("EMAIL_URL"))
SHOW_MAILS = "EMAIL_URL" not in env  # the development-only page /dev/mail/

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "run" / "beat-schedule")
