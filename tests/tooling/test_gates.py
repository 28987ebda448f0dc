"""The gates see what they are there to see: each has a bad example that it must catch."""

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config.settings import base
from deploy.site import ROOT
from deploy.sizes import sources, too_long
from deploy.translations import untranslated

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKED = re.compile(r"^([\w.-]+)\[([\w, -]+)\]==", re.MULTILINE)
FLOORS = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[.*\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def test_the_floor_plan_and_the_settings_are_one_list() -> None:
    rooms = [room for floor in FLOORS for room in re.split(r" [|:] ", floor)]
    assert rooms == ["rehearsal", *base.ROOMS]
    assert set(rooms) == set(PROJECT["tool"]["importlinter"]["root_packages"])
    assert set(rooms) <= set(PROJECT["tool"]["mypy"]["packages"])


def asked_extras() -> set[tuple[str, str]]:
    """(package, extra) that any installed package asks of another without being asked itself."""
    asked = [Requirement(text) for package in distributions() for text in package.requires or ()]
    plain = [one for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]
    return {(canonicalize_name(one.name), extra) for one in plain for extra in one.extras}


def test_the_lock_names_the_extras_that_packages_ask_for() -> None:
    """An older pip takes an unlocked `name[extra]` for a package of its own and fetches the newest release."""
    lock = (ROOT / "requirements-dev.txt").read_text()
    locked = {(name, extra.strip()) for name, extras in LOCKED.findall(lock) for extra in extras.split(",")}
    asked = asked_extras()
    assert ("coverage", "toml") in asked
    assert asked - locked == set()


def lint_imports(folder: Path) -> str:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)
    return re.sub(r"\s+", " ", done.stdout) + f" exit {done.returncode}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rooms alone, to be spoiled."""
    for room in ["rehearsal", *base.ROOMS]:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def spoil(copy: Path, file: str, line: str) -> None:
    """Add an import to a file, and the module it names if the room has none of that name."""
    path = copy / file
    path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")
    _, package, _, module = line.split()
    if (copy / package).is_dir():
        (copy / package / f"{module}.py").touch()


def test_the_floor_plan_holds(copy: Path) -> None:
    assert lint_imports(copy).endswith("exit 0")


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("contest/services.py", "from ideas import models", "Arrows only run down"),
        ("judging/services/tiers.py", "from voting import models", "Arrows only run down"),
        ("events/models.py", "from municipalities import models", "Arrows only run down"),
        ("ideas/models.py", "from ideas import services", "Inside a room"),
        ("voting/services.py", "from voting import views", "Inside a room"),
        ("ideas/forms.py", "from ideas import admin", "Inside a room"),
        ("ideas/services.py", "from ideas import tasks", "Inside a room"),
        ("ideas/views.py", "from celery import shared_task", "The web never speaks to the broker"),
    ],
)
def test_an_upward_arrow_is_caught(copy: Path, file: str, line: str, contract: str) -> None:
    spoil(copy, file, line)
    said = lint_imports(copy)
    assert said.endswith("exit 1"), said
    assert re.search(f"{contract}((?!KEPT).)* BROKEN", said), said


def test_long_functions_and_files_are_caught(tmp_path: Path) -> None:
    file = tmp_path / "long.py"
    file.write_text("def fine():\n" + "    x = 1\n" * 49 + "def long():\n" + "    x = 1\n" * 50 + "y = 1\n" * 300)
    assert [line.partition(": ")[2] for line in too_long(file)] == [
        "401 lines (at most 400)",
        "long has 51 lines (at most 50)",
    ]


def test_sizes_are_measured_where_people_write() -> None:
    measured = {str(path.relative_to(ROOT)) for path in sources(ROOT)}
    assert {"contest/models.py", "deploy/sizes.py", "tests/conftest.py"} <= measured
    assert not [name for name in measured if name.startswith((".venv", "var/"))]


def test_missing_and_guessed_translations_are_listed() -> None:
    catalogue = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

#: a.html
msgid "課題"
msgstr "Challenge"

#: b.html
#, fuzzy
msgid "アイデア"
msgstr "Challenge"

msgid "審査"
msgstr ""

msgid ""
"長い"
"文"
msgstr ""
"A long "
"sentence"

msgid "%(n)s 件"
msgid_plural "%(n)s 件"
msgstr[0] "%(n)s item"
msgstr[1] ""
"""
    assert list(untranslated(catalogue)) == ["アイデア", "審査", "%(n)s 件"]


def test_what_tests_run_on_is_what_runs() -> None:
    runtime, tests = pins("requirements.txt"), pins("requirements-dev.txt")
    assert len(runtime) > 30
    assert {name: tests.get(name) for name in runtime} == runtime


def test_a_skipped_test_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_one(): pass\n@pytest.mark.skip\ndef test_two(): pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(ROOT), "-c", "pyproject.toml"]
    done = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 tests were skipped or expected to fail: the run counts as failed." in done.stdout
    assert re.search(r"1 passed, 1 skipped in [\d.]+s", done.stdout.splitlines()[-1])
