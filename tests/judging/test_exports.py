"""Files of a round: whole for the secretariat, or points under letters from which anybody comes to the same numbers."""

import csv
import hashlib
import itertools
import json
import random
from fractions import Fraction
from io import BytesIO, StringIO

import numpy as np
import openpyxl
import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from files.archives import unpacked
from judging import services
from judging.exports import anonymous_files, letters_for, whole_files
from judging.models import Conflict, JudgingRefused
from judging.sealing import seal_of
from judging.standings import comparison_of, ranking_of
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.judging import CLOSES, DURING

pytestmark = pytest.mark.django_db
INSIDE = "委員会だけに言うこと"  # the factory's comment
WHOLE = ["README.ja.txt", "README.en.txt", "sheets.xlsx", "sheets.csv", "results.csv", "conflicts.csv", "criteria.csv"]
BARE = ["README.ja.txt", "README.en.txt", "scores.xlsx", "scores.csv", "results.csv", "criteria.csv", "rubric.json"]
QUERIES = {"whole": 24, "anonymous": 18}


@pytest.fixture
def round(now):
    """Three judges, four ideas, each pair scored but one; the first two ideas have equal means."""
    made = judging.round()
    entries, panel = [ideas.submitted() for _ in range(4)], [judging.judge() for _ in range(3)]
    for place, (idea, judge) in enumerate(itertools.product(entries, panel)):
        if place < 6:
            judging.handed_in(made, idea, 1 + place % 3, 2, 3, by=judge)
        elif place < 11:
            judging.handed_in(made, idea, 1 + place % 5, 1 + place % 4, 1 + place % 3, by=judge)
    judging.sheet(made, entries[3], panel[2])
    return made


def table(files, name):
    content = files[name]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def export(round, what, at=DURING):
    return services.export_round(round, what=what, by=staff(), at=at)


# --- anybody can come to the same numbers ---------------------------------------------------------------------------------


def recomputed(files):
    """Means, places, adjusted means and their places, from the files alone, by another way than the site's."""
    measures = {row["key"]: (Fraction(row["weight"]), int(row["max_points"])) for row in table(files, "criteria.csv")}
    heavy = sum(weight for weight, _ in measures.values())
    totals = {
        (row["idea"], row["judge"]): sum(w * Fraction(int(row[key]) - 1, top - 1) for key, (w, top) in measures.items())
        / heavy
        for row in table(files, "scores.csv")
    }
    entries, panel = sorted({idea for idea, _ in totals}), sorted({judge for _, judge in totals})
    of = {idea: [total for (its, _), total in totals.items() if its == idea] for idea in entries}
    means = {idea: sum(values) / len(values) for idea, values in of.items()}
    # total = idea + judge as one table of ones and zeros, with a last line that makes the judges sum to zero
    design = np.zeros((len(totals) + 1, len(entries) + len(panel)))
    for line, (idea, judge) in enumerate(totals):
        design[line, entries.index(idea)] = design[line, len(entries) + panel.index(judge)] = 1
    design[-1, len(entries) :] = 1
    fit = np.linalg.lstsq(design, np.array([*map(float, totals.values()), 0.0]), rcond=None)[0]
    adjusted = {idea: float(np.round(fit[place], 9)) for place, idea in enumerate(entries)}
    return means, placed(means), adjusted, placed(adjusted)


def placed(values):
    return {key: 1 + sum(other > value for other in values.values()) for key, value in values.items()}


def test_anybody_comes_to_the_same_means_and_places(round):
    files = unpacked(export(round, "anonymous")[1])
    means, places, adjusted, adjusted_places = recomputed(files)
    ours = {each.row.idea.number: each for each in comparison_of(round).rows}
    assert {key: each.row.place for key, each in ours.items()} == places
    assert sorted(places.values())[:3] == [1, 2, 3] or len(set(places.values())) < 4
    assert {key: each.row.mean for key, each in ours.items()} == pytest.approx(
        {key: float(mean * 100) for key, mean in means.items()}
    )
    assert {key: each.adjusted for key, each in ours.items()} == pytest.approx(
        {key: mean * 100 for key, mean in adjusted.items()}
    )
    assert {key: each.adjusted_place for key, each in ours.items()} == adjusted_places
    said = {row["idea"]: row for row in table(files, "results.csv")}
    assert {key: int(row["place"]) for key, row in said.items()} == places
    assert {key: float(row["mean"]) for key, row in said.items()} == pytest.approx(
        {key: float(mean * 100) for key, mean in means.items()}, abs=1e-6
    )
    assert {key: float(row["adjusted_mean"]) for key, row in said.items()} == pytest.approx(
        {key: mean * 100 for key, mean in adjusted.items()}, abs=1e-5
    )


def test_equal_means_share_a_place(round):
    files = anonymous_files(round)
    places = [int(row["place"]) for row in table(files, "results.csv")]
    assert len(places) - len(set(places)) == 1
    assert recomputed(files)[1] == {row["idea"]: int(row["place"]) for row in table(files, "results.csv")}


def test_control_one_point_moved_is_seen(round):
    files = anonymous_files(round)
    moved = files["scores.csv"].decode("utf-8-sig").splitlines()
    row = moved[1].split(",")
    row[2] = "5" if row[2] != "5" else "1"
    forged = {**files, "scores.csv": b"\xef\xbb\xbf" + "\r\n".join([moved[0], ",".join(row), *moved[2:]]).encode()}
    assert recomputed(forged)[0] != recomputed(files)[0]


def test_what_cannot_be_adjusted_is_left_empty_and_said(now):
    alone = judging.round()
    judging.handed_in(alone, ideas.submitted(), 3, 3, 3)
    files = anonymous_files(alone)
    assert [row["adjusted_mean"] for row in table(files, "results.csv")] == [""]
    assert "審査委員が1人なので" in files["README.ja.txt"].decode()


def test_a_round_nobody_has_scored_makes_empty_tables(now):
    empty = judging.round()
    assert table(anonymous_files(empty), "scores.csv") == []
    assert table(whole_files(empty), "sheets.csv") == []


# --- whose letter is whose ------------------------------------------------------------------------------------------------


def test_letters_are_drawn_by_lot():
    drawn = {tuple(letters_for([7, 8, 9], random.Random(seed)).values()) for seed in range(60)}
    assert drawn == {("A", "B", "C")}
    assert {tuple(letters_for([7, 8, 9], random.Random(seed))) for seed in range(60)} == set(
        itertools.permutations([7, 8, 9])
    )
    many = letters_for(range(60), random.Random(1))
    assert len(set(many.values())) == 60
    assert {"A", "Z", "AA", "BH"} <= set(many.values())


def test_a_letter_is_one_judge_within_a_file_and_another_in_the_next(round):
    wanted = {sheet.judge_id for sheet in round.assignments.filter(handed_in_at__isnull=False)}
    seen = set()
    for seed in range(12):
        files = anonymous_files(round, draw=random.Random(seed))
        letters = letters_for(wanted, random.Random(seed))
        points = {
            (sheet.idea.number, letters[sheet.judge_id]): [str(score.points) for score in sheet.scores.all()]
            for sheet in round.assignments.filter(handed_in_at__isnull=False)
        }
        rows = {
            (r["idea"], r["judge"]): [r[c] for c in ("novelty", "effect", "feasibility")]
            for r in table(files, "scores.csv")
        }
        assert rows == points
        book = openpyxl.load_workbook(BytesIO(files["scores.xlsx"])).worksheets[0]
        assert [tuple(row[:2]) for row in book.iter_rows(min_row=2, values_only=True)] == list(rows)
        seen.add(files["scores.csv"])
    assert len(seen) > 1


def test_the_anonymous_files_name_nobody_and_say_no_word(round):
    services.recuse_judge(
        judging.sheet(round, ideas.submitted()),
        reason="ひみつの事情",
        by=round.assignments.last().judge.user,
        at=DURING,
    )
    services.lock_round(round, by=staff(), at=CLOSES)
    round.refresh_from_db()
    files = anonymous_files(round)
    everything = b"".join(files.values()) + b"".join(unpacked(files["scores.xlsx"]).values())
    text = everything.decode("utf-8", errors="ignore")
    for sheet in round.assignments.select_related("judge__user", "idea__team"):
        said = (sheet.judge.user.family_name, sheet.judge.user.email, sheet.idea.title, sheet.idea.team.name)
        assert [words for words in said if words in text] == []
    assert INSIDE not in text
    assert "もっと歩いて" not in text
    assert "ひみつの事情" not in text
    assert seal_of(round) not in text, "by trying orders of judges one could tell the letters by it"
    assert AuditEntry.objects.get(action="judging.lock_round").detail["seal"] not in text
    assert list(files) == BARE


# --- the whole ------------------------------------------------------------------------------------------------------------


def test_the_whole_marks_what_does_not_count(round):
    entry, rows = ideas.submitted(title="=1+1"), {}
    for state in ("conflict", "recused", "withdrawn", "counted"):
        rows[state] = judging.handed_in(round, entry if state != "withdrawn" else ideas.submitted(), 5, 5, 4)
    Conflict.objects.create(judge=rows["conflict"].judge, idea=entry, kind="school", source="team", reason="母校")
    services.recuse_judge(rows["recused"], reason="体調", by=rows["recused"].judge.user, at=DURING)
    type(entry).objects.filter(pk=rows["withdrawn"].idea_id).update(status="withdrawn")
    files = whole_files(round)
    sheets = {row["審査委員の番号"]: row for row in table(files, "sheets.csv")}
    said = {
        state: (sheets[str(row.judge_id)]["状態"], sheets[str(row.judge_id)]["数える"]) for state, row in rows.items()
    }
    assert said == {
        "conflict": ("利益相反", "いいえ"),
        "recused": ("辞退", "いいえ"),
        "withdrawn": ("取下げ", "いいえ"),
        "counted": ("採点ずみ", "はい"),
    }
    counted = sheets[str(rows["counted"].judge_id)]
    assert (counted["アイデア名"], counted["合計"], counted["審査委員会の中だけ"]) == ("'=1+1", "100.0", INSIDE)
    assert sheets[str(rows["recused"].judge_id)]["辞退の理由"] == "体調"
    assert [(row["届け出"], row["理由"]) for row in table(files, "conflicts.csv")] == [("チームが届け出た", "母校")]
    numbers = {row.idea.number: (row.place, row.sheets) for row in ranking_of(round)}
    assert {
        row["受付番号"]: (int(row["順位"]), int(row["採点表の数"])) for row in table(files, "results.csv")
    } == numbers
    assert numbers[entry.number] == (1, 1)
    assert list(files) == [*WHOLE, "rubric.json"]


def test_the_readme_says_rubric_seal_and_every_column_in_both_languages(round):
    services.lock_round(round, by=staff(), at=CLOSES)
    round.refresh_from_db()
    files = whole_files(round)
    rubric = hashlib.sha256(files["rubric.json"]).hexdigest()
    assert rubric == round.rubric_hash
    assert [row["key"] for row in json.loads(files["rubric.json"])] == ["novelty", "effect", "feasibility"]
    heads = [
        head
        for name in files
        if name.endswith(".csv")
        for head in next(csv.reader(StringIO(files[name].decode("utf-8-sig"))))
    ]
    for language, words in {"ja": "重み 0.5、点は1から4", "en": "weight 0.5, points from 1 to 4"}.items():
        said = files[f"README.{language}.txt"].decode()
        assert words in said
        assert said.count(seal_of(round)) == 2, "at the lock and now"
        assert rubric in said
        assert [head for head in heads if f"- {head}" not in said] == []
        assert hashlib.sha256(files["sheets.csv"]).hexdigest() in said
    assert not any(
        "ぁ" <= letter <= "ん"
        for line in files["README.en.txt"].decode().splitlines()
        for letter in line
        if not line.startswith("- ")
    )


def test_a_point_moved_after_the_lock_is_told(round):
    services.lock_round(round, by=staff(), at=CLOSES)
    round.refresh_from_db()
    assert "2つがちがうのは" not in whole_files(round)["README.ja.txt"].decode()
    score = round.assignments.filter(handed_in_at__isnull=False).first().scores.first()
    score.points = score.points % 4 + 1
    score.save()
    assert "2つがちがうのは" in whole_files(round)["README.ja.txt"].decode()


# --- who, when, how often -------------------------------------------------------------------------------------------------


@pytest.fixture
def office(enter, now):
    return enter(staff())


def at(round):
    return reverse("admin:judging_round_export", args=[round.pk])


@pytest.mark.parametrize("what", ["whole", "anonymous"])
def test_who_took_what_away_stands_on_record(office, round, what):
    page = office.get(at(round))
    assert "採点をまだ締めていません" in page.content.decode()
    before = AuditEntry.objects.count()
    answer = office.post(at(round), {"what": what})
    assert answer["Content-Disposition"] == f'attachment; filename="cog2026-screening-{what}.zip"'
    assert answer["Content-Type"] == "application/zip"
    entry = AuditEntry.objects.get(action="judging.export_round")
    assert AuditEntry.objects.count() == before + 1
    assert entry.actor.is_staff
    digest = hashlib.sha256(answer.content).hexdigest()
    assert entry.detail == {"what": what, "digest": digest}


def test_a_sealed_final_is_not_taken_away_by_anybody(office, clock_at):
    final = judging.round(kind="final")
    judging.handed_in(final, ideas.submitted(), 5, 5, 4)
    before = AuditEntry.objects.count()
    page = office.get(at(final)).content.decode()
    assert "書き出しもできません" in page
    assert 'name="what"' not in page
    for what in ("whole", "anonymous"):
        with pytest.raises(JudgingRefused, match="封印しています"):
            export(final, what)
        refused = office.post(at(final), {"what": what})
        assert "封印しています" in refused.content.decode()
        assert "Content-Disposition" not in refused
    assert AuditEntry.objects.count() == before
    clock_at(CLOSES)
    assert office.post(at(final), {"what": "whole"})["Content-Type"] == "application/zip"


def test_a_file_there_is_not_is_refused(office, round):
    before = AuditEntry.objects.count()
    assert "書き出すものをえらんで" in office.post(at(round), {"what": "../secrets"}).content.decode()
    assert AuditEntry.objects.count() == before


def test_judges_take_nothing_away(enter, round):
    judge = round.assignments.first().judge
    assert enter(judge.user).post(at(round), {"what": "whole"}, follow=True).status_code == 403
    assert not AuditEntry.objects.filter(action="judging.export_round").exists()


@pytest.mark.parametrize("what", QUERIES)
@pytest.mark.parametrize("count", [1, 3])
def test_files_take_a_fixed_number_of_queries(what, count, now, django_assert_num_queries):
    made, by = judging.round(), staff()
    for _ in range(count):
        judging.handed_in(made, ideas.submitted(), 3, 3, 3)
    with django_assert_num_queries(QUERIES[what]):
        services.export_round(made, what=what, by=by, at=DURING)
