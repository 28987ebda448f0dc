"""The officer's desk: every page, every kind of bad input, and nothing lost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from contest.models import Stage
from municipalities.models import Challenge, DataResource
from municipalities.services import save_challenge
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, empty_challenge, officer, participant
from tests.municipalities.pages import OPEN, at, edit, errors, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
Status = Challenge.Status
CLOSES = contest.windows(2026)[Stage.Kind.CHALLENGES][1]
LIST, NEW = reverse("municipalities:challenges"), reverse("municipalities:challenge_new")
SECTIONS = ["basics", "answer-who", "answer-hope", "data", "contact", "english"]


# --- the list and a new one -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_list_has_a_fixed_number_of_queries(client, clerk, n, django_assert_num_queries):
    for _ in range(n):
        challenge(by=clerk)
    with django_assert_num_queries(12):
        assert len(client.get(LIST).context["standings"]) == n


@pytest.mark.parametrize(
    ("status", "when", "words"),
    [
        (Status.DRAFT, OPEN, "まだ応募していません。しめきりは2026年8月31日（月）23:59までです。"),
        (Status.DRAFT, CLOSES, "しめきりまでに応募しませんでした。"),
        (Status.SUBMITTED, OPEN, "事務局が内容を確認しています。"),
        (Status.RETURNED, CLOSES, "直して、もう一度応募してください。"),
        (Status.ACCEPTED, OPEN, "受理されました。2026年9月1日（火）00:00に公開されます。"),
        (Status.ACCEPTED, CLOSES, "公開されています。"),
    ],
)
def test_list_says_each_state_in_words(client, clerk, clock_at, status, when, words):
    challenge(status, by=clerk)
    clock_at(when)
    assert words in text(client.get(LIST))


def test_list_shows_only_my_municipalities(client, clerk):
    mine, _other = challenge(by=clerk), challenge()
    assert [standing.challenge for standing in client.get(LIST).context["standings"]] == [mine]


@pytest.mark.parametrize("who", [person, staff])
@pytest.mark.parametrize("url", [LIST, NEW])
def test_desk_does_not_exist_for_others(client, who, url):
    client.force_login(who())
    assert client.get(url).status_code == 404


def test_strangers_are_asked_to_log_in(client):
    for url in (LIST, NEW, edit(challenge())):
        response = client.get(url)
        assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={url}")


def test_session_that_ended_gives_the_text_back(client):
    kept = challenge()
    url = edit(kept, "answer-who")
    response = client.post(url, {"answer-who": "長く書いた文", "then": "next"})
    assert response.status_code == 403
    assert "長く書いた文" in text(response)
    assert response.context["login_url"] == f"{reverse('account_login')}?next={url.replace('/', '%2F')}"
    assert Challenge.objects.get().answers == kept.answers


def test_new_begins_a_draft_and_twice_begins_one(client, clerk):
    for _ in range(2):
        response = client.post(NEW)
        assert response.url == edit(Challenge.objects.get())


def test_new_asks_which_municipality_when_there_are_several(client, clerk):
    second = officer(user=clerk.user)
    response = client.post(NEW)
    assert errors(response) == {"participant": ["自治体をえらんでください。"]}
    client.post(NEW, {"participant": second.participant.pk})
    assert Challenge.objects.get().participant == second.participant


def test_new_for_a_municipality_that_is_not_mine_is_refused(client, clerk):
    response = client.post(NEW, {"participant": participant().pk})
    assert errors(response) == {"participant": ["自治体をえらびなおしてください。"]}
    assert not Challenge.objects.exists()


def test_new_says_when_the_call_opens(client, clerk, clock_at):
    clock_at(OPEN - timedelta(days=200))
    for response in (client.get(NEW), client.post(NEW), client.get(LIST)):
        assert "COG2026 の課題の募集は、2026年6月1日（月）00:00にはじまります。" in text(response)
    clock_at(CLOSES)
    assert "いまは課題を募集していません" in text(client.post(NEW))
    assert not Challenge.objects.exists()


# --- sections -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("rows", [1, 3])
def test_each_section_has_a_fixed_number_of_queries(client, clerk, section, rows, django_assert_num_queries):
    kept = challenge(by=clerk)
    for order in range(1, rows):
        DataResource.objects.create(challenge=kept, title="人口", note="窓口", order=order)
    with django_assert_num_queries(12 if section == "basics" else 11):
        assert client.get(edit(kept, section)).status_code == 200


@pytest.mark.parametrize(
    ("section", "typed", "following"),
    [
        ("basics", {"title": "道", "theme": "theme", "origin": "staff"}, "answer-who"),
        ("answer-who", {"answer-who": "一行目\r\n二行目"}, "answer-hope"),
        (
            "contact",
            {
                "department": "防災課",
                "contact_name": "花子",
                "contact_email": "a@b.example",
                "name_is_public": "no",
                "email_is_public": "yes",
                "phone_is_public": "no",
            },
            "english",
        ),
    ],
)
def test_each_section_saves_and_goes_on(client, clerk, section, typed, following):
    kept = empty_challenge(clerk)
    if "theme" in typed:
        typed = {**typed, "theme": contest.theme().pk}
    response = client.post(edit(kept, section), {**typed, "then": "next"})
    assert response.url == edit(kept, following)
    shown = client.get(edit(kept, section)).context["form"]
    expected = {name: str(value).replace("\r\n", "\n") for name, value in typed.items()}
    assert {name: shown[name].value() for name in expected} == expected


def test_last_section_leads_to_the_confirmation(client, clerk):
    kept = challenge(by=clerk)
    assert client.post(edit(kept, "english"), {"then": "next"}).url == at(kept, "confirm")


@pytest.mark.parametrize(
    ("section", "then", "where"),
    [
        ("basics", "back", LIST),
        ("answer-who", "back", "basics"),
        ("answer-who", "preview", "preview"),
        ("answer-who", "stay", "answer-who?check=1"),
        ("answer-who", "http://evil.example/", "answer-who?check=1"),
    ],
)
def test_every_way_off_the_page_saves_first(client, clerk, section, then, where):
    kept = empty_challenge(clerk)
    typed = {"title": "道"} if section == "basics" else {"answer-who": "声"}
    response = client.post(edit(kept, section), {**typed, "then": then})
    page, _, query = where.partition("?")
    expected = {"preview": at(kept, "preview"), LIST: LIST}.get(page) or edit(kept, page)
    assert response.url == expected + (f"?{query}" if query else "")
    kept.refresh_from_db()
    assert kept.title or kept.answers["who"]


def test_too_long_is_kept_and_said_beside_the_field(client, clerk):
    kept = challenge(by=clerk)
    long = "あ" * 1024
    response = client.post(edit(kept, "answer-who"), {"answer-who": long, "then": "next"}, follow=True)
    assert errors(response) == {"answer-who": ["1,000字以内にしてください（いま 1,024字）。"]}
    assert "下書きは保存しました。" in text(response)
    assert long in text(response)
    assert Challenge.objects.get().answers["who"] == long


def test_missing_is_said_after_saving_and_may_be_left_for_later(client, clerk):
    kept = empty_challenge(clerk)
    assert errors(client.get(edit(kept))) == {}
    response = client.post(edit(kept), {"then": "next"}, follow=True)
    assert errors(response) == {"title": ["課題の名前を書いてください。"], "theme": ["分野をえらんでください。"]}
    assert response.context["onward_url"] == edit(kept, "answer-who")


@pytest.mark.parametrize(
    ("section", "typed", "field", "words"),
    [
        ("basics", {"title": "あ" * 301}, "title", "長すぎて保存できません。300字以内にしてください（いま 301字）。"),
        ("basics", {"title": "道", "theme": "999999999999999999999"}, "theme", "分野をえらびなおしてください。"),
        ("basics", {"title": "道", "theme": "x"}, "theme", "分野をえらびなおしてください。"),
        ("basics", {"title": "道", "origin": "king"}, "origin", "えらびなおしてください。"),
        ("basics", {"title": "道\x00"}, "title", "使えない文字（NULL文字）が入っています。消してください。"),
        (
            "answer-who",
            {"answer-who": "い" * 20_001},
            "answer-who",
            "長すぎて保存できません。20000字以内にしてください（いま 20001字）。",
        ),
    ],
)
def test_what_cannot_be_stored_stays_on_the_page(client, clerk, section, typed, field, words):
    kept = challenge(by=clerk)
    before = list(Challenge.objects.values())
    response = client.post(edit(kept, section), {**typed, "then": "next"})
    assert (response.status_code, errors(response)) == (200, {field: [words]})
    assert "まだ保存していません。" in text(response)
    assert response.context["form"][field].value() == typed[field]
    assert list(Challenge.objects.values()) == before


def test_two_tabs_do_not_overwrite_each_other(client, clerk):
    kept = challenge(by=clerk)
    seen = client.get(edit(kept, "answer-who")).context["form"]["seen"].value()
    save_challenge(kept, fields={"answers": {"who": "となりのタブの文"}}, by=clerk.user, at=OPEN)
    mine = {"answer-who": "わたしの文", "seen": seen, "then": "next"}
    response = client.post(edit(kept, "answer-who"), mine)
    assert "別の画面で、この内容が書きかえられています。まだ保存していません。" in text(response)
    assert "となりのタブの文" in text(response)
    assert response.context["form"]["answer-who"].value() == "わたしの文"
    assert Challenge.objects.get().answers["who"] == "となりのタブの文"
    mine["seen"] = response.context["form"]["seen"].value()
    client.post(edit(kept, "answer-who"), mine)
    assert Challenge.objects.get().answers["who"] == "わたしの文"


def test_conflict_over_a_choice_is_told_in_words(client, clerk):
    kept = challenge(by=clerk)
    seen = client.get(edit(kept)).context["form"]["seen"].value()
    other = contest.theme("tourism", "観光")
    save_challenge(kept, fields={"theme": other, "origin": "staff"}, by=clerk.user, at=OPEN)
    response = client.post(
        edit(kept), {"title": kept.title, "theme": kept.theme_id, "origin": "citizens", "seen": seen}
    )
    assert response.context["others"] == [("分野", "観光"), ("この課題に気づいたのは", "職員")]


@pytest.mark.parametrize(
    ("section", "marks"),
    [
        ("basics", ["公開", "公開", "非公開"]),
        ("answer-who", ["公開"]),
        ("contact", ["公開", *["公開するかえらぶ"] * 3]),
        ("english", ["公開", "公開"]),
    ],
)
def test_each_field_says_who_will_read_it(client, clerk, section, marks):
    page = client.get(edit(challenge(by=clerk), section))
    assert re.findall(r'<span class="chip[^>]*>([^<]+)</span>\s*</(?:label|legend)>', text(page)) == marks


def test_who_is_not_asked_is_not_shown(client, clerk):
    """A contact page sent without its choices, as no browser does, shows nobody."""
    kept = challenge(by=clerk)
    client.post(edit(kept, "contact"), {"department": "防災課", "contact_name": "花子", "contact_email": "a@b.example"})
    kept.refresh_from_db()
    assert (kept.name_is_public, kept.email_is_public, kept.phone_is_public) == (False, False, False)


@pytest.mark.parametrize("section", ["nothing", "confirm", "answer-nothing"])
def test_a_section_that_is_not_there_is_not_found(client, clerk, section):
    assert client.get(edit(challenge(by=clerk), section)).status_code == 404


@pytest.mark.parametrize("page", ["preview", "confirm", "receipt", "discard"])
def test_anothers_challenge_does_not_exist(client, clerk, page):
    kept = challenge(Status.SUBMITTED)
    assert client.get(at(kept, page)).status_code == 404
    assert client.get(edit(kept)).status_code == 404
    assert client.post(edit(kept), {"title": "x"}).status_code == 404
    assert client.post(at(kept, "confirm")).status_code == 404
    assert client.get(f"/me/challenges/{10**30}/preview/").status_code == 404


def test_after_the_deadline_the_typed_text_is_given_back(client, clerk, clock_at):
    kept = challenge(by=clerk)
    clock_at(CLOSES)
    response = client.post(edit(kept, "answer-who"), {"answer-who": "おそかった文", "then": "next"})
    assert response.status_code == 403
    assert "おそかった文" in text(response)
    assert "2026年6月1日（月）00:00から2026年8月31日（月）23:59までです。" in text(response)
    assert Challenge.objects.get().answers == kept.answers
    assert client.get(edit(kept)).status_code == 403


def test_after_handing_in_the_form_stays_open_until_the_deadline(client, clerk, clock_at):
    kept = challenge(Status.SUBMITTED, by=clerk)
    assert f"{kept.number} は応募ずみです。" in text(client.get(edit(kept)))
    client.post(edit(kept), {"title": "新しい題", "theme": kept.theme_id, "origin": "citizens"})
    assert Challenge.objects.get().title == kept.title
    shown = client.get(edit(kept))
    assert shown.context["form"]["title"].value() == "新しい題"
    assert f"{kept.number} を応募したあとに書きかえたところがあります。" in text(shown)
    clock_at(CLOSES)
    closed = client.post(edit(kept), {"title": "おそい題", "theme": kept.theme_id})
    assert (closed.status_code, "課題の募集はしめきりました。" in text(closed), "おそい題" in text(closed)) == (
        403,
        True,
        True,
    )
    assert f"応募ずみの内容（受付番号 {kept.number}）は、そのまま残っています。" in text(closed)


def test_sent_back_shows_the_remarks_and_may_be_edited_late(client, clerk, clock_at):
    kept = challenge(Status.RETURNED, by=clerk)
    clock_at(CLOSES)
    assert kept.remarks in text(client.get(edit(kept)))
    client.post(edit(kept), {"title": "新しい題", "theme": kept.theme_id})
    assert Challenge.objects.get().draft["title"] == "新しい題"
    assert client.get(edit(kept)).context["form"]["title"].value() == "新しい題"
