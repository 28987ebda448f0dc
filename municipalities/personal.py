"""What municipalities know of a person who goes."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.erasure import NO_LONGER_NAMED, Held, Room, Words
from accounts.models import User
from municipalities.models import Follow, Officer, OfficerInvitation, OfficerRequest, Seed, SeedReport


def _hindrances(user: User, at: datetime) -> Iterable[Words]:
    if user.offices.filter(until__isnull=True).exists():
        yield _("自治体の担当者の人は、先に、担当者を終えるか、ほかの人に引き継いでください。")


ROOM = Room(
    held=(
        Held(Follow, "user"),
        Held(OfficerRequest, "user"),
        Held(OfficerInvitation, "email", by_address=True),
        Held(SeedReport, "reported_by"),
        Held(Officer, "user", stays=_("いつ、どの部署の担当だったかの記録です。名前のない番号だけが残ります。")),
        Held(Seed, "suggested_by", stays=NO_LONGER_NAMED, blank={"credit": ""}),
    ),
    hindrances=_hindrances,
)
