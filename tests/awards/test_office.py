"""The desk where awards are decided and published, without JavaScript."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from awards import services
from awards.models import Award, Decision, PastWinner, Publication
from ideas.services import withdraw_for_team
from tests.factories import awards, judging
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle
from voting.models import Poll

pytestmark = pytest.mark.django_db
DESK = reverse("admin:awards_desk", args=[2026])
PROPOSE = reverse("admin:awards_propose", args=[2026])
AGREE = reverse("admin:awards_agree", args=[2026])


def enter(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client(evening):
    return enter(staff())


def text(answer):
    return answer.content.decode()


def field(award, name, value):
    return {f"award-{award.pk}-{name}": value}


def decided():
    return list(Decision.objects.values_list("award__key", "place", "idea", "citation_ja"))


def test_the_desk_offers_the_ideas_that_may_get_an_award(client):
    student, citizens = awards.entry(attribute="students"), awards.entry(attribute="citizens")
    judging.released()
    award = awards.award("student", "学生賞", team_attributes=["students"])
    page = text(client.get(DESK))
    options = page[page.index(f'name="award-{award.pk}-idea_1"') :].split("</select>")[0]
    assert f'value="{student.pk}"' in options
    assert f'value="{citizens.pk}"' not in options


def test_a_winner_is_chosen_changed_and_taken_back(client):
    first, second, award = awards.entry(), awards.entry(), awards.award()
    judging.released()
    for idea in (first, second):
        client.post(DESK, field(award, "idea_1", idea.pk) | field(award, "citation_ja_1", "すばらしい"))
        assert decided() == [("grand", 1, idea.pk, "すばらしい")]
    client.post(DESK, field(award, "idea_1", ""))
    assert decided() == []


def test_an_award_is_withheld_and_given_after_all(client):
    idea, award = awards.entry(), awards.award()
    judging.released()
    client.post(DESK, field(award, "is_withheld", "on") | field(award, "reason", "該当なし"))
    assert Award.objects.get().withheld_reason == "該当なし"
    client.post(DESK, field(award, "idea_1", idea.pk))
    assert (Award.objects.get().is_withheld, len(decided())) == (False, 1)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"idea_1": "999999"}, "errorlist"),
        ({"idea_1": "", "citation_ja_1": "ことばだけ"}, "アイデアをえらんでください"),
        ({"idea_1": "", "citation_en_1": "Words alone"}, "アイデアをえらんでください"),
        ({"is_withheld": "on", "reason": "あ" * 201}, "200"),
        ({"is_withheld": "on"}, "受賞なしの理由を書いてください"),
        ({"reason": "理由だけ"}, "印をつけてください"),
        ({"idea_1": "idea", "is_withheld": "on", "reason": "x"}, "どちらかにしてください"),
        ({"idea_1": "idea", "citation_ja_1": "あ" * 401}, "errorlist"),
    ],
)
def test_bad_input_is_said_by_the_field_and_saves_nothing(client, fields, said):
    idea, award, other = awards.entry(), awards.award(), awards.award("idea", "アイデア賞", order=2)
    judging.released()
    data = field(other, "idea_1", idea.pk)
    for name, value in fields.items():
        data |= field(award, name, idea.pk if value == "idea" else value)
    page = text(client.post(DESK, data))
    assert said in page
    assert "まだ何も保存していません" in page
    assert all(value in page for value in fields.values() if value not in ("idea", "999999", "on"))
    assert decided() == []


def test_a_page_that_stood_open_takes_nothing_back_that_others_decided(client):
    idea, rival, award = awards.entry(), awards.entry(), awards.award()
    judging.released()
    other = awards.award("idea", "アイデア賞", order=2)
    was = seen_on(client)
    services.decide_award(award, rival, citation_ja="先に", by=staff(), at=awards.clock.now())
    unchanged = {f"award-{award.pk}-{name}": "" for name in ("idea_1", "citation_ja_1", "citation_en_1", "reason")}
    client.post(DESK, was | unchanged | field(other, "idea_1", idea.pk))
    assert sorted(decided()) == [("grand", 1, rival.pk, "先に"), ("idea", 1, idea.pk, "")]
    page = text(client.post(DESK, was | unchanged | field(award, "idea_1", idea.pk)))
    assert "この賞の決定が変わりました" in page
    assert f"{rival.number} {rival}　先に" in page
    assert ("grand", 1, rival.pk, "先に") in decided()
    client.post(DESK, seen_in(page) | unchanged | field(award, "idea_1", idea.pk))
    assert ("grand", 1, idea.pk, "") in decided()


def seen_on(client):
    return seen_in(text(client.get(DESK)))


def seen_in(page):
    """The marks a browser sends back."""
    return dict(re.findall(r'name="(award-\d+-seen)" value="(\w+)"', page))


def test_a_winner_that_withdrew_is_named_at_its_award(client):
    idea, award = awards.entry(), awards.award()
    judging.released()
    services.decide_award(award, idea, by=staff(), at=awards.clock.now())
    withdraw_for_team(idea, reason="電話で聞いた", by=staff(), at=awards.clock.now())
    assert f"{idea.number} は、取下げなどで" in text(client.get(DESK))


def test_the_same_idea_twice_in_one_award_is_refused(client):
    idea, award = awards.entry(), awards.award(places=2)
    judging.released()
    page = text(client.post(DESK, field(award, "idea_1", idea.pk) | field(award, "idea_2", idea.pk)))
    assert "二つの順位" in page
    assert decided() == []


def test_votes_are_shown_only_after_the_seal(client):
    entries = [awards.entry(), awards.entry()]
    judging.released()
    awards.poll(*entries, votes_for={0: 7}, sealed=False)
    assert "<td>7</td>" not in text(client.get(DESK))
    awards.votes.seal_poll(awards.voting.close(Poll.objects.get()), at=awards.clock.now())
    assert "<td>7</td>" in text(client.get(DESK))


def test_two_people_publish_with_two_buttons(evening):
    year, entries = awards.final()
    first, second = enter(staff()), enter(staff())
    assert "公開を申し出ました" in text(first.post(PROPOSE, follow=True))
    assert "ちがう人が認めてください" in text(first.post(AGREE, follow=True))
    assert "賞を公開し" in text(second.post(AGREE, follow=True))
    assert Publication.objects.get().published_at
    page = text(first.get(DESK))
    assert "もう変えられません" in page
    assert "<select" not in page
    again = text(first.post(DESK, field(Award.objects.get(key="grand"), "idea_1", entries[1].pk)))
    assert "賞は公開ずみなので、変えられません" in again
    assert Decision.objects.get(award__key="grand").idea == entries[0]


def test_proposing_too_early_says_what_is_missing(client):
    awards.entry()
    judging.released()
    awards.award()
    assert "封印されるまで" in text(client.post(PROPOSE, follow=True))
    assert not Publication.objects.exists()


def test_a_desk_without_anything_opens(client):
    cycle()
    assert client.get(DESK).status_code == 200
    assert client.get(reverse("admin:awards_desk", args=[1999])).status_code == 404


@pytest.mark.parametrize("name", ["award", "decision", "publication"])
def test_every_page_of_the_room_opens(name, evening):
    awards.proposed()
    model = {"award": Award, "decision": Decision, "publication": Publication}[name]
    client = enter(staff())
    assert client.get(reverse(f"admin:awards_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:awards_{name}_change", args=[model.objects.first().pk])).status_code == 200


def test_buttons_are_pressed_not_visited(client):
    cycle()
    assert [client.get(address).status_code for address in (PROPOSE, AGREE)] == [405, 405]


@pytest.mark.parametrize("address", [DESK, PROPOSE, AGREE])
def test_the_desk_is_the_secretariats(evening, address):
    awards.proposed()
    for user in (person(), judging.judge().user):
        assert enter(user).post(address, follow=True).status_code in (403, 405)
    assert not Publication.objects.filter(published_at__isnull=False).exists()


def row(award, **changes):
    """What the office's form of an award sends."""
    kept = {"cycle": award.cycle_id, "key": award.key, "name_ja": award.name_ja, "decided_by": award.decided_by}
    return {**kept, "name_en": "", "aliases": "", "places": 1, "order": 0, **changes}


def test_an_award_names_as_many_tiers_as_it_is_for(client):
    finalist, poster, web = awards.entry(), awards.entry("poster"), awards.entry("web")
    judging.released()
    award = awards.award()
    page = reverse("admin:awards_award_change", args=[award.pk])
    chosen = [awards.tier(key).pk for key in ("finalist", "poster")]
    assert client.post(page, row(award, tiers=chosen)).status_code == 302
    assert [tier.key for tier in award.eligible_tiers] == ["finalist", "poster"]
    assert f"{awards.tier()}、{awards.tier('poster')}" in text(client.get(reverse("admin:awards_award_changelist")))
    options = text(client.get(DESK)).split(f'name="award-{award.pk}-idea_1"')[1].split("</select>")[0]
    offered = [f'value="{idea.pk}"' in options for idea in (finalist, poster, web)]
    assert offered == [True, True, False]


def test_other_names_of_an_award_are_written_one_a_line(client):
    awards.entry()
    award = awards.award(aliases=["古い名前", "長い名前"])
    page = reverse("admin:awards_award_change", args=[award.pk])
    assert "古い名前\n長い名前</textarea>" in client.get(page).text
    assert client.post(page, row(award, aliases=" 新しい名前\r\n\r\n長い名前\r\n")).status_code == 302
    award.refresh_from_db()
    assert award.aliases == ["新しい名前", "長い名前"]
    assert client.post(page, row(award, aliases="名" * 1001)).status_code == 200
    award.refresh_from_db()
    assert award.aliases == ["新しい名前", "長い名前"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tiers": "poster", "decided_by": "viewers"}, "「投票の層」でえらびます"),
        ({"tier": "poster"}, "「対象の層」でえらんでください"),
        ({"decided_by": "combined"}, "投票の層を一つえらんでください"),
        ({"tiers": "other year"}, "同じ年度の層をえらんでください"),
    ],
)
def test_tiers_that_do_not_fit_the_award_are_refused(client, changes, said):
    award = awards.award(tiers=["finalist"])
    other = {"poster": awards.tier("poster"), "other year": cycle(2025).tiers.get(key="poster")}
    sent = row(award, **{name: other[value].pk if value in other else value for name, value in changes.items()})
    year = cycle(2025).pk if "other year" in changes.values() else award.cycle_id
    kept = [list(Award.objects.values()), list(award.tiers.all())]
    if year != award.cycle_id:  # a new row: the boxes offer every year
        page = text(client.post(reverse("admin:awards_award_add"), {**sent, "key": "new"}))
    else:
        page = text(client.post(reverse("admin:awards_award_change", args=[award.pk]), sent))
    assert said in page
    assert [list(Award.objects.values()), list(award.tiers.all())] == kept


@pytest.mark.parametrize(
    ("changes", "said"), [({}, ""), ({"source": ""}, "errorlist"), ({"team": ""}, "どちらかは書いてください")]
)
def test_a_win_of_an_earlier_year_is_written_down_with_its_source(client, changes, said):
    sent = {"cycle": cycle(2019).pk, "key": "found", "award_ja": "アイデア賞", "team": "見本の隊", "source": "市の広報"}
    answer = client.post(reverse("admin:awards_pastwinner_add"), sent | changes)
    assert (answer.status_code, PastWinner.objects.count()) == ((200, 0) if said else (302, 1))
    assert said in text(answer)
