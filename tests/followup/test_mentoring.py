"""Mentors: who reads, who hears, what is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followup.models import MentoringPost, Mentorship, ReportRefused
from followup.services import end_mentorship, name_mentor, post_to_mentoring
from notifications.models import OutboxMail
from tests.factories import followup as make
from tests.factories.accounts import person, staff

pytestmark = pytest.mark.django_db


def mentored():
    """An idea with a report and a mentor."""
    idea = make.report().plan.idea
    row = name_mentor(Mentorship(idea=idea, user=person()), by=staff(), at=make.DUE)
    return idea, row


def people_of(idea, row) -> dict[str, object]:
    return {
        "mentor": row.user,
        "team": idea.team.members.first().user,
        "municipality": idea.challenge.participant.officers.get().user,
    }


def test_everybody_concerned_is_told_of_a_mentor():
    idea, _row = mentored()
    assert OutboxMail.objects.filter(kind="followup/mentor_named").count() == 2 + idea.team.members.count()


@pytest.mark.parametrize("who", ["mentor", "team", "municipality"])
def test_each_side_writes_as_itself_and_the_others_hear(client, who, clock_at):
    clock_at(make.DUE)
    idea, row = mentored()
    user = people_of(idea, row)[who]
    client.force_login(user)
    session = client.session
    session["rehearsal_entered"] = True
    session.save()
    url = reverse("followup:mentoring", args=[idea.pk])
    report = idea.followup_plans.get(side="team", months=12).report
    assert "必須" in client.get(url).content.decode()  # the text, not the report
    client.post(url, {"text": "雪の日はどうしますか。", "report": report.pk})
    post = MentoringPost.objects.get()
    assert (post.voice, post.report, post.written_by) == (who, report, user)
    heard = OutboxMail.objects.filter(kind="followup/mentoring")
    assert user not in {mail.user for mail in heard}
    assert heard.count() == 1 + idea.team.members.count()
    assert "雪の日はどうしますか。" in client.get(url).content.decode()
    client.post(url, {"take_back": post.pk})
    assert not MentoringPost.objects.exists()


def test_nobody_else_reads_or_writes_nor_takes_back(client):
    idea, row = mentored()
    post = post_to_mentoring(idea, text="秘密", by=row.user, at=make.DUE)
    url = reverse("followup:mentoring", args=[idea.pk])
    client.force_login(person())
    assert [client.get(url).status_code, client.post(url, {"text": "x"}).status_code] == [404, 404]
    client.force_login(idea.team.members.first().user)
    client.post(url, {"take_back": post.pk})
    assert MentoringPost.objects.get() == post
    end_mentorship(row, by=staff(), at=make.DUE)
    client.force_login(row.user)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(("text", "says"), [(" ", "内容を"), ("あ" * 2001, "2,000字")])
def test_bad_texts_are_refused(text, says):
    idea, row = mentored()
    with pytest.raises(ReportRefused, match=says):
        post_to_mentoring(idea, text=text, by=row.user, at=make.DUE)
    assert not MentoringPost.objects.exists()


def test_outsiders_and_floods_are_refused():
    idea, row = mentored()
    with pytest.raises(ReportRefused):
        post_to_mentoring(idea, text="x", by=person(), at=make.DUE)
    for number in range(20):
        post_to_mentoring(idea, text="x", by=row.user, at=make.DUE + timedelta(minutes=number))
    with pytest.raises(ReportRefused, match="20回"):
        post_to_mentoring(idea, text="x", by=row.user, at=make.DUE + timedelta(hours=1))
    assert MentoringPost.objects.count() == 20
