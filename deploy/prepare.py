"""Before the site starts: the stores answer, the tables are there, the samples are loaded once."""

import io
import os
import sys
from pathlib import Path

import django
import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import Error, connection, transaction

from deploy.doctor import check_addresses
from deploy.refusals import BadStart, speaking

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ["load_samples"]  # the facts, and a made-up year in motion
FACTS = ["load_contest", "load_municipalities", "load_events", "load_awards"]


def main() -> int:
    check_addresses()
    os.environ.setdefault("PGCONNECT_TIMEOUT", "10")  # a silent host is an answer too
    check_redis()
    try:
        django.setup()
        connection.ensure_connection()
    except ImproperlyConfigured as error:
        raise BadStart(f"設定に誤りがあります（{error}）。", f"The settings have a mistake: {error}") from error
    except Error as error:
        raise BadStart(
            f"データベースにつながりません。DATABASE_URL を確かめてください（{_first_line(error)}）。",
            f"The database does not answer: check DATABASE_URL ({_first_line(error)}).",
        ) from error
    try:
        fill()
    except Error as error:
        raise BadStart(
            f"データベースを準備できません（{_first_line(error)}）。",
            f"The database could not be prepared ({_first_line(error)}).",
        ) from error
    return 0


def check_redis() -> None:
    """REDIS_URL, if given, answers."""
    if "REDIS_URL" not in os.environ:
        return
    try:
        with redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=5, socket_connect_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise BadStart(
            f"Redis につながりません。REDIS_URL を確かめてください（{_first_line(error)}）。",
            f"Redis does not answer: check REDIS_URL ({_first_line(error)}).",
        ) from error


def fill() -> None:
    """Tables, and the samples where the database holds no cycle yet; old heartbeats say nothing about this start."""
    from contest.models import Cycle  # noqa: PLC0415  # models can be imported only after django.setup()
    from notifications.models import Heartbeat  # noqa: PLC0415  # the same

    print("データベースを準備しています / preparing the database", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    Heartbeat.objects.all().delete()
    if not Cycle.objects.exists():
        print("見本のデータを入れています / loading the samples", flush=True)
        with transaction.atomic():  # whole or not at all: the next start asks again
            for command in SAMPLES if settings.REHEARSAL else FACTS:
                call_command(command, verbosity=0, stdout=io.StringIO())


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


if __name__ == "__main__":
    sys.exit(speaking(main, place=ROOT))
