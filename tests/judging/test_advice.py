"""Acts of advising: the fact, the mails, and for each refusal that nothing changed."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from ideas.models import Idea, Member, SecondVersion
from ideas.services import withdraw_for_team
from judging import services
from judging.advising import board_of, criteria_of, finalists_of, materials_for
from judging.models import Advice, AdviceChanged, AdviceRefused, Conflict, Proposal
from judging.services.advice import STRENGTH, mark_of, mark_of_answer
from notifications.models import OutboxMail
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.judging import ADVISED, DURING, WORDS
from tests.factories.municipalities import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea():
    """A finalist of a cycle whose screening is locked and whose tiers are out."""
    round = judging.round()
    made = ideas.submitted()
    judging.placed(made)
    judging.released(made.cycle)
    round.locked_at, round.locked_by = DURING, staff()
    round.save()
    return Idea.objects.get(pk=made.pk)


def rows():
    """Everything an act could change, in values."""
    tables = (Advice, Proposal, SecondVersion, AuditEntry, OutboxMail)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def refused(act, words):
    """The act is refused in these words, and nothing changed."""
    before = rows()
    with pytest.raises(AdviceRefused, match=words):
        act()
    assert rows() == before


def approve(*chosen, by=None):
    return services.approve_advice(chosen, by=by or staff(), at=ADVISED)


def send(*chosen):
    return services.send_advice(chosen, by=staff(), at=ADVISED)


def test_a_draft_is_kept_unfinished_tidy_and_only_by_the_criteria_of_the_screening(idea):
    kept = judging.drafted(idea, strengths={"novelty": " よい\r\n線 ", "effect": "  "}, improvement="")
    assert (kept.strengths, kept.improvement, kept.is_complete) == ({"novelty": "よい\n線"}, "", False)
    assert kept.state == Advice.State.DRAFT
    refused(lambda: judging.drafted(idea, strengths={"elsewhere": "よい"}), "この審査にない")
    refused(lambda: judging.drafted(idea, strengths={"effect": "あ" * (STRENGTH + 1)}), "効果・有効性.*400文字")


def test_two_windows_do_not_write_over_each_other(idea):
    seen = mark_of(None)
    services.save_advice(idea, words=WORDS, by=staff(), at=ADVISED, seen=seen)
    before = rows()
    with pytest.raises(AdviceChanged):
        services.save_advice(idea, words={**WORDS, "improvement": "別"}, by=staff(), at=ADVISED, seen=seen)
    assert rows() == before
    services.save_advice(idea, words=WORDS, by=staff(), at=ADVISED, seen=seen)  # the same words are no change
    assert rows() == before


def test_a_second_person_approves_and_a_change_asks_for_it_again(idea):
    writer = staff()
    judging.drafted(idea, by=writer)
    refused(lambda: approve(idea, by=writer), f"別の人が承認.*{idea.number}")
    assert (approve(idea), approve(idea)) == (1, 0)
    assert judging.drafted(idea, by=writer).approved_at is not None  # the same words
    changed = judging.drafted(idea, by=writer, improvement="もっと短く。")
    assert (changed.approved_at, changed.state) == (None, Advice.State.DRAFT)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"strengths": {}}, "よいところが1つも書かれていません"),
        ({"improvement": ""}, "直すとよいところが書かれていません"),
    ],
)
def test_what_lacks_a_part_goes_nowhere_and_is_named(idea, words, sentence):
    other, blank = ideas.submitted(), ideas.submitted()
    judging.drafted(idea)
    judging.drafted(other, **words)
    for act in (approve, send):
        refused(lambda act=act: act(idea, other), f"{sentence}：{other.number}$")
    refused(lambda: send(idea, blank), "下書きがありません")
    refused(lambda: send(idea), f"まだ承認されていません：{idea.number}")
    refused(lambda: send(), "えらんでください")


def test_sending_mails_members_and_officers_once_and_opens_a_second_version(idea):
    serving = officer(idea.challenge.participant)
    gone = idea.team.members.last()
    Member.objects.filter(pk=gone.pk).delete()
    judging.drafted(idea)
    approve(idea)
    assert (send(idea), send(idea)) == (1, 0)
    to_members = OutboxMail.objects.filter(kind="judging/advice")
    assert {mail.to for mail in to_members} == {member.user.email for member in idea.team.members.all()}
    assert gone.user.email not in {mail.to for mail in to_members}
    to_officers = OutboxMail.objects.filter(kind="judging/advice_officer")
    assert serving.user.email in [mail.to for mail in to_officers]
    assert to_officers.count() == idea.challenge.participant.officers.count()
    body = to_members.first().body
    assert "新規性：目のつけどころが新しい。" in body
    assert f"/me/ideas/{idea.pk}/advice/" in body
    assert SecondVersion.objects.get(idea=idea).until == Advice.objects.get().answers_until
    assert Advice.objects.get().answers_until - ADVISED > timedelta(days=30)
    refused(lambda: judging.drafted(idea, improvement="あとから"), "もうチームに送った")


def test_nothing_is_sent_before_the_tiers_are_out():
    judging.round()
    early = ideas.submitted()
    judging.drafted(early)
    approve(early)
    refused(lambda: send(early), "審査の結果を公開してから")


def test_a_withdrawn_idea_is_not_advised(idea):
    judging.drafted(idea)
    approve(idea)
    withdraw_for_team(idea, reason="チームの希望", by=staff(), at=ADVISED)
    refused(lambda: send(idea), f"取り下げられたアイデア.*{idea.number}")
    refused(lambda: judging.drafted(idea, improvement="別"), "取り下げられた")
    assert board_of(idea.cycle) == []


def test_finalists_are_published_at_once_and_others_never(idea):
    poster = ideas.submitted()
    judging.placed(poster, "poster")
    act = {"by": staff(), "at": ADVISED}
    refused(lambda: services.publish_advice(idea.cycle, **act), f"まだ送っていないファイナリスト.*{idea.number}")
    judging.advised(idea)
    judging.advised(poster)
    assert [services.publish_advice(idea.cycle, **act) for _ in range(2)] == [1, 0]
    assert list(Advice.objects.filter(published_at__isnull=False).values_list("idea", flat=True)) == [idea.pk]
    assert list(finalists_of(idea.cycle, ADVISED)) == [idea]


def test_nothing_is_published_before_there_are_finalists():
    round = judging.round()
    judging.placed(ideas.submitted())
    refused(lambda: services.publish_advice(round.cycle, by=staff(), at=ADVISED), "ファイナリストがまだいません")


def test_the_team_answers_changes_it_and_takes_it_back_within_thirty_days(idea):
    advice, member = judging.advised(idea), idea.team.members.first().user

    def answer(text, at=ADVISED, seen=None):
        return services.answer_advice(advice, text=text, by=member, at=at, seen=seen)

    first = answer("ありがとうございます。\r\n")
    assert (first.answer, first.answered_by, first.answered_at) == ("ありがとうございます。", member, ADVISED)
    refused(lambda: answer("別の返事", seen="none"), "先に返事を書きました")
    answer("書きなおします。", seen=mark_of_answer(first))
    last = advice.answers_until - timedelta(seconds=1)
    assert answer("", at=last).answer == ""
    refused(lambda: answer("おそい", at=advice.answers_until), "期間は終わりました")
    refused(lambda: answer("あ" * 2001), "2000文字")
    withdraw_for_team(idea, reason="チームの希望", by=staff(), at=ADVISED)
    refused(lambda: answer("取り下げたあと"), "取り下げたアイデア")


# What judges propose


@pytest.fixture
def sheet(idea):
    return judging.sheet(idea.cycle.rounds.get(), idea)


def propose(sheet, *, by=None, **words):
    return services.propose_advice(sheet, words={**WORDS, **words}, by=by or sheet.judge.user, at=ADVISED)


def test_a_judge_proposes_for_their_own_idea_after_the_lock_until_it_is_sent(idea, sheet):
    propose(sheet)
    assert propose(sheet, improvement="場所をしぼる。").improvement == "場所をしぼる。"
    refused(lambda: propose(sheet, by=judging.judge().user), "あなたの採点表ではありません")
    sheet.round.locked_at = None
    sheet.round.save()
    refused(lambda: propose(sheet), "採点を締めたあとに")
    sheet.round.locked_at = DURING
    sheet.round.save()
    judging.advised(idea)
    refused(lambda: propose(sheet, improvement="もう一度"), "もうチームに送りました")


def test_a_judge_in_conflict_proposes_nothing_and_is_read_no_more(idea, sheet):
    made = propose(sheet)
    Conflict.objects.create(judge=sheet.judge, idea=idea, reason="知り合い")
    refused(lambda: propose(sheet, improvement="別"), "あなたの採点表ではありません")
    refused(lambda: services.adopt_proposal(made, by=staff(), at=ADVISED), "使えません")
    assert materials_for(idea, criteria_of(idea.cycle), ADVISED) == []


def test_a_proposal_becomes_the_draft_with_the_judge_as_its_writer(idea, sheet):
    made = propose(sheet)
    by = staff()
    adopted = services.adopt_proposal(made, by=by, at=ADVISED)
    assert (adopted.written_by, adopted.improvement) == (sheet.judge.user, WORDS["improvement"])
    assert approve(idea, by=by) == 1
    refused(lambda: services.adopt_proposal(made, by=by, at=ADVISED), "下書きがもうあります")


def test_material_is_what_judges_wrote_to_the_team_and_nothing_inside(idea):
    round = idea.cycle.rounds.get()
    round.locked_at = None
    round.save()
    judging.handed_in(round, idea, 4, 3, 2)
    judging.sheet(round, idea)
    found = materials_for(idea, criteria_of(idea.cycle), ADVISED)
    assert [row.text for row in found] == ["もっと歩いてみてください"]
    assert "委員会だけに言うこと" not in repr([(row.text, row.shown) for row in found])
