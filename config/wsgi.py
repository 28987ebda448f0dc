import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402  # readable from here on
from django.utils.module_loading import import_string  # noqa: E402

for door in settings.DOORS:
    application = import_string(door)(application)
