"""The test servers are real: they answer, pause, crash and come back."""

import os
import signal
import smtplib

import psycopg2
import pytest
import redis

from deploy.processes import wait_until
from tests.support.servers import create_database, postgres, smtp_sink, valkey


@pytest.mark.parametrize(("fsync", "shown"), [(True, "on"), (False, "off")])
def test_postgres_flushes_only_when_asked(fsync: bool, shown: str) -> None:
    with postgres(fsync=fsync) as url:
        connection = psycopg2.connect(create_database(url, "made"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database(), current_setting('fsync'), current_setting('listen_addresses')")
            assert cursor.fetchone() == ("made", shown, "")
        connection.close()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)


def test_a_database_is_empty_or_a_copy() -> None:
    with postgres() as url:
        first = psycopg2.connect(create_database(url, "first"))
        with first, first.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 7 AS number")
        first.close()
        copy = psycopg2.connect(create_database(url, "copy", template="first"))
        with copy.cursor() as cursor:
            cursor.execute("SELECT number FROM kept")
            assert cursor.fetchall() == [(7,)]
        copy.close()


def test_valkey_pauses_and_comes_back_with_what_it_wrote() -> None:
    with valkey(appendonly="yes", appendfsync="always") as server:
        client = redis.Redis.from_url(server.url)
        client.set("receipt", "kept")
        server.pause()
        assert not server.answers()
        server.resume()
        assert wait_until(server.answers, seconds=10)
        server.restart(signal.SIGKILL)
        assert client.get("receipt") == b"kept"
        client.close()


def test_smtp_sink_keeps_mails_in_order_and_refuses_when_told() -> None:
    with smtp_sink() as sink, smtplib.SMTP("127.0.0.1", sink.port) as client:
        for name in ("一通目", "二通目"):
            client.sendmail("a@example.jp", ["b@example.jp"], f"To: b@example.jp\nSubject: {name}\n\n本文".encode())
        assert [str(mail["Subject"]) for mail in sink.to("b@example.jp")] == ["一通目", "二通目"]
        sink.refusal = "451 later"
        with pytest.raises(smtplib.SMTPDataError):
            client.sendmail("a@example.jp", ["b@example.jp"], b"To: b@example.jp\n\nx")
        assert len(sink.messages) == 2


def test_this_run_has_servers_of_its_own() -> None:
    assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
    assert os.environ["DATABASE_URL"].startswith(("postgres", "sqlite"))
