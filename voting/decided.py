"""What is decided on the online vote, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.decided import Decisions, one_of
from voting.models import VoidRule

DECISIONS = Decisions(
    room="voting",
    actions={
        "voting.publish_rules": _("投票の決まりを公開した"),
        "voting.make_cards": _("投票のカードを作った"),
        "voting.close_cards": _("投票のカードの束を止めた"),
        "voting.ask_void": _("票の除外を申し出た"),
        "voting.agree_void": _("票の除外を認めた"),
        "voting.leave_group": _("にた投票者のまとまりを、そのまま数えることにした"),
        "voting.ask_group_void": _("にた投票者のまとまりの、票の除外を申し出た"),
        "voting.agree_group_void": _("にた投票者のまとまりの、票の除外を認めた"),
        "voting.withdraw_group_void": _("にた投票者のまとまりの、票の除外の申し出を取り下げた"),
        "voting.answer_appeal": _("票の除外への申し立てに答えた"),
        "voting.propose_confirmation": _("投票の結果の確定を申し出た"),
        "voting.agree_confirmation": _("投票の結果の確定を認めた"),
    },
    names={
        "digest": _("指紋"),
        "count": _("枚数"),
        "rule": _("当たる決まり"),
        "voters": _("投票者の数"),
        "ballots": _("票の数"),
        "is_accepted": _("申し立てを認めた"),
    },
    shows={"rule": one_of(VoidRule.choices)},
)
