"""The only place where the vote knows which database it speaks to: PostgreSQL, or the newcomer's SQLite.

Each text is one statement; everything around it (the cast, the seal, the log, the recount, voids) is the same code on both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakSet

from django.db import connection

from common import clock

# The window, the seal and the double click are all decided inside; nothing is asked before that could have changed.
CAST = """
WITH clock AS (SELECT {now} AS now)
INSERT INTO voting_ballot (poll_id, voter_id, choices, receipt, request_id, cast_at)
SELECT poll.id, voter.id, paper.choices, paper.receipt, paper.request, clock.now
  FROM clock, {papers} JOIN voting_voter voter ON voter.id = paper.voter
  JOIN voting_poll poll ON poll.id = paper.poll AND poll.id = voter.poll_id
 WHERE poll.sealed_at IS NULL AND clock.now >= poll.opens_at AND clock.now < poll.closes_at
 ORDER BY paper.turn
ON CONFLICT (voter_id, request_id) DO NOTHING
RETURNING receipt
"""


class FilledIn(NamedTuple):
    """What one ballot is made of."""

    choices: str  # as canonical JSON
    receipt: str
    request: str  # 32 hexadecimal digits
    poll: int
    voter: int


@dataclass(frozen=True)
class Dialect:
    """What the two databases say differently."""

    now: str  # the database's own clock as it runs, so many seconds ahead (`%s`; a rehearsal's)
    last_ballots: str  # receipt and choices as text of each voter's last ballot in poll `%s`
    byte_order: str  # the collation that sorts text as bytes
    papers: str  # filled-in papers as rows of a query: choices, receipt, request, poll, voter, turn
    stop_ballots: str = ""  # waits for ballots on their way and lets none in while the transaction lives
    types: tuple[str, ...] = ()  # of the cast's values, where one statement takes many papers and can be planned once

    @cached_property
    def cast(self) -> str:
        """Seconds of the clock, choices, receipt, request, poll, voter; gives the receipts it wrote."""
        values = ", ".join(f"%s::{kind}" for kind in self.types)
        return f"EXECUTE vote_cast ({values})" if self.types else CAST.format(now=self.now, papers=self.papers)

    @cached_property
    def plan(self) -> str:
        """What a connection is told once before its first cast; planning costs as much as casting."""
        plain, values = CAST.format(now=self.now, papers=self.papers), tuple(f"${number}" for number in range(1, 7))
        return f"PREPARE vote_cast ({', '.join(self.types)}) AS {plain % values}" if self.types else ""

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
    papers="unnest(%s, %s, %s, %s, %s) WITH ORDINALITY AS paper (choices, receipt, request, poll, voter, turn)",
    stop_ballots="LOCK TABLE voting_ballot IN SHARE MODE",
    types=("float8", "jsonb[]", "varchar[]", "uuid[]", "bigint[]", "bigint[]"),
)
SQLITE = Dialect(
    now="strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', %s || ' seconds')",  # as Django stores a UTC datetime
    last_ballots=(
        "SELECT receipt, choices FROM voting_ballot"
        " WHERE id IN (SELECT max(id) FROM voting_ballot WHERE poll_id = %s GROUP BY voter_id)"
    ),
    byte_order="BINARY",
    papers="(SELECT %s AS choices, %s AS receipt, %s AS request, %s AS poll, %s AS voter, 1 AS turn) AS paper",
)  # one writer at a time: nothing has to be stopped
DIALECTS = {"postgresql": POSTGRESQL, "sqlite": SQLITE}
_told: WeakSet[Any] = WeakSet()  # the driver's connections that know the plan


def dialect() -> Dialect:
    """Of the database this process is connected to."""
    return DIALECTS[connection.vendor]


def cast(papers: Sequence[FilledIn]) -> set[str]:
    """Write these papers in their order, at once where the database can; the receipts of those it wrote."""
    own, seconds = dialect(), clock.offset().total_seconds()
    written: set[str] = set()
    with connection.cursor() as cursor:
        if own.plan and connection.connection not in _told:
            with connection.connection.cursor() as plain:
                plain.execute(own.plan)
            _told.add(connection.connection)
        for values in [list(map(list, zip(*papers, strict=True)))] if own.types else papers:
            cursor.execute(own.cast, [seconds, *values])
            written.update(receipt for (receipt,) in cursor.fetchall())
    return written
