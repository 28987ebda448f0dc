"""The Celery app: JSON only, no results kept, every periodic task a reconciler (docs/architecture.md)."""

import os

from celery import Celery

import config.broker  # noqa: F401  # makes `redis://` ours before anything connects

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("cog")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
