"""What stands beside an idea at the awards' desk, and when."""

import pytest
from django.test import Client
from django.urls import reverse

from awards.standings import evidence_of
from dialogue.models import Statement
from judging.models import Inquiry, Reply
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.contest import cycle
from tests.factories.judging import CLOSES, DURING

pytestmark = pytest.mark.django_db


def test_the_ranks_of_a_final_are_sealed_until_it_closes():
    idea = ideas.submitted()
    judging.placed(idea)
    judging.handed_in(judging.round(kind="final"), idea, 5, 5, 4)
    judging.released(at=DURING)
    assert [row.ranks for row in evidence_of(cycle(), DURING)] == [(None,)]
    assert [row.ranks[0].place for row in evidence_of(cycle(), CLOSES)] == [1]


def test_what_was_said_of_an_idea_stands_beside_it():
    idea = ideas.submitted()
    judging.placed(idea)
    judging.released(at=DURING)
    idea.placement.reason = "現場をよく歩いた"
    idea.placement.save()
    idea.meeting_notes.create(text="町内会の協力がある", written_by=staff(), written_at=DURING)
    row = {"stance": "support", "text": "いっしょに進めます。", "handed_in_at": DURING}
    Statement.objects.create(idea=idea, **row)
    inquiry = Inquiry.objects.create(idea=idea)
    Reply.objects.create(inquiry=inquiry, side="team", handed_in_at=DURING, handed_in_by=staff())
    Reply.objects.create(inquiry=inquiry, side="municipality")
    told = evidence_of(cycle(), DURING)[0].said
    stance, answered = str(Statement.Stance("support").label), "追加質問に答えた：チーム"
    assert told == ("現場をよく歩いた", "町内会の協力がある", f"自治体のことば：{stance}", answered)


def test_the_desk_says_that_a_final_is_sealed(clock_at):
    judging.round(kind="final")
    client = Client()
    client.force_login(staff())
    for moment, is_said in ((DURING, True), (CLOSES, False)):
        clock_at(moment)
        page = client.get(reverse("admin:awards_desk", args=[2026])).content.decode()
        assert ("しめきられるまで封印しています" in page) is is_said
