"""One migrated database a run, made by whoever needs it first; the workers' databases and those of sites are copies of it."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.site import ROOT
from tests.support.servers import create_database, drop_database

RUN = "COG_TEST_RUN"  # the folder that all processes of one run share


def fresh_database(name: str) -> str:
    """A database with all tables and no rows of ours, on the run's PostgreSQL; its URL."""
    return create_database(os.environ["DATABASE_URL"], name, template=migrated())


def prepare_worker(settings: dict[str, Any]) -> None:
    """Make Django's test database a copy: PostgreSQL copies it itself, SQLite finds the file there (`keepdb`)."""
    if is_file():
        Path(settings["TEST"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(migrated(), settings["TEST"]["NAME"])
    else:
        settings["TEST"]["TEMPLATE"] = migrated()


def is_file() -> bool:
    return os.environ["DATABASE_URL"].startswith("sqlite")


def migrated() -> str:
    """The name of the migrated database, to which nobody is connected; on SQLite its path."""
    folder = Path(os.environ[RUN])
    done = folder / "migrated"
    with _alone(folder / "migrating"):
        if not done.exists():
            _migrate(_empty(folder))
            done.touch()
    return str(folder / "migrated.sqlite3") if is_file() else _name(folder)


def forget(server: str, folder: Path) -> None:
    """Take it from a server that outlives the run."""
    drop_database(server, _name(folder))


def _name(folder: Path) -> str:
    return f"migrated_{folder.name}"


def _empty(folder: Path) -> str:
    if is_file():
        (folder / "migrated.sqlite3").unlink(missing_ok=True)
        return f"sqlite:///{folder / 'migrated.sqlite3'}"
    forget(os.environ["DATABASE_URL"], folder)
    return create_database(os.environ["DATABASE_URL"], _name(folder))


def _migrate(url: str) -> None:
    """In a process of its own, which leaves no connection behind."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
