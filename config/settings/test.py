"""The suite: the database and the broker it is given, a real SMTP sink, no rehearsal unless asked."""

from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS, TEMPLATES, VAR_DIR, env
from config.settings.stores import PAGES, broker, databases

TEST_DIR = Path(env("COG_TEST_DIR", default=str(VAR_DIR / "test")))
DEBUG = False
SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["*"]
SITE_URL = env("SITE_URL", default="http://testserver")
DATABASES = databases(env, TEST_DIR)
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "test.sqlite3")}  # threads need a file
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}, "pages": PAGES}
globals().update(broker(env, TEST_DIR))
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if "EMAIL_URL" in env:
    globals().update(env.email_url("EMAIL_URL"))
SHOW_MAILS = True
MEDIA_ROOT = TEST_DIR / "media"

REHEARSAL = env.bool("REHEARSAL", default=True)
INSTALLED_APPS = ["rehearsal", *INSTALLED_APPS] if REHEARSAL else INSTALLED_APPS
CLOCK_OFFSET_SOURCE = ""  # tests move the clock themselves
if REHEARSAL:
    TEMPLATES[0]["OPTIONS"]["context_processors"].append("rehearsal.context.bar")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
VOTE_PAPER_SECONDS = 0  # a test that asks for the memory sets it
