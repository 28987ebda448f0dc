"""Starting the project's own commands as a person does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from deploy.processes import wait_until
from deploy.site import ROOT

STORES = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "COG_TEST_DIR", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL")


def surroundings(**env: str) -> dict[str, str]:
    """The environment of a newcomer's terminal: none of the suite's own servers."""
    kept = {name: value for name, value in os.environ.items() if name not in STORES}
    return {**kept, "PYTHON": sys.executable, **env}


def make(*arguments: str, cwd: Path = ROOT, seconds: float = 120, **env: str) -> "subprocess.CompletedProcess[str]":
    """Run make to its end."""
    return subprocess.run(
        ["make", *arguments],
        cwd=cwd,
        env=surroundings(**env),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


class Running:
    """A `make run` in a session of its own, as in a terminal, writing to a file."""

    def __init__(self, var: Path, output: Path, *arguments: str) -> None:
        self.output = output
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                ["make", "run", *arguments],
                cwd=ROOT,
                env=surroundings(COG_VAR_DIR=str(var), PYTHONUNBUFFERED="1"),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def says(self, words: str, *, seconds: float = 120) -> bool:
        """Whether it prints something in time."""
        wait_until(lambda: words in self.output.read_text() or self.process.poll() is not None, seconds=seconds)
        return words in self.output.read_text()

    def family(self) -> dict[int, str]:
        """Every process below it, by id, with its command line."""
        found: dict[int, str] = {}
        fresh = [self.process.pid]
        while fresh:
            listed = subprocess.run(
                ["ps", "-ww", "-o", "pid=,args=", "--ppid", ",".join(map(str, fresh))],
                capture_output=True,
                text=True,
                check=False,
            ).stdout
            rows = [line.split(maxsplit=1) for line in listed.splitlines()]
            fresh = [int(pid) for pid, _ in rows]
            found |= {int(pid): command for pid, command in rows}
        return found

    def work(self) -> float:
        """Seconds of CPU it and everything below it have used: what a start costs, however busy the machine is."""
        ticks = sum(sum(map(int, _stat(pid)[11:15])) for pid in [self.process.pid, *self.family()])
        return ticks / os.sysconf("SC_CLK_TCK")

    def ctrl_c(self) -> None:
        """What a terminal does: the signal goes to everything in the foreground."""
        os.killpg(self.process.pid, signal.SIGINT)

    def ended(self, *, seconds: float = 30) -> int:
        return self.process.wait(timeout=seconds)


def alive(pids: "dict[int, str]") -> dict[int, str]:
    """Those of some processes that still run."""
    return {pid: command for pid, command in pids.items() if _runs(pid)}


def _runs(pid: int) -> bool:
    return _stat(pid)[:1] not in ([], ["Z"], ["X"])


def _stat(pid: int) -> list[str]:
    """What the system says of a process, from its state on; nothing of one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
