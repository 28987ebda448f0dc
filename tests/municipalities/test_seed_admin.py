"""The secretariat's queue of reported seeds."""

import pytest
from django.urls import reverse

from municipalities.models import Seed
from municipalities.services.seed_reports import hide_seed, report_seed
from tests.factories.accounts import person, staff
from tests.factories.municipalities import officer
from tests.factories.seeds import SUMMER, seed
from tests.municipalities.pages import text
from tests.support.rows import every_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
QUEUE = reverse("admin:municipalities_seed_changelist")


@pytest.fixture
def office(client):
    client.force_login(staff())
    return client


def page(kept, name="change"):
    return reverse(f"admin:municipalities_seed_{name}", args=[kept.pk])


def reported(kept=None, by=None):
    kept = kept or seed()
    report_seed(kept, kind="spam", text="店の宣伝です", by=by or person(), at=SUMMER)
    return kept


def listed(response):
    return list(response.context["cl"].result_list)


@pytest.mark.parametrize("n", [1, 3])
def test_queue_has_a_fixed_number_of_queries(office, n, django_assert_num_queries):
    for _ in range(n):
        reported(reported())
    with django_assert_num_queries(10):
        assert len(listed(office.get(QUEUE))) == n


def test_reported_ones_come_first_and_filters_find_them(office):
    first, second, third = reported(), seed(), seed()
    hide_seed(third, reason="宣伝です。", by=staff(), at=SUMMER)
    assert listed(office.get(QUEUE))[0] == first
    for query, found in [
        ("reports=waiting", {first}),
        ("reports=hidden", {third}),
        ("reports=other", {first, second, third}),
        (f"q={second.title}", {second}),
    ]:
        assert set(listed(office.get(f"{QUEUE}?{query}"))) == found, query


def test_next_tasks_lead_there_while_something_waits(office):
    kept = reported()
    words = "知らせのあった課題のたねを読んで、公開をつづけるかかくすかを決める"
    assert words in text(office.get(reverse("admin:index")))
    office.post(page(kept, "stand"))
    assert words not in text(office.get(reverse("admin:index")))


def test_page_shows_words_reports_and_decisions(office):
    kept = reported()
    shown = text(office.get(page(kept)))
    for words in (kept.title, kept.text, "店の宣伝です", "宣伝や関係のない内容", "公開をつづける", "かくす"):
        assert words in shown
    assert "<textarea" not in shown


def test_hiding_asks_for_the_reason(office):
    kept = reported()
    for reason, words in (
        ("", "かくす理由を書いてください。"),
        ("あ" * 301, "300字以内にしてください（いま 301字）。"),
    ):
        shown = office.post(page(kept, "hide"), {"reason": reason})
        assert words in text(shown)
        assert Seed.objects.get().hidden_at is None
    shown = office.post(page(kept, "hide"), {"reason": "店の宣伝です。"}, follow=True)
    assert "かくしました。" in text(shown)
    assert Seed.objects.get().hidden_reason == "店の宣伝です。"
    assert "また公開する" in text(shown)


def test_restoring(office):
    kept = seed()
    hide_seed(kept, reason="宣伝です。", by=staff(), at=SUMMER)
    assert "また公開しました。" in text(office.post(page(kept, "restore"), follow=True))
    assert Seed.objects.get().hidden_at is None


def test_a_seed_withdrawn_meanwhile_is_said_so(office):
    kept = reported()
    shown = office.get(page(kept, "hide"))
    assert shown.status_code == 200
    kept.delete()
    assert office.post(reverse("admin:municipalities_seed_stand", args=[99999])).status_code == 404


@pytest.mark.parametrize("name", ["stand", "restore"])
def test_acts_want_a_post(office, name):
    kept = reported()
    before = every_row()
    assert office.get(page(kept, name)).status_code == 405
    assert every_row() == before


@pytest.mark.parametrize("who", [person, lambda: officer().user])
@pytest.mark.parametrize("name", ["hide", "stand", "restore"])
def test_only_the_secretariat_decides(client, who, name):
    kept = reported()
    client.force_login(who())
    before = every_row()
    assert client.post(page(kept, name), {"reason": "x"}).status_code == 302
    assert every_row() == before
