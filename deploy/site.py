"""The whole site as three children: web, worker and beat. Standard library only."""

import http.client
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, CompletedProcess, run

from deploy.processes import Child, stop, wait_until
from deploy.refusals import BadStart
from deploy.running import var_folder

ROOT = Path(__file__).resolve().parents[1]
CELERY = ["-m", "celery", "-A", "config.celery:app"]
UVICORN = [
    "-m", "uvicorn", "--loop", "uvloop", "--http", "httptools", "--lifespan", "off", "--ws", "none", "--no-proxy-headers",
    "--no-server-header", "--no-access-log",
]  # fmt: skip
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # a person may listen there; nobody can ask there
PARTS = ("web", "database", "worker", "beat")


class Site:
    """Web, worker and beat, started together, watched together and stopped together."""

    def __init__(self, *, host: str, port: int, env: Mapping[str, str] | None = None) -> None:
        self.host, self.port = host, port
        self.name = "127.0.0.1" if host in EVERYWHERE else host
        self.env = {
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            **os.environ,
            **(env or {}),
            "PYTHONUNBUFFERED": "1",
        }
        self.env.setdefault("SITE_URL", self.url.rstrip("/"))  # links in mails lead to where it runs
        self.var = Path(self.env.get("COG_VAR_DIR") or var_folder(ROOT))
        self.children: list[Child] = []

    @property
    def url(self) -> str:
        return f"http://{self.name}:{self.port}/"

    def commands(self) -> dict[str, list[str]]:
        """The three commands; beat keeps its schedule in memory, so that no file outlives it."""
        where = ["--host", self.host, "--port", str(self.port)]
        return {
            "web": [
                *UVICORN, "--timeout-graceful-shutdown", "10", *where, "config.asgi:application",
            ],
            "worker": [
                *CELERY, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat",
                "--loglevel", "INFO",
            ],
            "beat": [*CELERY, "beat", "--scheduler", "celery.beat:Scheduler", "--pidfile=", "--loglevel", "INFO"],
        }  # fmt: skip

    def prepare(self, *, quiet: bool = False) -> None:
        """Reach the stores, migrate, load the samples once; in a process of its own, which says what is wrong."""
        output = {"stdout": PIPE, "stderr": STDOUT} if quiet else {}
        done: CompletedProcess[bytes] = run(
            [sys.executable, "-m", "deploy.prepare"], cwd=ROOT, env=self.env, stdin=DEVNULL, start_new_session=True,
            check=False, **output,  # type: ignore[call-overload]
        )  # fmt: skip
        if done.returncode:
            raise SystemExit((done.stdout or b"").decode() or done.returncode)

    def start(self, *names: str) -> None:
        """Start all three, or the ones named."""
        for name, command in self.commands().items():
            if not names or name in names:
                log = self.var / "log" / f"{name}.log"
                self.children.append(Child.start(name, [sys.executable, *command], log=log, cwd=ROOT, env=self.env))

    def child(self, name: str) -> Child:
        return next(child for child in self.children if child.name == name)

    def health(self) -> dict[str, bool]:
        """What /healthz says; empty while nobody answers."""
        connection = http.client.HTTPConnection(self.name, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return dict(json.loads(connection.getresponse().read()))
        except (OSError, ValueError, http.client.HTTPException):
            return {}
        finally:
            connection.close()

    def wait(self, *, seconds: float = 90) -> None:
        """Until all parts answer; raises with the log of the one that fell or stayed silent."""
        health: dict[str, bool] = {}

        def settled() -> bool:
            health.update(self.health())
            return bool(self.fallen()) or all(health.get(part) for part in PARTS)

        wait_until(settled, seconds=seconds, every=0.3)
        if child := self.fallen():
            raise fell(child)
        if silent := [part for part in PARTS if not health.get(part)]:
            raise BadStart(
                f"{seconds:.0f} 秒待ちましたが、{'・'.join(silent)} が答えません。{self.var}/log を見てください。",
                f"No answer from {', '.join(silent)} after {seconds:.0f} seconds: see {self.var}/log.",
            )

    def fallen(self) -> Child | None:
        """A child that ended by itself."""
        return next((child for child in self.children if not child.alive), None)

    def stop(self) -> None:
        """Stop all, beat first: nothing is left of any group."""
        stop(self.children[::-1])
        self.children.clear()


def fell(child: Child) -> BadStart:
    """The words for a child that ended by itself, with the last of its log."""
    print(f"\n--- {child.log} ---\n{child.last_lines()}\n---", file=sys.stderr)
    return BadStart(
        f"{child.name} が止まりました（終了コード {child.process.returncode}）。上は記録の終わりです。全部を止めました。",
        f"{child.name} ended (exit code {child.process.returncode}); above is the end of its log. All was stopped.",
    )
