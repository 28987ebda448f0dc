"""Acts of those who look at a challenge: follow it, stop following it, be counted without being known."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from municipalities.models import Challenge, ChallengeRefused, Follow, ViewCount

# One statement: whether the challenge is public is asked inside, and two readers at once are two views.
COUNT = """
INSERT INTO {table} (challenge_id, day, views)
SELECT seen.id, %s, 1 FROM ({public}) AS seen WHERE true
ON CONFLICT (challenge_id, day) DO UPDATE SET views = {table}.views + 1
"""


@transaction.atomic
def follow_challenge(challenge: Challenge, *, by: User, at: datetime) -> Follow:
    """Hear by mail when the challenge's ideas are published; following already is no error."""
    if not Challenge.objects.public(at).filter(pk=challenge.pk).exists():
        raise ChallengeRefused(_("この課題は、いまはフォローできません。"))
    return Follow.objects.get_or_create(user=by, challenge=challenge, defaults={"since": at})[0]


@transaction.atomic
def unfollow_challenge(challenge: Challenge, *, by: User) -> None:
    """Hear no more; not following is no error."""
    Follow.objects.filter(user=by, challenge=challenge).delete()


def count_view(challenge_pk: int, *, at: datetime) -> bool:
    """One view more of a public challenge on this day (JST); false where there is none."""
    rows = Challenge.objects.public(at).filter(pk=challenge_pk).order_by().values("id")
    public, values = rows.query.sql_with_params()
    table = connection.ops.quote_name(ViewCount._meta.db_table)
    day = connection.ops.adapt_datefield_value(timezone.localdate(at))
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(table=table, public=public), [day, *values])
        return cursor.rowcount > 0
