"""The office makes cards: one PDF, once; counts, and a stop."""

import re

import pytest

from common import clock
from tests.factories import voting as make
from tests.factories.accounts import staff
from tests.printing.reading import pages_of, words_of
from tests.voting.test_admin import office, page, text
from voting import services
from voting.models import Card, CardBatch

pytestmark = pytest.mark.django_db
QUERIES = 9
LIST, ADD = page("cardbatch", "changelist"), page("cardbatch", "add")


def test_saving_a_batch_hands_out_its_sheets_once():
    cycle = make.poll().cycle
    client = office()
    assert "一度だけ出ます" in text(client.get(ADD))
    made = client.post(ADD, {"cycle": cycle.pk, "label": "受付", "count": 11})
    assert made["Content-Type"] == "application/pdf"
    assert made["Content-Disposition"].startswith("attachment")
    assert "no-store" in made["Cache-Control"]
    batch = CardBatch.objects.get()
    assert (batch.label, batch.count, batch.cards.count()) == ("受付", 11, 11)
    assert len(pages_of(made.content)) == 2
    codes = re.findall(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", words_of(made.content))
    assert len(set(codes)) == 11
    assert services.take_card(cycle, code=codes[0], browser="x", network="", at=clock.now())
    for address in (LIST, page("cardbatch", "change", batch.pk)):
        assert codes[0][:9] not in text(client.get(address))
    assert client.get(page("cardbatch", "delete", batch.pk)).status_code == 403


@pytest.mark.parametrize("wrong", [{"count": 0}, {"count": 501}, {"count": "many"}, {"label": ""}, {"cycle": ""}])
def test_a_batch_that_cannot_be_made_is_told_by_the_field(wrong):
    cycle = make.poll().cycle
    response = office().post(ADD, {"cycle": cycle.pk, "label": "受付", "count": 1} | wrong)
    assert response.status_code == 200
    assert "errorlist" in text(response)
    assert not CardBatch.objects.exists()
    assert not Card.objects.exists()


@pytest.mark.parametrize("batches", [1, 3])
def test_the_list_counts_used_and_unused(batches, django_assert_num_queries):
    cycle, client = make.poll().cycle, office()
    for number in range(batches):
        batch, codes = services.make_cards(cycle, label=f"束{number}", count=5, by=staff(), at=clock.now())
        for code in codes[:2]:
            services.take_card(cycle, code=code, browser="x", network="", at=clock.now())
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        body = text(client.get(LIST))
    assert re.findall(r'field-(?:taken|left)">(\d+)<', body) == ["2", "3"] * batches


def test_stopping_a_batch_is_one_action():
    cycle, client = make.poll().cycle, office()
    batch, _codes = services.make_cards(cycle, label="受付", count=2, by=staff(), at=clock.now())
    sent = {"action": "close", "_selected_action": [batch.pk]}
    assert "止めました" in text(client.post(LIST, sent, follow=True))
    batch.refresh_from_db()
    assert batch.closed_at
