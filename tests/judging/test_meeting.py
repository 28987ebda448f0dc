"""The committee's meeting: its order, notes, marks and decisions; refused before the lock and after the release."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from contest.models import Tier
from judging import services
from judging.models import JudgingRefused, MeetingNote, Placement, Topic
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle
from tests.factories.dialogue import statement
from tests.factories.judging import CLOSES
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
AFTER = CLOSES + timedelta(hours=1)


@pytest.fixture
def screening():
    return judging.round(locked_at=CLOSES, locked_by=staff())


@pytest.fixture
def client(enter, clock_at):
    clock_at(AFTER)
    return enter(staff())


def scored(round, *totals):
    """An idea with a sheet for each of these, of the same points throughout."""
    idea = ideas.submitted()
    for points in totals:
        sheet = judging.sheet(round, idea)
        sheet.scores.bulk_create(
            [sheet.scores.model(assignment=sheet, criterion=row, points=points) for row in round.criteria.all()]
        )
        type(sheet).objects.filter(pk=sheet.pk).update(handed_in_at=judging.DURING)
    return idea


def order():
    return [topic.idea for topic in Topic.objects.all()]


def lay(at=AFTER):
    return services.lay_topics(cycle(), by=staff(), at=at)


def tier(key):
    return Tier.objects.get(cycle=cycle(), key=key)


def test_the_order_is_laid_by_the_rule_and_what_was_talked_over_keeps_its_place(screening):
    agreed, split, last = scored(screening, 4, 4), scored(screening, 4, 1), scored(screening, 2, 2)
    assert (lay(), order()) == (3, [split, agreed, last])
    services.mark_topic(last.topic, is_discussed=True, by=staff(), at=AFTER)
    services.move_topic(split.topic, up=False, by=staff(), at=AFTER)
    assert order() == [agreed, split, last]
    assert (lay(), order()) == (2, [last, split, agreed])


def test_a_topic_moves_one_place_and_stays_at_the_ends(screening):
    first, second, third = (scored(screening, points) for points in (4, 3, 2))
    lay()
    who = {"by": staff(), "at": AFTER}
    services.move_topic(third.topic, up=True, **who)
    assert order() == [first, third, second]
    services.move_topic(Topic.objects.get(idea=first), up=True, **who)
    services.move_topic(Topic.objects.get(idea=second), up=False, **who)
    assert order() == [first, third, second]


def test_a_mark_is_set_and_taken_back_on_record_and_twice_is_once(screening):
    idea = scored(screening, 3)
    lay()
    for is_discussed in (True, True, False):
        services.mark_topic(idea.topic, is_discussed=is_discussed, by=staff(), at=AFTER)
    assert Topic.objects.get().discussed_at is None
    marks = AuditEntry.objects.filter(action="judging.mark_topic").order_by("pk")
    assert [entry.detail["is_discussed"] for entry in marks] == [True, False]


def test_notes_are_kept_with_who_and_when_and_the_same_words_once(screening):
    idea, clerk, other = scored(screening, 3), staff(), staff()
    for by, text in ((clerk, " 続ける人がいる "), (clerk, "続ける人がいる"), (other, "数字を確かめたい")):
        services.write_note(idea, text=text, by=by, at=AFTER)
    kept = MeetingNote.objects.values_list("text", "written_by", "written_at")
    assert list(kept) == [("続ける人がいる", clerk.pk, AFTER), ("数字を確かめたい", other.pk, AFTER)]


def test_a_decision_changes_until_the_release_with_the_one_before_on_record(screening):
    idea, clerk = scored(screening, 3), staff()
    for key, reason in (("poster", "手だてが弱い"), ("finalist", "自治体が協働すると言った")):
        services.decide_in_meeting(idea, tier=tier(key), reason=reason, by=clerk, at=AFTER)
    kept = Placement.objects.get()
    assert (kept.tier.key, kept.reason, kept.decided_by) == ("finalist", "自治体が協働すると言った", clerk)
    told = AuditEntry.objects.filter(action="judging.place_idea").latest("pk").detail
    assert (told["before"], told["reason_before"], told["tier"]) == ("poster", "手だてが弱い", "finalist")


ACTS = {
    "lay": lambda idea, by, at: services.lay_topics(idea.cycle, by=by, at=at),
    "move": lambda idea, by, at: services.move_topic(idea.topic, up=False, by=by, at=at),
    "mark": lambda idea, by, at: services.mark_topic(idea.topic, is_discussed=True, by=by, at=at),
    "note": lambda idea, by, at: services.write_note(idea, text="メモ", by=by, at=at),
    "decide": lambda idea, by, at: services.decide_in_meeting(idea, tier=tier("web"), reason="理由", by=by, at=at),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("wrong", ["unlocked", "released"])
def test_there_is_no_meeting_before_the_lock_nor_after_the_release(screening, act, wrong):
    idea, other, clerk = scored(screening, 3), scored(screening, 2), staff()
    lay()
    judging.placed(other)
    if wrong == "unlocked":
        type(screening).objects.update(locked_at=None, locked_by=None)
    else:
        judging.released()
    before = every_row()
    with pytest.raises(JudgingRefused):
        ACTS[act](idea, clerk, AFTER)
    assert every_row() == before


@pytest.mark.parametrize("act", ["note", "decide"])
def test_empty_words_are_refused(screening, act):
    idea, who = scored(screening, 3), {"by": staff(), "at": AFTER}
    before = every_row()
    acts = {
        "note": lambda: services.write_note(idea, text=" \n", **who),
        "decide": lambda: services.decide_in_meeting(idea, tier=tier("web"), reason=" ", **who),
    }
    with pytest.raises(JudgingRefused):
        acts[act]()
    assert every_row() == before


# pages


def page(client, name, *args):
    answer = client.get(reverse(f"admin:judging_round_{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def send(client, name, *args, **data):
    return client.post(reverse(f"admin:judging_round_{name}", args=args), data, follow=True).content.decode()


def test_the_list_says_the_rule_proposes_lays_and_moves(client, screening):
    agreed, split = scored(screening, 4, 4), scored(screening, 4, 1)
    shown = page(client, "meeting", screening.pk)
    for words in (
        "つぎの3つのうち",
        "話し合う順の案",
        "意見が分かれている</span>",
        "アイデア2件のうち0件を話し合いました",
    ):
        assert words in shown
    assert ("上へ" in shown.split("</section>")[-1], "つぎに話し合う" in shown) == (False, False)
    assert "これから話すアイデア2件" in send(client, "meeting", screening.pk, act="lay")
    assert order() == [split, agreed]
    assert f"つぎに話し合う：{split.number}" in page(client, "meeting", screening.pk)
    send(client, "meeting", screening.pk, act="up", topic=agreed.topic.pk)
    assert order() == [agreed, split]
    for odd in ("", "0", "x", "9" * 12):
        answer = client.post(reverse("admin:judging_round_meeting", args=[screening.pk]), {"act": "up", "topic": odd})
        assert answer.status_code == 404
    assert order() == [agreed, split]


def test_the_page_of_an_idea_shows_what_helps_and_takes_notes_marks_and_decisions(client, screening):
    first, idea = scored(screening, 4, 4), scored(screening, 3, 3)
    statement(idea, stance="together", text="場所を貸します。", handed_in_at=AFTER)
    lay()
    where = ("topic", screening.pk, idea.number)
    shown = page(client, *where)
    for words in (
        "2件中 2件目",
        "場所を貸します。",
        "メモはまだありません",
        "まだ決めていません",
        first.number,
        "2 / 2",
    ):
        assert words in shown
    sheets = shown.split("judging/assignment/?")[1].split('"')[0].replace("&amp;", "&")
    listed = client.get(reverse("admin:judging_assignment_changelist") + "?" + sheets)
    assert listed.context["cl"].result_count == 2
    assert "続ける人がいる" in send(client, *where, act="note", text="続ける人がいる")
    assert "層を決めました" in send(client, *where, act="decide", tier=tier("poster").pk, reason="手だてが弱い")
    assert "話し合いました（" in send(client, *where, act="discussed")
    assert "（2027" in page(client, "topic", screening.pk, idea.number)
    assert "アイデア2件のうち1件を話し合いました" in page(client, "meeting", screening.pk)
    assert (Placement.objects.get().idea, MeetingNote.objects.count()) == (idea, 1)


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "note", "text": ""},
        {"act": "note", "text": "あ" * 1001},
        {"act": "decide", "tier": "", "reason": "残す理由"},
        {"act": "decide", "tier": "999", "reason": "残す理由"},
        {"act": "decide", "tier": "poster", "reason": ""},
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(client, screening, sent):
    idea = scored(screening, 3)
    lay()
    sent = {key: str(tier("poster").pk) if value == "poster" else value for key, value in sent.items()}
    before = every_row()
    shown = send(client, "topic", screening.pk, idea.number, **sent)
    assert "保存できませんでした" in shown
    assert sent.get("reason", "") in shown
    assert every_row() == before


def test_before_the_lock_the_page_says_so_and_after_the_release_it_is_to_be_read_only(client, screening):
    idea = scored(screening, 3)
    lay()
    judging.placed(idea)
    judging.released()
    assert "もう変えられません" in page(client, "meeting", screening.pk)
    shown = page(client, "topic", screening.pk, idea.number)
    assert [words in shown for words in ("メモを書きのこす", "層を決める</button>", "話し合ったことにする")] == [
        False
    ] * 3
    type(screening).objects.update(locked_at=None, locked_by=None)
    assert "採点を締めてからはじまります" in page(client, "meeting", screening.pk)


def test_a_final_has_no_meeting_and_strange_numbers_have_no_page(client, screening):
    final = judging.round(kind="final")
    for where in (("meeting", final.pk), ("topic", screening.pk, "COG2026-I-9999"), ("topic", screening.pk, "x")):
        assert client.get(reverse(f"admin:judging_round_{where[0]}", args=where[1:])).status_code == 404


def test_judges_and_teams_see_nothing_of_it(enter, clock_at, screening):
    clock_at(AFTER)
    idea = scored(screening, 3)
    lay()
    for user in (person(), judging.judge().user, ideas.leader_of(idea.team)):
        client = enter(user)
        for where in (("meeting", screening.pk), ("topic", screening.pk, idea.number)):
            answer = client.get(reverse(f"admin:judging_round_{where[0]}", args=where[1:]), follow=True)
            assert answer.status_code == 403


@pytest.mark.parametrize("n", [1, 3])
def test_the_pages_take_a_fixed_number_of_queries(client, screening, n, django_assert_num_queries):
    for _ in range(n):
        idea = scored(screening, 3)
        services.write_note(idea, text="メモ", by=staff(), at=AFTER)
    lay()
    with django_assert_num_queries(MEETING):
        page(client, "meeting", screening.pk)
    with django_assert_num_queries(TOPIC):
        page(client, "topic", screening.pk, idea.number)


MEETING, TOPIC = 17, 21
