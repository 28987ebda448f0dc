"""Two worlds that differ only in what other judges wrote: a judge meets the same bytes in both, wherever they look."""

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse

from judging import services
from judging.models import Assignment, Score
from notifications.models import OutboxMail
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.judging import DURING

pytestmark = pytest.mark.django_db
OTHER_WORDS = "ほかの審査委員だけのことば"
QUERIES = (
    "",
    "?o=1",
    "?o=-score",
    "?ordering=mean",
    "?q=5",
    "?score__gte=3",
    "?handed_in=1",
    "?tier=finalist",
    "?p=1&all=",
)


@pytest.fixture
def sheet(now):
    """Mine, of an idea that two others have scored; of two more ideas one is scored by me."""
    round = judging.round()
    mine = judging.sheet(round, ideas.submitted())
    for points in ((1, 2, 1), (5, 4, 4)):
        judging.handed_in(round, mine.idea, *points)
    judging.handed_in(round, ideas.submitted(), 3, 3, 3, by=mine.judge)
    judging.sheet(round, ideas.submitted(), mine.judge)
    return mine


@pytest.fixture
def client(sheet, enter):
    return enter(sheet.judge.user)


def address(sheet, name="sheet"):
    return reverse(f"judge:{name}", args=[sheet.pk])


def page(client, path, **options):
    """What is answered, head and body, without what is new each time."""
    answer = client.get(path, **options)
    heads = {
        name: value
        for name, value in answer.items()
        if name not in ("Date", "Expires", "Set-Cookie", "Content-Security-Policy")
    }
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", answer.content)
    return answer.status_code, heads, body


def post(client, path, data):
    return client.post(path, data, headers={"accept": "application/json"})


def mail(client, sheet):
    services.remind_judges(sheet.round, by=staff(), at=DURING)
    return list(
        OutboxMail.objects.filter(kind="judging/reminder", to=sheet.judge.user.email).values_list("subject", "body")
    )


def line(client, sheet):
    form = {f"criterion_{key}": 2 for key in judging.points(sheet.round, 2, 2, 2)} | {"comment": "", "advice": "あ"}
    answer = post(client, address(sheet), form)
    return answer.status_code, {**answer.json(), "text": ""}


def onward(client, sheet):
    form = {f"criterion_{key}": 2 for key in judging.points(sheet.round, 2, 2, 2)} | {"comment": "", "advice": "あ"}
    return client.post(address(sheet), {**form, "then": "hand_in"}).url


def papers(client, sheet):
    """The judge's own papers, as the secretariat prints them: name, facts about the file, and bytes."""
    from_office = client.__class__()
    from_office.force_login(staff())
    path = reverse("admin:judging_round_paper", args=[sheet.round_id]) + f"?judge={sheet.judge_id}"
    return page(from_office, path)


LOOKS: dict[str, Callable] = {
    **{f"list {query}": lambda client, sheet, query=query: page(client, f"/judge/{query}") for query in QUERIES},
    **{
        f"{name} {query}": lambda client, sheet, name=name, query=query: page(client, address(sheet, name) + query)
        for name in ("sheet", "conflict", "recuse")
        for query in ("", "?check=1", "?format=csv", "?all=1")
    },
    **{
        path: lambda client, sheet, path=path: page(client, path)
        for path in ("/judge/export/", "/judge/ranking/", "/judge/sheets/", "/judge/jsi18n/", "/judge/judging/score/")
    },
    "mail": mail,
    "autosave": line,
    "onward": onward,
    "papers": papers,
}


def other_world(sheet):
    """The others' points turned round and their words written anew; one of them has not handed in."""
    others = Assignment.objects.exclude(judge=sheet.judge)
    for score in Score.objects.filter(assignment__in=others).select_related("criterion"):
        score.points = score.criterion.max_points + 1 - score.points
        score.save()
    others.update(comment=OTHER_WORDS, advice=OTHER_WORDS)
    others.filter(pk=others.order_by("pk").first().pk).update(handed_in_at=None)


def in_both_worlds(look, client, sheet):
    seen = []
    for turn in (lambda sheet: None, other_world):
        with transaction.atomic():
            turn(sheet)
            seen.append(look(client, sheet))
            transaction.set_rollback(True)
    return seen


@pytest.mark.parametrize("name", LOOKS)
def test_nothing_a_judge_meets_depends_on_what_others_wrote(client, sheet, name):
    one, other = in_both_worlds(LOOKS[name], client, sheet)
    assert one == other
    assert OTHER_WORDS not in str(other)


def test_the_comparison_sees_a_leak(client, sheet):
    def leaking(client, sheet):
        return list(Score.objects.filter(assignment__idea=sheet.idea).values_list("points", flat=True))

    one, other = in_both_worlds(leaking, client, sheet)
    assert one != other


def test_the_sheets_of_others_are_not_there_by_any_number(client, sheet):
    others = Assignment.objects.exclude(judge=sheet.judge)
    paths = [address(other, name) for other in others for name in ("sheet", "conflict", "recuse")]
    assert {client.get(path).status_code for path in [*paths, "/judge/sheets/999999/"]} == {404}
    assert {client.post(path, {"reason": "x", "advice": "x"}).status_code for path in paths} == {404}
    assert not Assignment.objects.filter(recused_at__isnull=False).exists()
