"""One running site per folder: where it keeps its things, and the lock that says it runs. Standard library only."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.refusals import BadStart

PASSING = ("broker", "run")  # exists while it runs; the database is the only memory


def var_folder(root: Path) -> Path:
    return Path(os.environ.get("COG_VAR_DIR") or root / "var")


def host_and_port() -> tuple[str, str]:
    return os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"


def check_alone(var: Path) -> None:
    """Refuse if a site runs from this folder already."""
    lock = var / "run.lock"
    if not lock.exists():
        return
    with lock.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            address = handle.read() or "?"
            raise BadStart(
                f"このフォルダーのサイトはもう動いています（{address}）。動かした画面で Ctrl-C を押すと止まります。",
                f"The site of this folder is running already ({address}): stop it with Ctrl-C where it was started.",
            ) from None


@contextmanager
def alone(var: Path, address: str) -> Iterator[None]:
    """Hold the folder; at the end nothing that only served the running is left."""
    check_alone(var)
    var.mkdir(parents=True, exist_ok=True)
    lock = var / "run.lock"
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.write(address)
        handle.flush()
        clear(var, PASSING)
        try:
            yield
        finally:
            clear(var, PASSING)
            lock.unlink(missing_ok=True)


def clear(var: Path, names: tuple[str, ...]) -> None:
    """Remove folders and files of var/ by name; a name may be a pattern."""
    for name in names:
        for path in var.glob(name):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
