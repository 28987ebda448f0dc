import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  # readable from here on
from django.utils.module_loading import import_string  # noqa: E402

from common.asgi import ThreadedHandler  # noqa: E402  # needs the settings

application = ThreadedHandler()

for door in settings.DOORS:
    application = import_string(door)(application)
