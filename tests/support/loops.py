"""Coroutines for tests without async: a browser's session may have left its own event loop running in their thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Told = TypeVar("Told")


def run(coroutine: Coroutine[Any, Any, Told]) -> Told:
    """What it gives, by a loop in a thread of its own. Database connections are other ones there: commit first."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
