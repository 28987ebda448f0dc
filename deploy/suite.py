"""`make test`, `make promises`, `make journeys`: what they need, then pytest, whose own last line ends the output."""

import os
import subprocess
import sys
import time

from deploy.packages import ensure
from deploy.refusals import speaking
from deploy.site import ROOT

WORKERS = ["-n", "2"]
RUNS: dict[str, list[list[str]]] = {
    "test": [
        ["--database=sqlite", "-m", "not journey and not promise and not postgres", "--ignore=tests/tooling", *WORKERS],
        ["-m", "not promise", *WORKERS],
    ],
    "promises": [["-m", "promise", "--timeout=3600"]],
    "journeys": [["tests/journeys", "-m", "journey"]],
}
TITLES = {"--database=sqlite": "SQLite（はじめての人の形 / the newcomer's shape）"}


def main() -> int:
    command, *extra = sys.argv[1:]
    ensure("chromium", "japanese-font", "gettext")
    for arguments in RUNS[command]:
        print(f"\n{TITLES.get(arguments[0], 'PostgreSQL + Redis + SMTP')}", flush=True)
        started = time.monotonic()
        code = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments, *extra], cwd=ROOT, env=_environment(), check=False
        ).returncode
        if code:
            return code
        if arguments is not RUNS[command][-1]:
            print(f"{time.monotonic() - started:.0f} s", flush=True)
    return 0


def _environment() -> dict[str, str]:
    """Nothing of the person's own settings leaks into the suite but the servers they named."""
    dropped = ("DJANGO_SETTINGS_MODULE", "REHEARSAL", "EMAIL_URL", "COG_VAR_DIR", "PORT", "HOST")
    return {name: value for name, value in os.environ.items() if name not in dropped}


if __name__ == "__main__":
    sys.exit(speaking(main, place=ROOT))
