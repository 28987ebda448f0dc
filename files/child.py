"""Files from outside are opened by a child process that may crash, spin or run out of memory without hurting anyone.

The bytes go to it and come back through pipes: until a worker has made a clean file of them, they lie on no disk but
in the child's private folder, which goes with it.
"""

import json
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from files.refusals import FileRefused, sentence

WORKERS = Path(__file__).with_name("workers")
MEMORY = 768 * 1024 * 1024
SECONDS = 20  # of CPU; three times as many on the clock, for a busy machine
LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Cleaned:
    """What a worker made of a file: bytes written anew, and what it found out about them."""

    content: bytes
    facts: dict[str, Any]


def clean(job: str, content: bytes, *, broken: str = "broken", disk: int = 0, **options: Any) -> Cleaned:
    """Let the worker of this name read `content`. FileRefused says why not; `broken` is the code for a child that died.

    `disk` is how many bytes each file in the child's private folder may have.
    """
    with TemporaryDirectory(prefix="quarantine-") as folder:
        limits = {"memory": MEMORY, "seconds": SECONDS, "disk": disk}
        command = [sys.executable, "-I", "-B", str(WORKERS), job, json.dumps(limits), json.dumps(options)]
        try:
            child = subprocess.run(  # noqa: S603  our own file
                command, input=content, capture_output=True, timeout=3 * SECONDS, env={"TMPDIR": folder}, cwd=folder
            )
        except subprocess.TimeoutExpired:
            raise FileRefused(sentence(broken, {})) from None
    made = None if child.returncode else _unpacked(child.stdout)
    if made is None:
        raise FileRefused(sentence(broken, {}))
    if code := made.facts.pop("refused", ""):
        raise FileRefused(sentence(code, made.facts))
    return made


def _unpacked(out: bytes) -> Cleaned | None:
    """What the child wrote; None when it is not what a worker writes: the file may have taken the child over."""
    try:
        end = LENGTH.size + LENGTH.unpack_from(out)[0]
        facts = json.loads(out[LENGTH.size : end])
    except (struct.error, ValueError):
        return None
    return Cleaned(out[end:], facts) if isinstance(facts, dict) else None
