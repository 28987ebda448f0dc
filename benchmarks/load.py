"""Drives a web server with wrk and reads what it says."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SCRIPTS = Path(__file__).parent / "wrk"
MISSING = (
    "負荷をかける wrk が見つかりません。apt-get install wrk などで入れてください。\n"
    "wrk was not found: install it with your system's packages, for example apt-get install wrk."
)


@dataclass(frozen=True)
class Load:
    """One round: answers per second, latencies in milliseconds, and every answer that was not the expected one."""

    per_second: float
    p50_ms: float
    p99_ms: float
    refused: int
    broken: int


def check_wrk() -> None:
    if not shutil.which("wrk"):
        raise SystemExit(MISSING)


def drive(
    url: str, *, seconds: float, connections: int = 16, expect: int = 200, script: str = "report.lua", **variables: str
) -> Load:
    """Ask `url` from `connections` connections at once for `seconds`; answers other than `expect` are an error."""
    environment = {**os.environ, "WRK_EXPECT": str(expect), "WRK_REPORT": str(SCRIPTS / "report.lua"), **variables}
    command = [
        "wrk", "-t", "2", "-c", str(connections), "-d", f"{seconds:g}s", "--latency", "--timeout", "10s",
        "-H", "X-Forwarded-Proto: https", "-H", "Host: localhost", "-s", str(SCRIPTS / script), url,
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    result = json.loads(line.removeprefix("RESULT "))
    load = Load(
        per_second=result["requests"] / result["seconds"],
        p50_ms=result["p50_ms"],
        p99_ms=result["p99_ms"],
        refused=result["refused"],
        broken=result["broken"],
    )
    if load.refused or load.broken:
        raise SystemExit(f"{url}: {load.refused} answers were not {expect}, {load.broken} broke: no figure from this.")
    return load
