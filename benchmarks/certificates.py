"""500 certificates in one ZIP, as a worker makes it; beside it 500 plain calls of typst with what is on one of them."""

import time
from collections.abc import Callable

from accounts.models import User
from awards.models import Bundle, Certificate
from awards.printed import LAYOUT, certificate_data
from awards.services import make_bundle
from benchmarks.measure import Measure
from common import clock
from contest.models import Cycle
from ideas.models import Idea
from printing.typesetting import typeset

COUNT = 500


def all_measures(cycle: Cycle) -> list[Measure]:
    _make_out(cycle)
    return [
        Measure(
            name="certificates_500",
            unit="ZIPs/s",
            against="500 plain calls of typst",
            run=lambda: _per_second(lambda: _bundle(cycle)),
            yardstick=lambda: _per_second(lambda: _plain(cycle)),
        )
    ]


def _make_out(cycle: Cycle) -> None:
    ideas = Idea.objects.filter(cycle=cycle).select_related("team").order_by("pk")[:COUNT]
    shared = {"cycle": cycle, "receiver": "team", "issued_at": clock.now()}
    Certificate.objects.bulk_create(
        Certificate(idea=idea, purpose=f"bench:{idea.pk}", name=idea.team.name, **shared) for idea in ideas
    )


def _bundle(cycle: Cycle) -> None:
    asked = {"asked_by": User.objects.order_by("pk").first(), "asked_at": clock.now(), "total": COUNT}
    make_bundle(Bundle.objects.create(cycle=cycle, **asked), at=clock.now())


def _plain(cycle: Cycle) -> None:
    data = certificate_data(Certificate.objects.filter(cycle=cycle).for_paper()[0])
    for _n in range(COUNT):
        typeset(LAYOUT, data)


def _per_second(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1 / (time.perf_counter() - began)
