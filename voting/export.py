"""A poll's files in a folder, as anyone may download them: the seal from the seal on, the others from the publication."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from voting import log
from voting.models import Poll

SCRIPT = Path(__file__).with_name("verify.py")


def files_of(poll: Poll) -> dict[str, Iterable[str]]:
    """Name and lines of every file of a sealed poll that is public; the lines are read when they are asked for."""
    files: dict[str, Iterable[str]] = {"seal.json": [_text(log.seal_record(poll))]}
    if poll.is_published:
        files |= {
            "log.jsonl": log.lines(poll, is_paired=poll.seal.is_paired),
            "voids.jsonl": log.void_lines(poll),
            "superseded.txt": log.replaced(poll),
            "result.json": [_text(poll.result)],
        }
    return files


def write_files(poll: Poll, folder: Path) -> list[str]:
    """Write them, and the script that recounts them beside the log; again writes the same. The names written."""
    folder.mkdir(parents=True, exist_ok=True)
    files = files_of(poll)
    for name, lines in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="\n") as target:
            target.writelines(f"{line}\n" for line in lines)
    if not poll.is_published:
        return list(files)
    (folder / SCRIPT.name).write_bytes(SCRIPT.read_bytes())
    return [*files, SCRIPT.name]


def _text(record: Any) -> str:
    return json.dumps(record, indent=2)
