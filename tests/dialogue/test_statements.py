"""The municipality's word: asked for, written, handed in, handed in again; silence and refusals."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from contest.models import Cycle
from dialogue.models import (
    Statement,
    StatementClosed,
    StatementIncomplete,
    WrittenElsewhere,
    closing_of,
)
from dialogue.services.asking import ask_again, ask_for_statements, open_cycles, remind_of_statements
from dialogue.services.statements import hand_in_statement, mark_of, save_statement
from dialogue.standings import statement_for, statements_waiting
from dialogue.wording import problems_of
from ideas.models import Idea
from municipalities.models import Officer
from notifications.models import OutboxMail
from tests.factories import contest, ideas
from tests.factories.accounts import staff
from tests.factories.contest import JST
from tests.factories.dialogue import STEP, WINTER, officer_of, statement, words
from tests.factories.municipalities import officer
from tests.municipalities.pages import text
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
JANUARY = datetime(2027, 1, 12, 15, tzinfo=JST)
FINAL = datetime(2027, 2, 28, tzinfo=JST)
LIST = reverse("admin:dialogue_statement_changelist")


def again(kept):
    return Statement.objects.for_list().get(pk=kept.pk)


def save(kept, at=JANUARY, **more):
    return save_statement(kept, words=words(**more), seen=mark_of(again(kept)), by=officer_of(kept), at=at)


def hand_in(kept, at=JANUARY):
    return hand_in_statement(kept, seen=mark_of(again(kept)), by=officer_of(kept), at=at)


def mails(kind):
    return list(OutboxMail.objects.filter(kind=f"dialogue/{kind}").order_by("pk"))


# --- asked for ------------------------------------------------------------------------------------------------------------


def test_officers_are_asked_once_the_ideas_are_out_in_one_mail():
    idea = ideas.submitted(title="あかりみち")
    other = ideas.submitted(challenge=idea.challenge)
    ideas.draft(challenge=idea.challenge)
    ideas.withdrawn()
    colleague = officer(idea.challenge.participant).user
    assert ask_for_statements(at=WINTER - timedelta(seconds=1)) == 0
    assert not Statement.objects.exists()
    assert ask_for_statements(at=WINTER) == 0  # midnight
    assert set(Statement.objects.values_list("idea", flat=True)) == {idea.pk, other.pk}
    assert ask_for_statements(at=WINTER + timedelta(hours=8)) == 2
    assert {mail.user for mail in mails("statements_asked")} == {idea.challenge.written_by, colleague}
    mail = mails("statements_asked")[0]
    assert mail.subject == "アイデア2件に、自治体のことばを書いてください"
    assert f"・{idea.number} あかりみち（{idea.challenge.participant.name}）" in mail.body
    assert "2027年2月27日（土）23:59まで" in mail.body
    before = every_row()
    assert ask_for_statements(at=WINTER + timedelta(hours=9)) == 0
    assert every_row() == before


def test_a_municipality_without_officers_is_asked_once_it_has_one():
    idea = ideas.submitted()
    Officer.objects.update(until=WINTER)
    assert ask_for_statements(at=JANUARY) == 0
    officer(idea.challenge.participant)
    assert ask_for_statements(at=JANUARY + timedelta(days=9)) == 1


def test_silence_is_reminded_once_after_a_week():
    said, silent = ideas.submitted(), ideas.submitted()
    ask_for_statements(at=JANUARY)
    save(said.statement)
    hand_in(said.statement)
    week = JANUARY.replace(hour=8) + timedelta(days=7)
    assert remind_of_statements(at=week - timedelta(days=1)) == 0
    assert remind_of_statements(at=week - timedelta(hours=1)) == 0
    assert remind_of_statements(at=week) == 1
    assert mails("statements_wait")[0].user == silent.challenge.written_by
    before = every_row()
    assert remind_of_statements(at=week + timedelta(days=30)) == 0
    assert every_row() == before


def test_nobody_is_asked_once_the_final_has_begun():
    ideas.submitted()
    assert ask_for_statements(at=FINAL) == 0
    assert open_cycles(FINAL) == []
    assert [cycle.fiscal_year for cycle in open_cycles(FINAL - timedelta(seconds=1))] == [2026]


def test_the_deadline_is_the_finals_day_or_the_end_of_step3():
    cycle = contest.cycle()
    assert closing_of(cycle) == FINAL
    cycle.final_on = None
    assert closing_of(cycle) == contest.windows(2026)["review"][1]
    assert closing_of(Cycle.objects.create(fiscal_year=2031)) is None


# --- written --------------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_unfinished_and_nobody_else_sees_it():
    kept = statement()
    done = save(kept, stance="", text=" まだ\r\n途中 ", steps=[STEP, {"who": "", "what": "", "by": ""}])
    assert done.working == {"stance": "", "text": "まだ\n途中", "steps": [STEP]}
    assert (done.drafted_by, done.handed_in_at) == (officer_of(kept), None)
    assert statement_for([kept.idea]) == {}
    assert not OutboxMail.objects.exclude(kind__startswith="ideas/").exists()
    before = every_row()
    save(kept, stance="", text="まだ\n途中", steps=[STEP])
    assert every_row() == before


def test_handing_in_publishes_tells_the_team_and_keeps_the_words():
    kept = statement()
    save(kept)
    for _time in range(2):
        done = hand_in(kept)
    assert (done.stance, done.text, done.steps, done.draft) == ("together", "いっしょに試します。", [STEP], {})
    shown = statement_for([kept.idea])[kept.idea_id]
    assert (shown.stance_label, shown.municipality) == ("協働する", kept.idea.challenge.participant.name)
    assert {mail.user for mail in mails("statement")} == {member.user for member in kept.idea.team.members.all()}
    assert mails("statement")[0].subject == f"「{kept.idea.title}」に、自治体のことばが届きました"
    entry = AuditEntry.objects.get(action="statement.hand_in")
    assert (entry.actor, entry.detail) == (officer_of(kept), words())


def test_it_is_written_again_until_the_final_and_each_version_stays_on_record():
    kept = statement()
    save(kept)
    hand_in(kept)
    last = FINAL - timedelta(microseconds=1)
    save(kept, at=last, text="場所も貸します。")
    assert statement_for([kept.idea])[kept.idea_id].text == "いっしょに試します。"
    hand_in(kept, at=last)
    assert statement_for([kept.idea])[kept.idea_id].text == "場所も貸します。"
    said = AuditEntry.objects.filter(action="statement.hand_in").order_by("pk")
    assert [entry.detail["text"] for entry in said] == ["いっしょに試します。", "場所も貸します。"]
    assert mails("statement")[-1].subject == f"「{kept.idea.title}」への自治体のことばが、書きなおされました"


@pytest.mark.parametrize("at", [WINTER - timedelta(seconds=1), FINAL])
def test_outside_its_time_nothing_is_kept(at):
    kept = statement()
    save(kept)
    before = every_row()
    for act in (lambda: save(kept, at=at, text="別"), lambda: hand_in(kept, at=at)):
        with pytest.raises(StatementClosed):
            act()
    assert every_row() == before


def test_a_withdrawn_idea_gets_no_word():
    kept = statement()
    Idea.objects.update(status="withdrawn")
    before = every_row()
    with pytest.raises(StatementClosed):
        save(kept)
    assert every_row() == before


def test_two_officers_neither_lose_a_word_nor_publish_what_they_did_not_see():
    kept = statement()
    seen, by = mark_of(kept), officer(kept.idea.challenge.participant).user
    save(kept)
    before = every_row()
    with pytest.raises(WrittenElsewhere):
        save_statement(kept, words=words(text="ほかのことば"), seen=seen, by=by, at=JANUARY)
    with pytest.raises(WrittenElsewhere):
        hand_in_statement(kept, seen=seen, by=by, at=JANUARY)
    assert every_row() == before


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({}, []),
        ({"stance": "hard", "steps": []}, []),
        ({"stance": ""}, ["stance"]),
        ({"text": ""}, ["text"]),
        ({"text": "あ" * 1001}, ["text"]),
        ({"steps": []}, ["who_1"]),
        ({"stance": "support", "steps": [{**STEP, "by": ""}]}, ["by_1"]),
        ({"steps": [STEP, {**STEP, "what": "あ" * 201}]}, ["what_2"]),
        ({"steps": [STEP] * 5}, ["text"]),
    ],
)
def test_what_is_missing_or_too_long_is_said_by_its_field_and_not_published(more, fields):
    kept = statement()
    save(kept, **more)
    assert list(problems_of(again(kept).working)) == fields
    before = every_row()
    if fields:
        with pytest.raises(StatementIncomplete):
            hand_in(kept)
        assert every_row() == before
    else:
        assert hand_in(kept).handed_in_at


# --- whose it is, and the office ------------------------------------------------------------------------------------------------


def test_only_officers_of_its_municipality_have_it_on_their_desk():
    kept = statement()
    for user, has in ((officer_of(kept), True), (officer().user, False), (staff(), False)):
        assert Statement.objects.for_officer(user).filter(pk=kept.pk).exists() is has
        assert user.has_perm("dialogue.write_statement", kept) is has
    assert statements_waiting(officer_of(kept)) == 1


@pytest.mark.parametrize("n", [1, 3])
def test_the_offices_list_asks_a_fixed_number_of_questions(client, n, django_assert_num_queries):
    client.force_login(staff())
    for _ in range(n):
        statement()
    with django_assert_num_queries(11):
        assert len(client.get(LIST + "?state=waiting").context["cl"].result_list) == n


def test_the_office_reminds_those_that_wait_and_reads_the_versions(client, clock_at):
    clock_at(JANUARY)
    said, silent = statement(), statement()
    save(said)
    hand_in(said)
    client.force_login(staff())
    chosen = {"action": "remind", "_selected_action": [said.pk, silent.pk]}
    assert "1通のメールを用意しました。" in text(client.post(LIST, chosen, follow=True))
    assert [mail.user for mail in mails("statements_wait")] == [officer_of(silent)]
    assert AuditEntry.objects.get(action="statement.remind").subject == f"dialogue.statement:{silent.pk}"
    assert "自治体のことばがまだないアイデアを見て" in text(client.get(reverse("admin:index")))
    page = text(client.get(reverse("admin:dialogue_statement_change", args=[said.pk])))
    assert "いっしょに試します。" in page
    save(silent, text="まだ秘密")
    assert "まだ秘密" not in text(client.get(reverse("admin:dialogue_statement_change", args=[silent.pk])))


def test_asking_again_asks_only_those_that_still_wait():
    said = statement()
    save(said)
    hand_in(said)
    before = every_row()
    assert ask_again([said], by=officer_of(said), at=JANUARY) == 0
    assert every_row() == before
