"""The only place where the vote knows which database it speaks to: PostgreSQL, or the newcomer's SQLite.

Each text is one statement; everything around it (the cast, the seal, the log, the recount, voids) is the same code on both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakSet

from django.db import connection

# The window, the seal and the double click are all decided inside; nothing is asked before that could have changed.
CAST = """
WITH clock AS (SELECT {now} AS now)
INSERT INTO voting_ballot (poll_id, voter_id, choices, receipt, request_id, cast_at)
SELECT poll.id, voter.id, %s, %s, %s, clock.now
  FROM clock, voting_poll poll JOIN voting_voter voter ON voter.poll_id = poll.id
 WHERE poll.id = %s AND voter.id = %s AND poll.sealed_at IS NULL
   AND clock.now >= poll.opens_at AND clock.now < poll.closes_at
ON CONFLICT (voter_id, request_id) DO NOTHING
RETURNING receipt
"""


@dataclass(frozen=True)
class Dialect:
    """What the two databases say differently."""

    now: str  # the database's own clock as it runs, so many seconds ahead (`%s`; a rehearsal's)
    last_ballots: str  # receipt and choices as text of each voter's last ballot in poll `%s`
    byte_order: str  # the collation that sorts text as bytes
    stop_ballots: str = ""  # waits for ballots on their way and lets none in while the transaction lives
    types: str = ""  # of the cast's values, where a statement can be planned once and run often

    @cached_property
    def cast(self) -> str:
        """Seconds of the clock, choices, receipt, request, poll, voter; gives the receipt, or nothing."""
        return "EXECUTE vote_cast (%s, %s, %s, %s, %s, %s)" if self.types else CAST.format(now=self.now)

    @cached_property
    def plan(self) -> str:
        """What a connection is told once before its first cast; planning costs as much as casting."""
        values = tuple(f"${number}" for number in range(1, 7))
        return f"PREPARE vote_cast ({self.types}) AS {CAST.format(now=self.now) % values}" if self.types else ""

    @property
    def log(self) -> str:
        """Receipt and choices of each voter's last ballot in a poll, by receipt as bytes; sorted by the database."""
        return (
            f'SELECT receipt, choices FROM ({self.last_ballots}) AS last ORDER BY receipt COLLATE "{self.byte_order}"'  # noqa: S608
        )

    @property
    def patterns(self) -> str:
        """(choices, how many voters' last ballot chose just these) of a poll: all a count needs to read."""
        return f"SELECT choices, count(*) FROM ({self.last_ballots}) AS last GROUP BY choices"  # noqa: S608


POSTGRESQL = Dialect(
    now="(clock_timestamp() + %s * interval '1 second')",
    last_ballots=(
        "SELECT DISTINCT ON (voter_id) receipt, choices::text AS choices FROM voting_ballot"
        " WHERE poll_id = %s ORDER BY voter_id, id DESC"
    ),
    byte_order="C",
    stop_ballots="LOCK TABLE voting_ballot IN SHARE MODE",
    types="float8, jsonb, varchar, uuid, bigint, bigint",
)
SQLITE = Dialect(
    now="strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', %s || ' seconds')",  # as Django stores a UTC datetime
    last_ballots=(
        "SELECT receipt, choices FROM voting_ballot"
        " WHERE id IN (SELECT max(id) FROM voting_ballot WHERE poll_id = %s GROUP BY voter_id)"
    ),
    byte_order="BINARY",
)  # one writer at a time: nothing has to be stopped
DIALECTS = {"postgresql": POSTGRESQL, "sqlite": SQLITE}
_told: WeakSet[Any] = WeakSet()  # the driver's connections that know the plan


def dialect() -> Dialect:
    """Of the database this process is connected to."""
    return DIALECTS[connection.vendor]


def cast(values: Sequence[Any]) -> str | None:
    """Run the one statement: the receipt, or None when it wrote nothing."""
    own = dialect()
    with connection.cursor() as cursor:
        if own.plan and connection.connection not in _told:
            with connection.connection.cursor() as plain:
                plain.execute(own.plan)
            _told.add(connection.connection)
        cursor.execute(own.cast, values)
        written = cursor.fetchone()
    return written[0] if written else None
