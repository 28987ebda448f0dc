"""The judges' site as a browser meets it, without JavaScript."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from ideas.services import submit_idea
from judging.models import Assignment, Conflict, Round
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.judging import CLOSES, OPENS

pytestmark = pytest.mark.django_db
LIST_QUERIES = 8  # session, person, second factor, judge; sheets, bodies; seats; the season of the frame


def address(sheet, name="sheet"):
    return reverse(f"judge:{name}", args=[sheet.pk])


def form(sheet, *values, then="save", comment="うちわのことば", advice="歩いてみてください"):
    points = {f"criterion_{key}": value for key, value in judging.points(sheet.round, *values).items()}
    return {**points, "comment": comment, "advice": advice, "then": then}


def state(sheet):
    sheet.refresh_from_db()
    return [score.points for score in sheet.scores.all()], sheet.comment, sheet.advice, bool(sheet.handed_in_at)


@pytest.fixture
def sheet():
    return judging.sheet(judging.round(), ideas.submitted())


@pytest.fixture
def client(sheet, enter, now):
    return enter(sheet.judge.user)


# who comes in


def test_a_stranger_is_led_to_the_login(sheet, now):
    answer = Client().get(address(sheet), follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=" + quote(address(sheet), safe="")


@pytest.mark.parametrize("make", [person, staff])
def test_only_judges_come_in(make, sheet, enter, now):
    answer = enter(make()).get("/judge/", follow=True)
    assert answer.status_code == 403


def test_a_judge_is_no_member_of_the_secretariat(client):
    assert client.get("/office/", follow=True).status_code == 403


def test_a_judge_without_second_factor_is_led_to_it(enter, now):
    judge = judging.judge(user=person(second_factor=False))
    assert enter(judge.user).get("/judge/").url == reverse("accounts:second_factor")


# the list


def test_the_list_says_what_is_left(client, sheet):
    mine = sheet.judge
    done = judging.handed_in(sheet.round, ideas.submitted(title="おわった"), 1, 2, 3, by=mine)
    page = client.get("/judge/").content.decode()
    assert re.findall(r'class="chip[^>]*>([^<]+)<', page) == ["未採点", "採点ずみ"]
    assert "<strong>のこり1件</strong>" in page
    assert "（2件中 1件 採点ずみ）" in page
    assert page.index(sheet.idea.number) < page.index(done.idea.number)


def test_the_round_that_is_open_stands_first(client, sheet, clock_at):
    times = {"opens_at": CLOSES + timedelta(days=20), "closes_at": CLOSES + timedelta(days=21)}
    final = judging.round(kind=Round.Kind.FINAL, **times)
    judging.sheet(final, sheet.idea, by=sheet.judge)
    clock_at(times["opens_at"] + timedelta(hours=10))
    page = client.get("/judge/").content.decode()
    assert page.index(f'id="round-{final.pk}"') < page.index(f'id="round-{sheet.round.pk}"')


def test_the_order_of_the_list_does_not_follow_scores(client, sheet):
    for title, value in (("ひくい", 1), ("たかい", 5)):
        judging.handed_in(sheet.round, ideas.submitted(title=title), value, value, 2, by=sheet.judge)
    numbers = re.findall(r"COG2026-I-\d{4}", client.get("/judge/").content.decode())
    assert numbers == sorted(numbers)


def test_before_the_round_opens_nothing_of_an_idea_is_seen(client, sheet, clock_at):
    clock_at(OPENS - (CLOSES - OPENS))
    page = client.get("/judge/").content.decode()
    assert "採点するアイデアは1件です" in page
    assert sheet.idea.title not in page
    assert client.get(address(sheet)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(count, sheet, enter, now, django_assert_num_queries):
    for _ in range(count - 1):
        judging.sheet(sheet.round, ideas.submitted(), sheet.judge)
    client = enter(sheet.judge.user)
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get("/judge/").status_code == 200


# the sheet


def test_a_sheet_shows_the_idea_and_its_criteria(client, sheet):
    page = client.get(address(sheet)).content.decode()
    for words in ("あかりみち", "夜道を、みんなの明かりで。", "データについて書いた文です。", "新規性（重み 1）"):
        assert words in page
    assert sheet.idea.challenge.title in page
    assert len(re.findall(r'type="radio"', page)) == 5 + 5 + 4


def test_a_sheet_shows_the_evidence_that_was_handed_in_and_no_note(enter, now):
    idea = ideas.draft()
    ideas.citation(idea)
    ideas.hypothesis(idea)
    ideas.note(idea, text="メモは出ない")
    idea = submit_idea(idea, by=ideas.leader_of(idea.team), at=ideas.AUTUMN)
    ideas.hypothesis(idea, claim="あとから足した")
    sheet = judging.sheet(judging.round(), idea)
    page = enter(sheet.judge.user).get(address(sheet)).content.decode()
    shown = [
        words in page
        for words in ("[1] 夜の人出（見本）", "見本市 統計課", "暗いから歩かない", "メモは出ない", "あとから")
    ]
    assert shown == [True, True, True, False, False]


def test_a_long_scale_is_typed(enter, now):
    sheet = judging.sheet(judging.round(criteria=(("novelty", "新規性", 1, 100),)), ideas.submitted())
    client = enter(sheet.judge.user)
    assert 'type="number"' in client.get(address(sheet)).content.decode()
    answer = client.post(address(sheet), form(sheet, 101, then="hand_in"))
    assert "100 以下" in answer.content.decode()
    assert state(sheet) == ([], "", "", False)


def test_a_draft_is_saved_incomplete(client, sheet):
    answer = client.post(address(sheet), form(sheet, 4), follow=True)
    assert "保存しました。" in answer.content.decode()
    assert state(sheet) == ([4], "うちわのことば", "歩いてみてください", False)


def test_handing_in_asks_for_every_point_by_the_field_and_loses_nothing(client, sheet):
    answer = client.post(address(sheet), form(sheet, 4, then="hand_in"), follow=True)
    page = answer.content.decode()
    assert page.count('class="field-errors"') == 2
    assert "まだ終わってはいません" in page
    assert "うちわのことば</textarea>" in page
    assert state(sheet) == ([4], "うちわのことば", "歩いてみてください", False)


def test_handing_in_leads_to_the_next_that_is_left(client, sheet):
    following = judging.sheet(sheet.round, ideas.submitted(), sheet.judge)
    assert client.post(address(sheet), form(sheet, 4, 3, 2, then="hand_in")).url == address(following)
    assert state(sheet)[3]
    assert client.post(address(following), form(following, 4, 3, 2, then="hand_in")).url == "/judge/"


def test_save_and_next_goes_round(client, sheet):
    following = judging.sheet(sheet.round, ideas.submitted(), sheet.judge)
    assert client.post(address(following), form(following, 4, then="next")).url == address(sheet)


@pytest.mark.parametrize("values", [("x",), (9,)])
def test_a_point_nobody_offered_is_refused_by_the_field(client, sheet, values):
    page = client.post(address(sheet), form(sheet, *values)).content.decode()
    assert page.count('class="field-errors"') == 1
    assert state(sheet) == ([], "", "", False)


def test_words_that_are_too_long_are_refused_and_kept_on_the_page(client, sheet):
    page = client.post(address(sheet), form(sheet, 4, advice="あ" * 2001)).content.decode()
    assert "あ" * 2001 in page
    assert page.count('class="field-errors"') == 1
    assert state(sheet) == ([], "", "", False)


def test_line_breaks_count_once(client, sheet):
    words = "\r\n".join(["あ"] * 1000)  # 1999 as people count
    client.post(address(sheet), form(sheet, 4, advice=words))
    assert state(sheet)[2] == words.replace("\r\n", "\n")


def test_after_the_deadline_a_sheet_is_read_only(client, sheet, clock_at):
    client.post(address(sheet), form(sheet, 4))
    clock_at(CLOSES)
    page = client.get(address(sheet)).content.decode()
    assert "<textarea" not in page
    assert "<dt>新規性（重み 1）</dt><dd>4</dd>" in page
    late = client.post(address(sheet), form(sheet, 1, advice="おそいことば")).content.decode()
    assert "しめきりを過ぎたので、保存できません" in late
    assert "おそいことば" in late
    assert state(sheet)[0] == [4]


def test_the_sheets_of_others_do_not_exist(client, sheet):
    other = judging.sheet(sheet.round, sheet.idea)
    for name in ("sheet", "conflict"):
        assert client.get(address(other, name)).status_code == 404
        assert client.post(address(other, name), {"reason": "x"}).status_code == 404
    assert Assignment.objects.filter(pk=other.pk).exists()


# conflict of interest


def test_a_judge_declares_a_conflict_and_the_sheet_is_gone(client, sheet):
    answer = client.post(address(sheet, "conflict"), {"reason": "所属が同じです"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/judge/"
    assert Conflict.objects.get().reason == "所属が同じです"
    assert client.get(address(sheet)).status_code == 404


@pytest.mark.parametrize("reason", ["", " ", "あ" * 201])
def test_a_conflict_without_a_good_reason_is_refused(client, sheet, reason):
    answer = client.post(address(sheet, "conflict"), {"reason": reason})
    assert answer.content.decode().count('class="field-errors"') == 1
    assert not Conflict.objects.exists()


# blindness


@pytest.fixture
def secrets(sheet):
    """Words that would give the team away."""
    team = sheet.idea.team
    team.name, team.kana = "ひみつの団", "ヒミツノダン"
    team.save()
    leader = ideas.leader_of(team)
    leader.family_name, leader.family_kana = "秘密田", "ヒミツダ"
    leader.save()
    team.members.update(name_is_public=True)
    return ["ひみつの団", "ヒミツノダン", "秘密田", "ヒミツダ", *(member.user.email for member in team.members.all())]


def pages(client, sheet):
    addresses = ["/judge/", address(sheet), address(sheet, "conflict")]
    return "".join(client.get(page).content.decode() for page in [*addresses, "/judge/?q=ひみつの団"])


def test_a_blind_sheet_names_neither_team_nor_people(client, sheet, secrets):
    assert [word for word in secrets if word in pages(client, sheet)] == []


def test_an_open_round_names_the_team_but_not_its_people(client, sheet, secrets):
    Round.objects.update(is_blind=False)
    assert [word for word in secrets if word in pages(client, sheet)] == ["ひみつの団"]


# English


def test_a_reader_of_english_meets_the_english_summary_first(client, sheet):
    sheet.idea.title_en, sheet.idea.summary_en = "A lit way home", "Neighbours lend their light."
    sheet.idea.save()
    client.cookies["django_language"] = "en"
    page = client.get(address(sheet)).content.decode()
    assert page.index("A lit way home</h1>") < page.index("あかりみち")
    assert page.index("Neighbours lend their light.") < page.index("夜道を、みんなの明かりで。")
    assert "A lit way home" in client.get("/judge/").content.decode()
