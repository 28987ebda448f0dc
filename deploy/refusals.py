"""Bad starts: one sentence a person can act on, in Japanese and in English, and a non-zero exit."""

import errno
import sys
from collections.abc import Callable
from pathlib import Path


class BadStart(Exception):
    """It cannot go on; says why and what to do."""

    def __init__(self, japanese: str, english: str) -> None:
        super().__init__(english)
        self.japanese, self.english = japanese, english


def in_words(error: OSError, place: Path) -> BadStart | None:
    """An error of the file system in words, if it is one a person can mend."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return BadStart(
            f"ディスクの空きがありません。{place} のあるディスクを空けてから、もう一度始めてください。",
            f"The disk is full: make room on the disk of {place} and start again.",
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return BadStart(
            f"{place} に書き込めません。書き込めるフォルダーに置いて、もう一度始めてください。",
            f"{place} cannot be written to: put the project in a folder you may write to and start again.",
        )
    return None


def speaking(command: Callable[[], int], *, place: Path) -> int:
    """Run a command; what stops it becomes a sentence instead of a traceback."""
    try:
        return command()
    except BadStart as refusal:
        return _say(refusal)
    except OSError as error:
        if words := in_words(error, Path(error.filename) if error.filename else place):
            return _say(words)
        raise
    except KeyboardInterrupt:
        print("\n止めました。/ Stopped.", file=sys.stderr)
        return 130


def _say(refusal: BadStart) -> int:
    print(f"\n{refusal.japanese}\n{refusal.english}", file=sys.stderr)
    return 1
