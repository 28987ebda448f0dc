"""Further questions as their people meet them: the desks of team and officers, and the office's page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from ideas.models import Idea
from judging import services
from judging.models import Inquiry, InquiryQuestion, Reply
from judging.replying import name_of
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.judging import ANSWERED_BY, FEBRUARY
from tests.factories.municipalities import officer
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
LIST = reverse("judging:inquiries")
LINE = {"accept": "application/json"}
LIST_QUERIES = 7
OFFICE_QUERIES = 20


def address(reply):
    return reverse("judging:inquiry", args=[reply.pk])


def typed(reply, text, **more):
    return {**{name_of(row): text for row in reply.questions}, **more}


@pytest.fixture
def inquiry(clock_at):
    clock_at(FEBRUARY)
    return judging.inquiry()


@pytest.fixture
def reply(inquiry):
    return judging.reply(inquiry)


@pytest.fixture
def client(reply, enter):
    return enter(judging.writer_of(reply))


def read(client, path, **more):
    return client.get(path, **more).content.decode()


# --- the desks --------------------------------------------------------------------------------------------------------------


def test_the_page_says_who_reads_before_anything_is_written(client, reply):
    page = read(client, address(reply))
    assert page.index("最終公開審査の審査委員、事務局が読みます。公開はしません。") < page.index("<textarea")
    assert ("だれと続けますか。" in page, "予算はありますか。" in page) == (True, False)


def test_my_page_leads_to_the_list_and_the_list_to_the_page(client, reply):
    assert "答えを待っている追加質問が1件あります" in read(client, reverse("pages:me"))
    assert address(reply) in read(client, LIST)
    judging.answered(reply)
    assert "答えを待っている追加質問はありません" in read(client, reverse("pages:me"))


def test_a_draft_is_saved_and_handed_in_by_buttons(client, reply):
    assert "まだ出していません" in read_after(client, reply, "市民会と。", then="save")
    assert Reply.objects.get(pk=reply.pk).handed_in_at is None
    assert "さんが答えを出しました" in read_after(client, reply, "市民会と。", then="hand_in")
    assert list(Reply.objects.get(pk=reply.pk).answers.values()) == ["市民会と。"]


def read_after(client, reply, text, **more):
    return client.post(address(reply), typed(reply, text, **more), follow=True).content.decode()


def test_what_is_missing_is_said_by_the_field_and_nothing_is_handed_in(client, reply):
    page = read_after(client, reply, " ", then="hand_in")
    assert page.count('class="field-errors"') == 1
    assert "答えられないときは、その理由" in page
    page = read_after(client, reply, "あ" * 1001, then="hand_in")
    assert "1,000字以内" in page
    assert "あ" * 1001 in page
    assert Reply.objects.get(pk=reply.pk).handed_in_at is None


def test_the_script_saves_and_hears_of_the_close_in_a_line(client, reply, clock_at):
    assert client.post(address(reply), typed(reply, "途中"), headers=LINE).json()["state"] == "saved"
    clock_at(ANSWERED_BY)
    answer = client.post(address(reply), typed(reply, "おそい"), headers=LINE)
    assert (answer.status_code, answer.json()["state"]) == (403, "closed")


def test_what_came_too_late_is_given_back(client, reply, clock_at):
    read_after(client, reply, "下書きのまま", then="save")
    clock_at(ANSWERED_BY)
    before = every_row()
    answer = client.post(address(reply), typed(reply, "おそいことば", then="hand_in"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert ("しめきりを過ぎたので、保存できません" in page, "おそいことば" in page) == (True, True)
    assert every_row() == before
    assert "しめきりまでに出さなかったので、だれにも届いていません" in read(client, address(reply))
    assert "<textarea" not in page


@pytest.mark.parametrize(("side", "other"), [("team", "municipality"), ("municipality", "team")])
def test_each_side_reads_the_other_once_the_deadline_has_passed(side, other, inquiry, enter, clock_at):
    judging.answered(judging.reply(inquiry, other), "ないしょの答え")
    mine = judging.reply(inquiry, side)
    client = enter(judging.writer_of(mine))
    clock_at(ANSWERED_BY - timedelta(seconds=1))
    assert "ないしょの答え" not in read(client, address(mine)) + read(client, LIST)
    clock_at(ANSWERED_BY)
    page = read(client, address(mine))
    assert "ないしょの答え" in page
    assert "答えはありませんでした" in page  # mine


def test_a_side_that_is_asked_nothing_reads_along_afterwards(clock_at, enter):
    clock_at(FEBRUARY)
    inquiry = judging.inquiry(municipality=())
    mine = judging.reply(inquiry, "municipality")
    judging.answered(judging.reply(inquiry), "チームの答え")
    client = enter(judging.writer_of(mine))
    assert "あなたの側への質問はありません" in read(client, address(mine))
    clock_at(ANSWERED_BY)
    assert "チームの答え" in read(client, address(mine))


def test_to_everybody_else_it_does_not_exist(inquiry, enter):
    judging.answered(judging.reply(inquiry), "金糸雀")
    rows = [judging.reply(inquiry), judging.reply(inquiry, "municipality")]
    rival = judging.inquiry()
    others = [ideas.leader_of(rival.idea.team), officer().user, judging.judge().user, staff(), person()]
    before = every_row()
    for user in others:
        client = enter(user)
        for row in rows:
            assert client.get(address(row)).status_code == 404
            answer = client.post(address(row), typed(row, "わりこみ"))
            assert (answer.status_code, "わりこみ" in answer.content.decode()) == (404, True)
        assert "金糸雀" not in read(client, LIST)
    assert enter(judging.writer_of(rows[0])).get(address(rows[1])).status_code == 404
    assert [row for row in every_row() if row not in before and "session" not in str(row)] == []


def test_what_was_not_sent_is_there_for_nobody(enter, clock_at):
    clock_at(FEBRUARY)
    idea = judging.finalist()
    services.add_questions([idea], to="both", texts=["まだの質問"])
    client = enter(ideas.leader_of(idea.team))
    assert "まだの質問" not in read(client, LIST) + read(client, reverse("pages:me"))


def test_a_withdrawn_idea_says_so(client, reply):
    read_after(client, reply, "書きかけ", then="save")
    Idea.objects.update(status="withdrawn")
    page = read(client, address(reply))
    assert ("このアイデアは取り下げられました" in page, "書きかけ" in page) == (True, True)
    assert "おそい" in client.post(address(reply), typed(reply, "おそい")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(count, enter, clock_at, django_assert_num_queries):
    clock_at(FEBRUARY)
    serving = officer()
    for _time in range(count):
        inquiry = judging.inquiry()
        challenge = inquiry.idea.challenge
        challenge.participant = serving.participant
        challenge.save()
    client = enter(serving.user)
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get(LIST).status_code == 200


# --- the office -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(enter, clock_at):
    clock_at(FEBRUARY)
    return enter(staff())


def board(round):
    return reverse("admin:judging_round_inquiries", args=[round.pk])


def test_the_office_writes_sends_and_extends(office):
    round, rows = judging.round(), [judging.finalist(), judging.finalist()]
    path = board(round)
    assert path in read(office, reverse("admin:judging_round_changelist"))
    office.post(path, {"act": "add", "add-idea": "", "add-to": "both", "add-texts": "だれと?\nいつ?"})
    office.post(path, {"act": "add", "add-idea": rows[0].pk, "add-to": "municipality", "add-texts": "予算は?"})
    assert InquiryQuestion.objects.count() == 5
    office.post(path, {"act": "drop", "question": InquiryQuestion.objects.last().pk})
    assert InquiryQuestion.objects.count() == 4
    said = office.post(path, {"act": "send", "send-closes_at": "2027-02-15T00:00"}).content.decode()
    assert "公開したあと" in said
    judging.released()
    office.post(path, {"act": "send", "send-closes_at": "2027-02-15T00:00"})
    assert Inquiry.objects.sent().count() == 2
    office.post(path, {"act": "extend", "extend-closes_at": "2027-02-16T00:00", "extend-reason": "大雪のため"})
    page = read(office, path)
    assert page.count("大雪のため") == 2
    assert page.count("まだです") == 4


def test_what_the_office_typed_comes_back_with_the_refusal(office):
    round = judging.round()
    judging.finalist()
    page = office.post(board(round), {"act": "add", "add-to": "team", "add-texts": "長" * 301}).content.decode()
    assert ("300字まで" in page, "長" * 301 in page) == (True, True)
    judging.released()
    until = {"send-closes_at": "2027-02-15T00:00", "extend-closes_at": "2027-02-15T00:00", "extend-reason": "大雪"}
    for act, said in (("send", "送る質問はありません"), ("extend", "追加質問は、まだ送っていません")):
        assert said in office.post(board(round), {"act": act, **until}).content.decode()
    assert office.post(board(round), {"act": "drop", "question": "x"}).status_code == 302
    assert office.post(board(round), {"act": "nonsense"}).status_code == 200
    assert not Inquiry.objects.exists()


def test_the_board_says_who_answered_who_waits_and_where_nobody_can(office, inquiry):
    judging.answered(judging.reply(inquiry), "市民会<と>")
    officers = inquiry.idea.challenge.participant.officers
    officers.update(until=FEBRUARY)
    page = read(office, board(judging.round()))
    assert [
        word in page for word in ("出しました", "まだです", "いま答えられる人がいません", escape("市民会<と>"))
    ] == [True] * 4


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_asks_a_fixed_number_of_questions(count, office, django_assert_num_queries):
    for _time in range(count):
        judging.answered(judging.reply(judging.inquiry()))
    path = board(judging.round())
    office.get(path)
    with django_assert_num_queries(OFFICE_QUERIES):
        assert office.get(path).status_code == 200
