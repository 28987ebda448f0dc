"""One order in which acts on a whole round take their rows, so that no two of them wait for each other."""

from contest.models import Cycle
from judging.models import Assignment, Round


def hold_round(round: Round) -> Round:
    """The round, held after its cycle and its sheets until the transaction ends.

    The cycle first, as acts on conflicts take it before sheets; the round last, as whoever saves a first score does.
    Whoever is saving a sheet is waited for, and whoever comes later finds the round as it is now.
    """
    Cycle.objects.select_for_update(no_key=True).get(pk=round.cycle_id)
    list(Assignment.objects.filter(round=round).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return Round.objects.select_for_update(of=("self",), no_key=True).select_related("cycle").get(pk=round.pk)
