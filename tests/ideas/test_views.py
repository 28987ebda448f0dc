"""An idea over HTTP: each page, each refusal with its sentence, nothing typed lost."""

import pytest
from django.urls import reverse

from contest.sheet import fingerprint
from ideas.models import Idea
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.contest import windows
from tests.ideas.pages import as_leader, at, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
DEADLINE = windows(2026)["ideas"][1]


# --- writing ----------------------------------------------------------------------------------------------------------


def test_saving_goes_on_page_by_page_to_the_confirmation(client):
    idea = make.draft()
    as_leader(client, idea)
    url, pages = at("idea_edit", idea.pk, "basics"), []
    while "/edit/" in url:
        pages.append(url.split("/edit/")[1])
        form = client.get(url).context["form"]
        url = client.post(
            url, {name: form[name].value() or "" for name in form.fields if name != "picture"} | {"then": "next"}
        ).url
    assert pages == [
        *["basics/", "answer-story/", "answer-data/", "answer-design/", "answer-digital/"],
        *["picture/", "english/"],
    ]
    assert url == at("idea_confirm", idea.pk)


@pytest.mark.parametrize(
    ("then", "to"),
    [
        ("stay", "edit/answer-data/?check=1"),
        ("back", "edit/answer-story/"),
        ("preview", "preview/"),
        ("", "edit/answer-data/?check=1"),
    ],
)
def test_every_way_off_the_page_saves(client, then, to):
    idea = make.draft()
    as_leader(client, idea)
    page = client.post(at("idea_edit", idea.pk, "answer-data"), {"answer-data": "のこる", "then": then})
    assert page.url == f"/me/ideas/{idea.pk}/{to}"
    idea.refresh_from_db()
    assert idea.working["answers"]["data"] == "のこる"


def test_too_long_is_kept_and_said(client):
    idea = make.draft()
    as_leader(client, idea)
    page = client.post(
        at("idea_edit", idea.pk, "basics"), {"title": "あ" * 41, "licence": "CC BY 4.0", "then": "next"}, follow=True
    )
    assert "40字以内にしてください（いま 41字）。" in text_of(page)
    assert "下書きは保存しました" in text_of(page)
    idea.refresh_from_db()
    assert idea.working["title"] == "あ" * 41


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"title": "あ" * 20_001, "licence": "CC BY 4.0"}, "長すぎて保存できません。"),
        ({"title": "あ\x00い", "licence": "CC BY 4.0"}, "NULL"),
        ({"title": "のこる名前", "licence": "GPL"}, "えらびなおしてください。"),
        ({"title": "のこる名前"}, "どれかをえらんでください。"),
    ],
)
def test_what_cannot_be_stored_stays_on_the_page(client, fields, says):
    idea = make.draft(title="まえ")
    as_leader(client, idea)
    page = client.post(at("idea_edit", idea.pk, "basics"), fields)
    assert (page.status_code, says in text_of(page)) == (200, True)
    assert fields["title"].replace("\x00", "")[:5] in text_of(page).replace("\x00", "")
    idea.refresh_from_db()
    assert idea.working["title"] == "まえ"


def test_two_members_at_once_both_keep_their_words(client):
    idea = make.draft()
    as_leader(client, idea)
    seen = client.get(at("idea_edit", idea.pk, "answer-story")).context["form"]["seen"].value()
    client.post(at("idea_edit", idea.pk, "answer-story"), {"answer-story": "ひとりめの文", "seen": seen})
    page = client.post(at("idea_edit", idea.pk, "answer-story"), {"answer-story": "ふたりめの文", "seen": seen})
    assert all(text in text_of(page) for text in ("まだ保存していません", "ひとりめの文", "ふたりめの文"))
    idea.refresh_from_db()
    assert idea.working["answers"]["story"] == "ひとりめの文"
    assert page.context["form"]["seen"].value() == fingerprint({"answer-story": "ひとりめの文"})
    again = {"answer-story": "ふたりめの文", "seen": page.context["form"]["seen"].value()}
    assert client.post(at("idea_edit", idea.pk, "answer-story"), again).status_code == 302


@pytest.mark.parametrize("section", ["unknown", "confirm", "answer-", "answer-unasked"])
def test_a_page_that_is_not_asked_is_not_there(client, section):
    idea = make.draft()
    as_leader(client, idea)
    assert client.get(at("idea_edit", idea.pk, section)).status_code == 404
    assert client.post(at("idea_edit", idea.pk, section), {section: "x"}).status_code == 404


PAGES = [
    ("get", "idea_edit", "basics"),
    ("post", "idea_edit", "basics"),
    ("get", "idea_picture"),
    ("post", "idea_picture"),
    ("get", "idea_confirm"),
    ("post", "idea_confirm"),
    ("get", "idea_preview"),
    ("get", "idea_receipt"),
    ("post", "idea_withdraw"),
    ("post", "idea_restore"),
]


@pytest.mark.parametrize(("method", "name", "args"), [(method, name, args) for method, name, *args in PAGES])
@pytest.mark.parametrize("who", [person, staff, lambda: make.leader_of(make.team())])
def test_other_peoples_ideas_are_not_there(client, method, name, args, who):
    idea = make.submitted()
    before = Idea.objects.values().get()
    client.force_login(who())
    session = client.session
    session["rehearsal_entered"] = True
    session.save()
    assert getattr(client, method)(at(name, idea.pk, *args), {"title": "x"}).status_code == 404
    assert Idea.objects.values().get() == before


@pytest.mark.parametrize(
    ("method", "name", "args"), [(m, n, a) for m, n, *a in PAGES if (m, n) != ("post", "idea_edit")]
)
def test_without_login_one_is_led_to_it(client, method, name, args):
    page = getattr(client, method)(at(name, make.submitted().pk, *args))
    assert (page.status_code, page.url.startswith(reverse("account_login"))) == (302, True)


def test_a_session_that_ended_gives_the_text_back(client):
    url = at("idea_edit", make.draft().pk, "answer-story")
    page = client.post(url, {"answer-story": "長く書いた文", "then": "next"})
    assert (page.status_code, "長く書いた文" in text_of(page)) == (403, True)
    assert page.context["login_url"] == f"{reverse('account_login')}?next={url.replace('/', '%2F')}"


@pytest.mark.parametrize(
    ("method", "name", "args"), [(m, n, a) for m, n, *a in PAGES if n in ("idea_edit", "idea_picture", "idea_confirm")]
)
def test_after_the_deadline_a_draft_is_frozen_and_says_so(client, clock_at, method, name, args):
    idea = make.draft(title="まえ")
    as_leader(client, idea)
    clock_at(DEADLINE)
    page = getattr(client, method)(at(name, idea.pk, *args), {"title": "書きかけの名前", "alt": "書きかけの名前"})
    assert (page.status_code, "募集はしめきりました" in text_of(page)) == (403, True)
    assert ("書きかけの名前" in text_of(page)) == (method == "post" and name != "idea_confirm")
    idea.refresh_from_db()
    assert (idea.working["title"], idea.status) == ("まえ", "draft")


def test_handing_in_shows_the_number(client):
    idea = make.draft()
    as_leader(client, idea)
    seen = client.get(at("idea_confirm", idea.pk)).context["seen"]
    page = client.post(at("idea_confirm", idea.pk), {"seen": seen}, follow=True)
    assert page.redirect_chain == [(at("idea_receipt", idea.pk), 302)]
    assert "COG2026-I-0001" in text_of(page)


def test_the_confirmation_says_who_and_what_is_missing(client):
    idea = make.draft(make.team(1), title="", answers={"story": "あ" * 1201})
    as_leader(client, idea)
    for page in (client.get(at("idea_confirm", idea.pk)), client.post(at("idea_confirm", idea.pk))):
        assert "チームのメンバーがあと1人必要です。" in text_of(page)
        assert "アイデア名を書いてください。" in text_of(page)
        assert "内容：1,200字以内にしてください（いま 1,201字）。" in text_of(page)
        assert '<button class="button" type="submit">応募する' in text_of(page)
    assert not Idea.objects.handed_in().exists()


def test_withdrawing_and_bringing_back(client, clock_at):
    idea = make.submitted()
    as_leader(client, idea)
    assert "取り下げました" in text_of(client.post(at("idea_withdraw", idea.pk), follow=True))
    assert client.get(at("idea_edit", idea.pk, "basics")).status_code == 403
    assert "応募しました" in text_of(client.post(at("idea_restore", idea.pk), follow=True))
    assert client.get(at("idea_withdraw", idea.pk)).status_code == 405
    clock_at(DEADLINE)
    assert client.post(at("idea_withdraw", idea.pk)).status_code == 403
    idea.refresh_from_db()
    assert idea.status == "submitted"


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "queries"), [("idea", 9), ("team", 28)])
@pytest.mark.parametrize("count", [1, 3])
def test_the_secretariats_lists_take_a_fixed_number_of_queries(client, name, queries, count, django_assert_num_queries):
    for _ in range(count):
        idea = make.submitted()
    client.force_login(staff())
    session = client.session
    session["rehearsal_entered"] = True
    session.save()
    with django_assert_num_queries(queries):
        page = client.get(reverse(f"admin:ideas_{name}_changelist"), {"q": "見本" if name == "team" else "あかり"})
    assert page.context["cl"].result_count == count
    change = reverse(f"admin:ideas_{name}_change", args=[idea.pk if name == "idea" else idea.team_id])
    assert client.get(change).status_code == 200
