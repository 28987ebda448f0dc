"""What is decided on reports after the final and on mentors, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.decided import REASON, Decisions, person

DECISIONS = Decisions(
    room="followup",
    actions={
        "followup.schedule": _("もう1年先の報告もお願いした"),
        "followup.resend": _("報告の案内をもう一度送った"),
        "followup.renew_link": _("送った報告のリンクを使えなくした"),
        "followup.skip": _("報告を求めないことにした"),
        "followup.unskip": _("やはり報告を求めることにした"),
        "mentor.name": _("アイデアのメンターにした"),
        "mentor.end": _("アイデアのメンターを終えた"),
    },
    names={"months": _("最終公開審査から何か月後か"), "reason": REASON, "user": _("人")},
    shows={"user": person},
)
