"""Looks before the start: the folder, the disk, the port, the addresses. Standard library only."""

import os
import shutil
import socket
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from deploy.refusals import BadStart, in_words

ROOM_TO_INSTALL = 700_000_000  # bytes; the runtime takes 250 MB, what tests need as much again
ROOM_TO_RUN = 50_000_000
DATABASES = ("postgres", "postgresql", "psql", "pgsql", "sqlite")


def check_folder(root: Path, *, needed: int = ROOM_TO_RUN) -> None:
    """The project's folder can be written to and has room."""
    try:
        with tempfile.TemporaryFile(dir=root):
            pass
    except OSError as error:
        raise (in_words(error, root) or error) from None
    if (free := shutil.disk_usage(root).free) < needed:
        raise BadStart(
            f"ディスクの空きが足りません（空き {free // 1_000_000} MB、必要 {needed // 1_000_000} MB）。",
            f"The disk is too full ({free // 1_000_000} MB free, {needed // 1_000_000} MB needed).",
        )


def check_port(text: str, host: str) -> int:
    """The port is a number and nobody listens on it."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise BadStart(
            f"PORT は 1 から 65535 までの数です（いま: {text}）。", f"PORT is a number from 1 to 65535, not {text!r}."
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(text)))
        except PermissionError:
            raise BadStart(
                f"ポート {text} を使う許可がありません。make run PORT=8001 のように別の番号で始めてください。",
                f"You may not use port {text}: start on another, for example make run PORT=8001.",
            ) from None
        except OSError:
            raise BadStart(
                f"ポート {text} はほかのプログラムが使っています。make run PORT={_other(text)} で始めてください。",
                f"Port {text} is taken by another program: start with make run PORT={_other(text)}.",
            ) from None
    return int(text)


def check_addresses() -> None:
    """DATABASE_URL and REDIS_URL look like addresses; whether anyone answers is asked later."""
    if not _looks_right("DATABASE_URL", DATABASES):
        raise BadStart(
            "DATABASE_URL を読めません。postgres://利用者:パスワード@ホスト:5432/名前 の形で書いてください。",
            "DATABASE_URL cannot be read: write it as postgres://user:password@host:5432/name.",
        )
    if not _looks_right("REDIS_URL", ("redis", "rediss")):
        raise BadStart(
            "REDIS_URL を読めません。redis://ホスト:6379/0 の形で書いてください。",
            "REDIS_URL cannot be read: write it as redis://host:6379/0.",
        )


def _looks_right(name: str, schemes: tuple[str, ...]) -> bool:
    if name not in os.environ:
        return True
    try:
        parts = urlsplit(os.environ[name])
        return parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _other(port: str) -> int:
    return int(port) + 1 if int(port) < 65535 else 8001
