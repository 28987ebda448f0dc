"""What the room of awards knows of a person who goes."""

from django.utils.translation import gettext_lazy as _

from accounts.erasure import Held, Room
from awards.models import Certificate

ROOM = Room(
    held=(
        Held(
            Certificate,
            "member__user",
            stays=_("賞状の番号がほんものかを、これからも確かめられるように残します。名前は外れます。"),
            blank={"name": ""},
        ),
    ),
)
