"""Tests of one group stay in one worker: sites on the run's servers must not stand in each other's way."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

GROUP = """import pytest

@pytest.mark.parametrize("number", range(8))
{mark}
def test_one(number, worker_id, record_property):
    print(f"ran in {{worker_id}}")
"""


@pytest.mark.parametrize(
    ("mark", "workers"), [('@pytest.mark.xdist_group("browser")', 1), ("", 2)], ids=["group", "none"]
)
def test_a_group_runs_in_one_worker(tmp_path: Path, mark: str, workers: int) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_group.py").write_text(GROUP.format(mark=mark))
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist=loadgroup", "-p", "no:django", "-rP", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert len(set(re.findall(r"ran in (gw\d)", done.stdout))) == workers, done.stdout
