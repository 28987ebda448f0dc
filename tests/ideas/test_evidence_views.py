"""The pages of evidence: nothing typed is lost, everything works without a script, and outsiders find nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.evidence import MOST, MOST_REMOVED
from ideas.models import Citation, Hypothesis, Idea, Note
from ideas.services import allow_polish, remove_evidence, submit_idea
from judging.blind import sheet_idea
from municipalities.models import DataResource
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.contest import windows
from tests.factories.municipalities import challenge
from tests.ideas.pages import as_leader, at, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
_, DEADLINE, PUBLISHES = windows(2026)["ideas"]
KINDS = ("citations", "hypotheses", "notes")


@pytest.fixture
def data():
    row = challenge("accepted")
    row.resources.all().delete()
    return DataResource.objects.create(challenge=row, title="バスの乗客（見本）", licence="CC0 1.0", publisher="見本市")


@pytest.fixture
def idea(client, data):
    made = make.draft(challenge=data.challenge)
    as_leader(client, made)
    return made


def posted(client, row, then: str, shelf: str):
    return client.post(at("evidence_act", row.idea_id, shelf, row.pk), {"then": then}, follow=True)


def test_data_of_the_challenge_is_chosen_from_a_list_with_its_licence(client, idea, data):
    url = at("evidence_new", idea.pk, "citations") + "?from=challenge"
    assert "バスの乗客（見本）（利用条件：CC0 1.0）" in text_of(client.get(url))
    page = client.post(url, {"resource": data.pk, "use": "人数を見た"}, follow=True)
    row = Citation.objects.get()
    assert page.redirect_chain == [(at("evidence", idea.pk, "citations") + f"#row-{row.pk}", 302)]
    assert "[1] バスの乗客（見本）" in text_of(page)
    form = client.get(at("evidence_edit", idea.pk, "citations", row.pk)).context["form"]
    assert (form["resource"].value(), form["use"].value()) == (str(data.pk), "人数を見た")


@pytest.mark.parametrize(
    ("shelf", "fields", "name", "says"),
    [
        ("citations", {"title": "残る題", "use": "残る文"}, "source", "出典を書いてください。"),
        ("citations", {"title": "残る題", "url": "javascript:x"}, "url", "https://"),
        ("citations", {"title": "残る題", "seen_on": "きのう"}, "seen_on", "日付になっていません"),
        ("citations", {"resource": "0", "use": "残る題"}, "resource", "えらびなおして"),
        ("hypotheses", {"test": "残る題"}, "claim", "仮説を書いてください"),
        ("hypotheses", {"claim": "残る題" + "あ" * 300}, "claim", "300字以内"),
        ("notes", {"text": "残る題"}, "kind", "種類をえらんでください"),
        ("notes", {"text": "残る題\x00", "kind": "interview"}, "text", "NULL"),
    ],
)
def test_what_is_wrong_is_said_by_its_field_and_what_was_typed_stays(client, idea, shelf, fields, name, says):
    page = client.post(at("evidence_new", idea.pk, shelf), fields)
    assert says in page.context["form"].errors[name][0]
    assert ("残る題" in text_of(page), "まだ保存していません。" in text_of(page)) == (True, True)
    assert [model.objects.count() for model in (Citation, Hypothesis, Note)] == [0, 0, 0]


def test_what_only_the_service_finds_is_said_too(client, idea):
    said = {"title": "題", "source": "見本市", "use": "残る文", "seen_on": "2099-01-01"}
    page = client.post(at("evidence_new", idea.pk, "citations"), said)
    assert ("きょうまでの日" in text_of(page), "残る文" in text_of(page)) == (True, True)


def test_two_members_see_both_texts_and_saving_again_decides(client, idea):
    row = make.hypothesis(idea)
    url = at("evidence_edit", idea.pk, "hypotheses", row.pk)
    seen = client.get(url).context["form"]["seen"].value()
    client.post(url, {"claim": "ひとりめの文", "seen": seen})
    page = client.post(url, {"claim": "ふたりめの文", "seen": seen})
    assert all(words in text_of(page) for words in ("ひとりめの文", "ふたりめの文", "書きかえました"))
    client.post(url, {"claim": "ふたりめの文", "seen": page.context["form"]["seen"].value()})
    row.refresh_from_db()
    assert row.claim == "ふたりめの文"


def test_a_row_removed_meanwhile_keeps_what_was_typed(client, idea):
    row = make.note(idea)
    url = at("evidence_edit", idea.pk, "notes", row.pk)
    posted(client, row, "remove", "notes")
    page = client.post(url, {"kind": "persona", "text": "残る文"})
    assert ("一覧でもどしてから" in text_of(page), "残る文" in text_of(page)) == (True, True)
    assert client.get(url).url == at("evidence", idea.pk, "notes")
    posted(client, row, "forget", "notes")
    page = client.post(url, {"kind": "persona", "text": "残る文"})
    assert (page.status_code, "残る文" in text_of(page)) == (404, True)


@pytest.mark.parametrize("shelf", KINDS)
def test_rows_move_go_and_come_back_by_buttons(client, idea, shelf):
    make_row = {"citations": make.citation, "hypotheses": make.hypothesis, "notes": make.note}[shelf]
    name = {"citations": "title", "hypotheses": "claim", "notes": "text"}[shelf]
    rows = [make_row(idea, **{name: text}) for text in ("一つめ", "二つめ")]
    posted(client, rows[1], "up", shelf)
    page = posted(client, rows[0], "remove", shelf)
    assert ("消しました。" in text_of(page), "消したもの（1件）" in text_of(page)) == (True, True)
    assert [row.pk for row in page.context["rows"]] == [rows[1].pk]
    page = posted(client, rows[0], "restore", shelf)
    assert [row.pk for row in page.context["rows"]] == [rows[1].pk, rows[0].pk]


def test_a_full_shelf_says_so(client, idea, monkeypatch):
    monkeypatch.setitem(MOST, Note, 1)
    row = make.note(idea)
    assert "1件までです" in text_of(client.get(at("evidence", idea.pk, "notes")))
    posted(client, row, "remove", "notes")
    make.note(idea, text="二つめ")
    assert "1件までです" in text_of(posted(client, row, "restore", "notes"))
    assert Note.objects.get(pk=row.pk).removed_at


def test_outsiders_and_kinds_there_are_not_find_nothing(client, idea):
    row = make.note(idea)
    urls = [at("evidence", idea.pk, "notes"), at("evidence_new", idea.pk, "notes")]
    urls += [at("evidence_edit", idea.pk, "notes", row.pk)]
    for kind in ("gossip", "removed"):
        assert client.get(at("evidence", idea.pk, kind)).status_code == 404
    assert client.get(at("evidence_edit", idea.pk, "hypotheses", row.pk)).status_code == 404
    for user in (person(), make.leader_of(make.team()), staff()):
        client.force_login(user)
        assert [client.get(url).status_code for url in urls] == [404] * 3
        assert client.post(at("evidence_act", idea.pk, "notes", row.pk), {"then": "remove"}).status_code == 404
    assert Note.objects.get().removed_at is None


def test_after_the_deadline_it_is_read_only_and_a_text_sent_late_comes_back(client, idea, clock_at):
    row = make.note(idea)
    clock_at(DEADLINE)
    page = client.get(at("evidence", idea.pk, "notes"))
    assert ("70代の女性" in text_of(page), "いまは読むだけです" in text_of(page)) == (True, True)
    assert ("メモを足す" in text_of(page), "消す</button>" in text_of(page)) == (False, False)
    assert client.get(at("evidence_new", idea.pk, "notes")).status_code == 403
    late = client.post(at("evidence_edit", idea.pk, "notes", row.pk), {"kind": "persona", "text": "おそい文"})
    assert (late.status_code, "おそい文" in text_of(late)) == (403, True)
    assert posted(client, row, "remove", "notes").status_code == 403
    row.refresh_from_db()
    assert (row.text, row.removed_at) == ("70代の女性。夜は出ないと言う。", None)


def test_by_leave_it_may_be_bettered_after_the_deadline(client, data, clock_at):
    idea = make.submitted(challenge=data.challenge)
    as_leader(client, idea)
    clock_at(DEADLINE)
    allow_polish(idea, reason="出典を足す", until=DEADLINE + timedelta(days=1), by=staff(), at=DEADLINE)
    client.post(at("evidence_new", idea.pk, "hypotheses"), {"claim": "あとから"})
    assert Hypothesis.objects.get().claim == "あとから"


def test_the_form_leads_to_the_pages_with_their_counts_and_the_checklist_advises(client, idea):
    advice = "データの引用が、まだありません。"
    assert advice in text_of(client.get(at("idea_confirm", idea.pk)))
    make.citation(idea)
    make.note(idea)
    page = text_of(client.get(at("idea_confirm", idea.pk)))
    assert (advice in page, "データの引用（1）" in page, "チームのメモ（1）" in page) == (False, True, True)
    assert all(at("evidence", idea.pk, shelf) in page for shelf in KINDS)
    assert "夜の人出（見本）" in page
    assert submit_idea(idea, by=make.leader_of(idea.team), at=make.AUTUMN).number


def test_what_was_handed_in_is_public_with_the_idea_and_with_the_challenges_data(client, idea, data, clock_at):
    make.citation(idea, resource=str(data.pk))
    make.citation(idea, url="https://data.example/night.csv")
    make.hypothesis(idea, learning="人の気配")
    make.note(idea, text="メモは出ない")
    idea = submit_idea(idea, by=make.leader_of(idea.team), at=make.AUTUMN)
    make.citation(idea, title="あとから足した")
    clock_at(PUBLISHES)
    page = text_of(client.get(reverse("pages:idea", args=[idea.number])))
    challenge_url = reverse("pages:challenge", args=[idea.challenge.number])
    link = (
        '<a href="https://data.example/night.csv" rel="external nofollow noopener">https://data.example/night.csv</a>'
    )
    assert all(
        words in page for words in ("[1] バスの乗客（見本）", f"{challenge_url}#data-{data.pk}", link, "人の気配")
    )
    assert ("メモは出ない" in page, "あとから足した" in page) == (False, False)
    of_challenge = client.get(challenge_url)
    assert [(shown.pk, [each.number for each in citing]) for shown, citing in of_challenge.context["data"]] == [
        (data.pk, [idea.number])
    ]
    assert "このデータを使ったアイデア" in text_of(of_challenge)
    read = sheet_idea(Idea.objects.get(pk=idea.pk), [], is_blind=True)
    assert [cited.title for cited in read.citations] == ["バスの乗客（見本）", "夜の人出（見本）"]


def test_nobody_is_said_to_cite_data_before_the_publication(client, idea, data, clock_at):
    make.citation(idea, resource=str(data.pk))
    submit_idea(idea, by=make.leader_of(idea.team), at=make.AUTUMN)
    page = client.get(reverse("pages:challenge", args=[idea.challenge.number]))
    assert [citing for _data, citing in page.context["data"]] == [[]]


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("shelf", KINDS)
def test_a_list_asks_a_fixed_number_of_queries(client, idea, shelf, n, django_assert_num_queries):
    make_row = {"citations": make.citation, "hypotheses": make.hypothesis, "notes": make.note}[shelf]
    name = {"citations": "title", "hypotheses": "claim", "notes": "text"}[shelf]
    for number in range(n):
        make_row(idea, **{name: f"のこる{number}"})
        gone = make_row(idea, **{name: f"きえる{number}"})
        remove_evidence(idea, gone, by=make.leader_of(idea.team), at=make.AUTUMN)
    with django_assert_num_queries(21 if shelf == "citations" else 20):
        client.get(at("evidence", idea.pk, shelf))
    assert n <= MOST_REMOVED
