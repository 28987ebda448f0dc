"""Whether the processes are alive, and (in development) the mails."""

from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from common import clock
from notifications.heartbeats import who_is_alive
from notifications.mailbox import newest_mails
from notifications.models import OutboxMail


@never_cache
def healthz(request):
    """200 when the database answers; says whether worker and beat did their round in the last minute."""
    return JsonResponse({"web": True, "database": True, **who_is_alive(at=clock.now())})


@never_cache
def mails(request):
    """The mails written to files, newest first: for development and rehearsals only."""
    if not settings.SHOW_MAILS:
        raise Http404
    waiting = OutboxMail.objects.filter(state__in=[OutboxMail.State.PENDING, OutboxMail.State.SENDING]).count()
    failed = OutboxMail.objects.filter(state=OutboxMail.State.FAILED).count()
    context = {"mails": newest_mails(settings.EMAIL_FILE_PATH), "waiting": waiting, "failed": failed}
    return render(request, "notifications/mails.html", context)
