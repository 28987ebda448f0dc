"""`make check` and `make format`: everything a machine can say about the code without running the suite."""

import os
import subprocess
import sys
import time
from pathlib import Path

from deploy.packages import ensure
from deploy.refusals import speaking

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = str(BIN / "python")
MANAGE = [PYTHON, "manage.py"]
OFFICE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "a-made-up-key-with-many-different-characters-0123456789-abcdefghij",
    "DATABASE_URL": "postgres://cog:cog@127.0.0.1:5432/cog",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "ALLOWED_HOSTS": "cog.example.jp",
}
HERE = {"DJANGO_SETTINGS_MODULE": "config.settings.local"}
FAST: dict[str, tuple[list[str], dict[str, str]]] = {
    "format": ([str(BIN / "ruff"), "format", "--check", "-q", "--output-format=concise", "."], {}),
    "lint": ([str(BIN / "ruff"), "check", "-q", "--output-format=concise", "."], {}),
    "sizes": ([PYTHON, "-m", "deploy.sizes"], {}),
    "floor plan": ([str(BIN / "lint-imports"), "--no-cache"], {}),
}
SLOW: dict[str, tuple[list[str], dict[str, str]]] = {
    "types": ([str(BIN / "mypy"), "--no-error-summary"], HERE),
    "templates": ([str(BIN / "djlint"), "templates", "--lint", "--quiet"], {}),
    "migrations": ([*MANAGE, "makemigrations", "--check", "--dry-run"], HERE),
    "an office's settings": ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], OFFICE),
    "translations": ([PYTHON, "-m", "deploy.translations", "check"], HERE),
}


def main() -> int:
    mode = sys.argv[1] if len(sys.argv) > 1 else "all"
    if mode == "format":
        return _format()
    ensure("gettext")
    checks = FAST if mode == "fast" else {**FAST, **SLOW}
    failed = [name for name, (command, env) in checks.items() if not _passes(name, command, env)]
    if failed:
        print(f"\n{len(failed)} / {len(checks)}: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _passes(name: str, command: list[str], env: dict[str, str]) -> bool:
    """Run one check; only a failing one shows its output."""
    started = time.monotonic()
    clean = {key: value for key, value in os.environ.items() if key not in OFFICE and key != "REHEARSAL"}
    done = subprocess.run(command, cwd=ROOT, env={**clean, **env}, capture_output=True, text=True, check=False)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
    if done.returncode:
        print((done.stdout + done.stderr).strip(), flush=True)
    return done.returncode == 0


def _format() -> int:
    """Put everything in form; what a tool cannot mend is left for `make check` to show."""
    for command in (["format", "."], ["check", "--fix-only", "."]):
        subprocess.run([str(BIN / "ruff"), *command], cwd=ROOT, check=False)
    return 0


if __name__ == "__main__":
    sys.exit(speaking(main, place=ROOT))
