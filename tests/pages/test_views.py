"""The showcase: what is public and when, and nothing else."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from contest.loading import load_contest
from contest.models import Cycle, Figure, Stage
from events.loading import load_events
from ideas.models import Idea, Member
from municipalities.models import Challenge
from tests.factories import contest, judging
from tests.factories import ideas as made
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, officer, officer_request
from tests.pages import world

pytestmark = pytest.mark.django_db
LISTS = ["home", "challenges", "ideas", "participants", "cycles", "partners", "council", "privacy", "accessibility"]
KINDS = [Stage.Kind.CHALLENGES, Stage.Kind.IDEAS, Stage.Kind.REVIEW, Stage.Kind.AFTER]


def page(client, name: str, *args, **query) -> str:
    answer = client.get(reverse(f"pages:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def status(client, name: str, *args) -> int:
    return client.get(reverse(f"pages:{name}", args=args)).status_code


@pytest.mark.parametrize("name", LISTS)
def test_every_list_stands_with_nothing_in_it(client, name):
    assert "<h1" in page(client, name)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", LISTS)
def test_every_list_stands_in_every_stage(client, clock_at, name, kind):
    world.public_idea()
    clock_at(contest.instant(kind))
    assert "<h1" in page(client, name)


@pytest.mark.parametrize("name", LISTS)
def test_only_reading_is_offered(client, name):
    assert client.post(reverse(f"pages:{name}")).status_code == 405


@pytest.mark.parametrize(
    ("kind", "season", "step", "word"),
    [
        (Stage.Kind.CHALLENGES, "summer", "夏の陣", "課題のしめきりまで"),
        (Stage.Kind.IDEAS, "autumn", "秋の陣", "アイデアのしめきりまで"),
        (Stage.Kind.REVIEW, "winter", "冬の陣", "最終公開審査まで"),
        (Stage.Kind.AFTER, "after", "その後", "実行こそいのち"),
    ],
)
def test_home_says_where_the_year_is(client, clock_at, kind, season, step, word):
    contest.cycle(final_on=contest.instant(Stage.Kind.REVIEW).date() + timedelta(days=9))
    clock_at(contest.instant(kind))
    html = page(client, "home")
    assert f'data-season="{season}"' in html
    here = re.search(r'<p class="step-name">([^<]+) <span class="badge">いまここ', html)
    assert (here[1], word in html) == (step, True)


def test_home_before_anything_opens_says_when(client, clock_at):
    contest.cycle()
    clock_at(contest.windows(2026)[Stage.Kind.CHALLENGES][0] - timedelta(days=3))
    html = page(client, "home")
    assert "課題の募集がはじまるまで" in html
    assert "あと3日" in html


def test_home_puts_challenges_without_a_team_first(client, clock_at):
    taken, waiting = world.public_challenge(title="もういる"), world.public_challenge(title="だれもいない")
    made.draft(challenge=taken)
    clock_at(world.AUTUMN)
    html = page(client, "home")
    assert html.index("だれもいない") < html.index("もういる")
    assert "まだチームがいません" in html
    assert "1チームが取り組んでいます" in html
    assert waiting.number in html


@pytest.mark.parametrize("state", [Challenge.Status.DRAFT, Challenge.Status.SUBMITTED, Challenge.Status.RETURNED])
def test_challenge_not_accepted_is_not_there(client, clock_at, state):
    row = challenge(state)
    clock_at(world.AUTUMN)
    assert status(client, "challenge", row.number or "COG2026-C-0001") == 404
    assert row.title not in page(client, "challenges")


def test_challenge_appears_at_its_moment(client, clock_at):
    row = world.public_challenge()
    moment = row.cycle.stage(Stage.Kind.CHALLENGES).publishes_at
    clock_at(moment - timedelta(seconds=30))
    before = status(client, "challenge", row.number)
    clock_at(moment)
    assert (before, status(client, "challenge", row.number)) == (404, 200)


def test_challenge_of_a_hidden_cycle_is_not_there(client, clock_at):
    row = world.public_challenge()
    Cycle.objects.update(is_public=False)
    clock_at(world.AUTUMN)
    assert status(client, "challenge", row.number) == 404


@pytest.mark.parametrize("number", ["COG2026-C-9999", "COG2026-I-0001", "COG2026-C-1'--", "0"])
def test_number_that_is_none_is_not_there(client, clock_at, number):
    world.public_challenge()
    clock_at(world.AUTUMN)
    assert status(client, "challenge", number) == 404


@pytest.mark.parametrize("number", ["cog2026-c-0001", "ＣＯＧ２０２６－Ｃ－０００１", "COG2026-C-00001"])
def test_number_may_be_typed_as_phones_type_it(client, clock_at, number):
    world.public_challenge()
    clock_at(world.AUTUMN)
    assert status(client, "challenge", number) == 200


def test_challenge_shows_contact_data_and_the_call(client, clock_at):
    row = world.public_challenge()
    clock_at(world.AUTUMN)
    html = page(client, "challenge", row.number)
    for text in (row.department, row.contact_email, row.resources.first().title, "アイデアのしめきり", "だれが、"):
        assert text in html


def test_idea_appears_at_its_moment(client, clock_at):
    idea = world.public_idea()
    moment = idea.cycle.stage(Stage.Kind.IDEAS).publishes_at
    clock_at(moment - timedelta(seconds=30))
    before = status(client, "idea", idea.number), idea.title in page(client, "ideas")
    clock_at(moment)
    assert before == (404, False)
    assert (status(client, "idea", idea.number), idea.title in page(client, "ideas")) == (200, True)


@pytest.mark.parametrize("state", [Idea.Status.DRAFT, Idea.Status.WITHDRAWN])
def test_idea_not_handed_in_is_not_there(client, clock_at, state):
    idea = world.public_idea(status=state)
    clock_at(world.WINTER)
    assert status(client, "idea", idea.number) == 404


def test_idea_names_only_those_who_agreed(client, clock_at):
    team = made.team(3)
    agreed, quiet, _ = team.members.all()
    Member.objects.filter(pk=agreed.pk).update(name_is_public=True)
    idea = world.public_idea(team=team)
    clock_at(world.WINTER)
    html = page(client, "idea", idea.number)
    assert (agreed.user.full_name in html, quiet.user.full_name in html) == (True, False)
    assert "3人" in html


def test_tier_is_told_after_its_release(client, clock_at):
    idea = world.public_idea()
    judging.placed(idea)
    clock_at(world.WINTER)
    before = page(client, "idea", idea.number)
    judging.released(idea.cycle)
    assert ("ファイナリスト" in before, "ファイナリスト" in page(client, "idea", idea.number)) == (False, True)


def test_awards_are_told_after_their_publication(client, clock_at):
    idea = world.public_idea()
    world.award_to(idea, citation_ja="夜道をつないだ。")
    clock_at(world.AFTER)
    places = [("home",), ("ideas",), ("idea", idea.number), ("cycle", 2026)]
    assert ["夜道をつないだ" in page(client, *where) for where in places] == [False] * 4
    hidden = [page(client, *where).count("chip award") for where in places]
    world.publish_awards(idea.cycle)
    shown = [page(client, *where).count("chip award") for where in places]
    assert (hidden, all(count > 0 for count in shown)) == ([0, 0, 0, 0], True)


def test_report_stands_on_the_timeline_and_in_the_bar(client, clock_at):
    idea = world.public_idea()
    world.report_on(idea)
    world.report_on(idea, side="municipality")
    clock_at(world.AFTER + timedelta(days=1))
    html = page(client, "idea", idea.number)
    assert "12店が参加した。" in html
    assert "自治体の報告" in html
    assert "報告のあったアイデア1件のいま" in page(client, "home")


def test_timeline_runs_from_the_challenge_on(client, clock_at):
    idea = world.public_idea()
    world.report_on(idea)
    clock_at(world.AFTER + timedelta(days=1))
    line = page(client, "idea", idea.number).partition('class="timeline"')[2]
    places = [line.index(text) for text in ("課題を出した", "2人が応募", "12店が参加")]
    assert places == sorted(places)


def test_filters_narrow_and_ignore_what_they_do_not_know(client, clock_at):
    world.public_challenge(title="防災の課題")
    world.public_challenge(title="交通の課題", theme=contest.theme("traffic", "交通"))
    clock_at(world.AUTUMN)
    both = page(client, "challenges", theme="no-such", region="' OR 1=1", page="x")
    one = page(client, "challenges", theme="traffic", region="kanto", teams="none")
    assert ("防災の課題" in both, "交通の課題" in both) == (True, True)
    assert ("防災の課題" in one, "交通の課題" in one) == (False, True)


def test_filters_that_find_nothing_say_so(client, clock_at):
    world.public_challenge()
    clock_at(world.AUTUMN)
    assert "あてはまる課題はありません" in page(client, "challenges", region="shikoku")


def test_ideas_come_24_to_a_page(client, clock_at):
    on = world.public_challenge()
    for _ in range(25):
        world.public_idea(challenge=on)
    clock_at(world.WINTER)
    counts = [page(client, "ideas", page=number).count('<article class="card"') for number in (1, 2, 99)]
    assert counts == [24, 1, 1]


def test_cycle_shows_numbers_with_sources_and_what_nobody_knows(client):
    cycle = contest.cycle(2016)
    Figure.objects.create(cycle=cycle, key="challenges", value=53, source="A")
    Figure.objects.create(cycle=cycle, key="challenges", value=56, source="B")
    Figure.objects.create(cycle=cycle, key="ideas")
    html = page(client, "cycle", 2016)
    assert "53 / 56" in html
    assert "不明" in html
    assert "53 / 56" in page(client, "cycles")


def test_cycle_that_is_hidden_is_not_there(client):
    contest.cycle(2031, is_public=False)
    assert status(client, "cycle", 2031) == 404


def test_me_asks_who_is_there(client):
    answer = client.get(reverse("pages:me"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/me/")


def test_me_shows_ones_own_and_nobody_elses(client, clock_at):
    mine, other = made.draft(title="わたしのもの"), made.draft(title="ほかの人のもの")
    clock_at(world.AUTUMN)
    client.force_login(made.leader_of(mine.team))
    html = page(client, "me")
    assert [text in html for text in ("わたしのもの", mine.team.name, other.team.name, "ほかの人のもの")] == [
        True,
        True,
        False,
        False,
    ]


def test_me_of_someone_without_a_role_offers_a_team(client):
    client.force_login(person())
    html = page(client, "me")
    assert "まだチームに入っていません" in html
    assert "事務局へ" not in html
    assert ("自治体の職員の方へ" in html, reverse("municipalities:request_find") in html) == (True, True)


def test_me_tells_who_asked_to_be_an_officer_by_when(client):
    asked = officer_request()
    html = me_of(client, asked.user)
    assert "2026年7月24日（金）までに返事をします" in html
    assert reverse("municipalities:requests") in html


def test_me_leads_officers_to_each_other(client):
    serving = officer()
    html = me_of(client, serving.user)
    assert reverse("municipalities:officers", args=[serving.participant_id]) in html
    assert "自治体の職員の方へ" not in html


def test_me_of_the_secretariat_leads_to_its_site(client):
    user = staff()
    client.force_login(user)
    answer = client.get(reverse("pages:me"))
    assert answer.status_code == 200
    assert reverse("admin:index") in answer.content.decode()


@pytest.fixture
def council(db):
    load_contest()
    load_events()


def test_council_stands_before_anything_is_recorded(client):
    assert "記録はまだありません" in page(client, "council")


def test_council_tells_its_names_its_years_and_its_symposium(client, council):
    html = page(client, "council")
    assert "ビッグデータ・オープンデータ活用推進協議会" in html
    assert "2015年4月から" in html
    assert "2023年9月" in html
    assert "感染症対策を契機とした社会変革" in html
    assert re.findall(r'年度</th><td class="num">(\d+)', html) == ["4", "6", "9", "12", "11", "10", "10", "12"]
    assert re.search("桑名市</td><td[^>]*>大津市", html)


def test_council_asks_a_fixed_number_of_queries(client, council, django_assert_num_queries):
    with django_assert_num_queries(6):
        page(client, "council")


def test_browsers_find_the_icon_where_they_look(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/static/img/favicon.svg")
    assert "Cookie" not in answer.headers.get("Vary", "")


def me_of(client, user) -> str:
    client.force_login(user)
    return page(client, "me")


def test_me_tells_a_team_what_to_do_next(client, clock_at):
    alone, ready = made.team(1), made.team(2)
    begun = made.draft(title="かきかけ", at=world.AUTUMN)
    handed_in = made.submitted(title="だしたもの", at=world.AUTUMN)
    clock_at(world.AUTUMN)
    shown = [me_of(client, made.leader_of(team)) for team in (alone, ready, begun.team, handed_in.team)]
    words = [
        "チームのメンバーがあと1人必要です。",
        "課題をえらんで、アイデアを書きはじめられます。",
        "まだ応募していません。　2026年12月20日（日）23:59まで",
        "しめきりまでは、直してもう一度応募できます。",
    ]
    assert [[text in html for text in words] for html in shown] == [[n == m for m in range(4)] for n in range(4)]
    assert reverse("ideas:teams") in shown[0]
    clock_at(world.WINTER)
    assert "応募しませんでした" in me_of(client, made.leader_of(begun.team))


def test_me_tells_an_officer_states_and_the_deadline(client, clock_at):
    kept = challenge(Challenge.Status.RETURNED)
    clock_at(contest.instant(Stage.Kind.CHALLENGES))
    html = me_of(client, kept.written_by)
    assert "2026年8月31日（月）23:59まで" in html
    assert "直して、もう一度応募してください。" in html
    assert reverse("municipalities:challenge_edit", args=[kept.pk, "basics"]) in html


def test_me_tells_a_judge_how_much_is_left(client, clock_at):
    round, idea = judging.round(), made.submitted()
    sheet = judging.sheet(round, idea)
    clock_at(judging.DURING)
    assert "まだ採点を終えていないアイデアが1件あります。" in me_of(client, sheet.judge.user)
    clock_at(judging.CLOSES)
    assert "いま採点するアイデアはありません。" in me_of(client, sheet.judge.user)


@pytest.mark.parametrize("number", [1, 3])
def test_me_asks_a_fixed_number_of_queries(client, clock_at, number, django_assert_num_queries):
    user = officer().user
    for _ in range(number):
        made.submitted(made.team(2, leader=user))
        challenge(by=user.offices.get())
    clock_at(world.AUTUMN)
    client.force_login(user)
    with django_assert_num_queries(42):
        page(client, "me")


def test_home_on_the_day_of_the_final_says_so_and_leads_to_the_awards_once_they_are_out(client, clock_at):
    idea = world.public_idea()
    world.award_to(idea)
    Cycle.objects.filter(pk=idea.cycle_id).update(final_on=world.WINTER.date())
    clock_at(world.WINTER)
    html = page(client, "home")
    assert re.search(r"最終公開審査は</span>\s*<span class=\"days\">きょう<", html)
    assert "受賞したアイデアを見る" not in html
    world.publish_awards(idea.cycle)
    assert "受賞したアイデアを見る" in page(client, "home")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("卒業したあとの連絡先", "「受け取る」と答えるまで", "メンターとの相談", "公開しません")),
        ("en", ("Addresses after graduation", "until they answer", "Talks with mentors", "never published")),
    ],
)
def test_privacy_tells_of_later_addresses_and_of_talks_with_mentors(client, language, words):
    client.cookies["django_language"] = language
    html = page(client, "privacy")
    assert [word for word in words if word not in html] == []
