"""In a real browser: opening a challenge's page is one view, told without a cookie; without scripts it is none."""

import pytest
from django.urls import reverse

from municipalities.models import ViewCount
from tests.factories.municipalities import challenge
from tests.factories.seeds import AUTUMN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_opening_the_page_is_one_view_and_sends_no_cookie(browser, live_server, clock_at, has_scripts):
    clock_at(AUTUMN)
    address = live_server.url + reverse("pages:challenge", args=[challenge("accepted").number])
    context = browser.new_context(java_script_enabled=has_scripts, locale="ja-JP")
    context.add_cookies([{"name": "someone", "value": "known", "url": live_server.url}])
    page, sent = context.new_page(), []
    page.on("response", lambda answer: sent.append(answer) if answer.url.endswith("/seen/") else None)
    page.goto(address, wait_until="networkidle")
    told = [(answer.status, "cookie" in answer.request.all_headers()) for answer in sent]
    context.close()
    assert told == ([(204, False)] if has_scripts else [])
    assert list(ViewCount.objects.values_list("views", flat=True)) == ([1] if has_scripts else [])
