"""What citizens do with seeds, and what the secretariat does with those that should not be there."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from contest.models import Cycle, Stage
from municipalities.models import Seed, SeedRefused, SeedReport
from municipalities.public import public_seeds
from municipalities.services.seed_answers import merge_seed
from municipalities.services.seed_reports import hide_seed, let_seed_stand, report_seed, restore_seed
from municipalities.services.seeds import change_credit, suggest_seed, withdraw_seed
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.seeds import SUMMER, seed, town
from tests.support.rows import every_row as snapshot

pytestmark = pytest.mark.django_db
OPENS, CLOSES, _ = contest.windows(2026)[Stage.Kind.CHALLENGES]
WORDS = {"title": "夕方の居場所", "text": "子どもがひとりで過ごせる場所がない。", "credit": ""}


def suggest(by=None, at=SUMMER, to=None, **words):
    place = to or town().participant
    return suggest_seed(place, cycle=contest.cycle(), by=by or person(), at=at, **{**WORDS, **words})


# --- suggest --------------------------------------------------------------------------------------------------------------


def test_suggesting_keeps_the_words_on_one_line_each_and_mails_nobody_yet():
    kept = suggest(title="  夕方の\r\n居場所 ", text=" 一行め\r\n二行め ", credit=" みなと市の 高校生")
    assert (kept.title, kept.text, kept.credit) == ("夕方の 居場所", "一行め\n二行め", "みなと市の 高校生")
    assert (kept.status, kept.created_at, kept.told_at) == ("open", SUMMER, None)
    assert not OutboxMail.objects.exists()


def test_suggesting_the_same_twice_makes_one():
    by, place = person(), town().participant
    assert suggest(by, to=place) == suggest(by, to=place)
    assert Seed.objects.count() == 1


def test_two_people_may_say_the_same():
    place = town().participant
    assert suggest(to=place) != suggest(to=place)


@pytest.mark.parametrize(
    ("at", "words"),
    [(OPENS - timedelta(seconds=1), "まだはじまっていません"), (CLOSES, "しめきりました")],
)
def test_suggesting_outside_step1_is_refused(at, words):
    with pytest.raises(SeedRefused, match=words):
        suggest(at=at)
    assert not Seed.objects.exists()


def test_suggesting_works_until_the_last_moment():
    assert suggest(at=CLOSES - timedelta(microseconds=1)).pk


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"title": "  "}, "両方を書いてください"),
        ({"text": "\n"}, "両方を書いてください"),
        ({"title": "あ" * 61}, "長すぎます"),
        ({"text": "あ" * 1001}, "長すぎます"),
        ({"title": "é" + "\u0301" * 400}, "長すぎます"),
        ({"credit": "あ" * 61}, "長すぎます"),
        ({"title": "見て https://spam.example"}, "アドレスを書けません"),
        ({"credit": "https://spam.example"}, "アドレスを書けません"),
    ],
)
def test_suggesting_what_does_not_fit_is_refused(words, said):
    with pytest.raises(SeedRefused, match=said):
        suggest(**words)
    assert not Seed.objects.exists()


def test_a_person_suggests_five_a_day():
    by, place = person(), town().participant
    for number in range(5):
        suggest(by, to=place, title=f"困りごと{number}")
    before = snapshot()
    with pytest.raises(SeedRefused, match="きょう届けられる課題のたねは5件までです。あす"):
        suggest(by, to=place, title="六つめ")
    assert snapshot() == before
    suggest(to=place, title="ほかの人の")
    assert suggest(by, to=place, title="六つめ", at=SUMMER + timedelta(days=1)).pk


def test_the_name_may_be_changed_and_taken_back_later():
    kept = seed(credit="見本 花子")
    assert change_credit(kept, credit=" みなとの 人", at=SUMMER).credit == "みなとの 人"
    assert change_credit(kept, credit="", at=SUMMER + timedelta(days=300)).credit == ""


@pytest.mark.parametrize("credit", ["あ" * 61, "https://spam.example"])
def test_a_name_that_does_not_fit_is_refused(credit):
    kept = seed(credit="見本 花子")
    with pytest.raises(SeedRefused):
        change_credit(kept, credit=credit, at=SUMMER)
    assert Seed.objects.get().credit == "見本 花子"


# --- withdraw -------------------------------------------------------------------------------------------------------------


def test_withdrawing_deletes_it_with_its_reports_and_says_who_did():
    kept = seed()
    report_seed(kept, kind="spam", text="", by=person(), at=SUMMER)
    for _time in range(2):
        withdraw_seed(kept, by=kept.suggested_by, at=SUMMER)
    assert (Seed.objects.count(), SeedReport.objects.count()) == (0, 0)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action) == (kept.suggested_by, "seed.withdraw")


def test_those_merged_into_a_withdrawn_one_wait_again_and_are_told():
    clerk = town()
    first, second = seed(clerk.participant), seed(clerk.participant)
    merge_seed(second, into=first, by=clerk.user, at=SUMMER)
    withdraw_seed(first, by=first.suggested_by, at=SUMMER)
    left = Seed.objects.get()
    assert (left, left.status, left.merged_into) == (second, "open", None)
    assert OutboxMail.objects.filter(kind="municipalities/seed_reopened").get().user == second.suggested_by


@pytest.mark.parametrize("status", ["adopted", "answered"])
def test_withdrawing_an_answered_one_is_refused(status):
    kept = seed()
    Seed.objects.update(status=status, answer="返事", answered_at=SUMMER)
    before = snapshot()
    with pytest.raises(SeedRefused, match="取り下げられません"):
        withdraw_seed(kept, by=kept.suggested_by, at=SUMMER)
    assert snapshot() == before


# --- report, hide, restore ------------------------------------------------------------------------------------------------


def test_a_person_reports_a_seed_once():
    kept, by = seed(), person()
    first = report_seed(kept, kind="abuse", text=" ひどい言葉 ", by=by, at=SUMMER)
    before = snapshot()
    assert report_seed(kept, kind="spam", text="また", by=by, at=SUMMER) == first
    assert snapshot() == before
    assert (first.kind, first.text) == ("abuse", "ひどい言葉")
    report_seed(kept, kind="spam", text="", by=person(), at=SUMMER)
    assert SeedReport.objects.count() == 2
    assert list(Seed.objects.reported()) == [kept]


def test_ones_own_and_a_hidden_one_cannot_be_reported():
    kept = seed()
    with pytest.raises(SeedRefused, match="あなたが届けた"):
        report_seed(kept, kind="spam", text="", by=kept.suggested_by, at=SUMMER)
    hide_seed(kept, reason="宣伝です。", by=staff(), at=SUMMER)
    with pytest.raises(SeedRefused, match="もう公開されていません"):
        report_seed(kept, kind="spam", text="", by=person(), at=SUMMER)
    assert not SeedReport.objects.exists()


def test_hiding_settles_the_reports_and_tells_the_writer_why():
    kept, clerk = seed(title="見本の困りごと"), staff()
    report_seed(kept, kind="spam", text="", by=person(), at=SUMMER)
    for _time in range(2):
        done = hide_seed(kept, reason=" 宣伝です。 ", by=clerk, at=SUMMER)
    assert (done.hidden_by, done.hidden_reason) == (clerk, "宣伝です。")
    assert not Seed.objects.public().exists()
    assert not Seed.objects.reported().exists()
    assert SeedReport.objects.get().settled_by == clerk
    assert [entry.action for entry in AuditEntry.objects.all()] == ["seed.hide"]
    mail = OutboxMail.objects.get()
    assert (mail.user, mail.subject) == (kept.suggested_by, "課題のたね「見本の困りごと」の公開をやめました")
    assert "宣伝です。" in mail.body
    assert f"http://testserver/seeds/{kept.pk}/" in mail.body


@pytest.mark.parametrize("reason", ["", "  ", "あ" * 301])
def test_hiding_without_a_reason_is_refused(reason):
    kept = seed()
    before = snapshot()
    with pytest.raises(SeedRefused, match="300字以内"):
        hide_seed(kept, reason=reason, by=staff_of_before(before), at=SUMMER)
    assert snapshot() == before


def staff_of_before(before):
    """Somebody who is in the snapshot already."""
    return Seed.objects.get().suggested_by


def test_letting_a_seed_stand_settles_the_reports_and_changes_nothing_else():
    kept, clerk = seed(), staff()
    report_seed(kept, kind="other", text="", by=person(), at=SUMMER)
    for _time in range(2):
        let_seed_stand(kept, by=clerk, at=SUMMER)
    assert list(Seed.objects.public()) == [kept]
    assert not Seed.objects.reported().exists()
    assert [entry.action for entry in AuditEntry.objects.all()] == ["seed.let_stand"]
    assert not OutboxMail.objects.exists()


def test_one_reported_after_it_was_let_stand_is_looked_at_again():
    kept = seed()
    report_seed(kept, kind="other", text="", by=person(), at=SUMMER)
    let_seed_stand(kept, by=staff(), at=SUMMER)
    report_seed(kept, kind="abuse", text="", by=person(), at=SUMMER)
    assert list(Seed.objects.reported()) == [kept]


def test_restoring_shows_it_as_it_stood():
    kept, clerk = seed(credit="見本 花子"), staff()
    hide_seed(kept, reason="宣伝です。", by=clerk, at=SUMMER)
    for _time in range(2):
        restore_seed(kept, by=clerk, at=SUMMER + timedelta(hours=1))
    shown = public_seeds(Seed.objects.public().for_list(), SUMMER)
    assert [(row.pk, row.credit) for row in shown] == [(kept.pk, "見本 花子")]
    assert [mail.kind for mail in OutboxMail.objects.order_by("pk")] == [
        "municipalities/seed_hidden",
        "municipalities/seed_restored",
    ]
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["seed.hide", "seed.restore"]


def test_a_seed_withdrawn_meanwhile_is_said_so():
    kept, before = seed(), person()
    Seed.objects.all().delete()
    for act in (
        lambda: report_seed(kept, kind="spam", text="", by=before, at=SUMMER),
        lambda: hide_seed(kept, reason="宣伝です。", by=before, at=SUMMER),
        lambda: change_credit(kept, credit="", at=SUMMER),
    ):
        with pytest.raises(SeedRefused, match="取り下げました"):
            act()


# --- who sees what ----------------------------------------------------------------------------------------------------------


def test_hidden_ones_and_those_of_unpublished_cycles_are_seen_by_the_writer_alone():
    shown, hidden, early = seed(), seed(), seed()
    hide_seed(hidden, reason="宣伝です。", by=staff(), at=SUMMER)
    secret = Cycle.objects.create(fiscal_year=2031, is_public=False)
    Seed.objects.filter(pk=early.pk).update(cycle=secret)
    assert list(Seed.objects.public()) == [shown]
    for writer, seen in (
        (hidden.suggested_by, {shown, hidden}),
        (early.suggested_by, {shown, early}),
        (person(), {shown}),
    ):
        assert set(Seed.objects.visible_to(writer)) == seen
