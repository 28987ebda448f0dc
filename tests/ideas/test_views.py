"""The desk over HTTP: each page, each refusal with its sentence, nothing typed lost."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contest.sheet import fingerprint
from ideas.models import Attachment, Idea, Invitation, Member, Team
from ideas.public import public_picture
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle, instant, windows
from tests.factories.municipalities import challenge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
OPENS, DEADLINE, PUBLISHES = windows(2026)["ideas"]
TEAM = {"name": "灯り部", "kana": "あかりぶ", "attribute": "students", "tie": "resident", "name_is_public": "on"}


def at(name: str, *args, **query) -> str:
    return reverse(f"ideas:{name}", args=args, query=query or None)


def as_leader(client, idea) -> None:
    client.force_login(make.leader_of(idea.team))


def read(response) -> bytes:
    """The bytes of a file that is served; reading to the end closes it."""
    return b"".join(response)


def text_of(response) -> str:
    return response.content.decode()


# --- teams ------------------------------------------------------------------------------------------------------------


def test_a_team_is_made_and_leads_back_to_the_challenge(client):
    about = challenge("accepted")
    client.force_login(person())
    page = client.post(at("team_new", challenge=about.number), TEAM)
    assert (page.status_code, page.url) == (302, at("idea_start", challenge=about.number))
    assert Team.objects.get().kana == "アカリブ"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "チーム名を書いてください。"),
        ({"name": "あ" * 61}, "60字以内にしてください（いま 61字）。"),
        ({"name": "あ\x00"}, "NULL"),
        ({"kana": "漢字"}, "カタカナかひらがなで書いてください。"),
        ({"attribute": "robots"}, "えらびなおしてください。"),
        ({"tie": ""}, "どれかをえらんでください。"),
    ],
)
def test_a_team_is_refused_beside_its_field(client, fields, says):
    cycle()
    client.force_login(person())
    page = text_of(client.post(at("team_new"), {**TEAM, "kana": "のこるよみ", **fields}))
    assert says in page
    assert fields.get("kana", "のこるよみ") in page
    assert not Team.objects.exists()


def test_a_taken_name_is_refused_beside_its_field(client):
    make.team(name="灯り部")
    client.force_login(person())
    page = client.post(at("team_new"), TEAM)
    assert "「灯り部」というチームがもうあります" in page.context["form"].errors["name"][0]
    assert Team.objects.count() == 1


def test_no_team_is_made_after_the_deadline(client, clock_at):
    cycle()
    clock_at(DEADLINE)
    client.force_login(person())
    assert "いまはアイデアを募集していません" in text_of(client.get(at("team_new")))
    assert "灯り部" in text_of(client.post(at("team_new"), TEAM))
    assert not Team.objects.exists()


def test_everyone_changes_only_their_own_consent(client):
    team = make.team(3)
    me = team.members.last()
    client.force_login(me.user)
    client.post(
        at("member_edit", team.pk), {"tie": "enthusiast", "name_is_public": "on", "member": team.members.first().pk}
    )
    assert list(team.members.order_by("pk").values_list("tie", "name_is_public")) == [
        ("resident", False),
        ("resident", False),
        ("enthusiast", True),
    ]


@pytest.mark.parametrize(
    ("email", "says"),
    [("", "書いてください"), ("x", "形になっていません"), ("a@b.example\nBcc: c@d.example", "形になっていません")],
)
def test_an_invitation_is_refused_beside_its_field(client, email, says):
    team = make.team(1)
    client.force_login(make.leader_of(team))
    assert says in client.post(at("invite", team.pk), {"email": email}).context["form"].errors["email"][0]
    assert not Invitation.objects.exists()


def test_only_the_leader_invites_and_cancels(client):
    team = make.team(2)
    client.force_login(team.members.last().user)
    assert client.post(at("invite", team.pk), {"email": "a@people.example"}).status_code == 403
    invitation = make.invitation(team)
    assert client.post(at("invitation_cancel", invitation.pk)).status_code == 404
    client.force_login(make.leader_of(team))
    client.post(at("invite", team.pk), {"email": "a@people.example"})
    client.post(at("invitation_cancel", invitation.pk))
    assert [row.email for row in Invitation.objects.open_at(make.AUTUMN)] == ["a@people.example"]


# --- joining ----------------------------------------------------------------------------------------------------------


def link_of(invitation) -> str:
    body = OutboxMail.objects.get(dedupe_key=f"invitation:{invitation.pk}").body
    return at("join", re.search(r"/me/join/([\w-]+)/", body)[1])


def test_the_link_leads_through_the_login_into_the_team(client):
    team = make.team(1, name="灯り部")
    link = link_of(make.invitation(team))
    first = client.get(link)
    assert "灯り部" in text_of(first)
    assert f"{reverse('account_login')}?next={link}" in text_of(first)
    assert (first["Cache-Control"], first["Referrer-Policy"]) == ("private, no-store", "same-origin")
    client.post(link, {"tie": "resident"})
    assert team.members.count() == 1
    client.force_login(user := person())
    assert "違いますが、このまま参加できます" in text_of(client.get(link))
    assert "どれかをえらんでください。" in text_of(client.post(link, {}))
    assert client.post(link, {"tie": "commuter"}).url == at("team", team.pk)
    assert Member.objects.values_list("tie", "name_is_public").get(user=user) == ("commuter", False)
    client.force_login(person())
    used = client.get(link)
    assert (used.status_code, "もう使われました" in text_of(used)) == (404, True)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_or_old_link_says_so(client, clock_at, method):
    link = link_of(make.invitation(make.team(1)))
    client.force_login(person())
    wrong = getattr(client, method)(link[:-2] + "x/")
    assert (wrong.status_code, "見つかりません" in text_of(wrong)) == (404, True)
    clock_at(make.AUTUMN + timedelta(days=14))
    old = getattr(client, method)(link)
    assert (old.status_code, "期限が切れました" in text_of(old)) == (404, True)
    assert Member.objects.count() == 1


# --- starting ---------------------------------------------------------------------------------------------------------


def test_an_idea_is_started_from_a_challenge(client):
    about, team = challenge("accepted"), make.team()
    client.force_login(make.leader_of(team))
    assert about.title in text_of(client.get(at("idea_start", challenge=about.number)))
    page = client.post(at("idea_start", challenge=about.number), {"team": team.pk})
    assert page.url == at("idea_edit", Idea.objects.get().pk, "basics")
    assert client.post(at("idea_start", challenge=about.number), {"team": make.team().pk}).status_code == 200
    assert Idea.objects.count() == 1


def test_an_idea_is_started_from_the_team(client):
    about, team = challenge("accepted"), make.team()
    client.force_login(make.leader_of(team))
    assert about.number in text_of(client.get(at("idea_new", team.pk)))
    assert client.post(at("idea_new", team.pk), {"challenge": about.pk}).url.endswith("/edit/basics/")
    for bad in ("", "x", "999999"):
        assert client.post(at("idea_new", team.pk), {"challenge": bad}).context["form"].errors
    assert Idea.objects.count() == 1


@pytest.mark.parametrize(
    "number", ["", "COG2026-C-9999", "x" * 500, "COG2026-C-０００１", "COG2026-C-999999999", "\x00"]
)
def test_an_unknown_challenge_says_so(client, number):
    cycle()
    client.force_login(person())
    page = client.get(at("idea_start", challenge=number))
    assert (page.status_code, "課題が見つかりません" in text_of(page)) == (200, True)


def test_an_unpublished_challenge_is_unknown(client):
    about = challenge("submitted")
    client.force_login(person())
    assert about.title not in text_of(client.get(at("idea_start", challenge=about.number)))


@pytest.mark.parametrize(("moment", "says"), [(instant("review"), "しめきりました")])
def test_outside_the_call_nothing_starts(client, clock_at, moment, says):
    about, team = challenge("accepted"), make.team()
    client.force_login(make.leader_of(team))
    clock_at(moment)
    for url, fields in [
        (at("idea_start", challenge=about.number), {"team": team.pk}),
        (at("idea_new", team.pk), {"challenge": about.pk}),
    ]:
        assert says in text_of(client.get(url))
        assert says in text_of(client.post(url, fields))
    assert not Idea.objects.exists()


# --- writing ----------------------------------------------------------------------------------------------------------


def test_saving_goes_on_page_by_page_to_the_confirmation(client):
    idea = make.draft()
    as_leader(client, idea)
    url, pages = at("idea_edit", idea.pk, "basics"), []
    while "/edit/" in url:
        pages.append(url.split("/edit/")[1])
        form = client.get(url).context["form"]
        url = client.post(
            url, {name: form[name].value() for name in form.fields if name != "picture"} | {"then": "next"}
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


@pytest.mark.parametrize(("method", "name", "args"), [(method, name, args) for method, name, *args in PAGES])
def test_without_login_one_is_led_to_it(client, method, name, args):
    page = getattr(client, method)(at(name, make.submitted().pk, *args))
    assert (page.status_code, page.url.startswith(reverse("account_login"))) == (302, True)


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


# --- pictures ---------------------------------------------------------------------------------------------------------


def upload(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def test_a_picture_is_chosen_shown_and_taken_away(client):
    idea = make.draft()
    as_leader(client, idea)
    url = at("idea_picture", idea.pk)
    page = client.post(url, {"picture": upload(make.photo().getvalue()), "alt": "明かり", "then": "next"})
    assert page.url == at("idea_edit", idea.pk, "english")
    picture = Attachment.objects.get()
    address = client.get(url).context["picture"]["public"].url
    served = client.get(address)
    assert (served["Content-Type"], served["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert served["Cache-Control"] == "private, no-store"
    assert read(served)[:4] == b"RIFF"
    client.post(url, {"alt": "新しい説明"})
    picture.refresh_from_db()
    assert picture.alt == "新しい説明"
    client.post(url, {"then": "remove", "alt": "あ" * 200})
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<svg onload=alert(1)>", "JPEG・PNG・WebP"),
        (b"", "JPEG・PNG・WebP"),
        (b"x" * (10 * 1024 * 1024 + 1), "10MBまで"),
        (make.photo().getvalue()[:3000], "読み取れません"),
    ],
)
def test_a_bad_file_is_refused_and_the_words_stay(client, content, says):
    idea = make.draft()
    as_leader(client, idea)
    page = client.post(at("idea_picture", idea.pk), {"picture": upload(content), "alt": "のこる説明"})
    assert says in page.context["form"].errors["picture"][0]
    assert "のこる説明" in text_of(page)
    assert not Attachment.objects.exists()


def test_a_picture_is_kept_although_its_words_are_too_long(client):
    idea = make.draft()
    as_leader(client, idea)
    page = client.post(at("idea_picture", idea.pk), {"picture": upload(make.photo().getvalue()), "alt": "あ" * 121})
    assert "120字以内" in page.context["form"].errors["alt"][0]
    assert "あ" * 121 in text_of(page)
    assert Attachment.objects.get().alt == ""


def test_words_without_a_picture_ask_for_one(client):
    idea = make.draft()
    as_leader(client, idea)
    assert client.post(at("idea_picture", idea.pk), {"alt": "絵"}).context["form"].errors["picture"] == [
        "画像をえらんでください。"
    ]


def test_the_pictures_page_wants_its_csrf_token(client):
    idea = make.draft()
    client.handler.enforce_csrf_checks = True
    as_leader(client, idea)
    assert client.post(at("idea_picture", idea.pk), {"alt": "x"}).status_code == 403


def test_a_public_picture_may_be_kept_for_ever_and_a_hidden_one_is_not_there(client, clock_at):
    idea = make.draft()
    make.picture(idea)
    as_leader(client, idea)
    address = client.get(at("idea_picture", idea.pk)).context["picture"]["public"].url
    client.post(at("idea_confirm", idea.pk))
    client.logout()
    assert client.get(address).status_code == 404
    clock_at(PUBLISHES)
    served = client.get(address)
    assert served["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in served
    assert "Cookie" not in served.get("Vary", "")  # so that one copy serves everybody
    assert read(served)[:4] == b"RIFF"
    assert client.get(address.replace("-", "-0")).status_code == 404


def test_a_hidden_picture_asks_for_the_second_factor_its_reader_needs(client):
    idea = make.draft()
    address = public_picture(make.picture(idea)).url
    client.force_login(staff())
    assert read(client.get(address))[:4] == b"RIFF"
    client.force_login(staff(second_factor=False))
    assert client.get(address).status_code == 404


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_my_teams_take_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    user = person()
    for _ in range(count):
        make.submitted(make.team(2, leader=user))
    client.force_login(user)
    client.get(at("teams"))  # what the frame of the page keeps for a while is read once
    with django_assert_num_queries(9):
        assert len(client.get(at("teams")).context["teams"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_team_takes_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    team = make.team(1 + count)
    for _ in range(count):
        make.submitted(team)
        make.invitation(team, f"{_}@people.example")
    client.force_login(make.leader_of(team))
    client.get(at("teams"))
    with django_assert_num_queries(10):
        assert len(client.get(at("team", team.pk)).context["standings"]) == count


@pytest.mark.parametrize("name", ["idea", "team"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_secretariats_lists_take_a_fixed_number_of_queries(client, name, count, django_assert_num_queries):
    for _ in range(count):
        idea = make.submitted()
    client.force_login(staff())
    session = client.session
    session["rehearsal_entered"] = True
    session.save()
    with django_assert_num_queries(8 if name == "idea" else 9):
        page = client.get(reverse(f"admin:ideas_{name}_changelist"), {"q": "見本" if name == "team" else "あかり"})
    assert page.context["cl"].result_count == count
    change = reverse(f"admin:ideas_{name}_change", args=[idea.pk if name == "idea" else idea.team_id])
    assert client.get(change).status_code == 200
