"""What is decided on awards, their publication, the stage and certificates, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.decided import REASON, Decisions

DECISIONS = Decisions(
    room="awards",
    actions={
        "awards.lay_out_awards": _("賞の枠を入れた"),
        "awards.freeze_rule": _("審査と投票を合わせる決まりを確定した"),
        "awards.decide_award": _("賞を決めた"),
        "awards.decide_by_votes": _("投票の結果で賞が決まった"),
        "awards.withhold_award": _("賞を該当なしにした"),
        "awards.clear_award": _("賞の決定を取り消した"),
        "awards.return_award": _("賞の返上を書きとめた"),
        "awards.propose_publication": _("賞の公開を申し出た"),
        "awards.agree_publication": _("賞の公開を認めた"),
        "awards.take_back_publication": _("賞の公開を取りやめた"),
        "awards.issue_certificates": _("賞状をつくった"),
        "awards.ask_for_member": _("自分の名前の入った賞状をつくった"),
        "awards.reissue_certificate": _("賞状をつくりなおした"),
        "awards.revoke_certificate": _("賞状を取り消した"),
        "awards.keep_papers_true": _("決定が変わったので、合わない賞状が取り消された"),
        "awards.ask_for_bundle": _("賞状をまとめたファイルを頼んだ"),
        "stage.lay_out": _("舞台の進行をつくった"),
        "stage.draw_lots": _("発表の順をくじで決めた"),
        "stage.reveal": _("舞台で受賞を発表した"),
    },
    names={
        "keys": _("賞の記号"),
        "digest": _("指紋"),
        "idea": _("アイデア"),
        "place": _("順位"),
        "reason": REASON,
        "count": _("枚数"),
        "total": _("枚数"),
        "replaces": _("前の賞状の番号"),
        "numbers": _("賞状の番号"),
        "order": _("順番"),
        "revealed": _("発表した数"),
    },
)
