"""The secretariat's list: what waits first, since when, whose it is, what changed; and what is done to many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from contest.models import Stage
from municipalities.models import Challenge, Extension
from municipalities.services import return_challenge, save_challenge, submit_challenge
from tests.factories import contest
from tests.factories.accounts import staff
from tests.factories.municipalities import challenge, remark
from tests.municipalities.pages import OPEN, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
Status = Challenge.Status
QUEUE = reverse("admin:municipalities_challenge_changelist")
ENGLISH = {"title_en": "How to flee", "summary_en": "In short"}
PUBLISHES = contest.windows(2026)[Stage.Kind.CHALLENGES][2]


def listed(response) -> list[Challenge]:
    return list(response.context["cl"].result_list)


def marks(*rows: Challenge) -> dict:
    """What the page says was seen of each row."""
    return {f"seen-{row.pk}": f"{row.versions.count()}-{row.status}" for row in rows}


def chosen(action: str, *rows: Challenge) -> dict:
    return {"action": action, "_selected_action": [row.pk for row in rows], **marks(*rows)}


def mended(**changes) -> Challenge:
    """Sent back, changed and handed in again."""
    kept = challenge(Status.SUBMITTED, submitted_at=OPEN - timedelta(days=3))
    return_challenge(kept, by=staff(), sections={"answer-who": "人数を。"}, at=OPEN - timedelta(days=2))
    save_challenge(kept, fields=changes, by=kept.written_by, at=OPEN)
    return submit_challenge(kept, by=kept.written_by, at=OPEN)


# --- what is shown --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_queue_has_a_fixed_number_of_queries(office, n, django_assert_num_queries):
    for _ in range(n):
        remark(mended(title="道"))
        challenge(Status.SUBMITTED, reviewer=staff())
        challenge(Status.ACCEPTED)
    with django_assert_num_queries(18):
        assert len(listed(office.get(QUEUE))) == 3 * n


def test_what_waits_comes_first_and_the_oldest_of_it_on_top(office):
    draft, accepted, returned = challenge(), challenge(Status.ACCEPTED), challenge(Status.RETURNED)
    new, old = (challenge(Status.SUBMITTED, submitted_at=OPEN - timedelta(days=days)) for days in (1, 9))
    assert listed(office.get(QUEUE)) == [old, new, returned, accepted, draft]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "応募から0日。返事の約束は2026年7月31日（金）"),
        (14, "応募から14日。返事の約束は2026年7月17日（金）"),
        (15, '<strong class="office-late">返事が1日おくれています（約束は2026年7月16日（木））</strong>'),
    ],
)
def test_age_and_promise_are_said_in_words(office, days, words):
    challenge(Status.SUBMITTED, submitted_at=OPEN - timedelta(days=days))
    assert words in text(office.get(QUEUE))


def test_every_other_state_is_said_too(office):
    challenge(), challenge(Status.RETURNED), challenge(Status.ACCEPTED)
    shown = text(office.get(QUEUE))
    for words in (
        "まだ応募していません",
        "に差し戻しました。直すのを待っています",
        "2026年9月1日（火）00:00に公開されます",
    ):
        assert words in shown


def test_once_out_and_without_a_moment(office, clock_at):
    kept = challenge(Status.ACCEPTED)
    clock_at(PUBLISHES)
    assert "公開されています" in text(office.get(QUEUE))
    kept.cycle.stages.update(publishes_at=None)
    assert "公開の日時は決まっていません" in text(office.get(QUEUE))


def test_owner_english_and_a_longer_deadline(office):
    mine = challenge(Status.SUBMITTED, reviewer=office.person, **ENGLISH)
    challenge(Status.SUBMITTED)
    challenge(Status.SUBMITTED, english_checked_at=OPEN, **ENGLISH)
    until = PUBLISHES + timedelta(days=7)
    given = {"granted_by": office.person, "reason": "台風"}
    Extension.objects.create(
        participant=mine.participant,
        cycle=mine.cycle,
        closes_at=PUBLISHES + timedelta(days=3),
        granted_at=OPEN,
        **given,
    )
    Extension.objects.create(participant=mine.participant, cycle=mine.cycle, closes_at=until, granted_at=OPEN, **given)
    shown = text(office.get(QUEUE))
    for words in (
        f"担当 {office.person}",
        "担当はまだいません",
        "英語をまだ確かめていません",
        "英語がありません",
        "英語は確かめました",
        "しめきりをのばしています（2026年9月7日（月）23:59まで）",
    ):
        assert words in shown
    assert shown.count("しめきりをのばしています") == 1


def test_what_changed_since_it_was_sent_back(office):
    mended(title="夜の道", answers={"who": "152人"})
    shown = text(office.get(QUEUE))
    assert "直してほしいこと 1件<br>かわったページ：基本のこと、だれが、どのように困っていますか" in shown


def test_handed_in_again_as_it_was_is_said(office):
    mended()
    assert "差戻しのあと、何もかわっていません" in text(office.get(QUEUE))


def test_filters_and_search(office):
    late = challenge(Status.SUBMITTED, submitted_at=OPEN - timedelta(days=20), title="雪の朝")
    mine = challenge(Status.SUBMITTED, reviewer=office.person, **ENGLISH)
    theirs = challenge(Status.SUBMITTED, reviewer=staff(), english_checked_at=OPEN, **ENGLISH)
    again, draft = mended(), challenge()
    accepted = challenge(Status.ACCEPTED, serial=12, title="最終バス")
    waiting = {late, mine, theirs, again}
    for query, found in [
        ("", {*waiting, draft, accepted}),
        ("waiting=yes", waiting),
        ("waiting=late", {late}),
        ("waiting=again", {again}),
        ("reviewer=me", {mine}),
        ("reviewer=none", {late, accepted}),
        (f"reviewer={theirs.reviewer_id}", {theirs}),
        ("reviewer=x", {*waiting, draft, accepted}),
        ("english=missing", {late, again, accepted}),
        ("english=unchecked", {mine}),
        ("english=checked", {theirs}),
        ("waiting=yes&reviewer=me", {mine}),
        ("status__exact=submitted", waiting),
        (f"participant={accepted.participant.pk}", {accepted}),
        ("participant=x", {*waiting, draft, accepted}),
        ("q=雪", {late}),
        ("q=COG2026-C-0012", {accepted}),
        (f"q={accepted.participant.members.get().government.name}", {accepted}),
        ("q=COG2026-C-9999", set()),
    ]:
        assert set(listed(office.get(f"{QUEUE}?{query}"))) == found, query


def test_shortcuts_count_what_they_lead_to(office):
    challenge(Status.SUBMITTED, submitted_at=OPEN - timedelta(days=20))
    challenge(Status.SUBMITTED, reviewer=office.person, **ENGLISH)
    mended()
    challenge(), challenge(Status.RETURNED), challenge(Status.ACCEPTED)
    challenge(Status.ACCEPTED, cycle=contest.cycle(2025))
    ways = [way for way, _is_here in office.get(QUEUE).context["shortcuts"]]
    assert [way.count for way in ways] == [3, 1, 1, 1, 1, 1, 1, 4, 1]
    for way in ways:
        response = office.get(f"{QUEUE}?{way.query}")
        assert len(listed(response)) == way.count, way.query
        assert [there.query for there, is_here in response.context["shortcuts"] if is_here] == [way.query]


def test_a_queue_of_nothing(office):
    assert listed(office.get(QUEUE)) == []


# --- what is done to many at once -----------------------------------------------------------------------------------------


def test_bulk_accept_takes_what_it_can_and_says_what_it_cannot(office):
    ready, draft = challenge(Status.SUBMITTED), challenge(title="下書きの題")
    shown = text(office.post(QUEUE, chosen("accept", ready, draft), follow=True))
    assert "1件の課題を受理しました。" in shown
    assert "下書きの題 は応募ずみではないので、受理できません。" in shown
    assert {c.pk: c.status for c in Challenge.objects.all()} == {ready.pk: Status.ACCEPTED, draft.pk: Status.DRAFT}


def test_bulk_accept_leaves_what_was_handed_in_again_or_decided_since_the_list_was_read(office):
    read, decided, again = (challenge(Status.SUBMITTED) for _ in range(3))
    typed = chosen("accept", read, decided, again)
    for kept in (decided, again):
        return_challenge(kept, by=staff(), remarks="直して", at=OPEN)
    submit_challenge(again, by=again.written_by, at=OPEN)
    shown = text(office.post(QUEUE, typed, follow=True))
    assert "1件の課題を受理しました。" in shown
    assert "さんが差し戻しました。" in shown
    assert "もう一度応募されました。" in shown
    assert list(Challenge.objects.filter(status=Status.ACCEPTED)) == [read]


def test_bulk_accept_after_the_moment_says_that_it_is_out(office, clock_at):
    clock_at(PUBLISHES)
    kept = challenge(Status.SUBMITTED)
    assert "もう公開されています。" in text(office.post(QUEUE, chosen("accept", kept), follow=True))


def test_bulk_take_takes_what_nobody_has(office):
    free, taken = challenge(Status.SUBMITTED), challenge(Status.SUBMITTED, reviewer=staff())
    shown = text(office.post(QUEUE, chosen("take", free, taken), follow=True))
    assert "1件の課題の担当になりました。" in shown
    assert f"先に{taken.reviewer}さんの担当になりました" in shown
    assert list(Challenge.objects.filter(reviewer=office.person)) == [free]


def test_bulk_english(office):
    ready, without = challenge(Status.SUBMITTED, **ENGLISH), challenge(Status.SUBMITTED)
    shown = text(office.post(QUEUE, chosen("mark_english", ready, without), follow=True))
    assert "1件の英語を確かめたことにしました。" in shown
    assert "英語の名前と要約がそろっていない" in shown
    assert list(Challenge.objects.filter(english_checked_by=office.person)) == [ready]
    assert AuditEntry.objects.get().action == "challenge.check_english"
