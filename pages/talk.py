"""Questions, further questions and municipalities' words on pages that show other things: a challenge's, an idea's, my own."""

from datetime import datetime
from typing import Any

from dialogue.models import Facilitation, Thread
from dialogue.models.threads import is_open_for_questions
from dialogue.public import public_threads
from dialogue.standings import desk_counts, newest_questions, statement_for, statements_waiting
from ideas.models import Idea
from judging.standings import inquiries_of
from municipalities.models import Challenge

SHOWN = 4


def of_challenge(row: Challenge, moment: datetime) -> dict[str, Any]:
    """The newest questions on it, whether there are more, and whether one may ask."""
    threads = newest_questions(row.pk, moment, SHOWN + 1)
    return {
        "threads": threads[:SHOWN],
        "has_more_questions": len(threads) > SHOWN,
        "may_ask": is_open_for_questions(row.cycle, moment),
    }


def of_idea(row: Idea) -> dict[str, Any]:
    """What the municipality said to it."""
    return {"statement": statement_for([row]).get(row.pk)}


def of_person(user: Any, moment: datetime) -> dict[str, Any]:
    """My own questions, those on challenges the secretariat named me to help with, and what is asked of me before the final."""
    mine = Thread.objects.visible_to(user, moment).asked().filter(asked_by=user).for_list()
    helps = Facilitation.objects.filter(user=user).exists()
    asked = {"my_questions": public_threads(mine), "helps": helps, **inquiries_of(user, moment)}
    return {**asked, **(desk_counts(user, moment) if helps else {})}


def of_officer(user: Any, moment: datetime) -> dict[str, Any]:
    """How many questions came to my municipality and wait, and how many ideas wait for its word."""
    return {**desk_counts(user, moment), "statements_waiting": statements_waiting(user)}
