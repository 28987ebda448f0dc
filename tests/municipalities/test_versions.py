"""What a challenge said at each handing-in is kept, and English that changed is to be checked anew."""

import pytest

from contest.models import Stage
from municipalities.models import Challenge, ChallengeRefused
from municipalities.services import save_challenge, submit_challenge
from municipalities.sheet import values_of
from tests.factories import contest
from tests.factories.accounts import staff
from tests.factories.municipalities import challenge, empty_challenge, officer

pytestmark = pytest.mark.django_db
Status = Challenge.Status
OPEN = contest.instant(Stage.Kind.CHALLENGES)
LATE = contest.instant(Stage.Kind.IDEAS)


def said(kept: Challenge) -> list[tuple]:
    return [(row.number, row.values["title"], row.handed_in_by, row.handed_in_at) for row in kept.versions.all()]


def test_each_handing_in_is_kept_as_it_was():
    kept = challenge(title="道")
    done = submit_challenge(kept, by=kept.written_by, at=OPEN)
    assert done.versions.get().values == values_of(done)
    Challenge.objects.filter(pk=kept.pk).update(status=Status.RETURNED)
    colleague = officer(kept.participant).user
    save_challenge(kept, fields={"title": "夜の道"}, by=colleague, at=LATE)
    for _ in range(2):
        submit_challenge(kept, by=colleague, at=LATE)
    assert said(kept) == [(1, "道", kept.written_by, OPEN), (2, "夜の道", colleague, LATE)]


def test_a_refused_handing_in_keeps_no_version():
    draft = empty_challenge(officer())
    with pytest.raises(ChallengeRefused):
        submit_challenge(draft, by=draft.written_by, at=OPEN)
    assert not draft.versions.exists()


@pytest.mark.parametrize(
    ("fields", "is_checked"),
    [
        ({"title": "夜の道"}, True),
        ({"title_en": "Roads at night"}, False),
        ({"summary_en": "In other words"}, False),
        ({"summary_en": ""}, False),
    ],
)
def test_english_that_changed_is_to_be_checked_anew(fields, is_checked):
    checked = {"title_en": "Roads", "summary_en": "In short", "english_checked_by": staff(), "english_checked_at": OPEN}
    kept = challenge(Status.RETURNED, **checked)
    save_challenge(kept, fields=fields, by=kept.written_by, at=LATE)
    submit_challenge(kept, by=kept.written_by, at=LATE)
    kept.refresh_from_db()
    assert (kept.english_checked_at is not None, kept.english_checked_by is not None) == (is_checked, is_checked)
