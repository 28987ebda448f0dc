"""The review's and the stage's pages in the office: what they show, what they do, and that they tell no choices."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from common import clock
from tests.factories import voting as make
from tests.factories.accounts import staff
from tests.voting.test_admin import office, page, text
from tests.voting.test_review import facts, poll_of, provisional, voided
from voting import reviewing, services
from voting.models import Appeal, Ballot, Group, Trace, Void, Voter

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def press(client, poll, name="review", **form):
    return text(client.post(page("poll", name, poll.pk), form, follow=True))


def key(poll):
    return reviewing.key_of(reviewing.undecided_groups(poll)[0])


def test_the_review_shows_channels_and_groups_with_their_signs():
    poll = poll_of(honest=2, sealed=False)
    shown = text(office().get(page("poll", "review", poll.pk)))
    assert re.search(r"メール</th><td>8</td>", shown)
    for words in ("<strong>6人</strong>", "数える票 6", "同じ端末：6人", "同じネットワーク：6人", "そのまま数える"):
        assert words in shown
    assert "除外を申し出る" not in shown  # not before the seal
    assert not any(voter.voter_key in shown for voter in Voter.objects.all())


@pytest.mark.parametrize("groups", [1, 3])
def test_the_review_asks_a_fixed_number_of_queries(groups, django_assert_num_queries):
    poll = poll_of(honest=1, alike=1)
    for n in range(groups * 2):
        voters = [make.voter(poll) for _ in range(5)]
        Trace.objects.bulk_create(Trace(voter=made, network=f"n{n}", device=f"d{n}") for made in voters)
        if n % 2:
            services.leave_group(poll, key=key(poll), reason="見本", by=staff(), at=clock.now())
    client = office()
    client.get(page("poll", "review", poll.pk))
    with django_assert_num_queries(13):
        client.get(page("poll", "review", poll.pk))


def test_two_people_set_a_group_aside_on_the_page():
    poll, first, second = poll_of(honest=2), office(), office()
    asked = {"act": "ask", "key": key(poll), "rule": "machine", "reason": "一台の端末"}
    assert "除外を申し出ました" in press(first, poll, **asked)
    group = Group.objects.get()
    assert "自分で認めることはできません" in press(first, poll, act="agree", group=group.pk)
    assert "6票の除外を認めました" in press(second, poll, act="agree", group=group.pk)
    assert Void.objects.agreed().count() == 6
    shown = text(first.get(page("poll", "review", poll.pk)))
    assert ("除外の票 6" in shown, "数える票" in shown) == (True, False)


def test_a_group_is_left_and_a_request_withdrawn_on_the_page():
    poll, client = poll_of(honest=2), office()
    press(client, poll, act="ask", key=key(poll), rule="machine", reason="一台の端末")
    group = Group.objects.get()
    assert "取り下げました" in press(client, poll, act="withdraw", group=group.pk, reason="学校の端末")
    make.alike(poll, 1)
    assert "そのまま数えます" in press(client, poll, act="leave", key=key(poll), reason="同じ学校")
    assert "数える票" not in text(client.get(page("poll", "review", poll.pk)))  # the decided ones tell how many people
    assert (Void.objects.count(), reviewing.undecided_groups(poll)) == (0, [])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": ""}, "理由を書いてください"),
        ({"rule": ""}, "決まりに当たるとき"),
        ({"key": "x"}, "そのあいだに変わりました"),
        ({"act": "agree", "group": "no"}, "そのあいだに変わりました"),
    ],
)
def test_what_cannot_be_decided_is_said_and_nothing_is_lost(change, words):
    poll, client = poll_of(honest=2), office()
    client.get(page("poll", "review", poll.pk))
    asked = {"act": "ask", "key": key(poll), "rule": "machine", "reason": "一台の端末で六つ"}
    before = facts()
    shown = press(client, poll, **{**asked, **change})
    assert words in shown
    assert facts() == before
    if change == {"rule": ""}:
        assert 'value="一台の端末で六つ"' in shown


def test_the_stage_says_how_to_announce_and_confirms_by_two(clock_at):
    poll = poll_of(honest=3, sealed=False)
    client, second = office(), office()
    assert "まだ封印していません" in text(client.get(page("poll", "stage", poll.pk)))
    services.seal_poll(make.close(poll), at=clock.now())
    shown = text(client.get(page("poll", "stage", poll.pk)))
    assert "「速報」として発表します" in shown
    assert "1番目と2番目の差：3票" in shown
    at = clock.now()
    voided(poll, at)
    services.publish_poll(poll, at=at)
    assert "期間が終わるまで" in press(client, poll, "stage", act="propose")
    clock_at(at + 15 * DAY)
    assert "確定を申し出ました" in press(client, poll, "stage", act="propose")
    assert "ちがう人" in press(client, poll, "stage", act="agree")
    shown = press(second, poll, "stage", act="agree")
    assert ("結果を確定しました" in shown, "まだ調べている票" in shown) == (True, False)


def test_the_stage_says_final_where_nothing_is_open():
    assert "「確定」として発表できます" in text(office().get(page("poll", "stage", make.sealed().pk)))


def test_an_appeal_is_answered_once_by_another_person():
    at = clock.now()
    poll = provisional(at)
    void = voided(poll, at)
    appeal = services.make_appeal(poll, receipt=void.receipt, text="家族の端末です", at=at)
    answer = {"is_accepted": "yes", "answer": "家族でした"}
    address = page("appeal", "change", appeal.pk)
    refused = text(office(void.asked_by).post(address, answer))
    assert "ちがう人" in refused
    assert "家族でした" in refused
    assert Appeal.objects.get().answered_at is None
    client = office()
    assert client.post(address, answer).status_code == 302
    assert Appeal.objects.get().is_accepted is True
    assert client.post(address, answer).status_code == 403


def bytes_of(choice: int, is_sealed: bool) -> list[str]:
    """Every page of the review in a world in which everybody chose this one, which is undone afterwards."""
    pages = []
    with transaction.atomic():
        poll = make.poll()
        options, at = make.numbers(poll), poll.opens_at
        for n in range(1000, 1006):
            voter = Voter.objects.create(pk=n, poll=poll, voter_key=f"{n:064d}", created_at=at)
            Trace.objects.create(voter=voter, network="n", device="d")
            Ballot.objects.create(
                pk=n, poll=poll, voter=voter, choices=[options[choice]], receipt=f"RECEIPT{n:09d}", cast_at=at
            )
        if is_sealed:
            services.seal_poll(make.close(poll), at=poll.closes_at + timedelta(hours=9))
        client = office()
        names = [page("poll", "review", poll.pk), page("ballot", "changelist"), page("voter", "changelist")]
        names += [page("void", "changelist"), page("ballot", "change", 1000)]
        names += [] if is_sealed else [page("poll", "stage", poll.pk), page("poll", "changelist")]
        numbers = {number: f"IDEA{place}" for place, number in enumerate(options)}
        for name in names:
            shown = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text(client.get(name)))
            for number, plain in numbers.items():
                shown = shown.replace(number, plain)
            pages.append(re.sub(r"\d+|見本\w*", "#", shown))
        transaction.set_rollback(True)
    make.standings.forget_papers()
    return pages


@pytest.mark.parametrize("is_sealed", [False, True])
def test_other_choices_change_no_byte_of_the_review(is_sealed):
    assert bytes_of(0, is_sealed) == bytes_of(2, is_sealed)


def test_the_control_sees_a_page_that_tells(monkeypatch):
    monkeypatch.setattr(
        Ballot, "__str__", lambda ballot: f"chose option {'AB'[ballot.choices[0].endswith(('1', '3', '5', '7', '9'))]}"
    )
    one, other = bytes_of(0, False), bytes_of(1, False)
    assert one != other


def test_the_public_result_tells_its_state_and_takes_an_appeal(client):
    at = clock.now()
    poll = provisional(at)
    void = voided(poll, at)
    address = reverse("voting:result", args=[poll.slug])
    assert "速報です" in text(client.get(address))
    assert "一人がいくつものアドレスで投票した" in text(client.get(address))
    asked = text(client.post(address, {"receipt": void.receipt}))
    assert "この除外がまちがいだと思ったら" in asked
    empty = text(client.post(address, {"receipt": void.receipt, "text": " "}))
    assert "言いたいことを書いてください" in empty
    assert not Appeal.objects.exists()
    sent = text(client.post(address, {"receipt": void.receipt, "text": "家族の端末です"}))
    assert "申し立てを受け付けています" in sent
    again = text(client.post(address, {"receipt": void.receipt, "text": "もう一度"}))
    assert "申し立てを受け付けています" in again
    assert Appeal.objects.get().text == "家族の端末です"


@pytest.mark.parametrize(
    ("state", "words", "absent"),
    [
        ("later", "にはじまります", "しめきりまで"),
        ("open", "しめきりまで", "票</span>"),
        ("sealed", "封印しました", "票</span>"),
        ("published", "金", "封印しました"),
    ],
)
def test_the_screen_shows_what_may_be_known(client, state, words, absent):
    if state in ("later", "open"):
        poll = make.poll(opens=make.HOUR if state == "later" else -make.HOUR, closes=2 * make.HOUR)
        make.ballot(make.voter(poll)) if state == "open" else None
    else:
        poll = make.sealed()
        if state == "published":
            services.publish_poll(poll, at=clock.now())
    response = client.get(reverse("voting:screen", args=[poll.slug]))
    shown = text(response)
    assert words in shown
    assert absent not in shown
    assert ("QRコード" in shown) == (state in ("later", "open"))
    assert response["Refresh"] == "10"
    assert "Refresh" not in client.get(reverse("voting:screen", args=[poll.slug]) + "?still")
