"""The rule that joins jury and public: read before the vote, recomputed after it."""

from pathlib import Path

from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from awards.models import CombiningRule
from awards.standings import is_published
from voting.models import Poll

SCRIPT = Path(__file__).resolve().parents[1] / "combining.py"


def frozen():
    """Rules the world may read: fixed, and of a public cycle."""
    rules = CombiningRule.objects.filter(frozen_at__isnull=False, award__cycle__is_public=True)
    return rules.select_related("award__cycle", "award__tier")


@method_decorator(never_cache, "dispatch")
class Rule(DetailView):
    """The weights in words, their hash, and the files to recompute the result from once it is public."""

    template_name = "awards/rule.html"

    def get_queryset(self):
        return frozen()

    def get_context_data(self, **kwargs):
        award = self.object.award
        shown = is_published(award.cycle)  # one look decides about all the files
        poll = Poll.objects.filter(tier=award.tier_id).first() if shown else None
        return super().get_context_data(award=award, is_shown=shown, poll=poll, **kwargs)


@require_safe
def rule_file(request, pk):
    """rule.json: the very bytes the hash is of."""
    return HttpResponse(get_object_or_404(frozen(), pk=pk).text, content_type="application/json")


@require_safe
def points_file(request, pk):
    """points.json: the jury's mean of each idea in the poll, with the awards."""
    published = frozen().filter(award__cycle__publication__published_at__isnull=False, points__isnull=False)
    return JsonResponse(get_object_or_404(published, pk=pk).points, json_dumps_params={"indent": 2})


@require_safe
def script(request):
    """combine.py, as it is run here too."""
    return FileResponse(SCRIPT.open("rb"), as_attachment=True, filename="combine.py", content_type="text/x-python")
