"""What the secretariat's lists and forms say, whatever they hold."""

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.urls import reverse

from tests.face.test_browser import violations
from tests.face.test_desks import enter
from tests.factories.accounts import staff
from tests.factories.contest import cycle

LIST = reverse("admin:contest_cycle_changelist")


@pytest.fixture
def office(client, db):
    client.force_login(staff())
    return client


def test_list_says_what_it_lists_and_that_there_is_nothing(office):
    page = office.get(LIST).text
    assert "<h1>年度のコンテスト</h1>" in page
    assert "まだありません。" in page
    assert "changelist-filter" not in page


def test_list_says_that_nothing_matches(office):
    cycle()
    page = office.get(LIST, {"q": "ない言葉"}).text
    assert "あてはまるものはありません。" in page
    assert "まだありません。" not in page


def test_rooms_stand_in_the_order_of_the_year(office):
    rooms = [room["app_label"] for room in office.get(reverse("admin:index")).context["app_list"]]
    assert rooms.index("contest") < rooms.index("municipalities") < rooms.index("ideas") < rooms.index("awards")


def test_no_page_shows_data_as_it_is_kept(office, rf):
    """A JSON field stands on no page of the office, nor in a form; `common.readable` tells it. Challenges have their own page."""
    request = rf.get("/")
    request.user = staff()
    raw = []
    for model, page in admin.site._registry.items():
        if model._meta.app_label == "mfa" or model._meta.label == "municipalities.Challenge":  # nobody sees | its page
            continue
        kept = {field.name for field in model._meta.get_fields() if isinstance(field, models.JSONField)}
        shown = {*flatten_fieldsets(page.get_fieldsets(request)), *page.get_list_display(request)}
        typed = page.get_form(request).base_fields if kept & shown else {}
        plain = {name for name, field in typed.items() if not isinstance(field, forms.JSONField)}
        raw += [f"{model._meta.label}.{name}" for name in (kept & shown) - plain]
        for inline in page.inlines:
            kept = {field.name for field in inline.model._meta.get_fields() if isinstance(field, models.JSONField)}
            raw += [f"{inline.__name__}.{name}" for name in kept & {*(inline.fields or kept)}]
    assert raw == []


@pytest.mark.promise
@pytest.mark.django_db(transaction=True)
def test_tables_of_fields_and_choosers_are_clean(browser, live_server):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    enter(context, live_server, staff())
    page, found = context.new_page(), {}
    officer = reverse("admin:municipalities_officer_add")
    for address in (LIST, reverse("admin:contest_cycle_change", args=[cycle().pk]), officer):
        page.goto(live_server.url + address)
        if address == officer:
            page.wait_for_selector("[role=combobox][aria-labelledby^=id_user-label]")
        found[address] = violations(page)
    context.close()
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
