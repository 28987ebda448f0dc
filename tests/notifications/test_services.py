"""What a room may queue, and what becomes of it."""

import pytest
from django.db import transaction
from django.template.loader import get_template
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.models import NOWHERE, AuditEntry
from notifications.models import OutboxMail
from notifications.services import Letter, NotFailed, WipedMail, notify, notify_each, one_line, queue_mail, resend_mail
from tests.factories.accounts import person, staff

pytestmark = pytest.mark.django_db
CODE = {"code": "123456", "minutes": 10}


def queue(key="key", **changed):
    fields = {"kind": "test/mail", "dedupe_key": key, **changed}
    return queue_mail("someone@people.example", "件名", "本文", **fields)


def test_notify_writes_subject_body_and_foot_in_the_persons_language(moment):
    user = person(language="ja")
    mail = notify(user, "accounts/login_code", context=CODE, dedupe_key="k", at=moment, is_secret=True)
    assert (mail.to, mail.user, mail.state, mail.due_at) == (user.email, user, "pending", moment)
    assert mail.subject == "ログインの数字"
    assert "\n    123456\n" in mail.body
    assert mail.body.endswith(
        "--\nチャレンジ!!オープンガバナンス 事務局\nhttp://testserver/\nこのメールは自動で送っています。\n"
    )


def test_notify_twice_with_one_key_is_one_mail(moment):
    first = notify("a@people.example", "accounts/login_code", context=CODE, dedupe_key="k", at=moment)
    again = notify("b@people.example", "accounts/login_code", context=CODE, dedupe_key="k", at=moment)
    assert first.pk == again.pk
    assert OutboxMail.objects.get().to == "a@people.example"


def test_many_are_told_in_one_statement_and_once(moment, django_assert_num_queries):
    readers = [person(language="ja"), person(language="en")]
    letters = [Letter(to, CODE, f"many:{n}") for n, to in enumerate([*readers, "c@people.example"])]
    there = notify(readers[1], "accounts/login_code", context=CODE, dedupe_key="many:1", at=moment)
    with django_assert_num_queries(1):
        notify_each(letters, "accounts/login_code", at=moment)
    notify_each([*letters, Letter(f"d@people{NOWHERE}", CODE, "many:3")], "accounts/login_code", at=moment)
    mails = list(OutboxMail.objects.order_by("dedupe_key"))
    assert [mail.to for mail in mails] == [readers[0].email, readers[1].email, "c@people.example"]
    assert mails[1] == there
    assert [mail.user for mail in mails] == [*readers, None]
    assert {(mail.kind, mail.due_at, mail.created_at, mail.state) for mail in mails} == {
        ("accounts/login_code", moment, moment, "pending")
    }


def test_many_are_told_in_plain_values_only(moment):
    letters = [Letter("a@people.example", CODE, "a"), Letter("b@people.example", {"code": object()}, "b")]
    with pytest.raises(TypeError):
        notify_each(letters, "accounts/login_code", at=moment)
    assert not OutboxMail.objects.exists()


def test_notify_in_work_that_is_rolled_back_leaves_nothing(moment):
    def work():
        with transaction.atomic():
            notify("a@people.example", "accounts/login_code", context=CODE, dedupe_key="k", at=moment)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("value", [object(), {"who": [object()]}, lambda: "x", type])
def test_notify_takes_plain_values_only(moment, value):
    with pytest.raises(TypeError):
        notify("a@people.example", "accounts/login_code", context={"code": value}, dedupe_key="k", at=moment)
    assert not OutboxMail.objects.exists()


def test_notify_takes_no_person_as_a_value(moment):
    with pytest.raises(TypeError):
        notify("a@people.example", "accounts/login_code", context={"code": person()}, dedupe_key="k", at=moment)


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text())
def test_one_line_starts_no_second_line(text):
    assert one_line(text).splitlines() in ([], [one_line(text)])


@pytest.mark.parametrize(
    "evil",
    [
        "件名\nBcc: x@evil.example",
        "件名\r\nBcc: x@evil.example",
        "件名\x0bBcc: x",
        "件名\u2028Bcc: x",
        "件名\x85Bcc: x\x00",
    ],
)
def test_a_subject_starts_no_header(smtp, moment, evil, drain):
    queue_mail("someone@people.example", evil, "本文", kind="test/mail", dedupe_key="k", at=moment)
    drain(moment)
    [message] = smtp.messages
    assert message["Bcc"] is None
    assert message["Subject"].startswith("件名 Bcc: x")


def test_what_a_person_wrote_is_not_a_template(moment):
    mail = notify(
        "a@people.example",
        "accounts/account_changed",
        context={"change": "{{ site_url }} <b>&"},
        dedupe_key="k",
        at=moment,
    )
    assert "{{ site_url }} <b>&" in mail.body


def test_resend_starts_again_on_record(moment):
    secretary, mail = staff(), queue(at=moment)
    OutboxMail.objects.update(state="failed", attempts=10)
    again = resend_mail(mail, by=secretary, at=moment)
    assert (again.state, again.attempts) == ("pending", 0)
    assert AuditEntry.objects.get().action == "notifications.resend_mail"


@pytest.mark.parametrize(
    ("state", "is_secret", "refusal"),
    [("sent", False, NotFailed), ("pending", False, NotFailed), ("failed", True, WipedMail)],
)
def test_resend_refuses_and_changes_nothing(moment, state, is_secret, refusal):
    mail = queue(at=moment, is_secret=is_secret)
    OutboxMail.objects.update(state=state)
    with pytest.raises(refusal):
        resend_mail(mail, by=staff(), at=moment)
    assert OutboxMail.objects.get().state == state
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("name", ["login_code", "confirm_address", "already_member", "no_account", "account_changed"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_account_mails_read_well(moment, name, language):
    get_template(f"accounts/mail/{name}.txt")
    context = {**CODE, "change": "変わりました。", "login_url": "http://x/login", "signup_url": "http://x/join"}
    mail = notify(
        "a@people.example", f"accounts/{name}", context=context, dedupe_key=name, at=moment, language=language
    )
    assert mail.subject
    assert mail.subject == mail.subject.strip()
    assert "\n\n\n" not in mail.body
    assert not any(line != line.rstrip() for line in mail.body.splitlines())
