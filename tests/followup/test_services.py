"""Plans, links and reports: the fact, the mail, and that a refusal changes nothing."""

from datetime import date, timedelta

import pytest
from django.core import signing

from accounts.models import AuditEntry
from followup import links
from followup.models import Plan, Report, ReportRefused
from followup.services import (
    hand_in_report,
    invite_due_report,
    months_after,
    renew_link,
    resend_invitation,
    schedule_plans,
)
from followup.standings import execution, reports_of, state_counts
from followup.tasks import invite_due_reports
from ideas.models import Idea
from notifications.models import OutboxMail
from tests.factories import followup as make
from tests.factories import ideas
from tests.factories.accounts import staff
from tests.factories.municipalities import officer

pytestmark = pytest.mark.django_db
EARLY = make.DUE - timedelta(days=1)
WORDS = {"state": "trial", "done": "歩いた", "learned": "", "next_step": ""}


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2021, 2, 28), 12, date(2022, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_months_end_where_the_month_does(day, months, due):
    assert months_after(day, months) == due


def test_scheduling_twice_makes_four_plans():
    idea = ideas.submitted()
    first, second = (schedule_plans(idea, final_on=make.FINAL, at=EARLY) for _ in range(2))
    assert first == second
    assert sorted(Plan.objects.values_list("side", "months", "due_on")) == [
        ("municipality", 12, date(2028, 2, 28)),
        ("municipality", 24, date(2029, 2, 28)),
        ("team", 12, date(2028, 2, 28)),
        ("team", 24, date(2029, 2, 28)),
    ]


def test_the_team_is_invited_once_on_the_day():
    plan = make.plan(idea := ideas.submitted(ideas.team(3)))
    assert invite_due_report(plan, at=EARLY).invited_at is None
    for _ in range(2):
        assert invite_due_report(plan, at=make.DUE).invited_at == make.DUE
    mails = OutboxMail.objects.filter(kind="followup/invitation")
    assert {mail.user for mail in mails} == {member.user for member in idea.team.members.all()}
    assert all(f"/followup/{links.token(plan)}/" in mail.body and idea.number in mail.subject for mail in mails)


def test_the_municipality_is_invited_through_those_who_serve_it_now():
    plan = make.plan(side="municipality")
    participant = plan.idea.challenge.participant
    gone = participant.officers.get()
    gone.until = make.DUE
    gone.save()
    assert invite_due_report(plan, at=make.DUE).invited_at is None  # nobody there: left for the secretariat's list
    successor = officer(participant)
    assert invite_due_report(plan, at=make.DUE).invited_at == make.DUE
    assert [mail.user for mail in OutboxMail.objects.filter(kind="followup/invitation")] == [successor.user]


def test_the_reconciler_mails_what_is_due_and_only_once(clock_at):
    make.plan()
    clock_at(EARLY)
    assert invite_due_reports() == 0
    clock_at(make.DUE)
    assert [invite_due_reports(), invite_due_reports()] == [2, 0]
    assert OutboxMail.objects.filter(kind="followup/invitation").count() == 3  # two members, one officer


def test_resending_is_recorded():
    plan, by = make.plan(), staff()
    invite_due_report(plan, at=make.DUE)
    resend_invitation(plan, by=by, at=make.DUE + timedelta(days=14))
    assert OutboxMail.objects.filter(kind="followup/invitation").count() == 4
    assert AuditEntry.objects.values_list("actor", "action").get() == (by.pk, "followup.resend")


def test_whoever_lost_the_link_may_correct_a_report_by_a_new_one():
    plan = make.plan()
    made = make.report(plan)
    renew_link(plan, by=staff(), at=make.DUE)
    resend_invitation(plan, by=staff(), at=made.handed_in_at + timedelta(days=3))
    mail = OutboxMail.objects.filter(kind="followup/thanks").latest("pk")
    plan.refresh_from_db()
    assert links.token(plan) in mail.body


def test_a_mail_to_an_address_without_a_name_greets_nobody():
    plan = make.plan()
    written = {"added_by": plan.idea.team.members.first().user, "created_at": make.DUE, "agreed_at": make.DUE}
    plan.idea.followup_contacts.create(email="later@team.example", **written)
    invite_due_report(plan, at=make.DUE)
    bodies = dict(OutboxMail.objects.filter(kind="followup/invitation").values_list("to", "body"))
    assert [" 様" in body for to, body in bodies.items() if to == "later@team.example"] == [False]
    assert all(" 様" in body for to, body in bodies.items() if to != "later@team.example")


def test_of_an_idea_that_was_withdrawn_no_report_is_asked_for(client, clock_at):
    clock_at(make.DUE)
    plan = make.plan()
    Idea.objects.filter(pk=plan.idea_id).update(status="withdrawn")
    assert invite_due_reports() == 0
    assert invite_due_report(plan, at=make.DUE).invited_at is None
    assert not OutboxMail.objects.filter(kind__startswith="followup/").exists()
    assert execution(make.DUE.date(), by="cycle") == []
    with pytest.raises(ReportRefused, match="取り下げられた"):
        hand_in_report(plan, state="running", done="歩いた。", at=make.DUE)
    assert "報告はいりません" in client.get(f"/followup/{links.token(plan)}/").content.decode()
    assert not Report.objects.exists()


def _reported(plan):
    make.report(plan)


def _abandoned(plan):
    plan.idea.team.members.all().delete()


@pytest.mark.parametrize(
    ("before", "at", "words"),
    [
        (lambda plan: None, EARLY, "時期ではありません"),
        (_reported, make.DUE + timedelta(days=30), "もう報告されています"),
        (_abandoned, make.DUE, "送る相手がいません"),
    ],
)
def test_resending_is_refused(before, at, words):
    plan = make.plan()
    before(plan)
    mails = OutboxMail.objects.filter(kind="followup/invitation").count()
    with pytest.raises(ReportRefused, match=words):
        resend_invitation(plan, by=staff(), at=at)
    assert OutboxMail.objects.filter(kind="followup/invitation").count() == mails
    assert not AuditEntry.objects.exists()


def test_reporting_thanks_everybody_of_that_side_once():
    plan = make.plan()
    make.report(plan, state="trial", done=" 歩いた\n")
    report = make.report(plan, state="running", at=make.DUE + timedelta(days=29))
    assert (report.state, report.handed_in_at) == ("running", make.DUE)
    assert OutboxMail.objects.filter(kind="followup/thanks").count() == 2


@pytest.mark.parametrize(
    ("words", "at", "says"),
    [
        ({}, EARLY, "時期ではありません"),
        ({"done": "  "}, make.DUE, "したことを書いてください"),
        ({"done": "あ" * 1001}, make.DUE, "1,000字以内"),
        ({"learned": "あ" * 1001}, make.DUE, "1,000字以内"),
        ({"state": "done"}, make.DUE, "えらんでください"),
        ({"state": "ended"}, make.DUE, "理由を書いて"),
        ({"state": "handed_over", "reason": " "}, make.DUE, "理由を書いて"),
    ],
)
def test_reporting_is_refused(words, at, says):
    plan = make.plan()
    with pytest.raises(ReportRefused, match=says):
        hand_in_report(plan, at=at, **{**WORDS, **words})
    assert not Report.objects.exists()
    assert not OutboxMail.objects.filter(kind="followup/thanks").exists()


def test_after_thirty_days_a_report_stays():
    plan = make.plan()
    make.report(plan, state="trial")
    with pytest.raises(ReportRefused, match="30日がすぎた"):
        make.report(plan, state="ended", reason="人が足りない", at=make.DUE + timedelta(days=30))
    assert Report.objects.get().state == "trial"


def test_a_link_opens_one_plan():
    one, other = make.plan(), make.plan()
    assert (links.plan_of(links.token(one)), links.plan_of(links.token(other))) == (one, other)


@pytest.mark.parametrize(
    "forge",
    [
        lambda plan: str(plan.pk),
        lambda plan: f"{plan.pk + 1}-0." + links.token(plan).partition(".")[2],
        lambda plan: f"{plan.pk}-1." + links.token(plan).partition(".")[2],
        lambda plan: links.token(plan)[:-1],
        lambda plan: links.token(plan) + "x",
        lambda plan: signing.Signer(sep=".").sign(str(plan.pk)),
        lambda plan: "",
        lambda plan: "\x00.é",
    ],
)
def test_any_other_token_opens_nothing(forge):
    assert links.plan_of(forge(make.plan())) is None


def test_reports_are_read_in_one_query_oldest_first(django_assert_num_queries):
    idea = ideas.submitted()
    make.report(make.plan(idea), done="1年目")
    make.report(make.plan(idea, months=24), done="2年目", at=make.DUE + timedelta(days=366))
    with django_assert_num_queries(1):
        found = reports_of([idea.pk, 0])
    assert {pk: [report.done for report in reports] for pk, reports in found.items()} == {
        idea.pk: ["1年目", "2年目"],
        0: [],
    }


def test_states_count_each_idea_once_by_the_latest_word():
    idea = ideas.submitted()
    make.report(make.plan(idea), state="trial")
    make.report(make.plan(idea, side="municipality"), state="established", at=make.DUE + timedelta(hours=1))
    make.report(state="ended", reason="人が足りない")
    assert state_counts(idea.cycle) == {
        "not_started": 0,
        "preparing": 0,
        "trial": 0,
        "running": 0,
        "established": 1,
        "handed_over": 0,
        "ended": 1,
    }
