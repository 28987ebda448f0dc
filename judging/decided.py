"""What is decided on judges, sheets, outcomes, questions and advice, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.decided import REASON, Decisions, named_by, one_of, person
from contest.models import Tier
from judging.models import Conflict, Criterion, InquiryQuestion, Judge

ACTIONS = {
    "judging.invite_judge": _("審査委員を招待した"),
    "judging.cancel_invitation": _("審査委員の招待を取り消した"),
    "judging.agree_to_judge": _("審査委員を引き受けた"),
    "judging.decline_to_judge": _("審査委員を断った"),
    "judging.step_down": _("審査委員がやめた"),
    "judging.declare_conflict": _("利益相反を届け出た"),
    "judging.decide_conflict": _("利益相反を認めるかどうか決めた"),
    "judging.lay_default_rubric": _("2016年の審査基準を入れた"),
    "judging.propose_assignments": _("採点表の割り当ての案をつくった"),
    "judging.release_assignments": _("採点表の割り当てを審査委員に知らせた"),
    "judging.assign_by_hand": _("採点表を手で割り当てた"),
    "judging.unassign": _("採点表の割り当てを外した"),
    "judging.recuse_judge": _("この採点を辞退した"),
    "judging.hand_in_sheet": _("採点表を出した"),
    "judging.enter_sheet": _("紙の採点表を代わりに入れた"),
    "judging.change_sheet": _("出したあとの採点表を直した"),
    "judging.remind_judges": _("まだの審査委員に、しめきりを知らせた"),
    "judging.lock_round": _("採点をしめた"),
    "judging.ask_reopening": _("採点のやりなおしを申し出た"),
    "judging.agree_reopening": _("採点のやりなおしを認めた"),
    "judging.export_round": _("採点を書き出した"),
    "judging.lay_topics": _("審査会で話しあう順をつくった"),
    "judging.mark_topic": _("審査会で話しあったことにした（またはもどした）"),
    "judging.place_idea": _("アイデアの層を決めた"),
    "judging.set_tier_release": _("審査の結果を公開する日時を決めた"),
    "judging.send_inquiry": _("追加質問を送った"),
    "judging.extend_inquiry": _("追加質問のしめきりをのばした"),
    "judging.hand_in_reply": _("追加質問の答えを出した"),
    "judging.adopt_proposal": _("審査委員の案を改善アドバイスに取り入れた"),
    "judging.approve_advice": _("改善アドバイスを承認した"),
    "judging.send_advice": _("改善アドバイスを送った"),
    "judging.publish_advice": _("改善アドバイスを公開した"),
}
NAMES = {
    "cycle": _("年度"),
    "scope": _("どの選考か"),
    "max_load": _("引き受ける数"),
    "reason": REASON,
    "unfinished": _("まだの採点表の数"),
    "judge": _("審査委員"),
    "idea": _("アイデア"),
    "ideas": _("アイデア"),
    "kind": _("種類"),
    "state": _("決めたこと"),
    "criteria": _("審査基準"),
    "sheets": _("採点表の数"),
    "lacking": _("足りない採点表の数"),
    "points": _("点"),
    "judges": _("審査委員の数"),
    "seal": _("指紋"),
    "digest": _("指紋"),
    "closes_at": _("しめきり"),
    "asked_by": _("申し出た人"),
    "what": _("書き出したもの"),
    "topics": _("話しあう数"),
    "discussed": _("話しあった数"),
    "is_discussed": _("話しあった"),
    "tier": _("層"),
    "before": _("前は"),
    "after": _("これからは"),
    "reason_before": _("前の理由"),
    "questions": _("質問"),
    "answers": _("答え"),
    "sheet": _("採点表の番号"),
}
_criterion = named_by(Criterion.objects.all, "key")
_tier = named_by(Tier.objects.all, "key")
_to = one_of(InquiryQuestion.To.choices)


def _questions(asked: list[list[str]]) -> list[str]:
    return [f"{_to(to)}：{text}" for to, text in asked]


def _answers(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers by the questions they answer."""
    keys = [int(key) for key in answers if key.isdecimal()]
    asked = {str(row.pk): row.text for row in InquiryQuestion.objects.filter(pk__in=keys)}
    return {asked.get(key, key): text for key, text in answers.items()}


DECISIONS = Decisions(
    room="judging",
    actions=ACTIONS,
    names=NAMES,
    shows={
        "scope": one_of(Judge.Scope.choices),
        "judge": named_by(Judge.objects.select_related("user").all, "pk"),
        "kind": one_of(Conflict.Kind.choices),
        "state": one_of(Conflict.State.choices),
        "criteria": _criterion,
        "points": _criterion,
        "tier": _tier,
        "before": _tier,
        "asked_by": person,
        "what": one_of({"whole": _("名前も入ったもの"), "anonymous": _("名前のないもの")}.items()),
        "questions": _questions,
        "answers": _answers,
    },
)
