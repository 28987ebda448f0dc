"""What several people bring at the same moment is written at once: flushing takes as long for one ballot as for twenty."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass
class _Batch(Generic[Row]):
    """Rows on their way together, and what became of them; `closed` is held until that is known."""

    rows: list[Row] = field(default_factory=list)
    written: Collection[str] = ()
    error: Exception | None = None
    closed: Lock = field(default_factory=Lock)


class Together(Generic[Row]):
    """`write`, for the threads of one process: while one of them writes, the rows of the others gather for the next.

    Nobody waits for company: who comes alone is written alone. When a batch fails, everyone in it is told.
    """

    def __init__(self, write: Callable[[Sequence[Row]], Collection[str]]) -> None:
        self.write = write
        self.gathering: _Batch[Row] = _Batch()
        self.gate, self.turn = Lock(), Lock()

    def __call__(self, rows: Sequence[Row]) -> Collection[str]:
        """What `write` gave for the rows of everyone in the batch; raises what it raised."""
        with self.gate:
            batch = self.gathering
            is_first = not batch.rows
            batch.rows.extend(rows)
            if is_first:
                batch.closed.acquire()
        if is_first:
            with self.turn:
                self._write(batch)
        else:
            with batch.closed:  # one after another: whoever hears of it first goes on first
                pass
        if batch.error:
            raise batch.error
        return batch.written

    def _write(self, batch: _Batch[Row]) -> None:
        with self.gate:
            self.gathering = _Batch()
        try:
            batch.written = self.write(batch.rows)
        except Exception as error:  # whatever it is, all of them must hear of it
            batch.error = error
        finally:
            batch.closed.release()
