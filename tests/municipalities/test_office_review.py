"""One challenge as the secretariat reads it, and its buttons: what is shown, what is refused, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from contest.models import Stage
from municipalities.models import Challenge
from municipalities.public import file_url_of
from municipalities.services import accept_challenge, return_challenge, save_challenge, submit_challenge
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, officer, remark
from tests.municipalities.pages import OPEN, text
from tests.support.rows import every_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
Status = Challenge.Status
PUBLISHES = contest.windows(2026)[Stage.Kind.CHALLENGES][2]
ENGLISH = {"title_en": "How to flee", "summary_en": "In short"}
ACTS = ["accept", "return", "assign", "english"]


def page(kept, name="change"):
    return reverse(f"admin:municipalities_challenge_{name}", args=[kept.pk])


def whole(client, kept, **typed) -> dict:
    """Everything the page's form sends, with what was typed."""
    form = client.get(page(kept)).context["form"]
    fields = {name: form[name].value() or "" for name in form.fields if name != "settled"}
    return {**fields, **{name.replace("__", "-"): value for name, value in typed.items()}}


def mended(client, **changes) -> Challenge:
    kept = challenge(Status.SUBMITTED, answers={"who": "市の調査では120人です。", "hope": "道を。"})
    return_challenge(kept, by=client.person, sections={"answer-who": "出典を。"}, remarks="短く。", at=OPEN)
    save_challenge(kept, fields=changes, by=kept.written_by, at=OPEN + timedelta(hours=1))
    return submit_challenge(kept, by=kept.written_by, at=OPEN + timedelta(hours=1))


# --- what is shown --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_page_has_a_fixed_number_of_queries(office, n, django_assert_num_queries):
    kept = mended(office, title="夜の道")
    for _ in range(n):
        remark(kept)
        challenge(Status.SUBMITTED)
    with django_assert_num_queries(24):
        assert office.get(page(kept)).status_code == 200


def test_whole_challenge_is_read_and_the_publication_moment_shown(office):
    kept = challenge(Status.SUBMITTED, summary_en="<b>In short</b>")
    shown = office.get(page(kept)).content.decode()
    for words in (
        kept.number, kept.title, *kept.answers.values(), "避難路の幅", "市民の声", "2026年9月1日（火）00:00", "受理する", "差し戻す",
        "「だれが、どのように困っていますか」で直してほしいこと", "ぜんたいで直してほしいこと", "担当を決める",
    ):  # fmt: skip
        assert words in shown
    assert "&lt;b&gt;In short&lt;/b&gt;" in shown


def test_nobody_edits_the_texts_here(office):
    kept = challenge(Status.SUBMITTED)
    before = every_row()
    assert office.post(page(kept), {"title": "事務局の題"}).status_code == 403
    assert every_row() == before


def test_what_went_and_came_since_the_remark_is_marked_and_said(office):
    kept = mended(office, answers={"who": "県の統計では152人です。"})
    response = office.get(page(kept))
    shown = text(response)
    assert '<del><span class="visually-hidden">〔消した〕</span>市の調査' in shown
    assert '<ins><span class="visually-hidden">〔加えた〕</span>県の統計' in shown
    assert "版1からかわりました" in shown
    assert "出典を。" in shown
    assert {page.key: page.is_changed for page, _box in response.context["form"].rows()} == {
        "basics": False, "answer-who": True, "answer-hope": False, "data": False, "contact": False, "english": False,
    }  # fmt: skip


def test_each_page_is_compared_with_what_its_own_remark_was_about(office):
    kept = mended(office, answers={"who": "県の統計では152人です。"})
    return_challenge(kept, by=office.person, sections={"contact": "部署を。"}, at=OPEN + timedelta(hours=2))
    save_challenge(kept, fields={"title": "夜の道"}, by=kept.written_by, at=OPEN + timedelta(hours=3))
    submit_challenge(kept, by=kept.written_by, at=OPEN + timedelta(hours=3))
    rows = {page.key: (page.since, page.is_changed) for page, _box in office.get(page(kept)).context["form"].rows()}
    assert (rows["answer-who"], rows["basics"], rows["contact"]) == ((1, True), (2, True), (2, False))


def test_a_row_of_data_taken_away_and_another_added(office):
    kept = mended(office)
    return_challenge(kept, by=office.person, remarks="短く。", at=OPEN + timedelta(hours=2))
    kept.resources.all().delete()
    kept.resources.create(title="気温", url="https://data.city.example/heat.csv")
    submit_challenge(kept, by=kept.written_by, at=OPEN + timedelta(hours=3))
    data = next(page for page, _box in office.get(page(kept)).context["form"].rows() if page.key == "data")
    went, came = ({line.label: line.pieces[0].kind for line in data.lines}.get(label) for label in (
        "いまはない行 データの名前", "データ 1 データの名前",
    ))  # fmt: skip
    assert (went, came) == ("gone", "new")


def test_what_is_read_is_what_was_handed_in_and_not_what_is_being_written(office):
    kept = challenge(Status.SUBMITTED)
    return_challenge(kept, by=office.person, remarks="短く。", at=OPEN)
    save_challenge(kept, fields={"answers": {"who": "書きかけの文"}}, by=kept.written_by, at=OPEN)
    shown = text(office.get(page(kept)))
    assert "書きかけの文" not in shown
    assert kept.answers["who"] in shown


def test_every_step_and_every_remark_is_kept(office):
    kept = mended(office, title="夜の道")
    accept_challenge(kept, by=office.person, at=OPEN + timedelta(hours=2))
    steps = office.get(page(kept)).context["steps"]
    assert [(step.words, step.who, step.text, [(one.label, one.text) for one in step.asked]) for step in steps] == [
        ("応募しました", str(kept.written_by), "", []),
        ("事務局が差し戻しました", str(office.person), "短く。", [("だれが、どのように困っていますか", "出典を。")]),
        ("もう一度応募しました", str(kept.written_by), "", []),
        ("事務局が受理しました", str(office.person), "", []),
    ]


def test_the_next_one_is_the_oldest_i_may_answer_and_goes_round(office):
    first, second, third = (
        challenge(Status.SUBMITTED, submitted_at=OPEN - timedelta(days=days), **more)
        for days, more in ((3, {}), (2, {"reviewer": office.person}), (1, {"reviewer": staff(is_active=False)}))
    )
    challenge(Status.SUBMITTED, submitted_at=OPEN - timedelta(days=2), reviewer=staff())
    for kept, following in ((first, second), (second, third), (third, first)):
        context = office.get(page(kept)).context
        assert (context["next"], context["left"]) == (following, 2)


@pytest.mark.parametrize(
    ("status", "at", "buttons"),
    [
        (Status.SUBMITTED, OPEN, {"accept", "return"}),
        (Status.SUBMITTED, PUBLISHES, {"accept", "return"}),
        (Status.ACCEPTED, OPEN, {"return"}),
        (Status.ACCEPTED, PUBLISHES, set()),
        (Status.RETURNED, OPEN, set()),
        (Status.DRAFT, OPEN, set()),
    ],
)
def test_only_what_can_be_done_is_offered(office, clock_at, status, at, buttons):
    clock_at(at)
    shown = text(office.get(page(challenge(status))))
    offered = {
        name for name, words in (("accept", "受理する</button>"), ("return", "差し戻す</button>")) if words in shown
    }
    assert offered == buttons
    assert ("すぐに公開されます" in shown) is (status == Status.SUBMITTED and at == PUBLISHES)


# --- what is done ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [person, lambda: officer().user])
@pytest.mark.parametrize("name", ACTS)
def test_only_the_secretariat_decides(client, who, name):
    kept = challenge(Status.SUBMITTED, **ENGLISH)
    before = every_row()
    user = who()
    client.force_login(user)
    before = every_row()
    assert client.post(page(kept, name), {"remarks": "直して", "take": "1"}).status_code == 302
    assert every_row() == before


@pytest.mark.parametrize("name", ACTS)
def test_every_act_wants_a_post(office, name):
    kept = challenge(Status.SUBMITTED)
    before = every_row()
    assert office.get(page(kept, name)).status_code == 405
    assert every_row() == before


@pytest.mark.parametrize("name", ["accept", "return", "assign", "english", "change"])
def test_one_that_is_not_there(office, name):
    url = reverse(f"admin:municipalities_challenge_{name}", args=[99999])
    assert (office.get(url) if name == "change" else office.post(url)).status_code == 404


def test_accept_button(office):
    kept = challenge(Status.SUBMITTED)
    typed = whole(office, kept)
    for _ in range(2):
        assert "を受理しました。" in text(office.post(page(kept, "accept"), typed, follow=True))
    assert (Challenge.objects.get().status, Challenge.objects.get().reviewer) == (Status.ACCEPTED, office.person)
    assert AuditEntry.objects.count() == 1


def test_accept_and_on_to_the_next(office):
    kept, following = challenge(Status.SUBMITTED), challenge(Status.SUBMITTED)
    assert office.post(page(kept, "accept"), {**whole(office, kept), "then": "next"}).url == page(following)
    assert office.post(page(following, "accept"), {**whole(office, following), "then": "next"}).url == page(following)


def test_accept_after_the_moment_says_that_it_is_out(office, clock_at):
    clock_at(PUBLISHES)
    kept = challenge(Status.SUBMITTED)
    assert "もう公開されています。" in text(office.post(page(kept, "accept"), follow=True))


def test_accept_with_something_asked_is_not_accepted_and_keeps_the_words(office):
    kept = challenge(Status.SUBMITTED)
    typed = whole(office, kept, remark__contact="部署の名前を。")
    before = every_row()
    response = office.post(page(kept, "accept"), typed)
    assert "まだ受理していません" in text(response)
    assert response.context["form"]["remark-contact"].value() == "部署の名前を。"
    assert every_row() == before


def test_send_back_with_remarks_by_page(office):
    kept = challenge(Status.SUBMITTED)
    done = remark(kept, "data", "すんだこと")
    typed = whole(office, kept, remark__answer__who="人数を。\r\n出典も。", remarks="短く。", settled=[done.pk])
    assert office.post(page(kept, "return"), typed).url == page(kept)
    kept.refresh_from_db()
    assert (kept.status, kept.remarks, kept.reviewer) == (Status.RETURNED, "短く。", office.person)
    assert [(row.section, row.text) for row in kept.section_remarks.open()] == [("answer-who", "人数を。\n出典も。")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "1つは書いてください"),
        ({"remarks": " \n "}, "1つは書いてください"),
        (
            {"remark-contact": "あ" * 1001, "remark-answer-hope": "残ることば"},
            "1,000字以内にしてください（いま 1,001字）。",
        ),
        ({"remarks": "あ" * 1001}, "1,000字以内にしてください（いま 1,001字）。"),
        ({"remarks": "\x00"}, "NULL"),
        ({"remark-contact": "直して", "settled": ["99999"]}, "直すところがあります"),
    ],
)
def test_sending_back_what_cannot_be_sent_keeps_everything(office, typed, words):
    kept = challenge(Status.SUBMITTED)
    sent = {**whole(office, kept), **typed}
    before = every_row()
    response = office.post(page(kept, "return"), sent)
    assert response.status_code == 200
    assert words in text(response)
    for name, text_typed in sent.items():
        if name.startswith("remark"):
            assert response.context["form"][name].value() == text_typed
    assert every_row() == before


def test_a_thousand_characters_are_sent(office):
    kept = challenge(Status.SUBMITTED)
    office.post(page(kept, "return"), whole(office, kept, remark__contact="あ" * 1000, remarks="い" * 1000))
    assert Challenge.objects.get().status == Status.RETURNED


@pytest.mark.parametrize("act", ["accept", "return"])
def test_a_colleague_decided_first(office, act):
    kept = challenge(Status.SUBMITTED)
    typed = whole(office, kept, **({"remark__contact": "部署を。"} if act == "return" else {}))
    colleague = staff(family_name="先の", given_name="人")
    accept_challenge(kept, by=colleague, at=OPEN)
    before = every_row()
    response = office.post(page(kept, act), typed)
    shown = text(response)
    assert "先の 人さんが受理しました。" in shown
    assert '<h2 id="facts">受理</h2>' in shown
    assert response.context["form"]["seen"].value() == "1-accepted"
    assert every_row() == before
    if act == "return":
        assert response.context["form"]["remark-contact"].value() == "部署を。"
        again = {**typed, "seen": "1-accepted"}
        assert office.post(page(kept, act), again).url == page(kept)


def test_handed_in_again_while_it_was_read(office):
    kept = mended(office)
    typed = {**whole(office, kept), "seen": "1-returned"}
    response = office.post(page(kept, "accept"), typed)
    assert "もう一度応募されました。" in text(response)
    assert Challenge.objects.get().status == Status.SUBMITTED
    office.post(page(kept, "accept"), {**typed, "seen": response.context["form"]["seen"].value()})
    assert Challenge.objects.get().status == Status.ACCEPTED


def test_taking_giving_and_leaving(office):
    kept, colleague = challenge(Status.SUBMITTED), staff()
    office.post(page(kept, "assign"), {**whole(office, kept), "take": "1"})
    assert Challenge.objects.get().reviewer == office.person
    office.post(page(kept, "assign"), whole(office, kept, reviewer=colleague.pk))
    assert Challenge.objects.get().reviewer == colleague
    assert "担当をはずしました。" in text(
        office.post(page(kept, "assign"), whole(office, kept, reviewer=""), follow=True)
    )
    assert Challenge.objects.get().reviewer is None


def test_giving_to_somebody_who_is_not_of_the_secretariat(office):
    kept, citizen = challenge(Status.SUBMITTED), person()
    typed = whole(office, kept, reviewer=citizen.pk, remarks="残ることば")
    response = office.post(page(kept, "assign"), typed)
    assert "担当をえらびなおしてください。" in text(response)
    assert response.context["form"]["remarks"].value() == "残ることば"
    assert Challenge.objects.get().reviewer is None


def test_taken_by_a_colleague_meanwhile(office):
    kept, colleague = challenge(Status.SUBMITTED), staff(family_name="先の", given_name="人")
    typed = {**whole(office, kept), "take": "1"}
    Challenge.objects.update(reviewer=colleague)
    assert "先に先の 人さんの担当になりました" in text(office.post(page(kept, "assign"), typed))
    assert Challenge.objects.get().reviewer == colleague


@pytest.mark.parametrize("act", ["assign", "english"])
def test_other_buttons_keep_what_was_typed(office, act):
    kept = challenge(Status.SUBMITTED, **ENGLISH)
    typed = {**whole(office, kept, remark__contact="書きかけの指摘"), "take": "1"}
    response = office.post(page(kept, act), typed)
    assert response.context["form"]["remark-contact"].value() == "書きかけの指摘"
    kept.refresh_from_db()
    assert (kept.reviewer or kept.english_checked_by) == office.person


def test_english_button(office):
    kept = challenge(Status.SUBMITTED, **ENGLISH)
    shown = text(office.post(page(kept, "english"), whole(office, kept), follow=True))
    assert f"{office.person}さんが2026年7月17日（金）" in shown
    assert Challenge.objects.get().english_checked_by == office.person


def test_english_that_is_missing_is_said(office):
    kept = challenge(Status.SUBMITTED)
    assert "英語の名前と要約がそろっていません。" in text(office.get(page(kept)))
    assert "そろっていない" in text(office.post(page(kept, "english"), whole(office, kept)))


def test_data_and_its_files_are_one_press_away(office):
    kept = challenge(Status.SUBMITTED)
    kept.resources.update(file="data/0123abcd.csv", file_name="道の幅.csv", file_size=2048)
    shown = text(office.get(page(kept)))
    row = kept.resources.get()
    assert f'<a href="{row.url}" rel="external nofollow noopener">{row.url}</a>' in shown
    assert f'<a href="{file_url_of(row)}" download>道の幅.csv</a>' in shown
