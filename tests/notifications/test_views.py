"""healthz, the development-only mails, and the secretariat's outbox."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse

from common import clock
from notifications.heartbeats import note_heartbeats, who_is_alive
from notifications.models import Heartbeat, OutboxMail
from notifications.services import queue_mail
from notifications.tasks import drain_outbox
from tests.factories.accounts import person, staff

pytestmark = pytest.mark.django_db
OUTBOX = reverse("admin:notifications_outboxmail_changelist")


def test_healthz_says_who_is_alive(client):
    assert client.get("/healthz").json() == {"web": True, "database": True, "worker": False, "beat": False}
    drain_outbox()
    assert client.get("/healthz").json() == {"web": True, "database": True, "worker": True, "beat": False}
    drain_outbox(from_beat=True)
    assert client.get("/healthz").json() == {"web": True, "database": True, "worker": True, "beat": True}
    Heartbeat.objects.update(at=clock.now() - timedelta(seconds=61))
    assert client.get("/healthz").json() == {"web": True, "database": True, "worker": False, "beat": False}


def test_heartbeats_are_written_seldom(django_assert_num_queries, moment):
    note_heartbeats("worker", "beat", at=moment)
    with django_assert_num_queries(1):
        note_heartbeats("worker", "beat", at=moment + timedelta(seconds=4))
    note_heartbeats("worker", at=moment + timedelta(seconds=90))
    assert who_is_alive(at=moment + timedelta(seconds=91)) == {"worker": True, "beat": False}


def test_a_clock_that_was_moved_back_does_not_stop_heartbeats(moment):
    note_heartbeats("worker", at=moment + timedelta(days=90))
    note_heartbeats("worker", at=moment)
    assert Heartbeat.objects.get().at == moment


def send_to_files(settings, tmp_path, *mails):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    with get_connection() as connection:
        for subject, body in mails:
            EmailMessage(subject, body, to=["花子 <hanako@people.example>"], connection=connection).send()


def test_mails_are_shown_newest_first_with_code_and_links(client, settings, tmp_path):
    send_to_files(
        settings, tmp_path, ("ひとつめ", "読んでください\n\n    482913\n"), ("ふたつめ", "http://testserver/x?a=1\n")
    )
    send_to_files(settings, tmp_path, ("みっつめ", "<script>alert(1)</script>" + "長い行" * 400))
    page = client.get("/dev/mail/")
    shown = page.context["mails"]
    assert [mail.subject for mail in shown] == ["みっつめ", "ふたつめ", "ひとつめ"]
    assert [mail.code for mail in shown] == ["", "", "482913"]
    assert '<a href="http://testserver/x?a=1"' in page.text
    assert "<script>alert" not in page.text
    assert shown[2].to == "花子 <hanako@people.example>"


def test_mails_page_with_nothing_yet(client, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "none"
    assert "まだメールはありません" in client.get("/dev/mail/").text


def test_mails_page_does_not_exist_for_real_offices(client, settings):
    settings.SHOW_MAILS = False
    assert client.get("/dev/mail/").status_code == 404


@pytest.fixture
def mail(moment):
    return queue_mail("a@people.example", "件名", "本文", kind="test/mail", dedupe_key="k", at=moment)


def test_outbox_is_for_the_secretariat(client, mail):
    client.force_login(person())
    assert client.get(OUTBOX).status_code == 302


def test_outbox_is_seen_filtered_and_never_edited(client, mail):
    client.force_login(staff())
    assert "件名" in client.get(f"{OUTBOX}?state=pending").text
    assert "件名" not in client.get(f"{OUTBOX}?state=failed").context["cl"].queryset.values_list("subject", flat=True)
    change = reverse("admin:notifications_outboxmail_change", args=[mail.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"subject": "別"}).status_code == 403
    assert client.get(reverse("admin:notifications_outboxmail_add")).status_code == 403


def test_a_code_on_its_way_is_not_shown_to_the_secretariat(client, mail):
    OutboxMail.objects.update(is_secret=True, body="482913")
    client.force_login(staff())
    change = reverse("admin:notifications_outboxmail_change", args=[mail.pk])
    assert "482913" not in client.get(change).text


def test_failed_mails_are_sent_again_by_an_action(client, mail, moment):
    other = queue_mail("b@people.example", "件名", "本文", kind="test/mail", dedupe_key="k2", at=moment)
    OutboxMail.objects.filter(pk=mail.pk).update(state="failed")
    client.force_login(staff())
    page = client.post(OUTBOX, {"action": "resend", "_selected_action": [mail.pk, other.pk]}, follow=True)
    assert "1通を送りなおします。" in page.text
    assert "送れなかったメールだけを、もう一度送れます。" in page.text
    mail.refresh_from_db()
    assert mail.state == "pending"


@pytest.mark.parametrize("mails", [1, 3])
def test_outbox_query_count(client, django_assert_num_queries, mails, moment):
    for number in range(mails):
        queue_mail("a@people.example", "件名", "本文", kind="test/mail", dedupe_key=f"q{number}", at=moment)
    client.force_login(staff())
    with django_assert_num_queries(8):
        client.get(OUTBOX)
