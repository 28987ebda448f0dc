"""Bad starts: one sentence in Japanese, one in English, a non-zero exit, never a traceback."""

import ast
import ctypes
import errno
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.doctor import check_folder
from deploy.install import _trouble
from deploy.refusals import BadStart, in_words
from deploy.site import ROOT
from tests.tooling.commands import make, surroundings

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


def refusal(done: "subprocess.CompletedProcess[str]") -> str:
    """The words of a command that refused in the right manner."""
    assert done.returncode != 0
    words = [line for line in done.stderr.strip().splitlines() if not line.startswith("make: ")]
    assert len(words) == 2, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return "\n".join(words)


def test_a_taken_port_names_another(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        words = refusal(make("run", f"PORT={port}", COG_VAR_DIR=str(tmp_path)))
    assert f"ポート {port} はほかのプログラムが使っています" in words
    assert f"Port {port} is taken" in words


@pytest.mark.parametrize("port", ["八千", "0", "65536", "-1", "80a"])
def test_a_port_that_is_no_port(tmp_path: Path, port: str) -> None:
    assert "PORT は 1 から 65535 までの数です" in refusal(make("run", f"PORT={port}", COG_VAR_DIR=str(tmp_path)))


def test_an_old_python_is_told_so() -> None:
    code = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0); sys.argv = ['deploy/bootstrap.py', 'run'];"
        "runpy.run_path('deploy/bootstrap.py', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Python 3.11 以上が必要です（この python3 は 3.9.2 です）" in refusal(done)


def test_an_old_python_can_read_the_file_that_tells_it() -> None:
    ast.parse((ROOT / "deploy/bootstrap.py").read_text(), feature_version=(3, 4))


def test_no_python_at_all() -> None:
    done = make("run", "PYTHON=no-such-python")
    assert done.returncode != 0
    assert "Python 3 が見つかりません" in done.stderr


def copy_of_the_start(folder: Path) -> None:
    """As much of the project as a start reads before anything is installed."""
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, folder / name)


def test_no_network(tmp_path: Path, free_port_text: str) -> None:
    copy_of_the_start(tmp_path)
    nowhere = {"PIP_CONFIG_FILE": "/dev/null", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_NO_CACHE_DIR": "1"}
    empty = {"PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
    done = make("run", f"PORT={free_port_text}", cwd=tmp_path, **nowhere, **empty)
    assert "インターネットへの接続を確かめて" in refusal(done)
    assert list(tmp_path.glob(".venv/installed-*")) == []


def test_what_can_be_known_at_once_is_said_before_installing(tmp_path: Path) -> None:
    copy_of_the_start(tmp_path)
    assert "PORT は" in refusal(make("run", "PORT=0", cwd=tmp_path))
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "DATABASE_URL を読めません"),
        ("mysql://localhost/cog", "DATABASE_URL を読めません"),
        ("postgres://localhost:port/cog", "DATABASE_URL を読めません"),
        ("postgres://cog:secret-word@127.0.0.1:9/cog", "データベースにつながりません"),
        ("postgres://cog:secret-word@no-such-host.invalid/cog", "データベースにつながりません"),
        ("sqlite:////no/such/folder/db.sqlite3", "データベースにつながりません"),
    ],
)
def test_a_broken_database_url(tmp_path: Path, free_port_text: str, url: str, words: str) -> None:
    said = refusal(make("run", f"PORT={free_port_text}", f"DATABASE_URL={url}", COG_VAR_DIR=str(tmp_path)))
    assert words in said
    assert "secret-word" not in said


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "REDIS_URL を読めません"),
        ("redis://localhost:port/0", "REDIS_URL を読めません"),
        ("redis://:secret-word@127.0.0.1:9/0", "Redis につながりません"),
    ],
)
def test_a_broken_redis_url(tmp_path: Path, free_port_text: str, url: str, words: str) -> None:
    said = refusal(make("run", f"PORT={free_port_text}", f"REDIS_URL={url}", COG_VAR_DIR=str(tmp_path)))
    assert words in said
    assert "secret-word" not in said


@pytest.mark.parametrize("command", ["run", "test", "check"])
def test_a_read_only_folder(tmp_path: Path, command: str) -> None:
    copy_of_the_start(tmp_path)
    tmp_path.chmod(0o555)
    done = subprocess.run(
        ["make", command],
        cwd=tmp_path,
        env=surroundings(PYTHONDONTWRITEBYTECODE="1", PORT="0"),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_mortal,
    )
    tmp_path.chmod(0o755)
    assert "に書き込めません" in refusal(done)
    assert not (tmp_path / ".venv").exists()


def _mortal() -> None:
    """Root writes anywhere; without this capability even root does not."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def test_a_full_disk_is_noticed_before_installing(tmp_path: Path) -> None:
    with pytest.raises(BadStart, match="The disk is too full"):
        check_folder(tmp_path, needed=10**18)
    refusal = in_words(OSError(errno.ENOSPC, "No space left on device"), tmp_path)
    assert refusal is not None
    assert "ディスクの空きがありません" in refusal.japanese


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk became full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "does not match"),
        ("ERROR: [Errno 30] Read-only file system: '/x/.venv'", "cannot be written to"),
        ("ERROR: No matching distribution found for django==5.2.19", "check the connection"),
        ("ERROR: something pip never said before", "something pip never said before"),
    ],
)
def test_what_pip_says_is_put_in_words(output: str, words: str) -> None:
    assert words in _trouble(output).english
