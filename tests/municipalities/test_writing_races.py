"""Savings at the same moment, and one while it is handed in: nobody loses a word."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from contest.models import Stage
from contest.sheet import fingerprint
from municipalities.models import Challenge, ChangedElsewhere
from municipalities.services import save_challenge, writing
from municipalities.sheet import handed_in_values, values_at, values_of
from tests.factories import contest
from tests.factories.municipalities import challenge
from tests.municipalities.test_races import hand_in

OPEN = contest.instant(Stage.Kind.CHALLENGES)


def keep(kept: Challenge, key: str, words: list[str]) -> None:
    """One officer writing one page, piece by piece, with a row read long ago: as autosaves of an open tab do."""
    try:
        seen = None
        for text in words:
            saved = save_challenge(kept, fields={"answers": {key: text}}, by=kept.written_by, at=OPEN, seen=seen)
            seen = fingerprint(values_at(saved, [f"answer-{key}"]))
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", [Challenge.Status.DRAFT, Challenge.Status.SUBMITTED])
def test_two_officers_on_two_pages_both_keep_every_word(status):
    kept = challenge(status)
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(keep, kept, key, [f"{key} {n}" for n in range(30)]) for key in ("who", "hope")]
        for one in done:
            one.result()
    stored = values_of(Challenge.objects.for_desk().get())
    assert (stored["answer-who"], stored["answer-hope"]) == ("who 29", "hope 29")


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_on_one_page_one_is_told():
    kept = challenge()
    seen = fingerprint(values_at(kept, ["answer-who"]))
    barrier = Barrier(2)

    def write(text: str) -> str:
        barrier.wait()
        try:
            return save_challenge(
                kept, fields={"answers": {"who": text}}, by=kept.written_by, at=OPEN, seen=seen
            ).answers["who"]
        except ChangedElsewhere:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(write, ["ひとり", "ふたり"]))
    assert sorted(answers)[0] == ""
    assert Challenge.objects.get().answers["who"] == sorted(answers)[1]


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_while_it_is_handed_in_is_in_one_or_the_other():
    """An autosave in flight meets the handing-in: it is part of what was handed in, or waits in the draft."""
    kept = challenge()
    with ThreadPoolExecutor(2) as pool:
        saving = pool.submit(keep, kept, "who", [f"who {n}" for n in range(20)])
        assert pool.submit(hand_in, kept).result() == "COG2026-C-0001"
        saving.result()
    stored = Challenge.objects.for_desk().get()
    assert values_of(stored)["answer-who"] == "who 19"
    assert handed_in_values(stored)["answer-who"] == stored.versions.get().values["answer-who"]


@pytest.mark.django_db(transaction=True)
def test_the_race_loses_words_where_the_row_is_not_held_against_what_was_read(monkeypatch):
    """The negative control: written without looking, one page's words vanish under the other's."""

    def careless(kept: Challenge, *, fields: dict, by, **rest) -> Challenge:
        answers = kept.answers | fields["answers"]
        Challenge.objects.filter(pk=kept.pk).update(answers=answers, written_by=by)
        return kept

    monkeypatch.setattr(writing, "_keep", careless)
    kept = challenge()
    for key in ("who", "hope"):
        save_challenge(kept, fields={"answers": {key: "新しい"}}, by=kept.written_by, at=OPEN)
    assert Challenge.objects.get().answers["who"] != "新しい"
