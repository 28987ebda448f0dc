"""Makes .venv and puts the hash-locked wheels into it, saying how far it is. Standard library only."""

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.doctor import ROOM_TO_INSTALL, check_folder
from deploy.processes import die_with_parent
from deploy.refusals import BadStart

RUNTIME, TESTS = "requirements.txt", "requirements-dev.txt"
TROUBLES = [
    (
        r"No space left on device",
        "ディスクの空きがなくなりました。空けてから、もう一度始めてください。",
        "The disk became full: make room and start again.",
    ),
    (
        r"Read-only file system|Permission denied",
        ".venv に書き込めません。書き込めるフォルダーに置いてください。",
        ".venv cannot be written to: put the project in a folder you may write to.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "届いた部品が、記録した指紋と違います。回線を変えて、もう一度始めてください。",
        "A package that arrived does not match its recorded hash: try again over another connection.",
    ),
    (
        r"Failed to establish|[Nn]ame resolution|NewConnectionError|unreachable|timed out|ProxyError"
        r"|Connection (?:refused|reset|broken)|No matching distribution|Max retries",
        "部品を取り寄せられません。インターネットへの接続を確かめて、もう一度始めてください。",
        "The packages cannot be fetched: check the connection to the internet and start again.",
    ),
]


def ensure(root: Path, requirements: str) -> Path:
    """The Python of a .venv that holds these requirements; a second call only compares a stamp."""
    with _alone(root):
        python = _venv(root)
        stamp = root / ".venv" / f"installed-{requirements}"
        wanted = hashlib.sha256((root / requirements).read_bytes()).hexdigest()
        if not stamp.exists() or stamp.read_text() != wanted:
            check_folder(root, needed=ROOM_TO_INSTALL)
            stamp.unlink(missing_ok=True)
            _pip(python, root / requirements)
            stamp.write_text(wanted)
    return python


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Two commands started together install one after the other."""
    with (root / RUNTIME).open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _venv(root: Path) -> Path:
    """Make .venv, or anew if it was made by another Python or its Python is gone."""
    folder = root / ".venv"
    python = folder / "bin" / "python"
    if python.exists() and _version_of(folder) == sys.version_info[:2]:
        return python
    check_folder(root, needed=ROOM_TO_INSTALL)
    print(f".venv を作っています（Python {sys.version_info[0]}.{sys.version_info[1]}）/ making .venv", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(folder)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        last = (made.stdout + made.stderr).strip().splitlines()[-1:] or ["?"]
        raise BadStart(
            f"Python の仮想環境を作れません。Debian や Ubuntu では apt install python3-venv を実行してください（{last[0]}）。",
            f"Python cannot make a virtual environment: on Debian or Ubuntu, apt install python3-venv ({last[0]}).",
        )
    return python


def _version_of(folder: Path) -> tuple[int, ...]:
    """Major and minor version of the Python that made a virtual environment."""
    found = re.search(r"^version\S* *= *(\d+)\.(\d+)", (folder / "pyvenv.cfg").read_text(), re.MULTILINE)
    return tuple(int(part) for part in found.groups()) if found else ()


def _pip(python: Path, requirements: Path) -> None:
    """Run pip and print each package as it comes, of how many."""
    total = len(re.findall(r"^[\w.-]+(?:\[[\w, -]+\])?==", requirements.read_text(), re.MULTILINE))
    print(f"{requirements.name} の {total} 個の部品を入れます / installing {total} packages", flush=True)
    options = ["--require-hashes", "--no-input", "--disable-pip-version-check", "--progress-bar=off", "--retries=2"]
    process = subprocess.Popen(
        [str(python), "-u", "-m", "pip", "install", *options, "-r", str(requirements)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=die_with_parent(),
    )
    last = _show(process, total)
    if process.wait():
        raise _trouble("".join(last))


def _show(process: "subprocess.Popen[str]", total: int) -> deque[str]:
    """Print pip's progress in our words; its last lines."""
    last: deque[str] = deque(maxlen=60)
    seen = 0
    for line in process.stdout or ():
        last.append(line)
        if line.startswith("Ignoring "):
            total -= 1
        elif line.startswith(("Collecting ", "Processing ")):  # from an index, from a folder of wheels
            seen += 1
            print(f"  [{seen:>3}/{total}] {line.split()[1].rpartition('/')[2]}", flush=True)
        elif line.startswith("Requirement already satisfied"):
            seen += 1
        elif line.startswith("Installing collected packages"):
            print(f"  {total} 個をそろえました。配置しています / all here, unpacking", flush=True)
    return last


def _trouble(output: str) -> BadStart:
    for pattern, japanese, english in TROUBLES:
        if re.search(pattern, output):
            return BadStart(japanese, english)
    errors = [line for line in output.splitlines() if line.startswith("ERROR")] or output.splitlines()[-1:] or ["?"]
    return BadStart(
        f"部品を入れられませんでした（{errors[0]}）。", f"The packages could not be installed ({errors[0]})."
    )
