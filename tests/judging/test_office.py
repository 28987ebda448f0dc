"""The secretariat's pages on judging."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from judging.models import Assignment, Conflict, Judge, Placement, Round, TierRelease
from tests.factories import ideas, judging
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle
from tests.factories.judging import CLOSES

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(enter, now):
    return enter(staff())


def text(answer):
    return answer.content.decode()


def act(client, name, action, *rows):
    return client.post(
        reverse(f"admin:judging_{name}_changelist"),
        {"action": action, "_selected_action": [row.pk for row in rows]},
        follow=True,
    )


def ranking(round):
    return reverse("admin:judging_round_ranking", args=[round.pk])


def tiers(**chosen):
    keys = {tier.key: tier.pk for tier in cycle().tiers.all()}
    return {f"tier_{pk}": keys.get(key, key) for pk, key in chosen.items()}


@pytest.mark.parametrize("name", ["round", "judge", "conflict", "assignment", "tierrelease"])
def test_every_page_of_the_room_opens(client, name):
    sheet = judging.handed_in(judging.round(), ideas.submitted(), 1, 2, 3)
    Conflict.objects.create(judge=judging.judge(), idea=sheet.idea, reason="支援")
    judging.released()
    row = {"round": sheet.round, "judge": sheet.judge, "conflict": Conflict.objects.get(), "assignment": sheet}
    pk = row.get(name, TierRelease.objects.first()).pk
    assert client.get(reverse(f"admin:judging_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:judging_{name}_change", args=[pk])).status_code == 200


def press(client, round, act, **data):
    page = reverse("admin:judging_round_assigning", args=[round.pk])
    return text(client.post(page, {"act": act, **data}, follow=True))


def test_sheets_are_proposed_mended_and_released_on_one_page(client):
    round, judge = judging.round(judges_per_idea=1), judging.judge()
    assert "対象になるアイデアがありません" in press(client, round, "propose")
    idea, other = ideas.submitted(), judging.judge()
    assert "あたらしい採点表1件" in press(client, round, "propose")
    sheet = Assignment.objects.get()
    assert "件数をそろえるため" in press(client, round, "odd")
    assert "からはずしました" in press(client, round, "remove", sheet=sheet.pk)
    assert not Assignment.objects.exists()
    assert "割り当てました" in press(client, round, "add", judge=other.pk, idea=idea.pk)
    assert "手で決めた" in press(client, round, "propose")
    assert "採点表を1件、審査委員に知らせました" in press(client, round, "release")
    assert [(row.judge, row.state, row.is_pinned) for row in Assignment.objects.all()] == [(other, "released", True)]
    assert judge.assignments.count() == 0


def test_odd_pairs_and_sheets_are_refused_on_the_page(client):
    round, judge, idea = judging.round(), judging.judge(), ideas.submitted()
    Conflict.objects.create(judge=judge, idea=idea, reason="支援")
    assert "利益相反があります" in press(client, round, "add", judge=judge.pk, idea=idea.pk)
    assert "errorlist" in press(client, round, "add", judge=judge.pk, idea=0)
    page = reverse("admin:judging_round_assigning", args=[round.pk])
    assert [client.post(page, {"act": "remove", "sheet": pk}).status_code for pk in ("0", "x", "")] == [404] * 3
    assert not Assignment.objects.exists()


def test_a_round_gets_the_six_criteria_of_2016_by_an_action(client):
    round = judging.round(criteria=())
    assert "審査基準を入れました" in text(act(client, "round", "lay_rubric", round))
    assert "もう審査基準があります" in text(act(client, "round", "lay_rubric", round))
    assert round.criteria.count() == 6


def test_criteria_are_read_only_once_a_score_is_in_and_say_so(client):
    sheet = judging.handed_in(judging.round(), ideas.submitted(), 4, 3, 2)
    change = reverse("admin:judging_round_change", args=[sheet.round.pk])
    page = text(client.get(change))
    sheet.round.refresh_from_db()
    assert "最初の点がついたので、変えられません" in page
    assert sheet.round.rubric_hash in page
    assert 'name="criteria-0-weight"' not in page


def test_a_conflict_is_decided_on_its_page(client):
    sheet = judging.sheet(judging.round(), ideas.submitted())
    conflict = Conflict.objects.create(judge=sheet.judge, idea=sheet.idea, source="team", reason="知り合い")
    change = reverse("admin:judging_conflict_change", args=[conflict.pk])
    assert "認めない理由を書いてください" in text(client.post(change, {"decision": "dismissed"}))
    client.post(change, {"decision": "dismissed", "decision_reason": "事実ではない"})
    conflict.refresh_from_db()
    assert (conflict.state, conflict.decision_reason) == ("dismissed", "事実ではない")
    assert "1件を決めました" in text(act(client, "conflict", "pin", conflict))
    assert not Assignment.objects.exists()


def test_a_judge_who_steps_down_loses_unfinished_sheets(client):
    round = judging.round()
    done = judging.handed_in(round, ideas.submitted(), 4, 3, 2)
    judging.sheet(round, ideas.submitted(), done.judge)
    change = reverse("admin:judging_judge_change", args=[done.judge.pk])
    data = {"cycle": cycle().pk, "scope": "committee", "reads": "ja", "stepping_down": "病気のため"}
    client.post(change, data)
    done.judge.refresh_from_db()
    assert done.judge.left_reason == "病気のため"
    assert list(Assignment.objects.all()) == [done]


def criteria_rows(*rows):
    data = {"criteria-TOTAL_FORMS": len(rows), "criteria-INITIAL_FORMS": 0}
    for n, (key, weight) in enumerate(rows):
        values = {"key": key, "order": n, "name_ja": key, "weight": weight, "max_points": 5}
        data |= {f"criteria-{n}-{name}": value for name, value in values.items()}
    return data


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"criteria-0-weight": "0", "criteria-1-weight": "0"}, "重みの合計が0です"),
        ({"closes_at_0": "2026-01-01"}, "しめきりは、はじまりより後にしてください"),
    ],
)
def test_a_round_is_made_with_its_criteria(client, change, said):
    times = {"opens_at_0": "2026-12-21", "opens_at_1": "00:00", "closes_at_0": "2027-01-20", "closes_at_1": "00:00"}
    data = {"cycle": cycle().pk, "kind": "screening", "is_blind": "on", "judges_per_idea": 0, **times}
    answer = client.post(
        reverse("admin:judging_round_add"), {**data, **criteria_rows(("novelty", 1), ("effect", 2)), **change}
    )
    assert Round.objects.count() == (0 if said else 1)
    assert said in text(answer)


def test_criteria_are_fixed_from_the_first_score_on(client):
    round = judging.round()
    address = reverse("admin:judging_round_change", args=[round.pk])
    assert 'name="criteria-0-weight"' in text(client.get(address))
    judging.handed_in(round, ideas.submitted(), 1, 2, 3)
    assert 'name="criteria-0-weight"' not in text(client.get(address))


def test_the_ranking_shows_place_mean_spread_and_sheets(client):
    round = judging.round(criteria=(("novelty", "新規性", 1, 5),))
    best, other = ideas.submitted(title="一番のもの"), ideas.submitted(title="二番のもの")
    judging.handed_in(round, other, 2)
    judging.handed_in(round, best, 5)
    judging.handed_in(round, best, 4)
    page = text(client.get(ranking(round)))
    assert page.index("一番のもの") < page.index("二番のもの")
    assert "<td>87.5</td>" in page
    assert "<td>25.0</td>" in page
    assert "<td>2 / 2</td>" in page


def test_tiers_are_chosen_in_one_form(client):
    round, first, second = judging.round(), ideas.submitted(), ideas.submitted()
    client.post(ranking(round), tiers(**{str(first.pk): "finalist", str(second.pk): ""}))
    assert [(row.idea, row.tier.key) for row in Placement.objects.all()] == [(first, "finalist")]
    client.post(ranking(round), tiers(**{str(first.pk): "", str(second.pk): "web"}))
    assert [(row.idea, row.tier.key) for row in Placement.objects.all()] == [(second, "web")]


def test_a_tier_nobody_offered_is_refused_by_the_field(client):
    round, idea = judging.round(), ideas.submitted()
    answer = client.post(ranking(round), {f"tier_{idea.pk}": "999"})
    assert "保存できませんでした" in text(answer)
    assert not Placement.objects.exists()


def test_the_release_asks_once_more_and_then_closes_the_form(client, clock_at):
    round = judging.round()
    judging.placed(ideas.submitted())
    idea = ideas.submitted()
    clock_at(CLOSES)
    release = reverse("admin:judging_round_release", args=[round.pk])
    assert "公開する日時は、まだ決まっていません" in text(client.get(release))
    local = timezone.localtime(CLOSES + timedelta(hours=3))
    sent = {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}", "seen": ""}
    assert "アイデア2件の層を、チームも自治体もだれでも、同時に" in text(client.post(release, sent))
    assert not TierRelease.objects.exists()
    sent["confirmed"] = "1"
    assert f"層の決まっていないアイデアがあります：{idea.number}" in text(client.post(release, sent))
    judging.placed(idea, "web")
    assert "公開する日時を決めました" in text(client.post(release, sent, follow=True))
    assert "<select" in text(client.get(ranking(round)))
    clock_at(TierRelease.objects.get().releases_at)
    assert "に公開しました" in text(client.get(release))
    page = text(client.get(ranking(round)))
    assert "層はもう変えられません" in page
    assert "<select" not in page
    answer = client.post(ranking(round), tiers(**{str(idea.pk): "finalist"}))
    assert "層は変えられません" in text(answer)
    assert idea.placement.tier.key == "web"


def test_the_moment_is_taken_back_and_nonsense_is_refused(client, clock_at):
    round = judging.round()
    judging.placed(ideas.submitted())
    kept = judging.released()
    clock_at(CLOSES - timedelta(days=1))
    release = reverse("admin:judging_round_release", args=[round.pk])
    empty = {"day": "", "time": "", "confirmed": "1"}
    for seen in ("", "きのう", "2027-02-01T00:00:00"):
        assert "何も変えていません" in text(client.post(release, {**empty, "seen": seen}))
    assert "公開する日時を取り消しますか" in text(client.post(release, {"day": "", "time": ""}))
    seen = timezone.localtime(kept.releases_at).isoformat()
    assert "取り消しました" in text(client.post(release, {**empty, "seen": seen}, follow=True))
    assert not TierRelease.objects.exists()


def test_a_judge_is_added_by_address(client):
    user = person()
    data = {"cycle": cycle().pk, "email": user.email.upper(), "title": "教授", "scope": "committee", "reads": "both"}
    add = reverse("admin:judging_judge_add")
    client.post(add, data)
    assert Judge.objects.get().user == user
    assert "もう登録されています" in text(client.post(add, data))
    assert "登録した人はいません" in text(client.post(add, {**data, "email": "nobody@people.example"}))
    assert Judge.objects.count() == 1


def test_the_secretariat_declares_a_conflict(client):
    sheet = judging.sheet(judging.round(), ideas.submitted())
    add = reverse("admin:judging_conflict_add")
    data = {"judge": sheet.judge.pk, "idea": sheet.idea.pk, "kind": "company", "reason": ""}
    assert "errorlist" in text(client.post(add, data))
    client.post(add, {**data, "reason": "所属が同じ"})
    assert Conflict.objects.get().reason == "所属が同じ"
    assert not Assignment.objects.exists()


def test_a_conflict_after_the_release_is_refused_in_the_form(client, clock_at):
    sheet = judging.sheet(judging.round(), ideas.submitted())
    judging.released()
    clock_at(CLOSES)
    data = {"judge": sheet.judge.pk, "idea": sheet.idea.pk, "kind": "company", "reason": "所属が同じ"}
    assert "公開ずみです" in text(client.post(reverse("admin:judging_conflict_add"), data))
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("name", ["ranking", "release"])
def test_others_see_no_ranking(enter, now, name):
    round = judging.round()
    for user in (person(), judging.judge().user):
        answer = enter(user).get(reverse(f"admin:judging_round_{name}", args=[round.pk]), follow=True)
        assert answer.status_code == 403
