"""What a verification leaves for the review: keyed hashes, once a voter, gone with the keys; the cast leaves nothing."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from common import clock
from notifications.models import OutboxMail
from tests.factories import voting as make
from voting import services
from voting.models import KEYS_KEPT, Trace

pytestmark = pytest.mark.django_db


def verify(client: Client, address: str) -> None:
    assert client.post(reverse("voting:verify"), {"email": address}).status_code == 303
    code = re.search(r"\b\d{6}\b", OutboxMail.objects.order_by("-id").first().body)[0]
    assert client.post(reverse("voting:code"), {"code": code}).status_code == 303


def test_a_verification_leaves_keyed_hashes_and_nothing_in_clear():
    make.poll()
    client = Client(REMOTE_ADDR="192.0.2.77")
    verify(client, "vote001@small.example")
    trace = Trace.objects.get()
    kept = "".join(str(value) for value in Trace.objects.values_list().get())
    assert all(re.fullmatch(r"[0-9a-f]{32}", getattr(trace, name)) for name in ("network", "device", "domain", "shape"))
    assert not any(word in kept for word in ("192.0.2", "vote", "small", client.cookies["cog-device"].value))
    assert (trace.is_disposable, trace.is_institution) == (False, False)
    assert 0 <= trace.seconds < 60


def test_the_next_person_on_a_device_is_the_same_device_and_another_voter():
    make.poll()
    client = Client()
    verify(client, "a@people.example")
    client.post(reverse("voting:leave"))
    verify(client, "b@people.example")
    verify(Client(), "c@people.example")
    one, same, other = Trace.objects.order_by("pk").values_list("device", flat=True)
    assert one == same != other


def test_the_same_address_again_leaves_no_second_trace_and_each_poll_its_own_hashes():
    make.poll()
    make.poll(tier="poster")
    verify(Client(), "a@people.example")
    verify(Client(), "A+x@people.example")
    assert Trace.objects.count() == 2
    assert len(set(Trace.objects.values_list("network", flat=True))) == 2


def test_a_card_says_nothing_of_an_address():
    cycle = make.poll().cycle
    seen = {"network": "192.0.2.0/24", "device": "d"}
    services.admit_voter(cycle, method="card", identifier="A" * 16, at=clock.now(), **seen)
    trace = Trace.objects.get()
    assert (trace.domain, trace.shape, trace.seconds) == ("", "", None)


def test_traces_are_forgotten_with_the_keys():
    poll = make.poll()
    verify(Client(), "a@people.example")
    services.seal_poll(make.close(poll), at=clock.now())
    services.publish_poll(poll, at=clock.now())
    services.anonymise_poll(poll, at=poll.published_at + KEYS_KEPT)
    assert not Trace.objects.exists()
