"""Every decision that is ever recorded has words, and the office reads the words, not the code."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.decided import ROOMS, NotInWords, named, room_of, told
from accounts.models import AuditEntry
from accounts.services import record_decision
from tests.factories import ideas as make
from tests.factories.accounts import person, staff

LIST = reverse("admin:accounts_auditentry_changelist")
NOT_OURS = {"tests", "benchmarks", ".venv", "var"}
# Where a call does not write its action out: which it can be. `record_decision` itself refuses any other.
WRITTEN_ELSEWHERE = {
    ("accounts/leaving.py", "f'accounts.{what}'"): {"accounts.erasure_asked", "accounts.erasure_undone"},
    ("ideas/services/leaving.py", "action"): {"ideas.leave_team", "ideas.remove_member"},
    ("judging/services/sheets.py", "action"): {"judging.hand_in_sheet", "judging.enter_sheet"},
    ("municipalities/services/officers.py", "f\"officer.{('dismiss' if how == 'dismissed' else how)}\""): {
        "officer.dismiss",
        "officer.left",
        "officer.handed_over",
    },
    ("municipalities/services/review.py", "ACCEPT"): {"challenge.accept"},
    ("municipalities/services/review.py", "RETURN"): {"challenge.return"},
    ("rehearsal/reviews.py", "ACCEPT"): {"challenge.accept"},
    ("rehearsal/reviews.py", "RETURN"): {"challenge.return"},
}


def recorded():
    """(file, actions, keys) of every call of `record_decision` in the code."""
    for path in sorted(Path(settings.BASE_DIR).rglob("*.py")):
        file = path.relative_to(settings.BASE_DIR)
        if file.parts[0] in NOT_OURS or "record_decision" not in (text := path.read_text()):
            continue
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] == "record_decision":
                action = call.args[1]
                actions = (
                    {action.value}
                    if isinstance(action, ast.Constant)
                    else WRITTEN_ELSEWHERE[file.as_posix(), ast.unparse(action)]
                )
                yield file, actions, {kept.arg for kept in call.keywords if kept.arg} - {"at"}


def test_every_action_that_is_recorded_has_words_and_every_word_an_action():
    said = [action for room in ROOMS for action in room.actions]
    assert len(said) == len(set(said)), "two rooms name one action"
    assert {action for _file, actions, _keys in recorded() for action in actions} == set(said)


def test_what_is_kept_with_an_action_has_names_that_differ():
    for file, actions, keys in recorded():
        for action in actions:
            names = room_of(action).names
            assert keys <= names.keys(), (file, action, keys - names.keys())
            assert len({str(names[key]) for key in keys}) == len(keys), (file, action)


def test_words_are_no_codes_and_stand_in_english_too():
    said = [words for room in ROOMS for words in (*room.actions.values(), *room.names.values())]
    assert not [words for words in map(str, said) if words.isascii()]
    with translation.override("en"):
        assert not [words for words in map(str, said) if not words.isascii()]


@pytest.mark.django_db
@pytest.mark.parametrize(("action", "detail"), [("no.words", {}), ("challenge.accept", {"no_name": 1})])
def test_a_decision_without_words_is_not_recorded(moment, action, detail):
    someone = person()
    with pytest.raises(NotInWords):
        record_decision(someone, action, someone, at=moment, **detail)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_what_was_kept_reads_as_names_and_values():
    facilitator = person(family_name="案内", given_name="役")
    kept = told("facilitation.name", {"user": facilitator.pk, "kind": "mentor"})
    assert kept == "<dl><div><dt>人</dt><dd>案内 役</dd></div><div><dt>役</dt><dd>メンター</dd></div></dl>"
    assert named("facilitation.name", {"user": 7}) == {"人": 7}
    steps = [{"who": "市", "what": "<b>", "by": "春"}]
    assert "<dt>だれが</dt><dd>市</dd>" in told("statement.hand_in", {"steps": steps})
    assert "&lt;b&gt;" in told("statement.hand_in", {"steps": steps})
    assert told("of.former.days", {"raw": True}) == "<dl><div><dt>raw</dt><dd>はい</dd></div></dl>"
    assert told("challenge.return", {"sections": {"basics": "短く"}}).count("基本のこと") == 1


@pytest.mark.django_db
def test_the_office_reads_words_on_the_list_in_the_filter_and_on_the_row(client, moment):
    secretary, team = staff(), make.team(members=1)
    entry = record_decision(secretary, "ideas.check_team", team, at=moment, is_checked=True)
    record_decision(secretary, "accounts.drop_second_factor", person(), at=moment, dropped=1)
    AuditEntry.objects.create(action="of.former.days", subject="gone.model:1", at=moment)
    client.force_login(secretary)
    page = client.get(LIST).text
    words = "チームを確かめたことにした（またはもどした）"
    assert page.count(words) == 2  # in the filter, and in the row
    assert (page.count("ideas.check_team"), page.count("of.former.days") > 1) == (1, True)  # the code: an address
    assert f"チーム {team.pk}" in page
    found = client.get(LIST, {"action": "ideas.check_team"}).text
    assert ("二段階認証を外した</td>" in found, f"{words}</td>" in found) == (False, True)
    assert "?about=ideas&amp;action=accounts" not in client.get(LIST, {"about": "ideas"}).text
    row = client.get(reverse("admin:accounts_auditentry_change", args=[entry.pk])).text
    assert words in row
    assert "<dt>確かめた</dt><dd>はい</dd>" in row
    assert f'<a href="{reverse("admin:ideas_team_change", args=[team.pk])}">' in row
    assert f"ideas.check_team ideas.team:{team.pk}</code>" in row  # what the chain's digest is over


@pytest.mark.django_db
@pytest.mark.parametrize("entries", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_many(client, moment, django_assert_num_queries, entries):
    secretary = staff()
    for _number in range(entries):
        record_decision(person(), "accounts.drop_second_factor", person(), at=moment, dropped=1)
    client.force_login(secretary)
    with django_assert_num_queries(8):
        client.get(LIST)
