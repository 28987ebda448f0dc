"""Reminders, escalation, what is asked for no more, further years, other addresses, followers, rates."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from followup import links
from followup.models import Contact, Plan, ReportRefused
from followup.services import (
    add_contact,
    agree_contact,
    escalate_late,
    invite_due_report,
    remind_of_report,
    schedule_further,
    skip_plan,
    tell_followers_of,
    unskip_plan,
)
from followup.standings import Execution, execution
from followup.tasks import remind_of_reports, tell_followers
from municipalities.models import Follow
from notifications.models import OutboxMail
from tests.factories import followup as make
from tests.factories import ideas
from tests.factories.accounts import person, staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def mails(kind: str) -> list[str]:
    return sorted(OutboxMail.objects.filter(kind=f"followup/{kind}").values_list("to", flat=True))


@pytest.mark.parametrize(
    ("days", "reminders"), [([13], 0), ([14], 1), ([14, 15, 27], 1), ([14, 28], 2), ([60], 1), ([14, 28, 90], 2)]
)
def test_reminded_after_two_and_four_weeks(days, reminders):
    plan = make.plan(ideas.submitted(ideas.team(2)))
    invite_due_report(plan, at=make.DUE)
    assert sum(remind_of_report(plan, at=make.DUE + number * DAY) for number in days) == reminders
    assert len(mails("reminder")) == 2 * reminders


def test_nobody_is_reminded_at_night_nor_once_it_came_nor_when_it_is_not_asked_for(clock_at):
    reported, skipped, quiet = make.plan(), make.plan(), make.plan()
    for plan in (reported, skipped, quiet):
        invite_due_report(plan, at=make.DUE)
    make.report(reported)
    skip_plan(skipped, reason="合併", by=staff(), at=make.DUE)
    clock_at(make.DUE + 14 * DAY - timedelta(hours=5))
    assert remind_of_reports() == 0
    clock_at(make.DUE + 14 * DAY)
    assert remind_of_reports() == 1


def test_the_secretariat_hears_once_of_what_is_six_weeks_late():
    staff()
    plan = make.plan()
    assert escalate_late(at=make.DUE + 41 * DAY) == 0
    assert [escalate_late(at=make.DUE + 42 * DAY) for _ in range(2)] == [2, 0]  # both sides of the first year
    assert len(mails("late")) == 1
    assert plan.idea.number in OutboxMail.objects.get(kind="followup/late").body


def test_a_report_is_not_asked_for_and_asked_for_again_on_record():
    plan, by = make.plan(), staff()
    skip_plan(plan, reason="  自治体が\n合併した ", by=by, at=make.DUE)
    assert invite_due_report(plan, at=make.DUE).invited_at is None
    assert Plan.objects.get(pk=plan.pk).skip_reason == "自治体が 合併した"
    unskip_plan(plan, by=by, at=make.DUE)
    assert invite_due_report(plan, at=make.DUE).invited_at == make.DUE
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "followup.skip",
        "followup.unskip",
    ]


@pytest.mark.parametrize(("reason", "is_reported"), [("  ", False), ("合併", True)])
def test_leaving_out_is_refused(reason, is_reported):
    plan = make.plan()
    if is_reported:
        make.report(plan)
    with pytest.raises(ReportRefused):
        skip_plan(plan, reason=reason, by=staff(), at=make.DUE)
    assert Plan.objects.get(pk=plan.pk).skipped_at is None


def test_the_months_are_the_years_own_and_one_more_year_can_be_asked_for():
    idea = ideas.submitted()
    idea.cycle.followup_months, idea.cycle.final_on = "6,18", make.FINAL
    idea.cycle.save()
    plan = make.plan(idea, months=6)
    assert plan.due_on == date(2027, 8, 28)
    schedule_further(plan, by=staff(), at=make.DUE)
    assert sorted(set(idea.followup_plans.values_list("months", flat=True))) == [6, 18, 30]


def test_an_added_address_is_mailed_after_it_agreed_and_never_twice():
    idea = ideas.submitted(ideas.team(2))
    members = [member.user for member in idea.team.members.order_by("pk")]
    plan = make.plan(idea)
    contact = add_contact(idea, email=" Later@People.example ", by=members[0], at=make.DUE - DAY)
    assert add_contact(idea, email="later@people.example", by=members[0], at=make.DUE - DAY) == contact
    assert mails("contact") == ["later@people.example"]
    invite_due_report(plan, at=make.DUE)
    assert mails("invitation") == sorted(user.email for user in members)
    agree_contact(contact, at=make.DUE)
    make.report(plan)
    assert mails("thanks") == sorted(["later@people.example", *(user.email for user in members)])


def test_addresses_are_few_and_no_stranger_is_bombed():
    idea = ideas.submitted()
    member = idea.team.members.first().user
    with pytest.raises(ReportRefused, match="メンバーとして"):
        add_contact(idea, email=member.email, by=member, at=make.DUE)
    for number in range(3):
        add_contact(idea, email=f"a{number}@people.example", by=member, at=make.DUE)
    with pytest.raises(ReportRefused, match="3つまで"):
        add_contact(idea, email="a4@people.example", by=member, at=make.DUE)
    for _ in range(2):
        other = ideas.submitted()
        add_contact(other, email="a0@people.example", by=other.team.members.first().user, at=make.DUE)
    other = ideas.submitted()
    with pytest.raises(ReportRefused, match="きょうは"):
        add_contact(other, email="a0@people.example", by=other.team.members.first().user, at=make.DUE)
    assert mails("contact").count("a0@people.example") == 3


def test_a_member_adds_and_takes_away_and_the_reader_answers(client, clock_at):
    clock_at(make.DUE)
    idea = make.plan().idea
    client.force_login(idea.team.members.first().user)
    page = reverse("followup:contacts", args=[idea.pk])
    assert "アドレスの形" in client.post(page, {"email": "x"}).content.decode()
    client.post(page, {"email": "later@people.example"})
    contact = Contact.objects.get()
    client.logout()
    answer = reverse("followup:contact", args=[links.contact_token(contact)])
    assert "later@people.example" in client.get(answer).content.decode()
    client.post(answer, {"then": "agree"})
    assert Contact.objects.get().agreed_at
    assert "消しました" in client.post(answer, {"then": "remove"}).content.decode()
    assert not Contact.objects.exists()
    assert client.get(answer).status_code == 404
    client.force_login(person())
    assert client.get(page).status_code == 404


def test_followers_hear_once_of_a_report(clock_at):
    report, follower = make.report(), person()
    Follow.objects.create(challenge=report.plan.idea.challenge, user=follower, since=make.DUE)
    clock_at(make.DUE)
    assert [tell_followers(), tell_followers()] == [1, 0]
    assert mails("told") == [follower.email]


@pytest.mark.parametrize("n", [1, 3])
def test_followers_are_told_in_one_insert_each_in_their_language(n, django_assert_num_queries):
    report = make.report()
    for _ in range(n):
        Follow.objects.create(challenge=report.plan.idea.challenge, user=person(language="en"), since=make.DUE)
    with django_assert_num_queries(6):
        assert tell_followers_of(report, at=make.DUE)
    bodies = OutboxMail.objects.filter(kind="followup/told").values_list("body", flat=True)
    assert [("Running" in body, "実行中" in body) for body in bodies] == [(True, False)] * n


def test_the_rate_counts_what_is_due(django_assert_num_queries):
    one, other, third = ideas.submitted(), ideas.submitted(), ideas.submitted()
    for idea in (one, other, third):
        make.plan(idea)
    make.report(one.followup_plans.get(side="team", months=12), state="trial")
    make.report(other.followup_plans.get(side="team", months=12), state="ended", reason="人が足りない")
    assert execution(date(2028, 2, 27), by="cycle") == []
    with django_assert_num_queries(2):
        years = execution(date(2028, 2, 28), by="cycle")
    assert years == [Execution(one.cycle.pk, due=3, reported=2, carried_out=1)]
    assert years[0].rate == 33
    for plan in third.followup_plans.all():
        skip_plan(plan, reason="解散", by=staff(), at=make.DUE)
    assert execution(date(2028, 2, 28), by="cycle")[0].rate == 50
    assert sum(row.due for row in execution(date(2028, 2, 28), by="municipality")) == 2


def test_the_page_and_its_file_show_the_rates(client, clock_at):
    clock_at(make.DUE)
    idea = make.report(state="handed_over", reason="町内会に").plan.idea
    page = client.get(reverse("pages:afterwards")).content.decode()
    assert idea.cycle.code in page
    assert "100%" in page
    file = client.get(reverse("pages:execution_table")).content.decode("utf-8-sig").splitlines()
    assert file[1].split(",")[1:] == [idea.cycle.code, "1", "1", "1", "100"]


def test_the_office_leaves_out_with_a_reason(client, clock_at):
    clock_at(make.DUE)
    plan = make.plan()
    client.force_login(staff())
    session = client.session
    session["rehearsal_entered"] = True
    session.save()
    shelf = reverse("admin:followup_plan_changelist")
    chosen = {"action": "skip", "_selected_action": [plan.pk]}
    assert "求めないことにする" in client.post(shelf, chosen).content.decode()
    assert "理由を書いてください" in client.post(shelf, {**chosen, "reason": " "}).content.decode()
    client.post(shelf, {**chosen, "reason": "合併"})
    assert Plan.objects.get(pk=plan.pk).skip_reason == "合併"
