"""Those who began and did not finish hear of it 14 days, 3 days and 24 hours before the deadline, once each, in their language."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from ideas.models import Member
from ideas.services import save_idea
from ideas.services.classes import make_class, make_class_team
from ideas.services.reminders import remind_by_office, remind_unfinished
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle, windows
from tests.ideas.pages import text_of

pytestmark = pytest.mark.django_db
DEADLINE = windows(2026)["ideas"][1]
INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)


def mails():
    return OutboxMail.objects.filter(kind="ideas/unfinished").order_by("pk")


def edited(idea, **fields):
    return save_idea(idea, fields=fields, by=make.leader_of(idea.team), at=make.AUTUMN)


def test_each_step_is_sent_once_to_each_member():
    make.draft(make.team(3), title="")
    sent = [
        remind_unfinished(at=DEADLINE - before)
        for before in (
            14 * DAY + INSTANT,
            14 * DAY,
            13 * DAY,
            3 * DAY,
            2 * DAY,
            DAY,
            DAY / 2,
        )
    ]
    assert sent == [0, 3, 0, 3, 0, 3, 0]
    assert remind_unfinished(at=DEADLINE) == 0
    assert mails().count() == 9


def test_a_late_run_sends_the_newest_alone():
    make.draft(make.team(2))
    assert remind_unfinished(at=DEADLINE - DAY / 2) == 2


def test_only_the_unfinished_are_reminded():
    make.submitted()
    make.withdrawn()
    changed = edited(make.submitted(title="まえ"), title="あと")
    draft = make.draft()
    remind_unfinished(at=DEADLINE - 3 * DAY)
    reached = {mail.user_id for mail in mails()}
    assert reached == {member.user_id for idea in (changed, draft) for member in idea.team.members.all()}
    assert ["もう一度応募していません" in mail.body for mail in mails().filter(user=make.leader_of(changed.team))] == [
        True
    ]


def test_it_says_what_is_missing_in_each_ones_language():
    cycle(needs_everyone=True)
    team = make.team(2)
    reader = team.members.last().user
    reader.language = "en"
    reader.save()
    Member.objects.filter(user=reader).update(age_band="under16")
    make.draft(team, title="")
    remind_unfinished(at=DEADLINE - 3 * DAY)
    japanese, english = mails().get(user=make.leader_of(team)), mails().get(user=reader)
    for words in (
        "アイデア名を書いてください。",
        "保護者の同意が必要です",
        "まだ確認していないメンバーが2人",
        "2026年12月20日（日）23:59まで",
    ):
        assert words in japanese.body
    assert "20 December 2026, 23:59 JST" in english.body
    assert "ください" not in english.body


def test_pupils_without_an_address_are_reached_once_through_their_teacher():
    teacher = person()
    room = make_class(cycle=cycle(), teacher=teacher, school="見本中学校", name="2年1組", at=make.AUTUMN)
    said = {"age_band": "under16", "is_student": True}
    team, _cards = make_class_team(
        room, name="海べ班", kana="うみべはん", pupils=["磯貝 りん", "潮 大地"], at=make.AUTUMN,
        leads=make.about("B", **said), joins=make.about("commuter", **said),
    )  # fmt: skip
    make.draft(team)
    assert [remind_unfinished(at=DEADLINE - 3 * DAY + later) for later in (0 * DAY, DAY / 24)] == [1, 0]
    assert [mail.to for mail in mails()] == [teacher.email]


def test_the_secretariat_sends_them_all_once_a_day(client, autumn):
    make.draft(make.team(2))
    edited(make.submitted(make.team(3)), title="あと")
    client.force_login(staff())
    url = reverse("admin:ideas_remind", args=[2026])
    assert "2チームの2件のアイデア、のべ5人に送ります。" in text_of(client.get(url))
    assert not mails().exists()
    assert "5通のメールを送ります" in text_of(client.post(url, follow=True))
    assert "きょうの分は、もう送っています" in text_of(client.post(url, follow=True))
    assert mails().count() == 5
    assert AuditEntry.objects.filter(action="ideas.remind_by_office").count() == 2
    autumn(DEADLINE)
    assert "いまはアイデアを募集していない" in text_of(client.post(url))
    assert remind_by_office(cycle(), by=staff(), at=DEADLINE) == 0
    assert mails().count() == 5
