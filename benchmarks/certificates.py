"""500 certificates in one ZIP, as a worker makes it; beside it 500 plain calls of typst with the same texts."""

import time
from collections.abc import Callable
from functools import cache
from typing import Any

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
    made_out = cache(lambda: _make_out(cycle))

    @cache
    def texts() -> list[dict[str, Any]]:
        """Put together beforehand: only the setting is timed."""
        return list(map(certificate_data, made_out()))

    def run() -> float:
        made_out()
        return _bundle(cycle)

    return [
        Measure(
            name="certificates_500",
            unit="ZIPs/s",
            against="500 plain calls of typst",
            run=run,
            yardstick=lambda: _plain(texts()),
        )
    ]


def _make_out(cycle: Cycle) -> list[Certificate]:
    ideas = Idea.objects.filter(cycle=cycle).select_related("team").order_by("pk")[:COUNT]
    shared = {"cycle": cycle, "receiver": "team", "issued_at": clock.now()}
    Certificate.objects.bulk_create(
        Certificate(idea=idea, purpose=f"bench:{idea.pk}", name=idea.team.name, **shared) for idea in ideas
    )
    return list(Certificate.objects.filter(cycle=cycle).for_paper())


def _bundle(cycle: Cycle) -> float:
    asked = {"asked_by": User.objects.order_by("pk").first(), "asked_at": clock.now(), "total": COUNT}
    bundle = Bundle.objects.create(cycle=cycle, **asked)
    return _per_second(lambda: make_bundle(bundle, at=clock.now()))


def _plain(texts: list[dict[str, Any]]) -> float:
    return _per_second(lambda: [typeset(LAYOUT, data) for data in texts])


def _per_second(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1 / (time.perf_counter() - began)
