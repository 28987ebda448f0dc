"""What officers make of seeds, in STEP1 and after it, and what the world sees of it."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from contest.models import Stage
from municipalities.models import Challenge, ChallengeClosed, Seed, SeedRefused
from municipalities.public import SeedCredit, public_seeds, seed_credits
from municipalities.services import discard_challenge
from municipalities.services.seed_answers import adopt_seed, answer_seed, merge_seed, reopen_seed
from municipalities.services.seed_reports import hide_seed, restore_seed
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import staff
from tests.factories.municipalities import challenge
from tests.factories.seeds import AUTUMN, SUMMER, seed, town
from tests.support.rows import every_row as snapshot

pytestmark = pytest.mark.django_db
CLOSES = contest.windows(2026)[Stage.Kind.CHALLENGES][1]
Status = Challenge.Status


@pytest.fixture
def clerk():
    return town()


def adopt(kept, clerk, into=None, origin="citizens", at=SUMMER):
    return adopt_seed(kept, into=into, origin=origin, by=clerk.user, at=at)


def told(name):
    return {mail.user for mail in OutboxMail.objects.filter(kind=f"municipalities/{name}")}


def state_of(kept, moment=SUMMER):
    return public_seeds(Seed.objects.public().for_list().filter(pk=kept.pk), moment)[0]


# --- adopt ----------------------------------------------------------------------------------------------------------------


def test_adopting_makes_a_draft_with_title_text_and_origin(clerk):
    kept = seed(clerk.participant, title="夜道が暗い", text="駅からの道が、冬は五時に真っ暗になる。")
    draft = adopt(kept, clerk)
    draft.refresh_from_db()
    kept.refresh_from_db()
    assert (draft.title, draft.origin, draft.status) == ("夜道が暗い", "citizens", Status.DRAFT)
    assert draft.answers == {"who": "駅からの道が、冬は五時に真っ暗になる。"}
    assert (kept.status, kept.challenge, kept.answered_by, kept.answered_at) == ("adopted", draft, clerk.user, SUMMER)
    assert AuditEntry.objects.get().action == "seed.adopt"
    mail = OutboxMail.objects.get()
    assert (mail.user, mail.subject) == (kept.suggested_by, "課題のたね「夜道が暗い」が取り入れられました")
    assert "2026年9月1日（火）00:00に公開される予定です。" in mail.body


def test_adopting_twice_makes_one_draft_and_one_mail(clerk):
    kept = seed(clerk.participant)
    draft = adopt(kept, clerk)
    before = snapshot()
    assert adopt(kept, clerk, at=SUMMER + timedelta(seconds=1)) == draft
    assert adopt(kept, clerk, into=draft) == draft
    assert snapshot() == before


def test_adopting_into_a_draft_keeps_what_is_written_and_adds_the_text_once(clerk):
    kept, draft = seed(clerk.participant, text="夜道が暗い。"), challenge(by=clerk)
    there = draft.answers["who"]
    adopt(kept, clerk, into=draft, origin="together")
    draft.refresh_from_db()
    assert (draft.title, draft.origin) == ("避難所まで歩けない人と、どう逃げるか", "together")
    assert draft.answers["who"] == f"{there}\n\n夜道が暗い。"
    reopen_seed(kept, by=clerk.user, at=SUMMER)
    adopt(kept, clerk, into=draft)
    draft.refresh_from_db()
    assert draft.answers["who"] == f"{there}\n\n夜道が暗い。"


def test_the_text_goes_to_the_first_question_where_none_asks_who(clerk):
    contest.cycle().form_sections.filter(key="who").delete()
    draft = adopt(seed(clerk.participant, text="夜道が暗い。"), clerk)
    assert draft.answers == {"hope": "夜道が暗い。"}


def test_a_form_without_questions_takes_the_title_alone(clerk):
    contest.cycle().form_sections.all().delete()
    assert adopt(seed(clerk.participant), clerk).answers == {}


@pytest.mark.parametrize("into", ["another municipality's", "another year's", "handed in"])
def test_adopting_where_it_does_not_belong_is_refused(clerk, into):
    kept = seed(clerk.participant)
    draft = {
        "another municipality's": lambda: challenge(),
        "another year's": lambda: challenge(by=clerk, cycle=contest.cycle(2027)),
        "handed in": lambda: challenge(Status.ACCEPTED, by=clerk),
    }[into]()
    before = snapshot()
    with pytest.raises((SeedRefused, ChallengeClosed)):
        adopt(kept, clerk, into=draft)
    assert snapshot() == before


def test_adopting_after_the_deadline_is_refused(clerk):
    kept = seed(clerk.participant)
    before = snapshot()
    with pytest.raises(ChallengeClosed, match="しめきりました"):
        adopt(kept, clerk, at=CLOSES)
    assert snapshot() == before


def test_adopting_an_answered_or_hidden_one_is_refused(clerk):
    answered, hidden = seed(clerk.participant), seed(clerk.participant)
    answer_seed(answered, answer="考えます。", by=clerk.user, at=SUMMER)
    hide_seed(hidden, reason="宣伝です。", by=staff(), at=SUMMER)
    before = snapshot()
    with pytest.raises(SeedRefused, match="もう返事をしています"):
        adopt(answered, clerk)
    with pytest.raises(SeedRefused, match="事務局がかくしました"):
        adopt(hidden, clerk)
    assert snapshot() == before


def test_throwing_the_draft_away_lets_its_seeds_wait_again(clerk):
    first, second = seed(clerk.participant), seed(clerk.participant)
    draft = adopt(first, clerk)
    adopt(second, clerk, into=draft)
    discard_challenge(draft, by=clerk.user, at=SUMMER)
    assert set(Seed.objects.values_list("status", "challenge")) == {("open", None)}
    assert told("seed_reopened") == {first.suggested_by, second.suggested_by}


# --- merge ----------------------------------------------------------------------------------------------------------------


def test_merging_takes_along_what_was_merged_before_and_tells_everybody(clerk):
    one, two, three = (seed(clerk.participant) for _ in range(3))
    merge_seed(three, into=two, by=clerk.user, at=SUMMER)
    merge_seed(two, into=one, by=clerk.user, at=SUMMER + timedelta(hours=1))
    assert {row.merged_into for row in Seed.objects.filter(status="merged")} == {one}
    assert told("seed_merged") == {two.suggested_by, three.suggested_by}
    answer_seed(one, answer="考えます。", by=clerk.user, at=SUMMER)
    assert told("seed_answered") == {row.suggested_by for row in (one, two, three)}


def test_merging_twice_is_one(clerk):
    one, two = seed(clerk.participant), seed(clerk.participant)
    merge_seed(two, into=one, by=clerk.user, at=SUMMER)
    before = snapshot()
    merge_seed(two, into=one, by=clerk.user, at=SUMMER + timedelta(seconds=1))
    assert snapshot() == before


@pytest.mark.parametrize(
    "target", ["itself", "another municipality's", "a merged one", "an answered one", "a hidden one"]
)
def test_merging_with_what_does_not_fit_is_refused(clerk, target):
    kept, other = seed(clerk.participant), seed(clerk.participant)
    far = seed()
    if target == "a merged one":
        merge_seed(other, into=seed(clerk.participant), by=clerk.user, at=SUMMER)
    if target == "an answered one":
        answer_seed(other, answer="考えます。", by=clerk.user, at=SUMMER)
    if target == "a hidden one":
        hide_seed(other, reason="宣伝です。", by=staff(), at=SUMMER)
    into = {"itself": kept, "another municipality's": far}.get(target, other)
    before = snapshot()
    with pytest.raises(SeedRefused, match="合わせられません"):
        merge_seed(kept, into=into, by=clerk.user, at=SUMMER)
    assert snapshot() == before


# --- answer and undo --------------------------------------------------------------------------------------------------------


def test_answering_is_possible_after_the_deadline_and_may_be_mended(clerk):
    kept = seed(clerk.participant)
    for _time in range(2):
        answer_seed(kept, answer=" 来年、考えます。 ", by=clerk.user, at=AUTUMN)
    assert OutboxMail.objects.count() == 1
    answer_seed(kept, answer="来月、話をうかがいます。", by=clerk.user, at=AUTUMN + timedelta(days=1))
    kept.refresh_from_db()
    assert (kept.status, kept.answer) == ("answered", "来月、話をうかがいます。")
    assert [mail.user for mail in OutboxMail.objects.all()] == [kept.suggested_by] * 2
    assert "来月、話をうかがいます。" in OutboxMail.objects.latest("pk").body


@pytest.mark.parametrize("answer", ["", " \n", "あ" * 1001])
def test_an_empty_or_endless_answer_is_refused(clerk, answer):
    kept = seed(clerk.participant)
    before = snapshot()
    with pytest.raises(SeedRefused, match="1000字以内"):
        answer_seed(kept, answer=answer, by=clerk.user, at=SUMMER)
    assert snapshot() == before


def test_each_act_can_be_undone_and_undoing_twice_is_no_error(clerk):
    adopted, merged, answered = (seed(clerk.participant) for _ in range(3))
    adopt(adopted, clerk)
    merge_seed(merged, into=adopted, by=clerk.user, at=SUMMER)
    answer_seed(answered, answer="考えます。", by=clerk.user, at=SUMMER)
    for kept in (adopted, merged, answered):
        for _time in range(2):
            reopen_seed(kept, by=clerk.user, at=SUMMER + timedelta(hours=1))
    facts = ("status", "challenge", "merged_into", "answer", "answered_by", "answered_at")
    assert set(Seed.objects.values_list(*facts)) == {("open", None, None, "", None, None)}
    assert told("seed_reopened") == {row.suggested_by for row in (adopted, merged, answered)}
    assert OutboxMail.objects.filter(kind="municipalities/seed_reopened").count() == 3


def test_undoing_after_the_challenge_was_handed_in_is_refused(clerk):
    kept = seed(clerk.participant)
    draft = adopt(kept, clerk)
    Challenge.objects.filter(pk=draft.pk).update(status=Status.SUBMITTED, serial=1, submitted_at=SUMMER)
    before = snapshot()
    with pytest.raises(SeedRefused, match="応募したあと"):
        reopen_seed(kept, by=clerk.user, at=SUMMER)
    assert snapshot() == before


# --- what the world sees ----------------------------------------------------------------------------------------------------


def publish(draft, status=Status.ACCEPTED):
    Challenge.objects.filter(pk=draft.pk).update(status=status, serial=1, submitted_at=SUMMER)


def test_nothing_of_the_challenge_is_told_before_its_publication(clerk):
    kept = seed(clerk.participant)
    draft = adopt(kept, clerk)
    publish(draft)
    for moment, state, number in (
        (CLOSES - timedelta(seconds=1), "writing", ""),
        (CLOSES, "challenge", "COG2026-C-0001"),
    ):
        shown = state_of(kept, moment)
        assert (shown.state, shown.challenge_number) == (state, number)
    publish(draft, Status.RETURNED)
    shown = state_of(kept, AUTUMN)
    assert (shown.state, shown.challenge_number, shown.challenge_title) == ("unpublished", "", "")


def test_states_and_the_way_to_the_other_seed(clerk):
    one, two, three = (seed(clerk.participant) for _ in range(3))
    merge_seed(two, into=one, by=clerk.user, at=SUMMER)
    answer_seed(three, answer="考えます。", by=clerk.user, at=SUMMER)
    assert [state_of(row).state for row in (one, two, three)] == ["waiting", "merged", "answered"]
    assert state_of(two).other_pk == one.pk
    hide_seed(one, reason="宣伝です。", by=staff(), at=SUMMER)
    assert (state_of(two).other_pk, state_of(two).other_title) == (None, "")


def test_credit_goes_to_all_who_said_it_and_agreed_while_it_is_not_hidden(clerk):
    one = seed(clerk.participant, title="一つめ", credit="見本 花子")
    two = seed(clerk.participant, title="二つめ")
    seed(clerk.participant, title="よそごと", credit="よその人")
    draft = adopt(one, clerk)
    merge_seed(two, into=one, by=clerk.user, at=SUMMER)
    both = (SeedCredit(one.pk, "一つめ", "見本 花子"), SeedCredit(two.pk, "二つめ", ""))
    assert seed_credits(draft.pk) == both
    hide_seed(one, reason="宣伝です。", by=staff(), at=SUMMER)
    assert seed_credits(draft.pk) == both[1:]
    restore_seed(one, by=staff(), at=SUMMER)
    assert seed_credits(draft.pk) == both
    reopen_seed(one, by=clerk.user, at=SUMMER)
    assert seed_credits(draft.pk) == ()
