"""How judges come in by mail: agreed to, with a smaller load, or declined."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import second_factor
from accounts.models import AuditEntry
from contest.models import Organization, Stage
from judging import services
from judging.models import Assignment, Judge, JudgeInvitation, JudgingRefused
from notifications.models import OutboxMail
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle, instant, theme
from tests.factories.judging import DURING

pytestmark = pytest.mark.django_db


def invite(email="judge@people.example", at=DURING, **fields):
    return services.invite_judge(cycle(), email=email, by=staff(), at=at, **fields)


def link():
    mail = OutboxMail.objects.filter(kind="judging/invitation").latest("pk")
    return re.search(r"/judges/invitation/[\w-]+/", mail.body).group()


def text(answer):
    return answer.content.decode()


def test_an_invitation_is_mailed_and_the_older_link_dies(now):
    first = invite(message="おねがいします。")
    old = link()
    second = invite(email="JUDGE@people.example")
    first.refresh_from_db()
    assert (first.cancelled_at, second.cancelled_at) == (DURING, None)
    assert "取り消されました" in text(Client().get(old))
    assert OutboxMail.objects.filter(kind="judging/invitation", is_secret=True).count() == 2


def test_one_agrees_with_a_smaller_load_and_then_needs_a_second_factor(now, enter):
    user = person(email="judge@people.example", second_factor=False)
    assert not second_factor.is_missing_from(user)
    invite(title="教授", affiliation="見本大学")
    field = theme()
    page = text(enter(user).get(link()))
    assert "見本大学" in page
    data = {"answer": "agree", "affiliation": "みほん大学", "reads": "both", "max_load": "5", "themes": [field.pk]}
    assert enter(user).post(link(), data).url == reverse("judge:index")
    judge = Judge.objects.get()
    assert (judge.user, judge.title, judge.affiliation, judge.reads, judge.max_load) == (
        user, "教授", "みほん大学", "both", 5,
    )  # fmt: skip
    assert list(judge.themes.all()) == [field]
    assert second_factor.is_missing_from(user)
    assert enter(user).get(link()).status_code in (302, 404)  # used; or led to the second factor first


@pytest.mark.parametrize("scope", ["sponsor", "harvard"])
def test_who_selects_for_an_award_is_asked_only_what_that_needs(now, enter, scope):
    user = person(email="judge@people.example")
    sponsor = Organization.objects.create(key="mihon") if scope == "sponsor" else None
    invite(scope=scope, organization=sponsor, affiliation="見本大学")
    page = enter(user).get(link())
    assert list(page.context["agree"].fields) == ["affiliation"]
    assert ("賞の選考のおねがい" in page.text, "審査のおねがい" in page.text) == (True, False)
    typed = {"reads": "nonsense", "max_load": "0", "themes": [theme().pk]}
    answer = enter(user).post(link(), {"answer": "agree", "affiliation": "みほん大学", **typed})
    assert answer.url == reverse("judge:index")
    judge = Judge.objects.get()
    assert (judge.scope, judge.affiliation, judge.organization, judge.max_load) == (scope, "みほん大学", sponsor, None)
    assert list(judge.themes.all()) == []


def test_the_service_keeps_no_load_of_who_gets_no_sheets(now):
    user = person(email="judge@people.example")
    invitation = invite(scope="harvard")
    judge = services.agree_to_judge(invitation, user=user, at=DURING, reads="en", max_load=5, themes=[theme()])
    assert (judge.reads, judge.max_load, list(judge.themes.all())) == ("ja", None, [])
    assert AuditEntry.objects.get(action="judging.agree_to_judge").detail == {"max_load": None}


def test_one_declines_without_a_login_and_the_office_reads_why(now, enter):
    invite()
    client, where = Client(), link()
    assert "ことわる返事が届きました" in text(client.post(where, {"answer": "decline", "reason": "海外にいます"}))
    invitation = JudgeInvitation.objects.get()
    assert invitation.declined_at >= DURING
    assert invitation.decline_reason == "海外にいます"
    assert client.get(where).status_code == 404
    assert "海外にいます" in text(enter(staff()).get(reverse("admin:judging_judgeinvitation_changelist")))
    assert AuditEntry.objects.filter(action="judging.decline_to_judge").count() == 1
    invite()  # asking once more is allowed


@pytest.mark.parametrize("wrong", ["other", "nameless", "anonymous", "load", "expired", "guessed"])
def test_agreeing_is_refused(now, enter, clock_at, wrong):
    names = {"family_name": "", "given_name": ""} if wrong == "nameless" else {}
    user = person(email="judge@people.example", **names)
    invite()
    where = reverse("judging:invitation", args=["guessed"]) if wrong == "guessed" else link()
    client = {"other": lambda: enter(person()), "anonymous": Client}.get(wrong, lambda: enter(user))()
    if wrong == "expired":
        clock_at(DURING + timedelta(days=15))
    data = {"answer": "agree", "reads": "ja", "max_load": "0" if wrong == "load" else ""}
    status = {"other": 403, "nameless": 403, "expired": 404, "guessed": 404}.get(wrong, 200)
    assert client.post(where, data).status_code == status
    assert not Judge.objects.exists()
    assert JudgeInvitation.objects.get().accepted_at is None


def test_another_person_cannot_decline(now, enter):
    invite()
    assert enter(person()).post(link(), {"answer": "decline"}).status_code == 403
    assert JudgeInvitation.objects.get().declined_at is None


@pytest.mark.parametrize("wrong", ["judge", "left", "sponsor", "tier"])
def test_inviting_is_refused(wrong):
    fields = {"sponsor": {"scope": "sponsor"}, "tier": {"tier": cycle(2027).tiers.first()}}.get(wrong, {})
    email = "judge@people.example"
    if wrong in ("judge", "left"):
        email = judging.judge(left_at=DURING if wrong == "left" else None).user.email
    with pytest.raises(JudgingRefused):
        invite(email, **fields)
    assert not JudgeInvitation.objects.exists()
    assert not OutboxMail.objects.filter(kind="judging/invitation").exists()


def test_the_office_invites_and_cancels(now, enter):
    client, add = enter(staff()), reverse("admin:judging_judgeinvitation_add")
    data = {"cycle": cycle().pk, "email": "harvard@people.example", "scope": "harvard", "message": "Dear judge"}
    assert "団体をえらんでください" in text(client.post(add, {**data, "scope": "sponsor"}))
    client.post(add, data)
    client.post(add, data)
    older, invitation = JudgeInvitation.objects.order_by("pk")
    assert older.cancelled_at
    actions = {"action": "cancel", "_selected_action": [invitation.pk]}
    client.post(reverse("admin:judging_judgeinvitation_changelist"), actions)
    invitation.refresh_from_db()
    assert invitation.cancelled_at
    assert OutboxMail.objects.filter(kind="judging/invitation").count() == 2


# selectors of a sponsor or of Harvard


def test_a_selector_sees_only_what_the_world_may_read_of_their_tier(enter, clock_at):
    mine, other = ideas.submitted(title="ひかりのみち"), ideas.submitted(title="あめのひ")
    judging.placed(mine)
    judging.placed(other, "poster")
    sponsor = Organization.objects.create(key="mihon")
    tier = cycle().tiers.get(key="finalist")
    user = judging.judge(scope="sponsor", organization=sponsor, tier=tier).user
    sheet = judging.sheet(judging.round(), other)
    foreign = Assignment.objects.create(round=sheet.round, judge=user.judgeships.get(), idea=mine, state="released")
    clock_at(instant(Stage.Kind.AFTER))
    index = text(enter(user).get(reverse("judge:index")))
    assert ("ひかりのみち" in index, "あめのひ" in index) == (False, False)
    judging.released()
    index = text(enter(user).get(reverse("judge:index")))
    assert ("ひかりのみち" in index, "あめのひ" in index) == (True, False)
    for row in (sheet, foreign):
        assert enter(user).get(reverse("judge:sheet", args=[row.pk])).status_code == 404
