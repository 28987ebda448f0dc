"""Advice over HTTP: the secretariat's board, the judge's proposal, the team's page, and what the world sees of it when."""

import pytest
from django.test import Client
from django.urls import reverse

from contest.models import Stage
from ideas.models import Idea, SecondVersion
from ideas.services import hand_in_second_version, save_second_version
from judging import services
from judging.models import Advice, Proposal
from pages.remembered import ANY_TOKEN, version_at
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.contest import instant
from tests.factories.judging import ADVISED, DURING, WORDS
from tests.factories.municipalities import officer

pytestmark = pytest.mark.django_db
BOARD_QUERIES = 8
BOARD = "/office/judging/advice/board/2026/"
INSIDE = "委員会だけに言うこと"


@pytest.fixture
def idea(clock_at):
    """A finalist whose judge wrote to the team and inside; the round is locked, the tiers are out, it is spring."""
    round, made = judging.round(), ideas.submitted()
    judging.handed_in(round, made, 4, 3, 2)
    judging.placed(made)
    judging.released(made.cycle)
    round.locked_at, round.locked_by = DURING, staff()
    round.save()
    clock_at(ADVISED)
    return Idea.objects.get(pk=made.pk)


@pytest.fixture
def office(enter, idea):
    return enter(staff())


def text(answer):
    return answer.content.decode()


def write_page(idea):
    return f"/office/judging/advice/write/{idea.pk}/"


def typed(**fields):
    return {"seen": "none", "strengths-novelty": "よい線です。", "improvement": "費用を書く。", **fields}


def publish(idea):
    services.publish_advice(idea.cycle, by=staff(), at=ADVISED)


# The office


def test_the_board_counts_who_waits_and_narrows_it_down(office, idea):
    poster = ideas.submitted(title="ポスターの案")
    judging.placed(poster, "poster")
    judging.drafted(poster, improvement="")
    judging.advised(idea)
    page = text(office.get(BOARD))
    assert "まだない <span>0" in page
    assert "下書き <span>1" in page
    assert "送った <span>1" in page
    assert "書きかけ" in page
    narrowed = text(office.get(BOARD, {"tier": "poster", "mark": "draft"}))
    assert ("ポスターの案" in narrowed, "あかりみち" in narrowed) == (True, False)
    assert "あてはまるアイデアはありません" in text(office.get(BOARD, {"mark": "published"}))


def test_what_was_written_reads_by_the_names_of_the_criteria(office, idea):
    advice = judging.advised(idea)
    page = text(office.get(reverse("admin:judging_advice_change", args=[advice.pk])))
    key, words = next(iter(advice.strengths.items()))
    name = str(idea.cycle.rounds.get().criteria.get(key=key))
    assert f"<dt>{name}</dt><dd>{words}</dd>" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_asks_a_fixed_number_of_questions(office, count, django_assert_num_queries):
    for _ in range(count):
        judging.drafted(ideas.submitted())
    with django_assert_num_queries(BOARD_QUERIES):
        assert office.get(BOARD).status_code == 200


def test_many_are_approved_and_sent_after_a_look_at_them(office, enter, idea):
    other = ideas.submitted()
    for each in (idea, other):
        judging.drafted(each)
    chosen = [idea.pk, other.pk]
    looked = text(office.post(BOARD, {"act": "approve", "idea": chosen}))
    assert looked.count("目のつけどころが新しい。") == 2
    assert not Advice.objects.filter(approved_at__isnull=False).exists()
    office.post(BOARD, {"act": "approve", "idea": chosen, "confirmed": "1"})
    assert "メンバー2人、担当者" in text(office.post(BOARD, {"act": "send", "idea": chosen}))
    send = {"act": "send", "idea": chosen, "confirmed": "1"}
    assert "2件を送りました" in text(office.post(BOARD, send, follow=True))
    assert "0件を送りました" in text(office.post(BOARD, send, follow=True))
    assert Advice.objects.sent().count() == 2


def test_a_refusal_names_ideas_and_sends_nothing(office, idea):
    judging.drafted(idea)
    services.approve_advice([idea], by=staff(), at=ADVISED)
    unready = ideas.submitted()
    send = {"act": "send", "idea": [idea.pk, unready.pk], "confirmed": "1"}
    assert f"下書きがありません：{unready.number}" in text(office.post(BOARD, send))
    assert not Advice.objects.sent().exists()
    assert "えらんでください" in text(office.post(BOARD, {"act": "send"}, follow=True))


def test_a_text_to_the_team_is_taken_over_unsaved_and_inside_words_are_not_there(office, idea):
    page = text(office.get(write_page(idea)))
    assert ("もっと歩いてみてください" in page, INSIDE in page) == (True, False)
    sheet = idea.assignments.get()
    taken = office.post(write_page(idea), typed(take=f"sheet-{sheet.pk}"))
    assert taken.context["form"]["improvement"].value() == "費用を書く。\n\nもっと歩いてみてください"
    assert taken.context["form"]["strengths-novelty"].value() == "よい線です。"
    assert not Advice.objects.exists()
    office.post(write_page(idea), typed())
    kept = Advice.objects.get()
    assert (kept.strengths, kept.improvement) == ({"novelty": "よい線です。"}, "費用を書く。")
    late = text(office.post(write_page(idea), typed(improvement="別の人の文")))
    assert ("先に保存しました" in late, "別の人の文" in late, "費用を書く。" in late) == (True, True, True)
    assert Advice.objects.get().improvement == "費用を書く。"


def test_a_proposal_is_made_the_draft_by_a_button(office, idea):
    sheet = idea.assignments.get()
    services.propose_advice(sheet, words=WORDS, by=sheet.judge.user, at=ADVISED)
    office.post(write_page(idea), typed(adopt=str(sheet.pk)))
    assert Advice.objects.get().written_by == sheet.judge.user


# The judge


def test_a_judge_proposes_on_their_own_sheet_only_after_the_lock(enter, idea):
    sheet, other = idea.assignments.get(), judging.judge()
    judging.drafted(idea, improvement="事務局の下書き")
    theirs = judging.sheet(sheet.round, idea, other)
    services.propose_advice(theirs, words={**WORDS, "improvement": "ほかの人の案"}, by=other.user, at=ADVISED)
    client, page = enter(sheet.judge.user), reverse("judge:advice", args=[sheet.pk])
    assert page in text(client.get(reverse("judge:index")))
    shown = text(client.get(page))
    assert ("もっと歩いてみてください" in shown, "事務局の下書き" in shown, "ほかの人の案" in shown) == (
        True,
        False,
        False,
    )
    assert client.post(page, typed()).url == page
    assert Proposal.objects.get(assignment=sheet).improvement == "費用を書く。"
    assert client.get(reverse("judge:advice", args=[theirs.pk])).status_code == 404
    sheet.round.locked_at = None
    sheet.round.save()
    refused = text(client.post(page, typed(improvement="あとから")))
    assert "採点を締めたあとに" in refused
    assert Proposal.objects.get(assignment=sheet).improvement == "費用を書く。"
    assert page not in text(client.get(reverse("judge:index")))


# The team, its municipality, the world


def test_the_team_and_its_officers_read_it_once_it_is_sent(enter, idea):
    member, serving = idea.team.members.last().user, officer(idea.challenge.participant).user
    page, answer = reverse("advice:page", args=[idea.pk]), reverse("advice:answer", args=[idea.pk])
    judging.drafted(idea)
    people = {"member": member, "officer": serving, "stranger": person(), "elsewhere": officer().user}

    def answers():
        return {who: enter(user).get(page).status_code for who, user in people.items()}

    assert set(answers().values()) == {404}
    services.approve_advice([idea], by=staff(), at=ADVISED)
    services.send_advice([idea], by=staff(), at=ADVISED)
    assert answers() == {"member": 200, "officer": 200, "stranger": 404, "elsewhere": 404}
    client = enter(member)
    shown = text(client.get(page))
    assert ("目のつけどころが新しい。" in shown, str(idea.assignments.get().judge) in shown) == (True, False)
    assert page in text(client.get(reverse("pages:me")))
    assert page in text(client.get(reverse("ideas:idea_receipt", args=[idea.pk])))
    assert page in text(enter(serving).get(reverse("pages:me")))
    assert client.post(answer, {"answer": "試してみます。", "seen": "none"}).status_code == 302
    stale = text(client.post(answer, {"answer": "別の返事", "seen": "none"}))
    assert ("先に返事を書きました" in stale, "別の返事" in stale) == (True, True)
    assert enter(serving).post(answer, {"answer": "担当者から"}).status_code == 404
    assert "試してみます。" in text(enter(serving).get(page))
    assert Advice.objects.get().answer == "試してみます。"


def _world(idea):
    """Every public byte of the idea's pages, as a stranger meets it."""
    client, number = Client(), idea.number
    paths = [reverse("pages:idea", args=[number]), reverse("pages:idea_advice", args=[number]), "/ideas/", "/"]
    answers = [client.get(path) for path in paths]
    return [(answer.status_code, ANY_TOKEN.sub("", text(answer))) for answer in answers]


def test_nothing_shows_before_the_publication_and_then_all_of_it_does(idea, clock_at):
    clock_at(instant(Stage.Kind.AFTER))
    before, key = _world(idea), version_at(ADVISED)
    assert before[1][0] == 404
    advice = judging.advised(idea)
    services.answer_advice(advice, text="試してみます。", by=idea.team.members.first().user, at=ADVISED)
    second = SecondVersion.objects.get()
    writer = {"by": idea.team.members.first().user, "at": ADVISED}
    values = dict.fromkeys(("title", "summary", "answer-story", "answer-data", "answer-design"), "見本の文")
    save_second_version(second, values={**values, "answer-digital": "朝の道も照らす。"}, **writer)
    hand_in_second_version(second, **writer)
    assert _world(idea) == before
    assert version_at(ADVISED) == key
    publish(idea)
    after = _world(idea)
    assert after[0] != before[0]  # the control: these pages would show it
    shown = after[1][1]
    assert after[1][0] == 200
    assert all(words in shown for words in ("目のつけどころが新しい。", "試してみます。", "朝の道も照らす。"))
    assert "見本の文" not in after[0][1]  # what was judged is what the idea's page shows
    assert version_at(ADVISED) != key


def test_others_than_finalists_stay_between_team_municipality_and_office(idea, clock_at):
    clock_at(instant(Stage.Kind.AFTER))
    poster = ideas.submitted()
    judging.placed(poster, "poster")
    judging.advised(idea)
    before = _world(poster)
    judging.advised(poster)
    publish(idea)
    assert _world(poster)[:2] == before[:2]
