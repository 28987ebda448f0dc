"""Acts on data and knowledge: the fact, and for each refusal that nothing changed."""

from datetime import date

import pytest

from contest.models import Stage
from contest.sheet import fingerprint
from municipalities.data_rows import texts_of
from municipalities.models import (
    Challenge,
    ChallengeClosed,
    ChallengeRefused,
    ChangedElsewhere,
    DataResource,
    DoesNotFit,
    Knowledge,
    LastRowStays,
    RowIncomplete,
)
from municipalities.services import accept_challenge, move_data_row, remove_data_row, save_data_row
from municipalities.services import data as services
from municipalities.services.review import mark_of
from municipalities.services.versions import keep_version
from tests.factories import contest
from tests.factories.municipalities import challenge, officer
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
Status = Challenge.Status
OPEN = contest.instant(Stage.Kind.CHALLENGES)
LATE = contest.instant(Stage.Kind.IDEAS)
WRITTEN = {"kind": "numbers", "title": "人口", "url": "https://x.example/", "dated_on": date(2026, 4, 1)}


def act(kept, at=OPEN):
    return {"by": kept.written_by, "at": at}


def titles(kept, model=DataResource):
    return [row.title for row in model.objects.filter(challenge=kept)]


@pytest.mark.parametrize(
    ("model", "fields"),
    [(DataResource, WRITTEN), (Knowledge, {"kind": "person", "title": "福祉課", "text": "電話で", "url": ""})],
)
def test_a_new_row_comes_last_and_twice_is_once(model, fields):
    kept = challenge()
    model.objects.create(challenge=kept, kind="x", title="はじめの行", order=7)
    first, again = (save_data_row(kept, model(), fields=fields, **act(kept)) for _ in range(2))
    assert (first, first.order, titles(kept, model)[-1]) == (again, 8, fields["title"])
    assert {name: getattr(first, name) for name in fields} == fields


def test_saving_says_who_wrote_last():
    kept = challenge()
    colleague = officer(kept.participant).user
    save_data_row(kept, DataResource(), fields=WRITTEN, by=colleague, at=OPEN)
    assert Challenge.objects.get().written_by == colleague


def test_a_row_is_changed_and_others_stay():
    kept = challenge()
    other = DataResource.objects.create(challenge=kept, title="もう1つ", order=1)
    save_data_row(kept, kept.resources.all()[0], fields={"title": "あ" * 101, "note": "窓口"}, **act(kept))
    assert titles(kept) == ["あ" * 101, other.title]


def test_what_no_column_holds_is_refused():
    kept = challenge()
    before = every_row()
    for field in ("title", "url", "note"):
        with pytest.raises(DoesNotFit, match="まだ保存していません"):
            save_data_row(kept, kept.resources.all()[0], fields={field: "あ" * 1001}, **act(kept))
    assert every_row() == before


def test_there_is_an_end_to_it(monkeypatch):
    monkeypatch.setattr(services, "MOST_ROWS", 1)
    kept = challenge()
    before = every_row()
    with pytest.raises(DoesNotFit, match="1件までです"):
        save_data_row(kept, DataResource(), fields=WRITTEN, **act(kept))
    assert every_row() == before


def test_a_colleagues_words_are_not_written_over():
    kept = challenge()
    row = kept.resources.all()[0]
    seen = fingerprint(texts_of(row))
    save_data_row(kept, row, fields={"title": "となりの人の名前"}, seen=seen, **act(kept))
    before = every_row()
    with pytest.raises(ChangedElsewhere):
        save_data_row(kept, row, fields={"title": "わたしの名前"}, seen=seen, **act(kept))
    assert every_row() == before
    assert save_data_row(kept, row, fields={"title": "となりの人の名前"}, seen=seen, **act(kept)).pk == row.pk


def test_a_row_taken_away_meanwhile_is_not_written():
    kept = challenge()
    row = kept.resources.all()[0]
    DataResource.objects.all().delete()
    before = every_row()
    for call in (
        lambda: save_data_row(kept, row, fields=WRITTEN, **act(kept)),
        lambda: move_data_row(kept, row, direction="up", **act(kept)),
    ):
        with pytest.raises(ChallengeRefused, match="消されました"):
            call()
    assert every_row() == before


def test_a_row_of_another_challenge_is_out_of_reach():
    kept, other = challenge(), challenge()
    before = every_row()
    with pytest.raises(ChallengeRefused):
        save_data_row(kept, other.resources.all()[0], fields=WRITTEN, **act(kept))
    assert every_row() == before
    remove_data_row(kept, other.resources.all()[0], **act(kept))
    assert DataResource.objects.filter(challenge=other).count() == 1


@pytest.mark.parametrize(
    ("which", "direction", "order"),
    [(0, "down", "bac"), (1, "up", "bac"), (2, "up", "acb"), (0, "up", "abc"), (2, "down", "abc")],
)
def test_rows_change_places(which, direction, order):
    kept = challenge()
    DataResource.objects.all().delete()
    rows = [DataResource.objects.create(challenge=kept, title=title) for title in "abc"]
    moved = move_data_row(kept, rows[which], direction=direction, **act(kept))
    assert [row.title for row in moved] == titles(kept) == list(order)


def test_removing_twice_is_no_error():
    kept = challenge()
    row, other = kept.resources.all()[0], DataResource.objects.create(challenge=kept, title="のこる")
    for _ in range(2):
        remove_data_row(kept, row, **act(kept))
    assert list(DataResource.objects.all()) == [other]


@pytest.mark.parametrize(("status", "at"), [(Status.DRAFT, LATE), (Status.SUBMITTED, LATE), (Status.ACCEPTED, LATE)])
def test_nothing_is_done_when_the_challenge_is_out_of_hand(status, at):
    kept = challenge(status)
    row = kept.resources.all()[0]
    before = every_row()
    for call in (
        lambda: save_data_row(kept, row, fields=WRITTEN, **act(kept, at)),
        lambda: save_data_row(kept, DataResource(), fields=WRITTEN, **act(kept, at)),
        lambda: move_data_row(kept, row, direction="up", **act(kept, at)),
        lambda: remove_data_row(kept, row, **act(kept, at)),
    ):
        with pytest.raises(ChallengeClosed):
            call()
    assert every_row() == before


def test_one_sent_back_is_mended_after_the_deadline():
    kept = challenge(Status.RETURNED)
    assert save_data_row(kept, DataResource(), fields=WRITTEN, **act(kept, LATE)).pk


HANDED_IN = pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ACCEPTED])


def handed_in(status):
    """A challenge handed in with one finished row, and the number of its versions."""
    kept = challenge(status)
    DataResource.objects.update(**WRITTEN)
    kept.versions.all().delete()
    kept = Challenge.objects.for_desk().get(pk=kept.pk)
    keep_version(kept, by=kept.written_by, at=kept.submitted_at)
    return kept


def last_values(kept):
    return kept.versions.order_by("number").last().values


@HANDED_IN
def test_a_row_of_one_handed_in_is_handed_in_with_it(status):
    kept = handed_in(status)
    kept.draft = {"title": "まだ応募していない名前"}
    kept.save()
    row = save_data_row(kept, DataResource(), fields=WRITTEN | {"title": "世帯数"}, **act(kept))
    kept.refresh_from_db()
    assert (kept.status, kept.submitted_at, kept.versions.count()) == (Status.SUBMITTED, OPEN, 2)
    assert last_values(kept)[f"resource-{row.pk}-title"] == "世帯数"
    assert last_values(kept)["title"] == kept.title != kept.draft["title"]


@HANDED_IN
@pytest.mark.parametrize("fields", [{"title": ""}, {"url": "", "note": ""}])
def test_an_unfinished_row_of_one_handed_in_is_not_kept(status, fields):
    kept = handed_in(status)
    before = every_row()
    for row in (kept.resources.get(), DataResource()):
        with pytest.raises(RowIncomplete) as refused:
            save_data_row(kept, row, fields=WRITTEN | fields, **act(kept))
        assert [problem.field for problem in refused.value.problems] == [next(iter(fields))]
    assert every_row() == before


@HANDED_IN
def test_the_last_row_of_one_handed_in_stays(status):
    kept = handed_in(status)
    before = every_row()
    with pytest.raises(LastRowStays):
        remove_data_row(kept, kept.resources.get(), **act(kept))
    assert every_row() == before
    Knowledge.objects.create(challenge=kept, kind="person", title="福祉課", text="電話で")
    remove_data_row(kept, kept.resources.get(), **act(kept))
    assert not any(name.startswith("resource-") for name in last_values(kept))


@HANDED_IN
def test_what_reads_as_before_is_no_new_version(status):
    kept = handed_in(status)
    save_data_row(kept, kept.resources.get(), fields=WRITTEN, **act(kept))
    move_data_row(kept, kept.resources.get(), direction="up", **act(kept))
    kept.refresh_from_db()
    assert (kept.status, kept.versions.count()) == (status, 1)


def test_a_decision_on_what_was_read_before_is_refused():
    kept = handed_in(Status.SUBMITTED)
    seen = mark_of(kept, kept.versions.count())
    save_data_row(kept, DataResource(), fields=WRITTEN | {"title": "世帯数"}, **act(kept))
    with pytest.raises(ChangedElsewhere):
        accept_challenge(kept, seen=seen, **act(kept))
    assert Challenge.objects.get().status == Status.SUBMITTED
