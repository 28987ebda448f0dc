"""The data page of a challenge's form: rows are added, written, moved and taken away, and nothing typed is lost."""

import pytest
from django.urls import reverse

from contest.models import Stage
from municipalities.models import Challenge, DataResource, Knowledge
from municipalities.services import save_data_row
from tests.factories import contest
from tests.factories.municipalities import challenge, empty_challenge
from tests.municipalities.pages import OPEN, at, edit, errors, text
from tests.support.rows import every_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
CLOSES = contest.windows(2026)[Stage.Kind.CHALLENGES][1]
TYPED = {
    "kind": "numbers",
    "title": "避難路の段差",
    "url": "https://data.city.example/steps.csv",
    "publisher": "見本市",
    "dated_on": "2026-04-01",
    "format": "CSV",
    "licence": "CC BY 4.0",
    "note": "1,204区間",
}
KNOWN = {"kind": "person", "title": "福祉課", "text": "平日の午前に\r\n電話で聞けます"}


def new(kept, shelf="resource"):
    return reverse(f"municipalities:{shelf}_new", args=[kept.pk])


def page(row, act="edit"):
    shelf = "resource" if isinstance(row, DataResource) else "knowledge"
    return reverse(f"municipalities:{shelf}_{act}", args=[row.challenge_id, row.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_have_a_fixed_number_of_queries(client, clerk, rows, django_assert_num_queries):
    kept = empty_challenge(clerk)
    for order in range(rows):
        row = DataResource.objects.create(challenge=kept, title="人口", order=order)
        Knowledge.objects.create(challenge=kept, kind="system", title="しくみ", order=order)
    for url in (edit(kept, "data"), page(row), new(kept)):
        with django_assert_num_queries(11):
            assert client.get(url).status_code == 200


def test_data_is_added_with_every_field_and_stands_in_the_list(client, clerk):
    kept = empty_challenge(clerk)
    response = client.post(new(kept), TYPED)
    assert response.url == edit(kept, "data")
    row = DataResource.objects.get()
    assert {name: str(getattr(row, name)) for name in TYPED} == TYPED
    shown = text(client.get(response.url))
    assert (TYPED["title"] in shown, page(row) in shown) == (True, True)


def test_knowledge_is_added_and_stands_in_the_preview(client, clerk):
    kept = empty_challenge(clerk)
    client.post(new(kept, "knowledge"), KNOWN)
    row = Knowledge.objects.get()
    assert (row.kind, row.text) == ("person", "平日の午前に\n電話で聞けます")
    shown = text(client.get(at(kept, "preview")))
    assert ("聞ける人" in shown, "福祉課" in shown) == (True, True)


def test_a_licence_of_ones_own_is_written_in_words(client, clerk):
    kept = empty_challenge(clerk)
    client.post(new(kept), {**TYPED, "licence": "_other", "licence_other": "市の利用規約"})
    row = DataResource.objects.get()
    form = client.get(page(row)).context["form"]
    assert (row.licence, form["licence"].value(), form["licence_other"].value()) == (
        "市の利用規約",
        "_other",
        "市の利用規約",
    )


def test_two_licences_at_once_are_asked_about(client, clerk):
    kept = empty_challenge(clerk)
    response = client.post(new(kept), {**TYPED, "licence_other": "市の利用規約"})
    assert errors(response) == {"licence_other": ["上で「そのほか」をえらぶか、ここに書いたものを消してください。"]}
    assert not DataResource.objects.exists()


def test_something_unfinished_is_kept_and_said(client, clerk):
    kept = empty_challenge(clerk)
    response = client.post(new(kept), {"kind": "numbers", "note": "窓口で"}, follow=True)
    assert errors(response) == {"title": ["データの名前を書いてください。"]}
    assert "下書きは保存しました。" in text(response)
    assert DataResource.objects.get().note == "窓口で"
    assert "データの名前を書いてください。" in text(client.get(edit(kept, "data")))


def test_nothing_typed_is_nothing_added(client, clerk):
    kept = empty_challenge(clerk)
    response = client.post(new(kept), {"kind": "numbers"})
    assert "まだ何も書かれていないので、保存していません。" in text(response)
    assert not DataResource.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "あ" * 301, "長すぎて保存できません。300字以内にしてください（いま 301字）。"),
        ("title", "道\x00", "使えない文字（NULL文字）が入っています。消してください。"),
        ("dated_on", "去年の春", "日付になっていません。例: 2026-04-01"),
        ("dated_on", "2026-02-30", "日付になっていません。例: 2026-04-01"),
        ("kind", "gold", "えらびなおしてください。"),
        ("licence", "mine", "えらびなおしてください。"),
    ],
)
def test_what_cannot_be_stored_stays_on_the_page(client, clerk, field, typed, words):
    kept = empty_challenge(clerk)
    before = every_row()
    response = client.post(new(kept), {**TYPED, field: typed})
    assert (response.status_code, errors(response)) == (200, {field: [words]})
    shown = response.context["form"]
    assert {name: shown[name].value() for name in TYPED} == {**TYPED, field: typed}
    assert every_row() == before


def test_two_officers_do_not_overwrite_each_other(client, clerk):
    kept = challenge(by=clerk)
    row = kept.resources.all()[0]
    seen = client.get(page(row)).context["form"]["seen"].value()
    save_data_row(kept, row, fields={"title": "となりの人の名前", "kind": "voices"}, by=clerk.user, at=OPEN)
    mine = {**TYPED, "seen": seen}
    response = client.post(page(row), mine)
    assert "別の画面で、この内容が書きかえられています。" in text(response)
    assert ("種類", "声・聞き取り") in response.context["others"]
    assert ("データの名前", "となりの人の名前") in response.context["others"]
    assert response.context["form"]["title"].value() == TYPED["title"]
    mine["seen"] = response.context["form"]["seen"].value()
    client.post(page(row), mine)
    assert DataResource.objects.get().title == TYPED["title"]


def test_rows_are_moved_by_buttons(client, clerk):
    kept = challenge(by=clerk)
    second = DataResource.objects.create(challenge=kept, title="2つめ", note="x", order=1)
    assert client.post(page(second, "move"), {"direction": "up"}).url == f"{edit(kept, 'data')}#row-{second.pk}"
    assert [row.title for row in DataResource.objects.all()] == ["2つめ", "避難路の幅"]


def test_a_row_is_taken_away_after_being_asked(client, clerk):
    kept = challenge(by=clerk)
    row = kept.resources.all()[0]
    assert "もどせません" in text(client.get(page(row, "remove")))
    assert DataResource.objects.count() == 1
    assert client.post(page(row, "remove")).url == edit(kept, "data")
    assert not DataResource.objects.exists()
    assert client.post(page(row, "remove")).status_code == 404


def test_rows_of_another_challenge_are_not_there(client, clerk):
    kept, other = challenge(by=clerk), challenge()
    row = other.resources.all()[0]
    before = every_row()
    for act in ("edit", "move", "remove"):
        assert client.post(page(row, act), TYPED).status_code == 404
        url = reverse(f"municipalities:resource_{act}", args=[kept.pk, row.pk])
        assert client.post(url, TYPED).status_code == 404
    assert client.get(edit(other, "data")).status_code == 404
    assert every_row() == before


def test_after_the_deadline_the_typed_text_is_given_back(client, clerk, clock_at):
    kept = challenge(by=clerk)
    clock_at(CLOSES)
    before = list(DataResource.objects.values())
    response = client.post(new(kept), TYPED)
    assert (response.status_code, TYPED["title"] in text(response)) == (403, True)
    for url in (edit(kept, "data"), page(kept.resources.all()[0])):
        assert client.get(url).status_code == 403
    assert list(DataResource.objects.values()) == before


def test_a_challenge_that_was_sent_back_has_its_data_open(client, clerk, clock_at):
    kept = challenge(Challenge.Status.RETURNED, by=clerk)
    clock_at(CLOSES)
    assert client.post(new(kept), TYPED).url == edit(kept, "data")


def test_each_problem_leads_to_its_field(client, clerk):
    kept = challenge(by=clerk)
    row = DataResource.objects.create(challenge=kept, title="人口", order=1)
    shown = text(client.get(at(kept, "confirm")))
    assert f"{page(row)}?check=1#id_url" in shown
    assert 'id="id_url"' in text(client.get(page(row), {"check": 1}))


def test_one_handed_in_takes_finished_rows_alone_and_keeps_one(client, clerk):
    kept = challenge(Challenge.Status.ACCEPTED, by=clerk)
    assert "すぐに応募の内容になり" in text(client.get(edit(kept, "data")))
    response = client.post(new(kept), TYPED | {"title": ""})
    assert (list(errors(response)), "まだ保存していません" in text(response)) == (["title"], True)
    assert "先に別のものを足して" in text(client.post(page(kept.resources.get(), "remove")))
    assert client.post(new(kept), TYPED).url == edit(kept, "data")
    kept.refresh_from_db()
    assert (kept.status, kept.versions.count(), kept.resources.count()) == (Challenge.Status.SUBMITTED, 2, 2)
