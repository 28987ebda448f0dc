"""The chain over the decisions as the secretariat and the command line meet it."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import ProtectedError
from django.urls import reverse

from accounts.chain import Head, NoSuchHead, read_head
from accounts.models import AuditEntry, AuditLink
from accounts.services import link_entries, record_decision
from tests.factories.accounts import person, staff
from tests.support.flush import lifted_guard

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:accounts_auditentry_chain")


@pytest.fixture
def links(moment):
    by = person()
    for number in range(3):
        record_decision(by, "challenge.accept", by, at=moment, number=number)
    link_entries(at=moment)
    return list(AuditLink.objects.in_order())


def spoil(link):
    with lifted_guard("accounts_auditentry"):
        AuditEntry.objects.filter(pk=link.entry_id).update(action="challenge.return")


def test_what_is_linked_is_linked_once(links, moment):
    before = list(AuditLink.objects.values())
    assert link_entries(at=moment) == 0
    assert list(AuditLink.objects.values()) == before
    assert [link.number for link in links] == [1, 2, 3]


def test_the_new_head_goes_to_the_log(links, moment, caplog):
    with caplog.at_level("INFO", logger="accounts.services"):
        record_decision(None, "challenge.accept", person(), at=moment)
        link_entries(at=moment)
    assert caplog.messages == [f"head of the chain over the decisions: {AuditLink.objects.get(number=4)}"]


def test_somebody_on_record_is_not_deleted(links):
    with pytest.raises(ProtectedError):
        links[0].entry.actor.delete()


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("12-" + "ab" * 8, Head(12, "ab" * 8)),
        (" 12-" + "AB" * 8 + "\n" + "cd" * 24 + " ", Head(12, "ab" * 8 + "cd" * 24)),
    ],
)
def test_a_noted_head_is_read_as_people_write_it(text, head):
    assert read_head(text) == head


@pytest.mark.parametrize("text", ["", "12", "12-abc", "0-" + "ab" * 8, "12-" + "xy" * 8, "12-" + "ab" * 33])
def test_anything_else_is_no_head(text):
    with pytest.raises(NoSuchHead):
        read_head(text)


def test_the_command_prints_the_head_and_accepts_it_again(links, capsys):
    call_command("check_audit")
    assert f"先頭: {links[2]}" in capsys.readouterr().out
    call_command("check_audit", head=str(links[1]))


def test_the_command_names_the_first_broken_entry(links):
    spoil(links[1])
    with pytest.raises(CommandError, match=f"つながりの2番、記録{links[1].entry_id}"):
        call_command("check_audit")


@pytest.mark.parametrize("head", ["2-" + "ab" * 8, "9-" + "ab" * 8, "nonsense"])
def test_the_command_fails_for_another_head(links, head):
    with pytest.raises(CommandError):
        call_command("check_audit", head=head)


def test_the_page_says_that_it_holds_and_shows_the_head(links, client, moment):
    record_decision(None, "challenge.accept", person(), at=moment)
    client.force_login(staff())
    page = client.get(PAGE)
    assert "正しくつながっています" in page.text
    assert str(links[2]) in page.text
    assert "まだつないでいない記録：1件" in page.text
    assert "ひかえとも合っています" in client.get(PAGE, {"head": str(links[0])}).text
    assert PAGE in client.get(reverse("admin:accounts_auditentry_changelist")).text


def test_the_page_names_what_is_broken(links, client):
    spoil(links[1])
    client.force_login(staff())
    page = client.get(PAGE)
    assert f"つながりの2番、記録{links[1].entry_id}" in page.text
    assert str(links[0]) in page.text
    assert "正しくつながっています" not in page.text


def test_the_page_keeps_a_head_it_cannot_read(links, client):
    client.force_login(staff())
    page = client.get(PAGE, {"head": "3-nonsense"})
    assert "初めの16文字以上を書いてください" in page.text
    assert 'value="3-nonsense"' in page.text


def test_before_the_first_link_the_page_says_so(client):
    client.force_login(staff())
    assert "まだ何もつないでいません" in client.get(PAGE).text
