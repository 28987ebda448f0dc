"""What each member will do: a text a member, on a page of its own; published under the name that person agreed to."""

import pytest
from django.urls import reverse

from contest.models import FormSection
from contest.public import PublicAnswer
from contest.sheet import fingerprint
from ideas.models import Idea
from ideas.public import public_ideas
from ideas.services import leave_team, save_idea, submit_idea
from judging.blind import sheet_idea
from tests.factories import ideas as make
from tests.factories.contest import cycle
from tests.ideas.pages import as_leader, at, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
AUTUMN = make.AUTUMN


@pytest.fixture
def asked():
    words = {"label_ja": "メンバーそれぞれがすること", "max_chars": 5, "is_required": False, "order": 9}
    return FormSection.objects.create(cycle=cycle(), form="idea", key="tasks", is_per_member=True, **words)


def told(idea: Idea, *texts: str) -> Idea:
    answers = {f"tasks-{row.pk}": text for row, text in zip(idea.team.members.all(), texts, strict=False)}
    return save_idea(idea, fields={"answers": answers}, by=make.leader_of(idea.team), at=AUTUMN)


def shown(idea: Idea):
    row = Idea.objects.for_public().get(pk=idea.pk)
    return next((answer for answer in public_ideas([row], [asked_row()])[0].answers), None)


def asked_row() -> FormSection:
    return FormSection.objects.get(key="tasks")


def test_the_question_leads_to_ones_own_page(client, asked):
    idea = make.draft()
    as_leader(client, idea)
    mine, other = idea.team.members.all()
    response = client.get(at("idea_edit", idea.pk, "answer-tasks"))
    assert response.url == at("idea_edit", idea.pk, f"answer-tasks-{mine.pk}")
    page = text_of(client.get(response.url))
    assert f"メンバーそれぞれがすること（{mine}）" in page
    assert at("idea_edit", idea.pk, f"answer-tasks-{other.pk}") in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_outside_the_team_has_a_page(client, asked, method):
    idea, foreign = make.draft(), make.team()
    as_leader(client, idea)
    before = Idea.objects.get(pk=idea.pk).draft
    name = f"answer-tasks-{foreign.members.first().pk}"
    assert getattr(client, method)(at("idea_edit", idea.pk, name), {name: "x"}).status_code == 404
    assert Idea.objects.get(pk=idea.pk).draft == before


def test_a_page_keeps_one_members_text(client, asked):
    idea = told(make.draft(), "聞く", "作る")
    as_leader(client, idea)
    _mine, other = idea.team.members.all()
    name = f"answer-tasks-{other.pk}"
    response = client.post(at("idea_edit", idea.pk, name), {name: "地図を作ります", "then": "next"})
    assert response.url == at("idea_edit", idea.pk, name) + "?check=1"
    assert "5字以内にしてください（いま 7字）" in text_of(client.get(response.url))
    kept = Idea.objects.get(pk=idea.pk).working["answers"]
    assert sorted(text for key, text in kept.items() if key.startswith("tasks-")) == ["地図を作ります", "聞く"]


def test_what_is_wrong_leads_to_that_members_page(client, asked):
    FormSection.objects.filter(key="tasks").update(is_required=True)
    idea = told(make.draft(), "聞く")
    as_leader(client, idea)
    _mine, other = idea.team.members.all()
    page = text_of(client.get(at("idea_confirm", idea.pk)))
    assert f"メンバーそれぞれがすること（{other}）を書いてください。" in page
    assert at("idea_edit", idea.pk, f"answer-tasks-{other.pk}") + "?check=1" in page


def test_names_are_shown_by_consent_alone(asked):
    team = make.team()
    leader, other = team.members.all()
    idea = submit_idea(told(make.draft(team), "聞く", "作る"), by=leader.user, at=AUTUMN)
    assert shown(idea).parts == (("メンバー", "聞く"), ("メンバー", "作る"))
    other.name_is_public, other.public_name = True, "つくる人"
    other.save()
    assert shown(idea).parts == (("メンバー", "聞く"), ("つくる人", "作る"))
    assert shown(idea).text == "メンバー：聞く\n\nつくる人：作る"


@pytest.mark.parametrize("is_blind", [True, False])
def test_judges_read_it_without_names(asked, is_blind):
    team = make.team()
    team.members.update(name_is_public=True, public_name="つくる人")
    idea = submit_idea(told(make.draft(team), "聞く", "作る"), by=make.leader_of(team), at=AUTUMN)
    sheet = sheet_idea(Idea.objects.for_cards().get(pk=idea.pk), [asked_row()], is_blind=is_blind)
    assert sheet.answers == (PublicAnswer("tasks", "メンバーそれぞれがすること", "聞く\n\n作る"),)


def test_who_left_is_not_shown_and_the_words_stay(asked):
    team = make.team(3)
    idea = told(make.draft(team), "聞く", "作る", "運ぶ")
    gone = list(team.members.all())[1]
    leave_team(gone, at=AUTUMN)
    submit_idea(Idea.objects.get(pk=idea.pk), by=make.leader_of(team), at=AUTUMN)
    assert [text for _name, text in shown(idea).parts] == ["聞く", "運ぶ"]
    assert Idea.objects.get(pk=idea.pk).answers[f"tasks-{gone.pk}"] == "作る"


def test_two_members_each_on_their_own_page_are_never_in_each_others_way(client, asked):
    idea = told(make.draft(), "", "")
    for row in idea.team.members.all():
        name = f"answer-tasks-{row.pk}"
        client.force_login(row.user)
        typed = {name: f"{row.pk}の分", "seen": fingerprint({name: ""})}
        answer = client.post(at("idea_edit", idea.pk, name), typed, headers={"accept": "application/json"})
        assert answer.json()["state"] == "saved"
    kept = Idea.objects.get(pk=idea.pk).working["answers"]
    assert [kept[f"tasks-{row.pk}"] for row in idea.team.members.all()] == [
        f"{row.pk}の分" for row in idea.team.members.all()
    ]


def test_the_public_page_shows_it(client, asked, clock_at):
    idea = submit_idea(told(make.draft(), "*聞く*"), by=make.leader_of(make.team()), at=AUTUMN)
    clock_at(idea.cycle.stages.get(kind="ideas").publishes_at)
    page = text_of(client.get(reverse("pages:idea", args=[idea.number])))
    assert "<dt>メンバー</dt><dd><p><em>聞く</em></p></dd>" in page
