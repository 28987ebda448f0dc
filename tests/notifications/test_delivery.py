"""From the outbox to a real mail server, and what happens when there is none."""

import logging
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from notifications import delivery
from notifications.delivery import BACKOFF, BATCH, STUCK, claim_batch
from notifications.models import OutboxMail
from notifications.services import queue_mail

SECOND = timedelta(seconds=1)


def queue(count, at, **fields):
    return [
        queue_mail(
            f"p{n}@people.example", f"件名{n}", f"本文{n}", kind="test/mail", dedupe_key=f"k{n}", at=at, **fields
        )
        for n in range(count)
    ]


def states():
    return list(OutboxMail.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.django_db
def test_what_is_due_is_sent_once_with_the_rows_own_message_id(smtp, drain, moment):
    [mail] = queue(1, moment)
    assert (drain(moment - SECOND), drain(moment), drain(moment)) == (0, 1, 0)
    [message] = smtp.messages
    assert message["Message-ID"] == f"<outbox.{mail.pk}.20260820010000@testserver>"
    assert (message["To"], message["Subject"], message.get_content().strip()) == ("p0@people.example", "件名0", "本文0")
    assert message["Auto-Submitted"] == "auto-generated"
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.sent_at, mail.body) == ("sent", 1, moment, "本文0")


@pytest.mark.django_db
def test_a_secret_is_wiped_when_it_has_been_sent(smtp, drain, moment):
    [mail] = queue(1, moment, is_secret=True)
    drain(moment)
    mail.refresh_from_db()
    assert (mail.state, mail.body) == ("sent", "")
    assert "本文0" in smtp.messages[0].get_content()


@pytest.mark.django_db
def test_a_batch_takes_one_connection_and_leaves_the_rest(smtp, drain, moment):
    queue(BATCH + 3, moment)
    assert (drain(moment), drain(moment), drain(moment)) == (BATCH, 3, 0)
    assert [str(m["Subject"]) for m in smtp.messages] == [f"件名{n}" for n in range(BATCH + 3)]


@pytest.mark.django_db
def test_a_refused_mail_waits_longer_each_time_and_then_fails_loudly(smtp, drain, moment, caplog):
    smtp.refusal = "554 no"
    [mail] = queue(1, moment, is_secret=True)
    waits, at = [], moment
    for _ in BACKOFF:
        drain(at)
        mail.refresh_from_db()
        assert mail.state == "pending"
        waits.append(mail.due_at - at)
        assert drain(mail.due_at - SECOND) == 0
        at = mail.due_at
    assert waits == BACKOFF
    drain(at)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.body) == ("failed", len(BACKOFF) + 1, "")
    assert mail.last_error.startswith("SMTPDataError")
    [loud] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert str(mail.pk) in loud.message
    ours = [record.getMessage() for record in caplog.records if record.name == "notifications.delivery"]
    assert len(ours) == len(BACKOFF) + 1
    assert "people.example" not in str(ours)


@pytest.mark.django_db
def test_one_refused_address_holds_up_nobody(smtp, drain, moment):
    queue(3, moment)
    OutboxMail.objects.filter(to="p1@people.example").update(to="p1@@people example")
    assert drain(moment) == 2
    assert states() == ["sent", "pending", "sent"]


@pytest.mark.django_db
def test_a_server_that_is_away_costs_one_try_and_loses_nothing(smtp, drain, moment, settings):
    queue(3, moment)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert drain(moment) == 0
    assert list(OutboxMail.objects.order_by("id").values_list("state", "attempts")) == [
        ("pending", 1),
        ("pending", 0),
        ("pending", 0),
    ]
    settings.EMAIL_PORT = port
    assert drain(moment) == 2
    assert drain(moment + BACKOFF[0]) == 1
    assert sorted(str(m["Subject"]) for m in smtp.messages) == ["件名0", "件名1", "件名2"]


@pytest.mark.django_db
def test_rows_of_a_dead_worker_come_back_after_five_minutes(smtp, drain, moment):
    queue(2, moment)
    claim_batch(at=moment)  # and the worker is gone
    assert drain(moment + STUCK) == 0
    assert states() == ["sending", "sending"]
    assert drain(moment + STUCK + SECOND) == 2
    assert len(smtp.messages) == 2


@pytest.mark.django_db
def test_a_slow_server_does_not_hold_rows_until_they_look_stuck(smtp, drain, moment, monkeypatch):
    queue(3, moment)
    monkeypatch.setattr(delivery, "BATCH_SECONDS", 0)
    assert drain(moment) == 0
    assert set(OutboxMail.objects.values_list("state", "attempts", "claimed_at")) == {("pending", 0, None)}


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_each_mail_once(smtp, drain, moment):
    queue(120, moment)
    barrier, workers = Barrier(4), 4

    def work():
        barrier.wait()
        try:
            while drain(moment):
                pass
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drain(moment)
    ids = [message["Message-ID"] for message in smtp.messages]
    assert (len(ids), len(set(ids))) == (120, 120)
    assert set(states()) == {"sent"}


@pytest.mark.django_db
def test_after_thirty_days_the_outbox_forgets_to_whom_and_what_it_wrote(smtp, drain, moment):
    [mail] = queue(1, moment)
    drain(moment)
    assert delivery.forget_old_mails(at=moment + delivery.KEPT) == 0
    assert delivery.forget_old_mails(at=moment + delivery.KEPT + SECOND) == 1
    assert delivery.forget_old_mails(at=moment + delivery.KEPT + SECOND) == 0
    mail.refresh_from_db()
    assert (mail.state, mail.to, mail.body, mail.subject) == ("sent", "", "", "件名0")


@pytest.mark.django_db
def test_a_mail_that_still_waits_is_not_forgotten(moment):
    [mail] = queue(1, moment)
    assert delivery.forget_old_mails(at=moment + delivery.KEPT * 2) == 0
    mail.refresh_from_db()
    assert mail.to == "p0@people.example"
