"""The Celery app: JSON only, no results kept, every periodic task a reconciler (docs/architecture.md)."""

import os

from celery import Celery
from kombu.transport.redis import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("cog")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A worker that loses Redis while a task is in hand would put it back over the lost connection, and end (kombu 5.7).
# The next beat asks for the same again: it is left where it is.
Channel.do_restore = False
