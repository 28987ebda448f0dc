"""What the jury's room knows of a person who goes."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.erasure import Held, Room, Words
from accounts.models import User
from contest.models import Stage
from judging.models import Judge, JudgeInvitation


def _hindrances(user: User, at: datetime) -> Iterable[Words]:
    serving = user.judgeships.filter(left_at__isnull=True).select_related("cycle")
    ends = [stage.closes_at for seat in serving if (stage := seat.cycle.stage(Stage.Kind.REVIEW))]
    if any(at < moment for moment in ends):
        yield _("審査がおわっていない審査委員は、先に、事務局に辞退を申し出てください。")


ROOM = Room(
    held=(
        Held(
            JudgeInvitation,
            "email",
            by_address=True,
            tells=(
                *("cycle", "scope", "organization", "tier", "email", "title", "affiliation", "message"),
                *("expires_at", "accepted_at", "declined_at", "decline_reason", "cancelled_at"),
            ),
        ),
        Held(
            Judge,
            "user",
            stays=_("審査の記録です。点とアドバイスは残り、名前、肩書、所属は外れます。"),
            blank={"title": "", "affiliation": "", "left_reason": ""},
            # not what they score, nor what keeps them away from an idea: neither is for them to take away
            tells=(
                *("cycle", "scope", "organization", "tier", "title", "affiliation", "is_chair"),
                *("reads", "max_load", "themes", "left_at", "left_reason"),
            ),
            words={"reads": lambda row, at: row.get_reads_display() if row.gets_sheets else ""},
        ),
    ),
    hindrances=_hindrances,
)
