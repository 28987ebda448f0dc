"""Each command of the Makefile: what must be installed for it, and the module that does it. Standard library only."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.doctor import check_addresses, check_folder, check_port
from deploy.install import RUNTIME, TESTS, ensure
from deploy.refusals import BadStart, speaking
from deploy.running import check_alone, host_and_port, var_folder

ROOT = Path(__file__).resolve().parents[1]


def before_run() -> None:
    """Everything about a start that can be known before minutes are spent on installing."""
    check_folder(ROOT)
    check_addresses()
    check_alone(var_folder(ROOT))
    host, port = host_and_port()
    check_port(port, host)


def before_work() -> None:
    check_folder(ROOT)


COMMANDS: dict[str, tuple[str, Callable[[], None], list[str]]] = {
    "run": (RUNTIME, before_run, ["-m", "deploy.run"]),
    "reset": (RUNTIME, before_work, ["-m", "deploy.reset"]),
    "test": (TESTS, before_work, ["-m", "deploy.suite", "test"]),
    "promises": (TESTS, before_work, ["-m", "deploy.suite", "promises"]),
    "journeys": (TESTS, before_work, ["-m", "deploy.suite", "journeys"]),
    "check": (TESTS, before_work, ["-m", "deploy.checks"]),
    "format": (TESTS, before_work, ["-m", "deploy.checks", "format"]),
    "messages": (TESTS, before_work, ["-m", "deploy.translations", "update"]),
    "bench": (TESTS, before_work, ["-m", "benchmarks"]),
    "lock": (RUNTIME, before_work, ["-m", "deploy.lock"]),
}


def main(arguments: Sequence[str]) -> int:
    """Look, install, and become the command: the process that was started is the one that works."""
    return speaking(lambda: _start(arguments), place=ROOT)


def _start(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        raise BadStart("make help で命令の一覧が見られます。", f"Commands: {', '.join(COMMANDS)}.")
    requirements, look, command = COMMANDS[arguments[0]]
    look()
    python = ensure(ROOT, requirements)
    os.chdir(ROOT)
    os.execv(python, [str(python), *command, *arguments[1:]])
