"""What the secretariat is told to do next, through a year."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contest.models import Stage, Tier
from judging.models import Conflict, Placement, TierRelease
from municipalities.models import Challenge
from pages.agenda import tasks
from tests.factories import ideas as made
from tests.factories import judging, voting
from tests.factories.accounts import staff
from tests.factories.contest import instant
from tests.factories.municipalities import challenge
from tests.pages import world

pytestmark = pytest.mark.django_db
SUMMER = instant(Stage.Kind.CHALLENGES)


def told(moment) -> list[tuple[str, int | None]]:
    return [(task.label, task.count) for task in tasks(moment)]


def test_nothing_waits_where_there_is_nothing():
    assert told(world.AUTUMN) == []


def test_challenges_wait_to_be_read():
    challenge(Challenge.Status.SUBMITTED)
    challenge(Challenge.Status.DRAFT)
    assert told(world.AUTUMN) == [("応募された課題を読んで、受理するか差し戻す", 1)]


def test_accepted_challenges_wait_for_a_moment_nobody_has_set():
    kept = challenge(Challenge.Status.ACCEPTED)
    assert told(SUMMER) == []
    kept.cycle.stages.update(publishes_at=None)
    assert told(SUMMER) == [("受理した課題を公開する日時を決める", 1)]


def test_public_challenges_wait_for_a_team_while_ideas_are_taken():
    kept = challenge(Challenge.Status.ACCEPTED)
    assert told(world.AUTUMN) == [("まだチームがいない課題を見て、自治体に声をかける", 1)]
    assert tasks(world.AUTUMN)[0].url == reverse("admin:ideas_health", args=[2026]) + "?teams=none"
    made.draft(challenge=kept)
    assert told(world.AUTUMN) == []


def test_each_step_follows_the_one_before():
    idea = made.submitted(at=world.AUTUMN)
    assert told(world.AUTUMN) == []
    assert told(judging.DURING) == [("一次審査の期間と審査基準を決める", None)]
    round = judging.round()
    watching = ("採点の進みぐあいを見る", None)
    assert told(judging.DURING) == [("アイデアを審査委員に割り当てる", 1), watching]
    judging.sheet(round, idea)
    assert told(judging.DURING) == [watching]
    declared = Conflict.objects.create(judge=judging.judge(), idea=idea, source="team", reason="おじです。")
    Conflict.objects.create(judge=declared.judge, idea=idea, kind="school", source="inferred", reason="同じ学校")
    assert told(judging.DURING) == [("届け出のあった利益相反を、認めるかどうか決める", 1), watching]
    declared.delete()
    assert told(judging.CLOSES) == [("アイデアの層（ファイナリストなど）を決める", 1)]
    tier = Tier.objects.get(cycle=idea.cycle, key="finalist")
    Placement.objects.create(idea=idea, tier=tier, decided_by=staff(), decided_at=judging.CLOSES)
    assert told(judging.CLOSES) == [("審査の結果を公開する日時を決める", None)]
    release = judging.released(idea.cycle, at=judging.CLOSES + timedelta(days=1))
    assert told(judging.CLOSES) == []
    TierRelease.objects.filter(pk=release.pk).update(releases_at=judging.CLOSES)
    awards = ("賞を決めて、公開を申し出る", None)
    assert told(judging.CLOSES) == [("オンライン投票の決まりを書いて、公開する", None), awards]
    voting.ruled(idea.cycle)
    assert told(judging.CLOSES) == [awards]
    world.publish_awards(idea.cycle)
    assert told(world.AFTER) == []


def test_the_office_begins_with_what_to_do(client, clock_at):
    challenge(Challenge.Status.SUBMITTED)
    clock_at(world.AUTUMN)
    client.force_login(staff())
    html = client.get(reverse("admin:index")).text
    assert "つぎにすること" in html
    address = reverse("admin:municipalities_challenge_changelist") + "?status__exact=submitted"
    assert address in html
    assert client.get(address).status_code == 200
