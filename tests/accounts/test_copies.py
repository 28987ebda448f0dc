"""The copy a person takes away: words, not codes; theirs, and nothing of others or of what is not public."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.copies import copy_of
from accounts.decided import room_of
from accounts.erasure import all_held
from accounts.models import AuditEntry, Consent, User
from accounts.services import record_decision
from awards import services as awarding
from awards.models import Certificate, Decision, Publication
from contest.models import Stage
from dialogue.models import PostReport
from dialogue.services.reports import hide_post
from followup.models import Mentorship
from ideas.models import GuardianConsent, Idea, Recommendation
from judging.models import Conflict, JudgeInvitation
from municipalities.models import Challenge, Follow, OfficerInvitation, Seed
from tests.factories import awards, dialogue, judging, municipalities, seeds
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle, instant, theme

pytestmark = pytest.mark.django_db
COPY = reverse("accounts:copy")
AUTUMN, AFTER = make.AUTUMN, instant(Stage.Kind.AFTER)
CODE = re.compile(r"[a-z_]+\.[a-z_]+(:\d+)?|\d{4}-\d\d-\d\d.*|True|False|None|.*object \(\d+\)")


def words(user: User, at=AUTUMN) -> str:
    return json.dumps(copy_of(user, at), ensure_ascii=False)


def test_the_page_hands_out_what_is_ones_own_and_no_secret(client):
    user = make.leader_of(make.team(members=1))
    client.force_login(user)
    answer = client.get(COPY)
    assert "attachment" in answer["Content-Disposition"]
    assert answer.json()["人"][0]["メールアドレス"] == user.email
    assert answer.json()["メンバー"][0]["チーム"] == user.teams.get().team.name
    assert [word for word in ("password", "見本の鍵", "hash", user.password) if word in answer.text] == []
    assert set(copy_of(person(), AUTUMN)) == {"人"}


def test_choices_dates_and_classes_stand_in_words_in_both_languages():
    member = make.leader_of(make.team(members=1)).teams.get()
    Consent.objects.create(user=member.user, kind="terms", version="2026-06", given_at=AUTUMN)
    told = copy_of(member.user, AUTUMN)
    row = told["メンバー"][0]
    named = member.team.cycle.entry_classes.get(role="leader", key=member.leader_class)
    assert (row["役割"], row["学生"], row["代表の資格"], row["地域とのつながり"]) == ("代表", "はい", str(named), "")
    assert told["同意"] == [{"種類": "利用のきまり", "版": "2026-06", "同意した日時": told["同意"][0]["同意した日時"]}]
    assert re.fullmatch(r"\d{4}年\d+月\d+日（.）\d\d:\d\d", told["同意"][0]["同意した日時"])
    with translation.override("en"):
        assert copy_of(member.user, AUTUMN)["Member"][0]["Role"] == "Leader"


def test_a_decision_is_told_by_its_name_without_number_or_details():
    user, idea = staff(), make.draft()
    record_decision(user, "judging.place_idea", idea, at=AUTUMN, tier="ひみつの層")
    assert copy_of(user, AUTUMN)["決定の記録"] == [
        {
            "したこと": str(room_of("judging.place_idea").actions["judging.place_idea"]),
            "対象": "アイデア",
            "日時": copy_of(user, AUTUMN)["決定の記録"][0]["日時"],
        }
    ]
    assert "ひみつ" not in words(user)


def test_a_judge_is_told_what_they_said_and_not_what_is_scored_or_held_against_them():
    idea = make.submitted(title="ひかりのみち")
    seat = judging.handed_in(judging.round(), idea, 3, 3, 3).judge
    seat.themes.add(theme())
    judging.placed(idea)
    Conflict.objects.create(judge=seat, idea=make.submitted(), source="team", reason="おじだときいた。")
    told = copy_of(seat.user, judging.DURING)
    assert (told["審査委員"][0]["読めることば"], told["審査委員"][0]["くわしい分野"]) == ("日本語", ["防災・防犯"])
    leaks = ("ひかりのみち", "おじ", "ファイナリスト", idea.team.name, idea.number, "委員会だけに")
    assert [word for word in leaks if word in words(seat.user, judging.DURING)] == []
    selector = judging.judge(scope="harvard")
    assert copy_of(selector.user, AUTUMN)["審査委員"][0]["読めることば"] == ""


def test_a_team_learns_nothing_of_tiers_and_scores_from_the_copy():
    idea = judging.finalist(title="ひかりのみち")
    judging.handed_in(judging.round(), idea, 3, 3, 3)
    before = words(make.leader_of(idea.team), judging.DURING)
    idea.placement.delete()
    idea.assignments.all().delete()
    assert words(make.leader_of(idea.team), judging.DURING) == before
    assert "ファイナリスト" not in before


@pytest.mark.parametrize("is_out", [False, True])
def test_a_certificate_is_told_once_its_award_is_public(clock_at, is_out):
    evening = datetime(2027, 2, 28, 17, tzinfo=AUTUMN.tzinfo)
    clock_at(evening)
    contest, (idea, *_others) = awards.proposed()
    awarding.agree_publication(contest, by=staff(), at=evening)
    member = make.member(idea.team, name_is_public=True, public_name="見本")
    decision = Decision.objects.filter(idea=idea).first()
    made = awarding.ask_for_member(idea, decision, by=member.user, at=evening)
    Certificate.objects.filter(pk=made.pk).update(revoked_reason="事務局のひみつ", revoked_at=evening)
    if not is_out:
        Publication.objects.update(published_at=None)
    told = words(member.user, evening)
    assert (made.number in told, str(decision.award) in told, "ひみつ" in told) == (is_out, is_out, False)


def test_a_challenge_and_an_idea_are_named_only_while_the_world_reads_them():
    user, idea = person(), make.submitted(title="ひかりのみち", challenge=dialogue.challenge(title="夜道が暗い"))
    Follow.objects.create(user=user, challenge=idea.challenge, since=AUTUMN)
    dialogue.question(idea.challenge, by=user)
    dialogue.facilitation(idea.challenge, user=user)
    Mentorship.objects.create(idea=idea, user=user, named_by=staff(), named_at=AUTUMN)
    assert (words(user).count("夜道が暗い"), words(user).count("ひかりのみち")) == (3, 0)
    assert (words(user, AFTER).count("夜道が暗い"), words(user, AFTER).count("ひかりのみち")) == (3, 1)
    idea.cycle.stages.filter(kind=Stage.Kind.CHALLENGES).update(publishes_at=AFTER + timedelta(days=1))
    Idea.objects.update(status=Idea.Status.WITHDRAWN)
    told = words(user, AFTER)
    assert ("夜道が暗い" in told, "ひかりのみち" in told) == (False, False)
    assert (told.count(idea.challenge.number), told.count(idea.number)) == (3, 1)


def test_a_seed_does_not_give_away_the_challenge_it_became_nor_anothers_seed():
    seed = seeds.seed(title="暗い道")
    hidden = Challenge.objects.get(pk=municipalities.challenge("submitted", title="まだひみつの課題").pk)
    Seed.objects.filter(pk=seed.pk).update(challenge=hidden, status=Seed.Status.ADOPTED)
    told = copy_of(seed.suggested_by, AUTUMN)
    assert (told["課題のたね"][0]["状態"], "ひみつ" in words(seed.suggested_by)) == ("課題に取り入れました", False)
    other = seeds.seed(title="ほかの人のひみつ")
    Seed.objects.filter(pk=seed.pk).update(challenge=None, merged_into=other, status=Seed.Status.MERGED)
    assert "ひみつ" not in words(seed.suggested_by)


def test_a_report_does_not_repeat_what_was_reported_and_hidden():
    user, thread = person(), dialogue.question(text="だれかのひみつの電話番号")
    report = {"post": thread.posts.get(), "kind": "other", "text": "個人の番号です。"}
    PostReport.objects.create(**report, reported_by=user, reported_at=AUTUMN)
    hide_post(report["post"], reason="個人の番号", by=staff(), at=AUTUMN)
    assert ("個人の番号です。" in words(user), "ひみつ" in words(user)) == (True, False)


def test_other_people_are_not_named():
    """A guardian, who recommends, who invited, whose office is handed over: each is told only of themselves."""
    team = make.team(members=1)
    pupil = person(family_name="児童", given_name="ひみつこ")
    member = make.member(team, user=pupil, age_band="under16")
    guardian, patron = person(email="guardian@people.example"), person(email="patron@people.example")
    GuardianConsent.objects.create(
        member=member, kind="mail", guardian_name="保護者ひみつ", email=guardian.email, given_at=AUTUMN
    )
    leader = team.members.get(role="leader")
    User.objects.filter(pk=leader.user_id).update(given_name="代表ひみつ")
    serving = municipalities.officer(user=person(family_name="前任ひみつ"))
    said = {"name": "推薦ひみつ", "email": patron.email, "statement": "ひみつのことば", "expires_at": AFTER}
    Recommendation.objects.create(leader=leader, participant=serving.participant, **said)
    successor = person(email="kohai@city.example")
    municipalities.officer_invitation(serving, successor.email)
    OfficerInvitation.objects.update(hands_over=serving)
    JudgeInvitation.objects.create(
        cycle=cycle(), email=successor.email, invited_by=serving.user, token_hash="j", expires_at=AFTER
    )
    for user, own in ((pupil, "ひみつこ"), (leader.user, "代表ひみつ"), (successor, "")):
        user.refresh_from_db()
        assert re.findall(r"[^\"]*ひみつ[^\"]*", words(user)) == ([own] if own else [])
    for user, own in ((guardian, "保護者ひみつ"), (patron, "推薦ひみつ")):
        assert sorted(set(re.findall(r"[^\"]*ひみつ[^\"]*", words(user))) - {"ひみつのことば"}) == [own]
    assert team.name in words(guardian)


def test_no_label_comes_twice_and_no_value_is_a_code():
    """Of every row that is told, whatever it is of."""
    user = person()
    idea = make.submitted(make.team(leader=user), challenge=dialogue.challenge())
    seeds.seed(by=user)
    dialogue.question(idea.challenge, by=user)
    record_decision(user, "ideas.leave_team", idea.team, at=AUTUMN)
    told = copy_of(user, AUTUMN)
    assert len(told) == 5
    values = [value for rows in told.values() for row in rows for value in row.values()]
    assert [value for value in values if CODE.fullmatch(str(value))] == []
    assert AuditEntry.objects.filter(actor=user).exists()
    for held in all_held():
        labels = [_label(held.model, path) for path in held.tells]
        assert len(set(labels)) == len(labels), held


def _label(model, path):
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return str(model._meta.get_field(last).verbose_name)
