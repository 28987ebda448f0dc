"""What the secretariat decides on challenges: status × who × what was read; for each refusal that nothing changed."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from contest.models import Stage
from municipalities.models import (
    AlreadyDecided,
    Challenge,
    ChallengeRefused,
    ChangedElsewhere,
    DoesNotFit,
    Remark,
)
from municipalities.services import (
    accept_challenge,
    assign_reviewer,
    check_english,
    return_challenge,
    submit_challenge,
)
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, officer, remark
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
Status = Challenge.Status
OPEN, LATE = contest.instant(Stage.Kind.CHALLENGES), contest.instant(Stage.Kind.IDEAS)
PUBLISHES = contest.windows(2026)[Stage.Kind.CHALLENGES][2]
ENGLISH = {"title_en": "How to flee", "summary_en": "In short"}


@pytest.fixture
def refused():
    """Runs an act that must be refused with these words and change nothing."""

    def run(act, words, error=ChallengeRefused):
        before = every_row()
        with pytest.raises(error, match=words):
            act()
        assert every_row() == before

    return run


def asked(kept: Challenge) -> list[tuple]:
    rows = kept.section_remarks.order_by("pk")
    return [(row.section, row.text, row.version.number, row.settled_at) for row in rows]


# --- accept ---------------------------------------------------------------------------------------------------------------


def test_accept_writes_it_down_and_tells():
    kept, clerk = challenge(Status.SUBMITTED), staff()
    done = accept_challenge(kept, by=clerk, at=LATE)
    assert (done.status, done.decided_at) == (Status.ACCEPTED, LATE)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.subject) == (
        clerk,
        "challenge.accept",
        f"municipalities.challenge:{kept.pk}",
    )
    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.subject) == ("municipalities/accepted", f"課題を受理しました（受付番号 {kept.number}）")


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED])
def test_accept_of_what_is_not_handed_in_is_refused(status, refused):
    kept, clerk = challenge(status), staff()
    refused(lambda: accept_challenge(kept, by=clerk, at=OPEN), "受理できません")


def test_accept_settles_what_was_asked_and_says_who_answers():
    kept, clerk = challenge(Status.SUBMITTED), staff()
    remark(kept, "contact")
    remark(kept, "data", settled_at=OPEN)
    done = accept_challenge(kept, by=clerk, at=LATE, seen="1-submitted")
    assert (done.status, done.reviewer, done.remarks) == (Status.ACCEPTED, clerk, "")
    assert [row[3] for row in asked(kept)] == [LATE, OPEN]


def test_deciding_leaves_the_one_who_answers():
    owner = staff()
    kept = challenge(Status.SUBMITTED, reviewer=owner)
    assert return_challenge(kept, by=staff(), remarks="直して", at=OPEN).reviewer == owner


@pytest.mark.parametrize("act", [accept_challenge, lambda kept, **how: return_challenge(kept, remarks="直して", **how)])
def test_a_colleague_who_decides_second_is_told_what_the_first_decided(act, refused):
    first, second = staff(family_name="先の", given_name="人"), staff()
    accepted, returned = challenge(Status.SUBMITTED), challenge(Status.SUBMITTED)
    accept_challenge(accepted, by=first, at=OPEN)
    return_challenge(returned, by=first, remarks="出典を足してください。", at=OPEN)
    seen = {"by": second, "at": OPEN, "seen": "1-submitted"}
    said = "は、2026年7月17日（金）00:00に先の 人さんが"
    refused(lambda: act(accepted, **seen), f"{said}受理しました。", AlreadyDecided)
    refused(lambda: act(returned, **seen), f"{said}差し戻しました。", AlreadyDecided)


@pytest.mark.parametrize("act", [accept_challenge, lambda kept, **how: return_challenge(kept, remarks="直して", **how)])
def test_what_was_handed_in_again_meanwhile_is_to_be_read_first(act, refused):
    kept, clerk = challenge(Status.SUBMITTED), staff()
    return_challenge(kept, by=clerk, remarks="直して", at=OPEN)
    submit_challenge(kept, by=kept.written_by, at=OPEN)
    for stale in ("1-submitted", "1-returned"):
        refused(lambda seen=stale: act(kept, by=clerk, at=LATE, seen=seen), "もう一度応募されました", ChangedElsewhere)
    act(kept, by=clerk, at=OPEN, seen="2-submitted")


def test_accepting_twice_is_one_acceptance_for_the_same_person():
    kept, clerk = challenge(Status.SUBMITTED), staff()
    accept_challenge(kept, by=clerk, at=OPEN, seen="1-submitted")
    before = every_row()
    accept_challenge(kept, by=clerk, at=LATE, seen="1-submitted")
    assert every_row() == before


# --- send back ------------------------------------------------------------------------------------------------------------


def test_return_keeps_each_remark_with_its_page_and_the_version_read():
    kept, clerk = challenge(Status.SUBMITTED), staff()
    done = return_challenge(
        kept,
        by=clerk,
        remarks=" ぜんたいに短く。 ",
        sections={"answer-who": " 人数を。 ", "data": "  ", "contact": "部署の名前を。"},
        at=OPEN,
        seen="1-submitted",
    )
    assert (done.status, done.remarks, done.decided_at, done.reviewer) == (
        Status.RETURNED,
        "ぜんたいに短く。",
        OPEN,
        clerk,
    )
    assert asked(kept) == [("answer-who", "人数を。", 1, None), ("contact", "部署の名前を。", 1, None)]
    assert AuditEntry.objects.get().detail == {
        "number": kept.number,
        "remarks": "ぜんたいに短く。",
        "sections": {"answer-who": "人数を。", "contact": "部署の名前を。"},
    }
    body = OutboxMail.objects.get().body
    for words in (
        "差戻しの理由:\nぜんたいに短く。",
        "「だれが、どのように困っていますか」で直してほしいこと:\n人数を。",
        "「担当と支援」で直してほしいこと:\n部署の名前を。",
    ):
        assert words in body


def test_the_mail_names_pages_in_the_officers_language():
    clerk = officer(user=person(language="en"))
    return_challenge(challenge(Status.SUBMITTED, by=clerk), by=staff(), sections={"basics": "題を短く。"}, at=OPEN)
    body = OutboxMail.objects.get().body
    assert "Basics" in body
    assert "基本のこと" not in body


@pytest.mark.parametrize("given", [{"remarks": "直して"}, {"sections": {"contact": "直して"}}])
def test_a_word_on_the_whole_or_on_one_page_is_enough(given):
    kept = return_challenge(challenge(Status.SUBMITTED), by=staff(), at=OPEN, **given)
    assert kept.status == Status.RETURNED
    assert ("差戻しの理由" in OutboxMail.objects.get().body) is ("remarks" in given)


@pytest.mark.parametrize("given", [{}, {"remarks": " \n "}, {"sections": {"contact": " ", "data": ""}}])
def test_sending_back_without_a_word_is_refused(given, refused):
    kept, clerk = challenge(Status.SUBMITTED), staff()
    refused(lambda: return_challenge(kept, by=clerk, at=OPEN, **given), "1つは書いてください")


@pytest.mark.parametrize("where", ["remarks", "sections"])
def test_a_thousand_characters_fit_and_one_more_does_not(where, refused):
    def given(length):
        return {where: "あ" * length if where == "remarks" else {"contact": "あ" * length}}

    kept, clerk = challenge(Status.SUBMITTED), staff()
    refused(lambda: return_challenge(kept, by=clerk, at=OPEN, **given(1001)), "1,000字以内", DoesNotFit)
    assert return_challenge(kept, by=clerk, at=OPEN, **given(1000)).status == Status.RETURNED


def test_a_remark_on_a_page_the_form_does_not_have_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="answer-gone"):
        return_challenge(challenge(Status.SUBMITTED), by=staff(), sections={"answer-gone": "直して"}, at=OPEN)
    assert not Remark.objects.exists()


def test_returning_twice_with_the_same_words_is_one_return_and_with_others_is_told(refused):
    kept, clerk = challenge(Status.SUBMITTED), staff()
    words = {"remarks": "短く。", "sections": {"contact": "部署を。"}, "seen": "1-submitted"}
    return_challenge(kept, by=clerk, at=OPEN, **words)
    before = every_row()
    return_challenge(kept, by=clerk, at=LATE, **words)
    assert every_row() == before
    refused(
        lambda: return_challenge(kept, by=clerk, at=LATE, **{**words, "remarks": "もっと短く。"}),
        "差し戻しました",
        AlreadyDecided,
    )


def test_earlier_remarks_stay_until_they_are_said_to_be_done():
    kept, clerk = challenge(Status.SUBMITTED), staff()
    return_challenge(kept, by=clerk, sections={"contact": "部署を。", "data": "出典を。"}, at=OPEN)
    submit_challenge(kept, by=kept.written_by, at=OPEN)
    done, other = kept.section_remarks.get(section="contact"), remark(challenge(Status.SUBMITTED))
    return_challenge(kept, by=clerk, sections={"data": "年も。"}, settled=[done.pk, other.pk], at=LATE)
    assert asked(kept) == [("contact", "部署を。", 1, LATE), ("data", "出典を。", 1, None), ("data", "年も。", 2, None)]
    other.refresh_from_db()
    assert other.settled_at is None


@pytest.mark.parametrize(
    ("status", "at", "words"),
    [
        (Status.DRAFT, OPEN, "いまは差し戻せません"),
        (Status.RETURNED, OPEN, "いまは差し戻せません"),
        (Status.ACCEPTED, PUBLISHES, "公開されているので、差し戻せません"),
    ],
)
def test_return_in_the_wrong_state_is_refused(status, at, words, refused):
    kept, clerk = challenge(status), staff()
    refused(lambda: return_challenge(kept, by=clerk, remarks="直して", at=at), words)


def test_one_accepted_by_mistake_can_be_sent_back_by_a_colleague_who_saw_that():
    kept = challenge(Status.SUBMITTED)
    accept_challenge(kept, by=staff(), at=OPEN)
    returned = return_challenge(
        kept, by=staff(), remarks="直して", at=PUBLISHES - timedelta(microseconds=1), seen="1-accepted"
    )
    assert returned.status == Status.RETURNED


# --- who answers ----------------------------------------------------------------------------------------------------------


def test_taking_and_giving_is_on_record_and_the_colleague_is_told():
    kept, me, colleague = challenge(Status.SUBMITTED), staff(), staff()
    assert assign_reviewer(kept, to=me, seen=None, by=me, at=OPEN).reviewer == me
    assert not OutboxMail.objects.exists()
    assert assign_reviewer(kept, to=colleague, seen=me.pk, by=me, at=OPEN).reviewer == colleague
    mail = OutboxMail.objects.get()
    assert (mail.user, mail.subject) == (colleague, f"課題の担当になりました（受付番号 {kept.number}）")
    for words in (
        str(me),
        "2026年7月31日（金）までに返事をする",
        f"/office/municipalities/challenge/{kept.pk}/change/",
    ):
        assert words in mail.body
    assert assign_reviewer(kept, to=None, seen=colleague.pk, by=me, at=LATE).reviewer is None
    assert [(entry.action, entry.detail) for entry in AuditEntry.objects.order_by("pk")] == [
        ("challenge.assign", {"reviewer": me.pk, "before": None}),
        ("challenge.assign", {"reviewer": colleague.pk, "before": me.pk}),
        ("challenge.assign", {"reviewer": None, "before": colleague.pk}),
    ]


def test_taking_twice_is_taking_once():
    kept, me = challenge(Status.SUBMITTED), staff()
    assign_reviewer(kept, to=me, seen=None, by=me, at=OPEN)
    before = every_row()
    assign_reviewer(kept, to=me, seen=None, by=me, at=LATE)
    assert every_row() == before


def test_of_two_who_take_the_second_is_told_of_the_first(refused):
    first, second = staff(family_name="先の", given_name="人"), staff()
    kept = challenge(Status.SUBMITTED, reviewer=first)
    take = {"to": second, "by": second, "at": OPEN}
    refused(lambda: assign_reviewer(kept, seen=None, **take), "先に先の 人さんの担当になりました", AlreadyDecided)
    free = challenge(Status.SUBMITTED)
    refused(lambda: assign_reviewer(free, seen=first.pk, **take), "先にはずされました", AlreadyDecided)


@pytest.mark.parametrize("who", [person, lambda: officer().user, lambda: staff(is_active=False)])
def test_only_the_secretariat_answers(who, refused):
    kept, me, somebody = challenge(Status.SUBMITTED), staff(), who()
    refused(lambda: assign_reviewer(kept, to=somebody, seen=None, by=me, at=OPEN), "事務局の人だけです")


def test_nobody_answers_for_a_draft(refused):
    kept, me = challenge(), staff()
    refused(lambda: assign_reviewer(kept, to=me, seen=None, by=me, at=OPEN), "応募の前")


# --- English --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED])
def test_checking_english_is_on_record_once(status):
    kept, me = challenge(status, **ENGLISH), staff()
    done = check_english(kept, by=me, at=OPEN, seen=f"1-{status}")
    assert (done.english_checked_by, done.english_checked_at) == (me, OPEN)
    assert AuditEntry.objects.get().action == "challenge.check_english"
    other, before = staff(), every_row()
    check_english(kept, by=other, at=LATE)
    assert every_row() == before
    assert Challenge.objects.get().english_checked_by == me


@pytest.mark.parametrize(
    ("status", "fields", "words"),
    [
        (Status.DRAFT, ENGLISH, "応募の前"),
        (Status.SUBMITTED, {"title_en": "How to flee"}, "そろっていない"),
        (Status.SUBMITTED, {"summary_en": "In short"}, "そろっていない"),
        (Status.SUBMITTED, {}, "そろっていない"),
    ],
)
def test_english_that_is_not_there_cannot_be_checked(status, fields, words, refused):
    kept, me = challenge(status, **fields), staff()
    refused(lambda: check_english(kept, by=me, at=OPEN), words)


def test_english_of_a_version_nobody_read_is_not_checked(refused):
    kept, me = challenge(Status.SUBMITTED, **ENGLISH), staff()
    refused(lambda: check_english(kept, by=me, at=OPEN, seen="0-submitted"), "もう一度応募されました", ChangedElsewhere)
