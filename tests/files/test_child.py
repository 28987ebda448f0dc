"""U2: whatever a file does to the program that reads it, the site goes on."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from files import child
from files.refusals import FileRefused

WRONG = {
    "spins": "while True: pass",
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "eats": "hoard = [bytearray(50_000_000) for _ in range(100)]",
    "raises": "raise RuntimeError('broken')",
    "says nothing": "",
    "writes": "open('much', 'wb').write(b'x' * 1_000_000)",
    "sleeps": "import time; time.sleep(60)",
    "recurses": "f = lambda n: f(n + 1); f(0)",
    "babbles": "sys.stdout.buffer.write(b'\\0\\0\\0\\x09{not json')",
    "lies": "sys.stdout.buffer.write(b'\\0\\0\\0\\x02[]')",
}
RIGHT = "head = b'{\"n\": 1}'; sys.stdout.buffer.write(struct.pack('>I', len(head)) + head + b'rest')"
Put = Callable[[str], None]


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Put:
    """A worker that does this with whatever it is given, behind the real limits."""
    script = (child.WORKERS / "__main__.py").read_text().split("if __name__")[0]
    script = script.replace("str(Path(__file__).parents[2])", repr(str(child.WORKERS.parents[1])))
    monkeypatch.setattr(child, "WORKERS", tmp_path)

    def write(body: str) -> None:
        (tmp_path / "__main__.py").write_text(f"{script}\nlimit(**json.loads(sys.argv[2]))\n{body}\n")

    return write


@pytest.mark.parametrize("way", WRONG)
def test_a_child_that_goes_wrong_is_contained(way: str, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "SECONDS", 1)
    put(WRONG[way])
    with pytest.raises(FileRefused, match="読み取れませんでした"):
        child.clean("picture", b"x")


def test_control_a_child_that_goes_right_is_heard(put: Put) -> None:
    put(RIGHT)
    assert child.clean("picture", b"x") == child.Cleaned(b"rest", {"n": 1})


def test_nothing_stays_in_quarantine(put: Put, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (ours := tmp_path / "ours").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(ours))  # other tests have quarantines at the same time
    put("open('kept', 'wb').write(b'x'); sys.stdout.buffer.write(b'\\0\\0\\0\\x02{}' + str(Path.cwd()).encode())")
    where = Path(child.clean("picture", b"x", disk=100).content.decode())
    assert where.parent == ours
    assert not list(ours.iterdir())
