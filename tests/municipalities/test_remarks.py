"""What the secretariat asks of a challenge, as its officer meets it."""

import pytest

from municipalities.models import Challenge
from tests.factories.municipalities import challenge, remark
from tests.municipalities.pages import OPEN, at, edit, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
Status = Challenge.Status


def test_what_is_asked_of_a_page_stands_beside_it_until_it_is_settled(client, clerk):
    kept = challenge(Status.RETURNED, by=clerk)
    asked = remark(kept, "answer-who", "人数を足してください。\nいつの数かも。")
    remark(kept, "contact", "ずっと前の指摘", settled_at=OPEN)
    shown = text(client.get(edit(kept, "answer-who")))
    assert "このページで直してほしいこと" in shown
    assert "人数を足してください。<br>いつの数かも。" in shown
    for page in (edit(kept, "contact"), at(kept, "confirm"), at(kept, "receipt")):
        shown = text(client.get(page))
        assert f'<li><a href="{edit(kept, "answer-who")}">だれが、どのように困っていますか</a></li>' in shown
    other = text(client.get(edit(kept, "contact")))
    assert asked.text not in other
    assert "ずっと前の指摘" not in other


def test_one_never_sent_back_shows_no_remarks(client, clerk):
    kept = challenge(by=clerk)
    assert "直してほしいこと" not in text(client.get(edit(kept)))
