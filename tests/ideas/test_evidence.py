"""What an idea rests on: written, ordered, set aside and brought back by members; handed in with the text, notes never."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from contest.sheet import fingerprint
from ideas.evidence import MOST, MOST_REMOVED, snapshot_of, texts_of
from ideas.models import ChangedElsewhere, Citation, DoesNotFit, Hypothesis, Idea, IdeasClosed, Note
from ideas.public import public_ideas
from ideas.services import (
    allow_polish,
    forget_evidence,
    move_evidence,
    remove_evidence,
    restore_evidence,
    save_evidence,
    save_idea,
    submit_idea,
    withdraw_idea,
)
from municipalities.models import DataResource
from tests.factories import ideas as make
from tests.factories.accounts import staff
from tests.factories.contest import cycle, windows
from tests.factories.municipalities import challenge

pytestmark = pytest.mark.django_db
AUTUMN, (OPENS, DEADLINE, PUBLISHES) = make.AUTUMN, windows(2026)["ideas"]


def act(service, idea, row, at=AUTUMN, **fields):
    return service(idea, row, by=make.leader_of(idea.team), at=at, **fields)


def submit(idea, at=AUTUMN):
    return submit_idea(idea, by=make.leader_of(idea.team), at=at)


def public(idea):
    return public_ideas(Idea.objects.filter(pk=idea.pk).for_public())[0]


def lines(idea) -> list[str]:
    return [row.title for row in idea.citations.standing()]


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Citation, Hypothesis, Note, Idea)]


@pytest.fixture
def data():
    row = challenge("accepted")
    made = {"url": "https://data.example/bus.csv", "publisher": "", "licence": "CC BY 4.0"}
    return DataResource.objects.create(challenge=row, title="バスの乗客（見本）", **made)


# --- writing ----------------------------------------------------------------------------------------------------------


def test_data_of_the_challenge_is_cited_with_its_own_words_and_outlives_it(data):
    idea = make.draft(challenge=data.challenge)
    row = make.citation(idea, resource=str(data.pk))
    said = (row.title, row.source, row.url, row.licence)
    assert said == ("バスの乗客（見本）", data.challenge.participant.name, "https://data.example/bus.csv", "CC BY 4.0")
    data.delete()
    row.refresh_from_db()
    assert (row.resource, row.title) == (None, "バスの乗客（見本）")


def test_an_address_nobody_may_follow_is_not_copied(data):
    DataResource.objects.filter(pk=data.pk).update(url="javascript:alert(1)")
    assert make.citation(make.draft(challenge=data.challenge), resource=str(data.pk)).url == ""


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        (make.citation, {"source": ""}, "出典を書いてください"),
        (make.citation, {"title": ""}, "データの名前を書いてください"),
        (make.citation, {"use": ""}, "何に使ったか"),
        (make.citation, {"use": "あ" * 401}, "400字以内にしてください（いま 401字）"),
        (make.citation, {"url": "javascript:alert(1)"}, "https://"),
        (make.citation, {"seen_on": date(2099, 1, 1)}, "きょうまでの日"),
        (make.citation, {"resource": "0"}, "えらびなおしてください"),
        (make.citation, {"resource": ""}, "課題のデータをえらんでください"),
        (make.hypothesis, {"claim": ""}, "仮説を書いてください"),
        (make.note, {"text": "あ" * 4001}, "4,000字以内"),
        (make.note, {"kind": "gossip"}, "種類をえらびなおして"),
    ],
)
def test_what_is_missing_or_too_long_is_said_and_nothing_kept(kind, fields, says):
    idea = make.draft()
    before = everything()
    with pytest.raises(DoesNotFit, match=says):
        kind(idea, **fields)
    assert everything() == before


def test_data_of_another_challenge_cannot_be_cited(data):
    idea = make.draft()
    with pytest.raises(DoesNotFit, match="課題のデータの中から"):
        make.citation(idea, resource=str(data.pk))


def test_limits_count_as_people_do():
    family = "👨‍👩‍👧‍👦"
    assert make.citation(make.draft(), use=family * 400).use == family * 400


@pytest.mark.parametrize(
    ("model", "name"), [(Citation, "source"), (Hypothesis, "claim"), (Note, "text")], ids=lambda value: str(value)
)
def test_the_row_itself_refuses_to_say_nothing(model, name):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(idea=make.draft(), **{name: ""})


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ({}, "supposed"),
        ({"test": "聞いた"}, "checking"),
        ({"test": "聞いた", "result": "ちがった"}, "answered"),
        ({"learning": "明かりより人"}, "learned"),
    ],
)
def test_the_state_of_a_card_follows_from_what_is_written(written, state):
    assert make.hypothesis(make.draft(), **written).state == state


def test_the_same_new_row_twice_is_one_and_there_is_an_end():
    idea = make.draft()
    assert make.hypothesis(idea) == make.hypothesis(idea)
    for number in range(1, MOST[Hypothesis]):
        make.hypothesis(idea, claim=f"仮説{number}")
    with pytest.raises(DoesNotFit, match="30件まで"):
        make.hypothesis(idea, claim="多すぎる")
    assert idea.hypotheses.count() == MOST[Hypothesis]


def test_two_members_on_one_row_are_shown_each_other():
    idea = make.draft()
    row = make.hypothesis(idea)
    seen = fingerprint(texts_of(row))
    act(save_evidence, idea, row, fields={**texts_of(row), "test": "ひとりめ"}, seen=seen)
    with pytest.raises(ChangedElsewhere):
        act(save_evidence, idea, row, fields={**texts_of(row), "test": "ふたりめ"}, seen=seen)
    row.refresh_from_db()
    assert row.test == "ひとりめ"
    act(save_evidence, idea, row, fields=texts_of(row), seen=seen)  # a double click is no conflict


# --- order, setting aside, bringing back --------------------------------------------------------------------------------


def test_rows_change_places_and_stay_at_the_ends():
    idea = make.draft()
    rows = [make.citation(idea, title=title) for title in "あいう"]
    act(move_evidence, idea, rows[2], direction="up")
    assert lines(idea) == ["あ", "う", "い"]
    act(move_evidence, idea, rows[0], direction="up")
    act(move_evidence, idea, rows[1], direction="down")
    assert lines(idea) == ["あ", "う", "い"]


def test_a_removed_row_is_kept_and_comes_back_where_it_stood():
    idea = make.draft()
    rows = [make.citation(idea, title=title) for title in "あいう"]
    for _ in range(2):
        act(remove_evidence, idea, rows[1])
    assert (lines(idea), list(idea.citations.removed())) == (["あ", "う"], [rows[1]])
    with pytest.raises(DoesNotFit, match="一覧でもどしてから"):
        act(save_evidence, idea, rows[1], fields=texts_of(rows[1]))
    act(move_evidence, idea, rows[1], direction="up")
    for _ in range(2):
        act(restore_evidence, idea, rows[1])
    assert lines(idea) == ["あ", "い", "う"]


def test_what_was_removed_can_be_forgotten_and_only_the_latest_are_kept():
    idea = make.draft()
    row = make.note(idea)
    act(forget_evidence, idea, row)
    assert Note.objects.get() == row  # it was not set aside
    act(remove_evidence, idea, row)
    act(forget_evidence, idea, row)
    assert not Note.objects.exists()
    with pytest.raises(DoesNotFit, match="完全に消しました"):
        act(save_evidence, idea, row, fields=texts_of(row))
    for number in range(MOST_REMOVED + 2):
        act(remove_evidence, idea, make.note(idea, text=f"{number}"), at=AUTUMN + timedelta(seconds=number))
    assert [row.text for row in idea.notes.removed()] == [str(number) for number in range(MOST_REMOVED + 1, 1, -1)]


def test_bringing_back_has_the_same_end(monkeypatch):
    idea = make.draft()
    rows = [make.note(idea, text=text) for text in "あい"]
    act(remove_evidence, idea, rows[0])
    monkeypatch.setitem(MOST, Note, 1)
    before = everything()
    with pytest.raises(DoesNotFit, match="1件まで"):
        act(restore_evidence, idea, rows[0])
    assert everything() == before


# --- when ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", ["save", "move", "remove", "restore", "forget"])
def test_after_the_deadline_or_withdrawn_nothing_changes(service):
    idea = make.draft()
    row, gone = make.citation(idea), make.citation(idea, title="消したもの")
    act(remove_evidence, idea, gone)
    acts = {
        "save": lambda at: act(save_evidence, idea, row, at, fields={**texts_of(row), "use": "おそい"}),
        "move": lambda at: act(move_evidence, idea, row, at, direction="up"),
        "remove": lambda at: act(remove_evidence, idea, row, at),
        "restore": lambda at: act(restore_evidence, idea, gone, at),
        "forget": lambda at: act(forget_evidence, idea, gone, at),
    }
    before = everything()
    for moment in (OPENS - timedelta(seconds=1), DEADLINE):
        with pytest.raises(IdeasClosed):
            acts[service](moment)
    assert everything() == before
    withdraw_idea(idea, by=make.leader_of(idea.team), at=AUTUMN)
    with pytest.raises(IdeasClosed, match="取り下げた"):
        acts[service](AUTUMN)


def test_the_secretariats_leave_to_better_a_text_holds_for_its_evidence_too():
    idea = make.submitted()
    until = DEADLINE + timedelta(days=2)
    allow_polish(idea, reason="出典を足す", until=until, by=staff(), at=DEADLINE)
    assert make.citation(idea, at=DEADLINE + timedelta(days=1)).pk
    with pytest.raises(IdeasClosed):
        make.citation(idea, at=until, title="おそい")


# --- handed in -----------------------------------------------------------------------------------------------------------


def test_what_counts_is_what_was_handed_in(data):
    idea = make.draft(challenge=data.challenge)
    row = make.citation(idea, resource=str(data.pk))
    make.citation(idea, seen_on=date(2026, 10, 2))
    make.hypothesis(idea, test="5人に聞いた")
    make.note(idea, text="だれにも見せない")
    idea = submit(idea)
    first = public(idea)
    assert [(each.number, each.title, each.resource) for each in first.citations] == [
        (1, "バスの乗客（見本）", data.pk),
        (2, "夜の人出（見本）", None),
    ]
    assert (first.citations[1].seen_on, first.hypotheses[0].state) == (date(2026, 10, 2), "確かめている")
    assert idea.versions.get().evidence == idea.evidence == snapshot_of(idea)
    assert (idea.has_unsent_changes, "見せない" in repr(idea.evidence)) == (False, False)

    act(save_evidence, idea, row, fields={"resource": str(data.pk), "use": "書きかえた"})
    idea.refresh_from_db()
    assert (idea.has_unsent_changes, public(idea)) == (True, first)
    save_idea(idea, fields={"title": "題も"}, by=make.leader_of(idea.team), at=AUTUMN)
    again = submit(idea)
    assert (public(again).citations[0].use, again.has_unsent_changes) == ("書きかえた", False)
    assert [version.evidence["citations"][0]["use"] for version in again.versions.order_by("number")] == [
        "夜に歩く人の数が分かりました。",
        "書きかえた",
    ]


def test_taking_a_change_back_leaves_nothing_to_hand_in_and_a_note_never_does():
    idea = make.submitted()
    row = make.hypothesis(idea)
    make.note(idea)
    idea.refresh_from_db()
    assert idea.has_unsent_changes
    act(remove_evidence, idea, row)
    idea.refresh_from_db()
    assert not idea.has_unsent_changes


@pytest.mark.parametrize("change", [make.citation, make.hypothesis, make.note])
def test_members_say_yes_to_the_evidence_too(change):
    cycle(needs_everyone=True)
    idea = make.draft(make.team(2))
    mate = idea.team.members.last().user
    make.confirm(idea, mate)
    change(idea)
    if change is not make.note:
        with pytest.raises(Exception, match="まだ確認していない"):
            submit(idea)
        make.confirm(idea, mate)
    assert submit(idea).number
