"""Further questions: written, sent once, answered until the second of the deadline, reminded of, given more time."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry, User
from common.errors import ContestError
from contest.sheet import fingerprint
from ideas.models import Idea
from judging import rules, services
from judging.models import Inquiry, InquiryClosed, InquiryQuestion, InquiryRefused, Reply, ReplyChanged
from judging.replying import name_of, values_of_reply
from municipalities.models import Officer
from notifications.models import OutboxMail
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle
from tests.factories.judging import ANSWERED_BY, FEBRUARY
from tests.factories.municipalities import officer
from tests.support.rows import every_row

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def office():
    return User.objects.filter(is_staff=True).first() or staff()


def mails(kind="inquiry"):
    return list(OutboxMail.objects.filter(kind=f"judging/{kind}").order_by("pk"))


def send(closes_at=ANSWERED_BY, at=FEBRUARY):
    return services.send_inquiries(cycle(), closes_at=closes_at, by=office(), at=at)


def extend(inquiry, closes_at=ANSWERED_BY + DAY, reason="大雪のため", at=FEBRUARY + DAY):
    return services.extend_inquiry(inquiry, closes_at=closes_at, reason=reason, by=office(), at=at)


def save(reply, text="はい。", by=None, at=FEBRUARY, **more):
    values = {name_of(row): text for row in reply.questions}
    return services.save_reply(reply, values=values, by=by or judging.writer_of(reply), at=at, **more)


def refused(act, error=ContestError):
    """The act's refusal in words; nothing is changed."""
    office()
    before = every_row()
    with pytest.raises(error) as refusal:
        act()
    assert every_row() == before
    return str(refusal.value)


# --- written and sent -----------------------------------------------------------------------------------------------------


def test_questions_are_written_from_a_list_once_each():
    rows = [judging.finalist(), judging.finalist()]
    for new in (4, 0):
        assert (
            services.add_questions(
                rows, to="both", texts=[" だれと\n続けますか。", "", "いくらですか。", "いくらですか。"]
            )
            == new
        )
    texts = InquiryQuestion.objects.filter(inquiry__idea=rows[0]).values_list("to", "text")
    assert list(texts) == [("both", "だれと 続けますか。"), ("both", "いくらですか。")]
    assert not OutboxMail.objects.filter(kind__startswith="judging/").exists()


@pytest.mark.parametrize(
    ("texts", "said"), [([" "], "1行に1つ"), (["あ" * 301], "300字まで"), ([str(n) for n in range(11)], "10個まで")]
)
def test_questions_nobody_could_answer_are_refused(texts, said):
    idea = judging.finalist()
    assert said in refused(lambda: services.add_questions([idea], to="team", texts=texts))


def test_who_is_no_finalist_is_asked_nothing_and_neither_are_the_others():
    rows = [judging.finalist(), ideas.submitted()]
    judging.placed(rows[1], "poster")
    said = refused(lambda: services.add_questions(rows, to="team", texts=["だれと?"]))
    assert said == f"{rows[1].number} は、ファイナリストではありません。"


def test_a_question_is_taken_back_until_it_is_sent():
    idea = judging.finalist()
    services.add_questions([idea], to="team", texts=["だれと?", "いつ?"])
    first = InquiryQuestion.objects.order_by("pk").first()
    for _time in range(2):
        services.drop_question(first)
    assert [row.text for row in InquiryQuestion.objects.all()] == ["いつ?"]
    judging.inquiry(idea)
    last = InquiryQuestion.objects.last()
    assert "消せません" in refused(lambda: services.drop_question(last))
    assert "もう送りました" in refused(lambda: services.add_questions([idea], to="team", texts=["もう1つ"]))


def test_nothing_is_sent_before_the_tiers_are_out():
    services.add_questions([judging.finalist()], to="team", texts=["だれと?"])
    assert "公開したあと" in refused(send)


@pytest.mark.parametrize(
    ("closes_at", "said"), [(FEBRUARY, "いまより後"), (FEBRUARY + 60 * DAY, "最終公開審査で使います")]
)
def test_a_deadline_lies_ahead_and_before_the_final(closes_at, said):
    services.add_questions([judging.finalist()], to="team", texts=["だれと?"])
    judging.released()
    assert said in refused(lambda: send(closes_at))


def test_one_act_sends_everything_to_both_sides_once():
    idea = judging.finalist()
    inquiry = judging.inquiry(idea, both=["いつ始めますか。"])
    told = mails()
    assert [mail.to for mail in told] == [
        *idea.team.members.order_by("pk").values_list("user__email", flat=True),
        judging.writer_of(judging.reply(inquiry, "municipality")).email,
    ]
    assert ("だれと続けますか。" in told[0].body, "予算はありますか。" in told[0].body) == (True, False)
    assert ("だれと続けますか。" in told[-1].body, "いつ始めますか。" in told[-1].body) == (False, True)
    entry = AuditEntry.objects.get(action="judging.send_inquiry")
    assert len(entry.detail["questions"]) == 3
    before = every_row()
    assert send() == 0
    assert every_row() == before


def test_a_side_that_is_asked_nothing_gets_no_mail():
    inquiry = judging.inquiry(municipality=())
    assert {mail.to for mail in mails()} == set(inquiry.idea.team.members.values_list("user__email", flat=True))


def test_an_idea_withdrawn_or_moved_meanwhile_is_left_out():
    gone, moved, stays = judging.finalist(), judging.finalist(), judging.finalist()
    services.add_questions([gone, moved, stays], to="team", texts=["だれと?"])
    Idea.objects.filter(pk=gone.pk).update(status="withdrawn")
    services.place_idea(moved, tier=cycle().tiers.get(key="poster"), by=office(), at=FEBRUARY - 20 * DAY)
    judging.released()
    assert send() == 1
    assert list(Inquiry.objects.sent().values_list("idea", flat=True)) == [stays.pk]


# --- answered -------------------------------------------------------------------------------------------------------------


def test_any_member_drafts_and_any_member_hands_in():
    reply = judging.reply(judging.inquiry())
    leader, mate = (row.user for row in reply.inquiry.idea.team.members.order_by("pk"))
    save(reply, "市民会と。", by=mate)
    assert Reply.objects.get(pk=reply.pk).answers == {}
    for _time in range(2):
        done = services.hand_in_reply(reply, by=leader, at=FEBRUARY)
    assert (list(done.answers.values()), done.draft, done.handed_in_by) == (["市民会と。"], {}, leader)
    assert AuditEntry.objects.filter(action="judging.hand_in_reply").count() == 1


def test_what_is_saved_after_handing_in_counts_once_it_is_handed_in_again():
    reply = judging.answered(judging.reply(judging.inquiry()), "はじめ")
    save(reply, "あと")
    kept = judging.reply(reply.inquiry)
    assert (list(kept.answers.values()), list(kept.draft.values())) == (["はじめ"], ["あと"])
    services.hand_in_reply(kept, by=judging.writer_of(kept), at=FEBRUARY)
    assert list(judging.reply(reply.inquiry).answers.values()) == ["あと"]


@pytest.mark.parametrize("text", ["", "あ" * 1001])
def test_an_answer_missing_or_too_long_is_kept_but_not_handed_in(text):
    reply = save(judging.reply(judging.inquiry()), text)
    by = judging.writer_of(reply)
    assert "足りない" in refused(lambda: services.hand_in_reply(reply, by=by, at=FEBRUARY), InquiryRefused)


@pytest.mark.parametrize(("moment", "is_taken"), [(-SECOND, True), (timedelta(0), False), (SECOND, False)])
@pytest.mark.parametrize("side", ["team", "municipality"])
def test_the_deadline_holds_to_the_second(side, moment, is_taken):
    reply, at = judging.reply(judging.inquiry(), side), ANSWERED_BY + moment
    by = judging.writer_of(reply)
    save(reply)
    acts = (lambda: save(reply, "ぎりぎり", at=at), lambda: services.hand_in_reply(reply, by=by, at=at))
    for act in acts:
        if is_taken:
            act()
        else:
            assert "しめきりを過ぎた" in refused(act, InquiryClosed)
    kept = judging.reply(reply.inquiry, side)
    assert (list(kept.answers.values()), list(kept.draft.values())) == (
        (["ぎりぎり"], []) if is_taken else ([], ["はい。"])
    )


def test_two_windows_lose_no_word():
    reply = judging.reply(judging.inquiry())
    mark = fingerprint(values_of_reply(reply))
    save(reply, "ひとつめ", seen=mark)
    refused(lambda: save(reply, "ふたつめ", seen=mark), ReplyChanged)
    save(reply, "ひとつめ", seen=mark)  # the same words again are no quarrel


def test_a_withdrawn_idea_is_asked_no_more_and_keeps_its_words():
    reply = judging.reply(judging.inquiry())
    by = judging.writer_of(reply)
    save(reply, "書きかけ")
    Idea.objects.filter(pk=reply.inquiry.idea_id).update(status="withdrawn")
    assert "取り下げられました" in refused(lambda: save(reply, "もっと", by=by), InquiryClosed)
    assert "取り下げられました" in refused(lambda: extend(reply.inquiry))
    assert services.remind_of_inquiries(at=ANSWERED_BY - DAY + timedelta(hours=12)) == 0


def writers(inquiry):
    idea = inquiry.idea
    here = Officer.objects.get(participant=idea.challenge.participant)
    there, gone = officer(), officer(of=here.participant, until=FEBRUARY - DAY)
    return {
        "leader": ideas.leader_of(idea.team),
        "mate": idea.team.members.order_by("pk").last().user,
        "other team": ideas.leader_of(ideas.team()),
        "officer": here.user,
        "other officer": there.user,
        "officer before": gone.user,
        "staff": staff(),
        "judge": judging.judge().user,
        "citizen": person(),
    }


MAY = {"team": {"leader", "mate"}, "municipality": {"officer"}}


@pytest.mark.parametrize("side", MAY)
def test_only_those_asked_may_answer_and_the_rule_the_queryset_and_the_service_agree(side, clock_at):
    inquiry = judging.inquiry()
    reply = judging.reply(inquiry, side)
    clock_at(FEBRUARY)
    for role, user in writers(inquiry).items():
        may = role in MAY[side]
        assert Reply.objects.of_person(user).filter(pk=reply.pk).exists() is may, role
        assert (rules.is_asked(user, reply), user.has_perm("judging.answer_inquiry", reply)) == (may, may), role
        if not may:
            assert "聞かれたチームと自治体の人だけ" in refused(lambda user=user: save(reply, by=user)), role
    clock_at(ANSWERED_BY)
    leader = ideas.leader_of(inquiry.idea.team)
    assert not leader.has_perm("judging.answer_inquiry", judging.reply(inquiry))


# --- reminded, given more time ----------------------------------------------------------------------------------------------


def test_who_has_not_answered_is_reminded_three_days_and_a_day_before():
    inquiry = judging.inquiry()
    judging.answered(judging.reply(inquiry))
    noon = timedelta(hours=12)
    sent = [
        services.remind_of_inquiries(at=ANSWERED_BY - left)
        for left in (4 * DAY, 3 * DAY - noon, 2 * DAY, DAY - noon, noon)
    ]
    assert sent == [0, 1, 0, 1, 0]
    officer_of_it = judging.writer_of(judging.reply(inquiry, "municipality"))
    assert {mail.to for mail in mails("inquiry_reminder")} == {officer_of_it.email}


def test_nobody_is_reminded_in_the_night_nor_at_a_mark_that_passed_before_the_questions_went_out():
    inquiry = judging.inquiry()
    assert services.remind_of_inquiries(at=ANSWERED_BY - DAY + timedelta(hours=7)) == 0
    Inquiry.objects.update(told_at=ANSWERED_BY - 2 * DAY)
    assert services.remind_of_inquiries(at=ANSWERED_BY - 2 * DAY + timedelta(hours=9)) == 0
    assert services.remind_of_inquiries(at=ANSWERED_BY - DAY + timedelta(hours=9)) == 3
    assert inquiry.is_open_at(ANSWERED_BY - SECOND)


def test_a_side_that_nobody_serves_is_mailed_nothing_until_somebody_does():
    idea = judging.finalist()
    Officer.objects.update(until=FEBRUARY)
    idea.team.members.all().delete()
    inquiry = judging.inquiry(idea)
    assert mails() == []
    came = officer(of=idea.challenge.participant)
    for new in (1, 0):
        assert services.remind_of_inquiries(at=FEBRUARY + timedelta(hours=2)) == new
    assert [mail.to for mail in mails()] == [came.user.email]
    assert save(judging.reply(inquiry, "municipality")).draft


def test_more_time_is_on_record_told_and_reminded_anew():
    inquiry = judging.inquiry()
    judging.answered(judging.reply(inquiry))
    for _time in range(2):
        extend(inquiry)
    entry = AuditEntry.objects.get(action="judging.extend_inquiry")
    assert (entry.detail["reason"], entry.detail["before"]) == ("大雪のため", ANSWERED_BY.isoformat())
    assert len(mails("inquiry_extended")) == 3
    assert save(judging.reply(inquiry), "まだ書ける", at=ANSWERED_BY).draft
    assert services.remind_of_inquiries(at=ANSWERED_BY - 2 * DAY + timedelta(hours=12)) == 1
    assert Inquiry.objects.get().shown_at is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": " "}, "理由"),
        ({"closes_at": ANSWERED_BY - DAY}, "早くはできません"),
        ({"closes_at": ANSWERED_BY + 60 * DAY}, "最終公開審査で使います"),
        ({"at": ANSWERED_BY + 2 * DAY}, "いまより後"),
    ],
)
def test_more_time_that_cannot_be_is_refused(given, said):
    inquiry = judging.inquiry()
    assert said in refused(lambda: extend(inquiry, **given))


def test_more_time_after_the_deadline_marks_what_comes_then():
    inquiry = judging.inquiry()
    judging.answered(judging.reply(inquiry))
    extend(inquiry, at=ANSWERED_BY + timedelta(hours=1))
    late = judging.answered(judging.reply(inquiry, "municipality"), at=ANSWERED_BY + timedelta(hours=2))
    assert late.inquiry.is_shown_at(ANSWERED_BY)
    assert (judging.reply(inquiry).is_late, judging.reply(inquiry, "municipality").is_late) == (False, True)
