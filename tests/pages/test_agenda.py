"""What the secretariat is told to do next, through a year."""

from datetime import timedelta

import pytest
from django.urls import reverse

from awards.models import Certificate, Publication
from awards.services import issue_certificates, issue_participation, revoke_certificate
from contest.models import Stage, Tier
from dialogue.models import closing_of
from followup.services import skip_plan
from judging.models import Assignment, Conflict, Placement, TierRelease, Topic
from judging.services import (
    add_questions,
    approve_advice,
    lay_topics,
    lock_round,
    mark_topic,
    publish_advice,
    send_advice,
    send_inquiries,
)
from municipalities.models import Challenge
from pages.agenda import tasks
from tests.factories import followup, judging, voting
from tests.factories import ideas as made
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
    tiers, lock = ("アイデアの層（ファイナリストなど）を決める", 1), ("一次審査の採点を締める", None)
    assert told(judging.CLOSES) == [lock, tiers]
    lock_round(round, by=staff(), at=judging.CLOSES)
    assert told(judging.CLOSES) == [("審査会をひらく（話し合う順をつくる）", None), tiers]
    lay_topics(idea.cycle, by=staff(), at=judging.CLOSES)
    assert told(judging.CLOSES) == [("審査会で、まだ話し合っていないアイデアを話し合う", 1), tiers]
    mark_topic(Topic.objects.get(), is_discussed=True, by=staff(), at=judging.CLOSES)
    assert told(judging.CLOSES) == [tiers]
    tier = Tier.objects.get(cycle=idea.cycle, key="finalist")
    Placement.objects.create(idea=idea, tier=tier, decided_by=staff(), decided_at=judging.CLOSES)
    assert told(judging.CLOSES) == [("審査の結果を公開する日時を決める", None)]
    release = judging.released(idea.cycle, at=judging.CLOSES + timedelta(days=1))
    assert told(judging.CLOSES) == []
    TierRelease.objects.filter(pk=release.pk).update(releases_at=judging.CLOSES)
    awards = ("賞を決めて、公開を申し出る", None)
    asking, advising = ("ファイナリストへの追加質問を書く", 1), ("改善アドバイスを書く", 1)
    assert told(judging.CLOSES) == [asking, advising, ("オンライン投票の決まりを書いて、公開する", None), awards]
    voting.ruled(idea.cycle)
    assert told(judging.CLOSES) == [asking, advising, awards]
    world.publish_awards(idea.cycle)
    assert told(world.AFTER) == [advising, ("参加証をつくる", 1)]


def test_a_screening_is_locked_early_once_every_sheet_is_in():
    idea = made.submitted(at=world.AUTUMN)
    round = judging.round()
    sheet = judging.handed_in(round, idea, 3, 3, 3)
    assert told(judging.DURING) == [("一次審査の採点を締める", None)]
    assert tasks(judging.DURING)[0].url == reverse("admin:judging_round_running", args=[round.pk])
    judging.sheet(round, idea)
    assert told(judging.DURING) == [("採点の進みぐあいを見る", None)]
    assert told(judging.OPENS - timedelta(seconds=1)) == []  # ideas are still taken
    assert sheet.handed_in_at == judging.DURING


def test_questions_are_written_sent_and_then_forgotten():
    finalist, other = judging.finalist(), judging.finalist()
    judging.round(), judging.released(finalist.cycle), voting.ruled(finalist.cycle)
    asked = add_questions([finalist], to="team", texts=["だれと続けますか。"])
    assert asked == 1
    assert told(judging.FEBRUARY)[0] == ("書いた追加質問を、ファイナリストと自治体に送る", 1)
    send_inquiries(finalist.cycle, closes_at=judging.ANSWERED_BY, by=staff(), at=judging.FEBRUARY)
    assert [label for label, _n in told(judging.FEBRUARY) if "追加質問" in label] == []  # the other one was left out
    assert other.placement.tier.key == "finalist"


def test_no_question_is_asked_for_from_the_day_of_the_final_on():
    finalist = judging.finalist()
    judging.round(), judging.released(finalist.cycle)
    last = closing_of(finalist.cycle)
    assert [told(moment)[0][0] for moment in (last - timedelta(seconds=1), last)] == [
        "ファイナリストへの追加質問を書く",
        "改善アドバイスを書く",
    ]


def test_the_final_is_locked_once_every_sheet_is_in_or_time_is_up():
    finalist = judging.finalist()
    judging.round(), judging.released(finalist.cycle)
    opens, closes = judging.ADVISED, judging.ADVISED + timedelta(hours=6)
    final = judging.round(kind="final", is_blind=False, opens_at=opens, closes_at=closes)

    def waits(moment) -> bool:
        return ("最終公開審査の採点を締める", None) in told(moment)

    assert [waits(at) for at in (opens, closes - timedelta(seconds=1), closes)] == [False, False, True]  # nobody scores
    sheet = judging.sheet(final, finalist)
    assert [waits(at) for at in (opens, closes)] == [False, True]
    Assignment.objects.filter(pk=sheet.pk).update(handed_in_at=opens)
    assert [waits(at) for at in (opens - timedelta(seconds=1), opens)] == [False, True]
    assert reverse("admin:judging_round_running", args=[final.pk]) in [task.url for task in tasks(opens)]
    lock_round(final, by=staff(), at=opens)
    assert not waits(closes)


def test_advice_is_written_approved_sent_and_published():
    finalist, poster = judging.finalist(), made.submitted()
    judging.placed(poster, "poster")
    judging.round(), judging.released(finalist.cycle)

    def advice() -> list[tuple[str, int | None]]:
        return [task for task in told(judging.ADVISED) if "改善アドバイス" in task[0]]

    assert advice() == [("改善アドバイスを書く", 2)]
    judging.drafted(finalist)
    assert advice() == [
        ("改善アドバイスを書く", 1),
        ("改善アドバイスの下書きを、書いた人とは別の人が承認する", 1),
    ]
    approve_advice([finalist], by=staff(), at=judging.ADVISED)
    assert advice() == [("改善アドバイスを書く", 1), ("承認した改善アドバイスを、チームに送る", 1)]
    send_advice([finalist], by=staff(), at=judging.ADVISED)
    assert advice() == [("改善アドバイスを書く", 1), ("ファイナリストへの改善アドバイスを公開する", 1)]
    publish_advice(finalist.cycle, by=staff(), at=judging.ADVISED)
    judging.advised(poster)
    assert advice() == []


def test_a_publication_that_could_not_be_carried_out_comes_back():
    idea = judging.finalist()
    judging.round(), judging.released(idea.cycle)
    moment = world.WINTER
    publication = world.publish_awards(idea.cycle, at=moment)
    Publication.objects.update(published_at=None, goes_public_at=moment)
    again = ("日時がきても公開されない賞を確かめて、公開を申し出なおす", None)
    assert [again in told(at) for at in (moment - timedelta(seconds=1), moment)] == [False, True]
    publication.delete()
    assert again not in told(moment)


def test_papers_are_made_once_the_publication_is_proposed():
    idea, gave_back = judging.finalist(), judging.finalist()
    judging.round(), judging.released(idea.cycle)
    world.award_to(idea), world.award_to(gave_back, returned_at=world.WINTER)

    def papers() -> list[tuple[str, int | None]]:
        return [task for task in told(world.AFTER) if task[0] in ("賞状をつくる", "参加証をつくる")]

    assert papers() == []
    world.publish_awards(idea.cycle)
    assert papers() == [("賞状をつくる", 1), ("参加証をつくる", 2)]
    issue_certificates(idea.cycle, by=staff(), at=world.AFTER)
    assert papers() == [("参加証をつくる", 2)]
    issue_participation(idea.cycle, by=staff(), at=world.AFTER)
    revoke_certificate(Certificate.objects.first(), reason="名前のまちがい", by=staff(), at=world.AFTER)
    assert papers() == []


def test_reports_six_weeks_late_are_asked_after_in_any_year(client, clock_at):
    late = followup.plan()
    day = followup.DUE + timedelta(days=42)
    words = "期日を6週間すぎた「その後の報告」について、チームや自治体に声をかける"
    assert [told(at)[-1:] == [(words, 2)] for at in (day - timedelta(days=1), day)] == [False, True]
    skip_plan(late, reason="団体がなくなった", by=staff(), at=day)
    assert told(day)[-1] == (words, 1)
    clock_at(day)
    client.force_login(staff())
    listed = client.get(tasks(day)[-1].url).context["cl"].result_list
    assert [(plan.side, plan.months) for plan in listed] == [("municipality", 12)]


def test_the_office_begins_with_what_to_do(client, clock_at):
    challenge(Challenge.Status.SUBMITTED)
    clock_at(world.AUTUMN)
    client.force_login(staff())
    html = client.get(reverse("admin:index")).text
    assert "つぎにすること" in html
    address = reverse("admin:municipalities_challenge_changelist") + "?status__exact=submitted"
    assert address in html
    assert client.get(address).status_code == 200
