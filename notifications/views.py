"""Whether the processes are alive, and (in development) the mails."""

from datetime import timedelta

from django.http import JsonResponse

from common import clock
from notifications.models import Heartbeat

YOUNG = timedelta(seconds=60)


def healthz(request):
    """200 when the database answers; says whether worker and beat did their round in the last minute."""
    now = clock.now()
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    young = {name: name in beats and now - beats[name] < YOUNG for name in ("worker", "beat")}
    return JsonResponse({"web": True, "database": True, **young})
