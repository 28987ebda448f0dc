"""Meetings, coming and past. The room's own small showcase: it reads nothing but events."""

from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext
from django.views.generic import DetailView, TemplateView

from common import clock
from events.models import Event


class EventList(TemplateView):
    """What is coming, nearest first; what has been, newest first."""

    template_name = "events/event_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        events = list(Event.objects.public().for_cards())
        coming = [event for event in events if not event.is_over_at(now)]
        past = [event for event in events if event.is_over_at(now)]
        return {**super().get_context_data(**kwargs), "coming": coming[::-1], "past": past, "now": now}


class EventDetail(DetailView):
    """One meeting with its programme and who appears in it."""

    context_object_name = "event"
    template_name = "events/event_detail.html"

    def get_queryset(self):
        return Event.objects.public().for_page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [(pgettext("plural", "催し"), reverse("events:events")), (str(self.object), "")]
        is_over = self.object.is_over_at(clock.now())
        return {**super().get_context_data(**kwargs), "crumbs": crumbs, "is_over": is_over}
