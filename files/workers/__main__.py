"""Runs one job on stdin and writes what it made to stdout: `python -I -B files/workers JOB LIMITS OPTIONS`.

Started by `files.child`, never imported. Knows nothing of Django, of the site or of any language.
"""

import importlib
import json
import resource
import struct
import sys
from contextlib import suppress
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))  # an isolated Python does not look where the site's code lies
refusing = importlib.import_module("files.workers.refusing")


def limit(memory: int, seconds: int, disk: int) -> None:
    """From here on this process may neither grow, run long, write more than it was granted, nor leave a core."""
    bounds = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: disk,
        resource.RLIMIT_CORE: 0,
    }
    for name, bound in bounds.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(name, (bound, bound))


def main(job: str, limits: str, options: str) -> None:
    limit(**json.loads(limits))
    worker = importlib.import_module(f"files.workers.{job}")
    try:
        facts, content = worker.work(sys.stdin.buffer.read(), **json.loads(options))
    except refusing.Refused as refusal:
        facts, content = {"refused": refusal.code, **refusal.numbers}, b""
    head = json.dumps(facts).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(head)) + head + content)


if __name__ == "__main__":
    main(*sys.argv[1:])
