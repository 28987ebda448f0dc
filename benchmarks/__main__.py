"""`make bench`: one command, one JSON line a measure. Options: --rounds, --seconds, --only NAME …, --ideas, --ballots, --people, --minutes."""

import argparse
import os
import secrets
import socket
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from benchmarks.load import check_wrk
from deploy.processes import Child, stop, wait_until
from deploy.site import UVICORN
from tests.support.servers import free_port, postgres, smtp_sink, valkey

ROOT = Path(__file__).resolve().parents[1]
WORKERS = "2"


def main() -> None:
    options = _options()
    check_wrk()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cog-bench-")))
        folder.chmod(0o755)
        _say("starting PostgreSQL (fsync on) and the Redis-protocol server")
        environment = _environment(
            folder, stack.enter_context(postgres(fsync=True)), stack.enter_context(valkey()).url, stack
        )
        os.environ.update(environment)
        tempfile.tempdir = str(folder)  # what a measure keeps in a file goes with the run
        django.setup()
        _say(f"filling the database with {options.ideas} ideas")
        cycle, measures = _prepare(options, stack, folder)
        _run(measures, options)
    _say(f"done: {cycle}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="length of one load")
    parser.add_argument("--ideas", type=int, default=10_000)
    parser.add_argument("--ballots", type=int, default=200_000, help="sealed and tallied; the long form is 10000000")
    parser.add_argument("--people", type=int, default=300, help="of the evening; the long form is 10000")
    parser.add_argument("--minutes", type=float, default=0.1, help="of the evening; the long form is 3")
    parser.add_argument("--only", nargs="*", default=[], help="names of measures")
    return parser.parse_args()


def _environment(folder: Path, database: str, redis: str, stack: ExitStack) -> dict[str, str]:
    """Production settings on servers of our own."""
    sink = stack.enter_context(smtp_sink())
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": database,
        "BARE_DATABASE_URL": database,
        "REDIS_URL": redis,
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "ALLOWED_HOSTS": "localhost",
        "COG_VAR_DIR": str(folder / "var"),
    }


def _prepare(options: argparse.Namespace, stack: ExitStack, folder: Path):
    """Migrate, fill, start the product and bare Django; the measures ready to run."""
    from benchmarks import bare_tables, measures, vote, world  # noqa: PLC0415  # needs the settings chosen above

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    cycle = world.build(options.ideas)
    bare_tables.prepare(connection, options.ideas)
    product = _start(stack, folder, "product", _uvicorn)
    bare = _start(stack, folder, "bare", _gunicorn)
    sizes = vote.Sizes(options.ballots, options.people, options.minutes)
    return cycle, _chosen(
        measures.all_measures(product, bare, cycle, seconds=options.seconds, sizes=sizes), options.only
    )


def _chosen(measures: list, only: list[str]) -> list:
    """All, or those that were named; a name that is none of theirs ends the run."""
    names = [measure.name for measure in measures]
    if unknown := set(only) - set(names):
        raise SystemExit(f"no such measure: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return [measure for measure in measures if not only or measure.name in only]


def _uvicorn(port: int) -> list[str]:
    """As `docs/operations.md` has it."""
    return [
        *UVICORN, "--workers", WORKERS, "--log-level", "warning", "--host", "127.0.0.1", "--port", str(port),
        "config.asgi:application",
    ]  # fmt: skip


def _gunicorn(port: int) -> list[str]:
    return [
        "-m", "gunicorn", "--workers", WORKERS, "--worker-class", "sync", "--bind", f"127.0.0.1:{port}",
        "--log-level", "warning", "benchmarks.bare:application",
    ]  # fmt: skip


def _start(stack: ExitStack, folder: Path, name: str, command) -> str:
    """Start a web server; its address once it answers."""
    port = free_port()
    child = Child.start(name, [sys.executable, *command(port)], log=folder / f"{name}.log", cwd=ROOT, env=os.environ)
    stack.callback(stop, [child])
    if not wait_until(lambda: _listens(port) or not child.alive, seconds=30) or not child.alive:
        raise SystemExit(f"{name} did not start:\n{child.last_lines()}")
    return f"http://127.0.0.1:{port}"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _run(measures, options: argparse.Namespace) -> None:
    for measure in measures:
        _say(f"warming up: {measure.name}")
        measure.warm()
    for number in range(1, options.rounds + 1):
        for measure in measures:
            _say(f"round {number} of {options.rounds}: {measure.name}")
            measure.round()
    for measure in measures:
        print(measure.line(), flush=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
