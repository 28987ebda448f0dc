"""`make test`, `make promises`, `make journeys`: what they need, then pytest, whose own last line ends the output."""

import os
import subprocess
import sys

from deploy.packages import ensure
from deploy.refusals import speaking
from deploy.site import ROOT

WORKERS = ["-n", "3"]  # on two cores: while one waits for a browser or a broker, two work
# What a first run on SQLite does otherwise than a server: writers that queue, raw SQL, the clock, the samples, the forms' races.
ON_SQLITE = [
    *(f"tests/{room}" for room in ("voting", "notifications", "rehearsal", "followup", "accounts")),
    "tests/ideas/test_races.py",
    "tests/ideas/test_services.py",
    "tests/municipalities/test_services.py",
    "tests/municipalities/test_races.py",
    "tests/promises/test_ballot_box.py",
]
RUNS: dict[str, list[list[str]]] = {
    "test": [
        [
            "--database=sqlite",
            "-m",
            "not journey and not promise and not postgres",
            *ON_SQLITE,
            *WORKERS,
        ],
        ["-m", "not promise", *WORKERS],
    ],
    "promises": [["-m", "promise", "--timeout=3600"]],
    "journeys": [["tests/journeys", "-m", "journey", "--pictures"]],
}


def main() -> int:
    command, *extra = sys.argv[1:]
    ensure("chromium", "japanese-font", "gettext")
    for arguments in RUNS[command]:
        on_sqlite = "--database=sqlite" in arguments
        print("\nSQLite（はじめての人の形 / as at a first run）" if on_sqlite else "\nPostgreSQL + Redis", flush=True)
        pytest = [sys.executable, "-m", "pytest", *arguments, *extra]
        if code := subprocess.run(pytest, cwd=ROOT, env=_environment(), check=False).returncode:
            return code
    return 0


def _environment() -> dict[str, str]:
    """Nothing of the person's own settings leaks into the suite but the servers they named.

    Compiled code is kept: three workers and the sites they start, some eighty processes, compile it once.
    """
    dropped = (
        "DJANGO_SETTINGS_MODULE",
        "REHEARSAL",
        "EMAIL_URL",
        "COG_VAR_DIR",
        "PORT",
        "HOST",
        "PYTHONDONTWRITEBYTECODE",
    )
    return {name: value for name, value in os.environ.items() if name not in dropped}


if __name__ == "__main__":
    sys.exit(speaking(main, place=ROOT))
