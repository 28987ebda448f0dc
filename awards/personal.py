"""What the room of awards knows of a person who goes."""

from django.utils.translation import gettext_lazy as _

from accounts.erasure import Held, Room
from awards.models import Certificate
from ideas.personal import idea_in_words

ROOM = Room(
    held=(
        Held(
            Certificate,
            "member__user",
            stays=_("賞状の番号がほんものかを、これからも確かめられるように残します。名前は外れます。"),
            blank={"name": ""},
            # why one was revoked stays with the secretariat
            tells=(
                *("number", "cycle", "idea", "award", "place", "name", "language"),
                *("issued_at", "replaced_at", "revoked_at"),
            ),
            words={"idea": lambda row, at: idea_in_words(row.idea, at)},
            shown=lambda rows, at: rows.filter(pk__in=Certificate.objects.public(at).values("pk")),
        ),
    ),
)
