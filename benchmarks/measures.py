"""What is measured: each measure beside its yardstick, so that a slow moment of the machine touches both."""

from django.urls import reverse

from benchmarks import certificates, desks, judging, rush, sheets, stage, vote
from benchmarks.load import drive
from benchmarks.measure import Measure, queries_of
from contest.models import Cycle
from ideas.models import Idea


def all_measures(product: str, bare: str, cycle: Cycle, *, seconds: float, sizes: vote.Sizes) -> list[Measure]:
    """Every measure of the list, ready to run."""
    idea = Idea.objects.filter(cycle=cycle).select_related("challenge__cycle").order_by("serial").first()
    pages = {
        "home": reverse("pages:home"),
        "gallery_10k": reverse("pages:ideas"),
        "idea": reverse("pages:idea", args=[idea.number]),
        "challenge": reverse("pages:challenge", args=[idea.challenge.number]),
    }
    measures = [
        Measure(
            name="hello", unit="requests/s", against="bare hello view",
            run=lambda: drive(f"{product}/healthz", seconds=seconds).per_second,
            yardstick=lambda: drive(f"{bare}/hello", seconds=seconds).per_second,
        )
    ]  # fmt: skip
    measures += [_page(name, product, bare, path, seconds) for name, path in pages.items()]
    measures += vote.all_measures(product, bare, cycle, seconds=seconds, sizes=sizes)
    measures += [desks.challenge_autosave(product, bare, cycle, seconds), desks.idea_autosave(product, bare, seconds)]
    measures += desks.writing(product, bare, seconds)
    measures += [desks.review_queue(product, bare, cycle, seconds), rush.submit_rush(product, bare, cycle)]
    measures += [sheets.score_sheet(product, bare, cycle, seconds), sheets.score_save(product, bare, cycle, seconds)]
    return measures + judging.all_measures() + certificates.all_measures(cycle) + stage.all_measures(product, cycle)


def _page(name: str, product: str, bare: str, path: str, seconds: float) -> Measure:
    return Measure(
        name=name,
        unit="requests/s",
        against="bare gallery of 24 cards",
        run=lambda: drive(product + path, seconds=seconds).per_second,
        yardstick=lambda: drive(f"{bare}/gallery", seconds=seconds).per_second,
        queries=lambda: queries_of(path),
    )
