"""`make run` as a newcomer meets it: SQLite, the embedded broker, one command in, nothing left behind."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from deploy.processes import wait_until
from tests.tooling.commands import Running, alive, make

pytestmark = pytest.mark.xdist_group("make-run")
MARKS = {"deploy.run", "uvicorn", "app worker", "app beat"}
LEFT = {"db.sqlite3", "log", "media", "mail", "cache"}


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One var/ for the module: the first start fills it, the others are second starts."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def running(var: Path, tmp_path: Path, free_port_text: str) -> Iterator[Running]:
    """A site that has said where it is."""
    run = Running(var, tmp_path / "output", f"PORT={free_port_text}")
    assert run.says("Ctrl-C"), run.output.read_text()
    yield run
    if run.process.poll() is None:
        run.process.terminate()
        run.ended()


def assert_nothing_left(var: Path, family: dict[int, str]) -> None:
    assert wait_until(lambda: not alive(family), seconds=15), alive(family)
    assert {path.name for path in var.iterdir() if not path.name.startswith("db.sqlite3-")} <= LEFT


def test_the_first_start_says_how_to_enter_and_ctrl_c_leaves_nothing(
    running: Running, var: Path, free_port_text: str
) -> None:
    said = running.output.read_text()
    assert "見本のデータを入れています" in said
    assert "画面のいちばん下の帯から" in said
    assert f"http://127.0.0.1:{free_port_text}/dev/mail/" in said
    with urlopen(f"http://127.0.0.1:{free_port_text}/") as answer:
        assert answer.status == 200
    family = running.family()
    assert {mark for mark in MARKS if any(mark in command for command in family.values())} == MARKS
    running.ctrl_c()
    running.ended()
    assert "止めました" in running.output.read_text()
    assert_nothing_left(var, family)


def test_a_second_start_takes_seconds_is_alone_and_ends_by_sigterm(running: Running, var: Path) -> None:
    assert "見本のデータを入れています" not in running.output.read_text()
    assert running.work() < 30
    for command in (["run", "PORT=8999"], ["reset"]):
        done = make(*command, COG_VAR_DIR=str(var))
        assert done.returncode != 0
        assert "このフォルダーのサイトはもう動いています（http://127.0.0.1:" in done.stderr
    assert (var / "db.sqlite3").exists()
    family = running.family()
    running.process.terminate()
    running.ended()
    assert_nothing_left(var, family)


def test_even_a_killed_supervisor_leaves_no_process(running: Running, var: Path) -> None:
    family = running.family()
    supervisor = next(pid for pid, command in family.items() if "deploy.run" in command)
    os.kill(supervisor, signal.SIGKILL)
    assert running.ended() != 0
    assert wait_until(lambda: not alive(family), seconds=20), alive(family)


@pytest.mark.parametrize(
    ("part", "mark"),
    [
        ("web", "uvicorn"),
        pytest.param("worker", "app worker", marks=pytest.mark.promise),
        pytest.param("beat", "app beat", marks=pytest.mark.promise),
    ],
)
def test_a_dead_part_is_named_and_stops_the_rest(running: Running, var: Path, part: str, mark: str) -> None:
    family = running.family()
    os.kill(min(pid for pid, command in family.items() if mark in command), signal.SIGKILL)
    assert running.ended() != 0
    said = running.output.read_text()
    assert f"{part} が止まりました（終了コード -9）" in said
    assert f"{part}.log ---" in said
    assert_nothing_left(var, family)


def test_reset_starts_the_samples_afresh(tmp_path: Path) -> None:
    for name in ("db.sqlite3", "db.sqlite3-wal"):
        (tmp_path / name).touch()
    (tmp_path / "media/ideas").mkdir(parents=True)
    (tmp_path / "screenshots").mkdir()
    done = make("reset", COG_VAR_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["screenshots"]


def test_reset_never_touches_a_database_that_was_named(tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").touch()
    done = make("reset", "DATABASE_URL=postgres://cog@localhost/cog", COG_VAR_DIR=str(tmp_path))
    assert done.returncode != 0
    assert "make reset は var/ の見本だけを消します" in done.stderr
    assert (tmp_path / "db.sqlite3").exists()
