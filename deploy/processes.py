"""Child processes that are started together, watched together and leave nothing behind. Standard library only."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(number: int = signal.SIGTERM) -> Callable[[], None] | None:
    """A `preexec_fn` by which the kernel ends a child even if its parent is killed outright (Linux; elsewhere None)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, number)


@dataclass
class Child:
    """One process in a group of its own, writing to one log file."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @classmethod
    def start(cls, name: str, command: Sequence[str], *, log: Path, cwd: Path, env: Mapping[str, str]) -> "Child":
        """Start `command`; its output is the log, fresh each time."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(),
            )
        return cls(name, process, log)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def last_lines(self, count: int = 15) -> str:
        """The end of the log, for a person to read."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def signal(self, number: int) -> None:
        """Send a signal to the whole group; a group that is gone is no error."""
        try:
            os.killpg(self.process.pid, number)
        except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
            return

    def group_is_gone(self) -> bool:
        """Whether the process and everything it started has ended."""
        self.process.poll()
        try:
            os.killpg(self.process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return True
        return False


def stop(children: Sequence[Child], *, patience: float = 10.0) -> None:
    """Ask every group to end, then insist: after this none of their processes is left."""
    for child in children:
        if child.alive:
            child.process.send_signal(signal.SIGTERM)  # it ends its own children in good order
        else:
            child.signal(signal.SIGTERM)  # orphans of one that was killed
    wait_until(lambda: all(child.group_is_gone() for child in children), seconds=patience)
    for child in children:
        child.signal(signal.SIGKILL)
        child.process.wait()
    wait_until(lambda: all(child.group_is_gone() for child in children), seconds=5)


def wait_until(fact: Callable[[], bool], *, seconds: float, every: float = 0.1) -> bool:
    """Ask until the fact holds or the time is over; the last answer."""
    end = time.monotonic() + seconds
    while not (holds := fact()) and time.monotonic() < end:
        time.sleep(every)
    return holds
