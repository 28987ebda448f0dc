"""A reader on another connection, who looks after every single statement of an act."""

from collections.abc import Callable
from typing import Any

from django.db import connection


def seen_during(act: Callable[[], Any], sql: str, params: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The row `sql` gave that reader after each statement of `act`, and once it was over. One statement is one snapshot."""
    reader, seen = connection.copy(), []

    def look() -> None:
        with reader.cursor() as cursor:
            cursor.execute(sql, params)
            seen.append(cursor.fetchone())

    def then_look(execute: Callable[..., Any], *statement: Any) -> Any:
        try:
            return execute(*statement)
        finally:
            look()

    try:
        with connection.execute_wrapper(then_look):
            act()
        look()
    finally:
        reader.close()
    return seen
