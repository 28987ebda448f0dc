"""The report's pages: by the signed link alone, without login, losing nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followup import links
from followup.models import Report
from tests.factories import followup as make
from tests.factories.accounts import person, staff

pytestmark = pytest.mark.django_db
GOOD = {"state": "running", "done": "夜道を歩いた。", "learned": "雨の日は少ない。", "next_step": "春も続ける。"}


@pytest.fixture
def plan(clock_at):
    clock_at(make.DUE)
    return make.plan()


def url(plan, name="report") -> str:
    return reverse(f"followup:{name}", args=[links.token(plan)])


def test_write_look_hand_in(client, plan):
    assert "あかりみち" in client.get(url(plan)).content.decode()
    looked = client.post(url(plan), {**GOOD, "then": "confirm"})
    assert "まだ報告していません" in looked.content.decode()
    assert not Report.objects.exists()
    again = client.post(url(plan), {**GOOD, "then": "edit"}).content.decode()
    assert all(text in again for text in ("夜道を歩いた。", "雨の日は少ない。", "春も続ける。"))
    done = client.post(url(plan), {**GOOD, "then": "hand-in"}, follow=True)
    assert done.redirect_chain == [(url(plan, "thanks"), 302)]
    assert "報告を受け付けました" in done.content.decode()
    assert Report.objects.values(*GOOD).get() == GOOD


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({}, "いまの様子をえらんでください。"),
        ({"state": "x", "done": "y"}, "えらびなおしてください。"),
        ({"state": "trial", "done": ""}, "したことを書いてください。"),
        ({"state": "trial", "done": "あ" * 1001}, "1000字以内にしてください（いま 1001字）。"),
        ({"state": "trial", "done": "あ\x00"}, "NULL"),
    ],
)
@pytest.mark.parametrize("then", ["confirm", "hand-in", ""])
def test_bad_input_gets_a_sentence_and_loses_nothing(client, plan, words, says, then):
    page = client.post(url(plan), {**words, "learned": "のこる文", "then": then})
    assert (page.status_code, says in page.content.decode(), "のこる文" in page.content.decode()) == (200, True, True)
    assert not Report.objects.exists()


def test_line_breaks_count_as_one(client, plan):
    client.post(url(plan), {**GOOD, "done": "\r\n".join(["あ" * 499, "い" * 500]), "then": "hand-in"})
    assert len(Report.objects.get().done) == 1000


def test_the_same_link_changes_it_for_thirty_days(client, plan, clock_at):
    client.post(url(plan), {**GOOD, "then": "hand-in"})
    assert "夜道を歩いた。" in client.get(url(plan)).content.decode()
    client.post(url(plan), {**GOOD, "state": "ended", "then": "hand-in"})
    clock_at(make.DUE + timedelta(days=31))
    late = client.post(url(plan), {**GOOD, "state": "trial", "done": "おそい文", "then": "hand-in"}).content.decode()
    assert "30日がすぎた" in late
    assert "おそい文" in late
    assert Report.objects.get().state == "ended"
    assert '<form method="post" novalidate' not in client.get(url(plan)).content.decode()


@pytest.mark.parametrize("name", ["report", "thanks"])
@pytest.mark.parametrize("token", ["1", "1.x", "x", "0.%00", "あ.い"])
def test_a_wrong_link_is_not_found(client, plan, name, token):
    assert client.get(reverse(f"followup:{name}", args=[token])).status_code == 404
    assert client.post(reverse(f"followup:{name}", args=[token]), GOOD).status_code in (404, 405)


def test_no_cache_and_no_other_site_learns_the_link(client, plan):
    page = client.get(url(plan))
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("private, no-store", "same-origin")


def test_thanks_before_a_report_leads_to_the_form(client, plan):
    assert client.get(url(plan, "thanks")).url == url(plan)


@pytest.mark.parametrize("count", [1, 3])
def test_the_secretariats_list_takes_a_fixed_number_of_queries(client, plan, count, django_assert_num_queries):
    for _ in range(count - 1):
        make.plan()
    client.force_login(staff())
    session = client.session
    session["rehearsal_entered"] = True
    session.save()
    with django_assert_num_queries(11):
        page = client.get(reverse("admin:followup_plan_changelist"), {"standing": "late"})
    assert page.context["cl"].result_count == 2 * count


def test_nobody_else_sees_the_list(client, plan):
    client.force_login(person())
    assert client.get(reverse("admin:followup_plan_changelist")).status_code in (302, 403)


def test_the_secretariat_mails_a_link_again(client, plan):
    client.force_login(staff())
    session = client.session
    session["rehearsal_entered"] = True
    session.save()
    chosen = {"action": "resend", "_selected_action": [plan.pk]}
    page = client.post(reverse("admin:followup_plan_changelist"), chosen, follow=True)
    assert "の案内を送ります。" in page.content.decode()
