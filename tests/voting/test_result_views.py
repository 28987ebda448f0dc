"""A poll's public pages after the close: what is there when, and how a receipt is found."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from common import clock
from tests.factories import voting as make
from voting import browser, services
from voting.models import Ballot

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"voting:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(("state", "there"), [("open", set()), ("closed", set()), ("sealed", {"seal"})])
def test_before_the_publication_only_the_seal_is_there(state, there):
    poll = make.poll()
    ballot = make.ballot(make.voter(poll))
    if state != "open":
        make.close(poll)
    if state == "sealed":
        services.seal_poll(poll, at=clock.now())
    files = ("log", "seal", "voids", "superseded", "result_json")
    assert {name for name in files if Client().get(page(name, poll.slug)).status_code == 200} == there
    body = text(Client().post(page("result", poll.slug), {"receipt": ballot.receipt}))
    assert ballot.receipt[:4] not in body
    assert ("得票" in body, "封印した日時" in body) == (False, state == "sealed")


def test_the_published_result_answers_for_a_receipt():
    poll = make.sealed(ballots=50)
    services.publish_poll(poll, at=clock.now())
    ballot = Ballot.objects.first()
    typed = "-".join(re.findall("....", ballot.receipt.lower()))
    body = text(Client().post(page("result", poll.slug), {"receipt": typed}))
    assert "この票は数えられています" in body
    assert poll.seal.root in body
    assert re.findall(r'<td class="num">(\d+)(?:</td>| <span)', body) == ["1", "13", "1", "13", "3", "12", "3", "12"]
    assert "見つかりません" in text(Client().post(page("result", poll.slug), {"receipt": "zzzz"}))


def test_a_receipt_is_found_however_it_is_typed_and_in_whichever_poll():
    polls = [make.sealed(ballots=1, tier=tier) for tier in ("finalist", "poster")]
    for poll in polls:
        services.publish_poll(poll, at=clock.now())
    here, there = (Ballot.objects.get(poll=poll).receipt for poll in polls)
    asked = page("result", polls[0].slug)
    wide = here.translate({ord(char): ord(char) + 0xFEE0 for char in here})
    assert "この票は数えられています" in text(Client().post(asked, {"receipt": wide}))
    other = text(Client().post(asked, {"receipt": there}))
    assert ("への投票の控え番号です" in other, page("result", polls[1].slug) in other) == (True, True)
    assert "控え番号を入れてください" in text(Client().post(asked, {"receipt": "　"}))
    assert "控え番号を入れてください" not in text(Client().get(asked))


def test_the_result_leads_back_to_ones_own_receipt():
    poll = make.poll()
    voter = make.voter(poll)
    make.ballot(voter)
    services.seal_poll(make.close(poll), at=clock.now())
    services.publish_poll(poll, at=clock.now())
    link = f"{page('receipt')}?poll={poll.slug}"
    client = Client()
    name, value = browser.voter_cookie({poll.pk: voter.pk}, is_secure=False)
    client.cookies[name] = value
    assert link in text(client.get(page("result", poll.slug)))
    assert link not in text(Client().get(page("result", poll.slug)))


def test_the_script_is_handed_out_as_it_is():
    response = Client().get(page("verify_script"))
    assert response.getvalue().startswith(b"#!/usr/bin/env python3")
    assert response["Content-Disposition"] == 'attachment; filename="verify.py"'
