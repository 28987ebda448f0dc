"""What is decided on teams, classes and ideas, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.decided import REASON, Decisions, named_by, one_of, person
from contest.models import EntryClass
from ideas.models import EligibilityRemark, Leave

DECISIONS = Decisions(
    room="ideas",
    actions={
        "ideas.transfer_leadership": _("チームの代表をゆずった"),
        "ideas.leave_team": _("チームをぬけた"),
        "ideas.remove_member": _("メンバーをチームから外した"),
        "ideas.decide_request": _("チームに入る申込みに返事をした"),
        "ideas.make_class": _("クラスを作った"),
        "ideas.make_class_team": _("クラスのチームを作った"),
        "ideas.stop_class": _("クラスを止めた"),
        "ideas.reissue_card": _("児童・生徒のカードを出しなおした"),
        "ideas.revoke_card": _("児童・生徒のカードを止めた"),
        "ideas.answer_guardian": _("保護者が同意に返事をした"),
        "ideas.record_paper_consent": _("紙でもらった保護者の同意を書きとめた"),
        "ideas.answer_recommendation": _("推薦を頼まれた人が返事をした"),
        "ideas.write_remark": _("チームに確かめたいことを書いた"),
        "ideas.settle_remark": _("チームに確かめたいことを、すんだことにした（またはもどした）"),
        "ideas.check_team": _("チームを確かめたことにした（またはもどした）"),
        "ideas.remind_by_office": _("まだ応募していないチームに、しめきりを知らせた"),
        "ideas.allow_polish": _("しめきりのあとの手なおしを認めた"),
        "ideas.reopen_idea": _("応募のやりなおしを認めた"),
        "ideas.give_late_code": _("遅れて応募するためのコードを出した"),
        "ideas.use_late_code": _("遅れて応募するためのコードを使った"),
        "ideas.submit_after_deadline": _("しめきりのあとに応募した"),
        "ideas.hand_in_second_version": _("アドバイスを受けて書きかえた文章を応募した"),
        "ideas.withdraw_for_team": _("チームに代わって、応募を取り下げた"),
        "ideas.restore_for_team": _("チームに代わって、取り下げた応募をもどした"),
        "ideas.export_cycle": _("チームとアイデアの一覧を書き出した"),
    },
    names={
        "to": _("新しい代表"),
        "member": _("メンバー"),
        "reason": REASON,
        "is_accepted": _("認めた"),
        "pupils": _("児童・生徒の数"),
        "is_yes": _("はいと答えた"),
        "entry_class": _("地域とのつながり"),
        "remark": _("確かめたいこと"),
        "text": _("書いたこと"),
        "tells": _("メールで知らせた"),
        "is_settled": _("すんだ"),
        "is_checked": _("確かめた"),
        "mails": _("メールの数"),
        "until": _("いつまで"),
        "leave": _("認めたことの番号"),
        "kind": _("種類"),
        "version": _("版"),
        "mark": _("指紋"),
        "what": _("書き出したもの"),
        "rows": _("行の数"),
    },
    shows={
        "to": person,
        "member": person,
        "entry_class": named_by(EntryClass.objects.all, "key"),
        "remark": named_by(EligibilityRemark.objects.all, "pk"),
        "kind": one_of(Leave.Kind.choices),
        "what": one_of(
            {
                "all.xlsx": _("チームとアイデア（Excel）"),
                "teams.csv": _("チーム（CSV）"),
                "ideas.csv": _("アイデア（CSV）"),
                "fields.csv": _("項目の説明（CSV）"),
            }.items()
        ),
    },
)
