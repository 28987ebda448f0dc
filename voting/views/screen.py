"""The hall's big screen: time left, the seal, then the result. Never a running count."""

from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from common import clock
from voting import standings
from voting.views.result import published_context
from voting.way import way_to_vote

SECONDS = 10  # between two looks, unless the page is asked to stand still


@method_decorator(never_cache, "dispatch")
class Screen(TemplateView):
    """One poll, large enough for the last row, asked anew by the browser itself."""

    template_name = "voting/screen.html"

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if "still" not in request.GET:
            response["Refresh"] = str(SECONDS)
        return response

    def get_context_data(self, **kwargs):
        poll = get_object_or_404(standings.public_polls().select_related("seal"), slug=self.kwargs["slug"])
        now = clock.now()
        left = int((poll.closes_at - now).total_seconds())
        context = {
            "poll": poll,
            "now": now,
            "minutes": left // 60,
            "seconds": left % 60,
            "is_open": poll.is_open_at(now),
            "way": way_to_vote() if now < poll.closes_at else None,
        }
        if poll.is_published:
            context |= published_context(poll)
        return super().get_context_data(is_still="still" in self.request.GET, **context, **kwargs)
