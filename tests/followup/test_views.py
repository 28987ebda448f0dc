"""The report's pages: by the signed link alone, without login, losing nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followup import links
from followup.models import Plan, Report
from followup.services import mark_of, renew_link, skip_plan
from tests.factories import followup as make
from tests.factories.accounts import person, staff

pytestmark = pytest.mark.django_db
GOOD = {
    "state": "running",
    "done": "夜道を歩いた。",
    "figures": "延べ120人",
    "evidence": "https://news.example/walk",
    "learned": "雨の日は少ない。",
    "next_step": "春も続ける。",
}


@pytest.fixture
def plan(clock_at):
    clock_at(make.DUE)
    return make.plan()


def url(plan, name="report") -> str:
    return reverse(f"followup:{name}", args=[links.token(plan)])


def typed(plan, then="hand-in", **words) -> dict[str, str]:
    """What the browser sends: the words, the button, and the mark of what it was shown."""
    plan.refresh_from_db()
    return {**GOOD, **words, "then": then, "mark": mark_of(Plan.objects.get(pk=plan.pk))}


def test_write_look_hand_in(client, plan):
    assert "あかりみち" in client.get(url(plan)).content.decode()
    looked = client.post(url(plan), typed(plan, "confirm"))
    assert "まだ報告していません" in looked.content.decode()
    assert not Report.objects.exists()
    assert "夜道を歩いた。" in client.get(url(plan)).content.decode()  # the browser's way back loses nothing
    again = client.post(url(plan), {**GOOD, "then": "edit"}).content.decode()
    assert all(text in again for text in ("夜道を歩いた。", "雨の日は少ない。", "春も続ける。"))
    done = client.post(url(plan), typed(plan), follow=True)
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
        ({"state": "ended", "done": "あ"}, "その理由を書いてください。"),
    ],
)
@pytest.mark.parametrize("then", ["confirm", "hand-in", ""])
def test_bad_input_gets_a_sentence_and_loses_nothing(client, plan, words, says, then):
    page = client.post(url(plan), {**words, "learned": "のこる文", "then": then})
    assert (page.status_code, says in page.content.decode(), "のこる文" in page.content.decode()) == (200, True, True)
    assert not Report.objects.exists()


def test_line_breaks_count_as_one(client, plan):
    client.post(url(plan), typed(plan, done="\r\n".join(["あ" * 499, "い" * 500])))
    assert len(Report.objects.get().done) == 1000


def test_the_same_link_changes_it_for_thirty_days(client, plan, clock_at):
    client.post(url(plan), typed(plan))
    assert "夜道を歩いた。" in client.get(url(plan)).content.decode()
    client.post(url(plan), typed(plan, state="ended", reason="人が足りない。"))
    clock_at(make.DUE + timedelta(days=31))
    late = client.post(url(plan), typed(plan, state="trial", done="おそい文")).content.decode()
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


def test_what_somebody_else_wrote_is_shown_with_its_state_by_name(client, plan):
    mine = typed(plan, "confirm")
    client.post(url(plan), typed(plan, "save", state="ended", done="先に書いた"))
    page = client.post(url(plan), mine).content.decode()
    assert [text in page for text in ("ほかの人が書きました", "先に書いた", "<p>中止</p>", "夜道を歩いた。")] == [
        True
    ] * 4
    assert "下書きを開いています" not in page


def test_a_correction_is_called_one(client, plan):
    client.post(url(plan), typed(plan))
    page = client.post(url(plan), typed(plan, "confirm", done="直した文")).content.decode()
    assert ("まだ直していません" in page, "まだ報告していません" in page) == (True, False)
    assert Report.objects.get().done == "夜道を歩いた。"


def test_a_draft_is_kept_for_whoever_holds_the_link_and_told_to_nobody_else(client, plan):
    client.post(url(plan), typed(plan, "save", done="書きかけ", state=""))
    assert not Report.objects.exists()
    assert "書きかけ" in client.get(url(plan)).content.decode()
    client.post(url(plan), typed(plan))
    assert Plan.objects.get(pk=plan.pk).draft == {}


def test_what_two_people_write_at_once_is_lost_by_neither(client, plan):
    mine = typed(plan, "save", done="わたしの文")
    client.post(url(plan), typed(plan, "save", done="ほかの人の文"))
    page = client.post(url(plan), mine).content.decode()
    assert "ほかの人が書きました" in page
    assert "わたしの文" in page
    assert "ほかの人の文" in page
    assert Plan.objects.get(pk=plan.pk).draft["done"] == "ほかの人の文"
    client.post(url(plan), typed(plan, "save", done="わたしの文"))
    assert Plan.objects.get(pk=plan.pk).draft["done"] == "わたしの文"


def test_a_link_made_useless_says_so_and_writes_nothing(client, plan):
    old, sent = url(plan), typed(plan)
    renew_link(plan, by=staff(), at=make.DUE)
    for answer in (client.get(old), client.post(old, sent)):
        assert (answer.status_code, "使えなくなりました" in answer.content.decode()) == (410, True)
    assert not Report.objects.exists()
    plan.refresh_from_db()
    assert client.get(url(plan)).status_code == 200


def test_a_report_nobody_asks_for_any_more_says_why_and_loses_nothing(client, plan):
    sent = typed(plan)
    skip_plan(plan, reason="自治体が合併した", by=staff(), at=make.DUE)
    assert "自治体が合併した" in client.get(url(plan)).content.decode()
    page = client.post(url(plan), sent).content.decode()
    assert "求めないことになりました" in page
    assert "夜道を歩いた。" in page
    assert not Report.objects.exists()
