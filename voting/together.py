"""What several people bring at the same moment is written at once: flushing takes as long for one ballot as for twenty."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import Generic, TypeVar

from asgiref.sync import sync_to_async

Row = TypeVar("Row")


class Together(Generic[Row]):
    """`write`, for the requests of one event loop: while it writes, in a thread, what the others bring gathers for the next.

    Nobody waits for company: who comes alone is written alone. When a batch fails, everyone in it is told.
    """

    def __init__(self, write: Callable[[Sequence[Row]], Collection[str]]) -> None:
        self.write = sync_to_async(write)
        self.gathering: list[tuple[Row, asyncio.Future[Collection[str]]]] = []
        self.writing: asyncio.Task[None] | None = None

    async def __call__(self, row: Row) -> Collection[str]:
        """What `write` gave for the rows of everyone in the batch; raises what it raised."""
        loop = asyncio.get_running_loop()
        told = loop.create_future()
        self.gathering.append((row, told))
        if self.writing is None or self.writing.done():
            self.writing = loop.create_task(self._write())
        return await told

    async def _write(self) -> None:
        while self.gathering:
            batch, self.gathering = self.gathering, []
            try:
                written, error = await self.write([row for row, _ in batch]), None
            except Exception as raised:  # whatever it is, all of them must hear of it
                written, error = (), raised
            for _, told in batch:
                if told.done():  # its asker went away
                    continue
                if error:
                    told.set_exception(error)
                else:
                    told.set_result(written)
