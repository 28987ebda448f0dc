"""The secretariat's desk: windows before the opening, the seal, voids by two; choices nowhere."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from common import clock
from tests.factories import voting as make
from tests.factories.accounts import staff
from voting import services
from voting.models import Ballot, Poll, Void

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def office(person=None) -> Client:
    client = Client()
    client.force_login(person or staff())
    return client


def page(model, name, *args):
    return reverse(f"admin:voting_{model}_{name}", args=args)


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("model", ["poll", "ballot", "voter", "seal", "void"])
def test_no_page_shows_what_was_chosen_or_by_whom(model):
    poll = make.sealed(ballots=2)
    ballot = Ballot.objects.first()
    void = services.ask_void(poll, receipt=ballot.receipt, rule="machine", reason="理由", by=staff(), at=clock.now())
    row = {"poll": poll, "ballot": ballot, "voter": ballot.voter, "seal": poll.seal, "void": void}[model]
    client = office()
    for address in (page(model, "changelist"), page(model, "change", row.pk)):
        response = client.get(address)
        assert response.status_code == 200
        shown = text(response)
        assert ballot.voter.voter_key not in shown
        assert poll.pepper not in shown
        if model != "poll":  # a poll names what can be chosen
            assert ballot.choices[0] not in shown


def test_a_seal_tells_its_channels_in_words():
    poll = make.sealed(ballots=2)
    shown = text(office().get(page("seal", "change", poll.seal.pk)))
    assert "<dl><div><dt>メール</dt><dd>2</dd></div></dl>" in shown


@pytest.mark.parametrize("model", ["ballot", "voter", "seal"])
def test_rows_of_record_are_changed_by_nobody(model):
    poll = make.sealed(ballots=1)
    row = {"ballot": Ballot.objects.get(), "voter": Ballot.objects.get().voter, "seal": poll.seal}[model]
    before = list(type(row).objects.values())
    client = office()
    assert client.post(page(model, "change", row.pk), {"receipt": "X"}).status_code == 403
    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.post(page(model, "add"), {}).status_code == 403
    assert list(type(row).objects.values()) == before


def window(opens, closes):
    fields = {"max_choices": "2"}
    for name, moment in (("opens_at", opens), ("closes_at", closes)):
        local = moment.astimezone()
        fields |= {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M:%S}"}
    return fields | {f"choices-{part}_FORMS": "0" for part in ("TOTAL", "INITIAL")}


def test_a_window_can_be_put_right_until_it_opens():
    poll = make.poll(opens=HOUR, closes=2 * HOUR)
    now = clock.now()
    assert office().post(page("poll", "change", poll.pk), window(now + 2 * HOUR, now + 3 * HOUR)).status_code == 302
    poll.refresh_from_db()
    assert abs(poll.opens_at - (now + 2 * HOUR)) < timedelta(seconds=1)
    assert poll.max_choices == 3  # the published rules say so


def test_an_open_poll_is_not_changed_by_hand_and_none_is_reset():
    poll = make.poll()
    now, client = clock.now(), office()
    assert client.post(page("poll", "change", poll.pk), window(now + HOUR, now + 3 * HOUR)).status_code == 403
    assert client.post(page("poll", "delete", poll.pk), {"post": "yes"}).status_code == 403
    assert client.post(page("poll", "add"), {}).status_code == 403
    assert Poll.objects.get().opens_at == poll.opens_at


def act(client, model, action, *rows):
    form = {"action": action, "_selected_action": [row.pk for row in rows]}
    return text(client.post(page(model, "changelist"), form, follow=True))


def test_a_closed_poll_is_sealed_by_button_and_an_open_one_is_not():
    poll = make.poll()
    assert "しめきりの前に" in act(office(), "poll", "seal", poll)
    make.close(poll)
    body = act(office(), "poll", "seal", poll)
    poll.refresh_from_db()
    assert poll.seal.root in body


def test_a_void_is_asked_and_agreed_by_two():
    poll = make.sealed(ballots=2)
    receipt = Ballot.objects.first().receipt
    asker, second = office(), office()
    typed = f"{receipt[:4]}-{receipt[4:8]}-{receipt[8:12]}-{receipt[12:]}".lower()
    form = {"poll": poll.pk, "receipt": typed, "rule": "machine", "reason": "理由"}
    assert asker.post(page("void", "add"), form).status_code == 302
    void = Void.objects.get()
    assert (void.receipt, void.agreed_at) == (receipt, None)
    assert "もう一人" in act(asker, "void", "agree", void)
    assert "認めました" in act(second, "void", "agree", void)
    void.refresh_from_db()
    assert void.agreed_by not in (None, void.asked_by)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"receipt": "A" * 16}, "数える票はありません"),
        ({"receipt": ""}, "必須"),
        ({"rule": "x"}, "選択"),
        ({"reason": ""}, "必須"),
    ],
)
def test_a_void_that_cannot_be_asked_loses_nothing(change, words):
    poll = make.sealed(ballots=1)
    form = {"poll": poll.pk, "receipt": Ballot.objects.get().receipt, "rule": "machine", "reason": "理由", **change}
    response = office().post(page("void", "add"), form)
    assert response.status_code == 200
    assert words in text(response)
    assert not Void.objects.exists()
