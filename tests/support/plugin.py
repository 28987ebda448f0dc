"""Gives every run servers of its own before Django reads its settings, and fails a run that skipped anything.

`pytest` runs on PostgreSQL, `pytest --database=sqlite` on the newcomer's SQLite. A DATABASE_URL or REDIS_URL that is
given is used instead. Under xdist the controller starts the servers and the workers inherit their addresses.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from tests.support import copies
from tests.support.servers import ServerMissing, postgres, valkey

WORKER = "PYTEST_XDIST_WORKER"
hypothesis.settings.register_profile(
    "suite",
    deadline=None,  # how fast this machine is today is no property of the code
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize=True,  # the same examples each time; `--hypothesis-profile=search` looks for new ones
)
hypothesis.settings.register_profile("search", hypothesis.settings.get_profile("suite"), derandomize=False)
hypothesis.settings.load_profile("suite")
NOT_RUN = ("skipped", "xfailed", "xpassed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=["postgres", "sqlite"], default="postgres", help="PostgreSQL, or SQLite as at a first run"
    )
    parser.addoption(
        "--turn",
        type=int,
        default=_turn_of_commit(),
        help="which part of what is too much for every run is asked; the commit's own unless given (figures name it)",
    )
    parser.addoption("--pictures", action="store_true", help="keep a picture of every page a journey passes")


def _turn_of_commit() -> int:
    """Another one for every commit, and for one commit the same on every day: what passed once does not fail tomorrow."""
    git = shutil.which("git")
    if git is None:
        return 0
    command = [git, "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return int(commit[:8] or "0", 16)  # nothing is said in a copy without its history


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Before Django's settings are read: put the servers' addresses where they look for them."""
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    folder = Path(tempfile.mkdtemp(prefix="cog-test-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["COG_TEST_DIR"] = str(folder)
    if WORKER not in os.environ:
        os.environ[copies.RUN] = str(folder)
        _start_servers(early_config.known_args_namespace.database, folder, stack)
    return (yield)


def _start_servers(database: str, folder: Path, stack: ExitStack) -> None:
    try:
        if database == "sqlite":
            os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'db.sqlite3'}"
        elif "DATABASE_URL" not in os.environ:
            os.environ["DATABASE_URL"] = stack.enter_context(postgres())
        else:
            stack.callback(copies.forget, os.environ["DATABASE_URL"], folder)
        if "REDIS_URL" not in os.environ:
            os.environ["REDIS_URL"] = stack.enter_context(valkey()).url
    except ServerMissing as missing:
        raise pytest.UsageError(str(missing)) from None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that did not run is not a test that passed."""
    if session.exitstatus == pytest.ExitCode.OK and _left_out(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Figures that tests recorded (`record_property("figure", …)`), and what did not run."""
    for report in terminalreporter.getreports("passed"):
        for name, figure in report.user_properties:
            if name == "figure" and report.when == "call":
                terminalreporter.write_line(str(figure))
    if count := _left_out(terminalreporter.config):
        terminalreporter.write_line(
            f"{count} tests were skipped or expected to fail: the run counts as failed.", red=True
        )


def _left_out(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return sum(len(reporter.stats.get(kind, [])) for kind in NOT_RUN) if reporter else 0
