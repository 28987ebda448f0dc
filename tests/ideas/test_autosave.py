"""The same form, posted by a script: the same acts, answered in a line."""

import pytest
from django.urls import reverse

from contest.models import FormSection
from contest.sheet import fingerprint
from ideas.models import Idea
from tests.factories import ideas as make
from tests.factories.accounts import person
from tests.factories.contest import cycle, windows
from tests.ideas.pages import as_leader, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
DEADLINE = windows(2026)["ideas"][1]


def post(client, idea, section="answer-story", **typed):
    """What static/js/autosave.js sends, and the words it hears."""
    headers = {"accept": "application/json"}
    response = client.post(at("idea_edit", idea.pk, section), typed, headers=headers)
    return response.status_code, response.json()


def story(idea) -> str:
    return Idea.objects.get(pk=idea.pk).working["answers"]["story"]


TYPED = {
    "basics": {"title": "新しい題", "summary": "新しいひとこと", "licence": "CC BY-NC 4.0"},
    "answer-story": {"answer-story": "新しい文"},
    "answer-tasks": {},
    "english": {"title_en": "Lights", "summary_en": "In short"},
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("section", TYPED)
@pytest.mark.parametrize("made", [make.draft, make.submitted])
def test_an_autosave_costs_six_queries_at_most(client, section, made, django_assert_max_num_queries):
    words = {"label_ja": "すること", "is_required": False, "is_per_member": True}
    FormSection.objects.create(cycle=cycle(), form="idea", key="tasks", **words)
    idea = made(make.team(4))
    as_leader(client, idea)
    typed = TYPED[section]
    if section == "answer-tasks":
        section = f"answer-tasks-{idea.team.members.last().pk}"
        typed = {section: "地図を作る"}
    with django_assert_max_num_queries(6):
        assert post(client, idea, section, **typed)[1]["state"] == "saved"


@pytest.mark.django_db(transaction=True)
def test_without_a_second_factor_two_more_ask_whether_one_is_needed(client, django_assert_max_num_queries):
    idea = make.draft(make.team(2, leader=person(second_factor=False)))
    as_leader(client, idea)
    with django_assert_max_num_queries(8):
        assert post(client, idea, **{"answer-story": "新しい文"})[1]["state"] == "saved"


def test_saving_answers_with_the_time_and_what_is_seen_now(client):
    idea = make.draft()
    as_leader(client, idea)
    status, line = post(client, idea, **{"answer-story": " のこる\r\n文 "})
    assert (status, line["state"], line["text"][:6]) == (200, "saved", "保存しました")
    assert line["seen"] == fingerprint({"answer-story": "のこる\n文"})
    assert story(idea) == "のこる\n文"


def test_saving_on_with_what_was_answered_is_no_conflict(client):
    idea = make.draft()
    as_leader(client, idea)
    seen = fingerprint({"answer-story": story(idea)})
    for text in ("ひと", "ひとつ", "ひとつめ"):
        status, line = post(client, idea, **{"answer-story": text, "seen": seen})
        seen = line["seen"]
    assert (status, story(idea)) == (200, "ひとつめ")


def test_a_text_written_over_is_told_and_kept(client):
    idea = make.draft()
    as_leader(client, idea)
    seen = fingerprint({"answer-story": story(idea)})
    post(client, idea, **{"answer-story": "ひとりめの文", "seen": seen})
    status, line = post(client, idea, **{"answer-story": "ふたりめの文", "seen": seen})
    assert (status, line["state"], "まだ保存していません" in line["text"]) == (409, "changed", True)
    assert story(idea) == "ひとりめの文"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": "あ" * 20_001, "licence": "CC BY 4.0"}, "title"),
        ({"title": "あ\x00い", "licence": "CC BY 4.0"}, "title"),
        ({"title": "あ", "licence": "GPL"}, "licence"),
    ],
)
def test_what_cannot_be_stored_is_told_by_its_field(client, typed, field):
    idea = make.draft(title="まえ")
    as_leader(client, idea)
    status, line = post(client, idea, "basics", **typed)
    assert (status, line["state"], list(line["errors"])) == (422, "unsaved", [field])
    assert Idea.objects.get().working["title"] == "まえ"


@pytest.mark.parametrize("typed", [{"title": "おそい", "licence": "CC BY 4.0"}, {"title": "おそい"}])
def test_after_the_deadline_it_is_told(client, clock_at, typed):
    idea = make.draft(title="まえ")
    as_leader(client, idea)
    clock_at(DEADLINE)
    status, line = post(client, idea, "basics", **typed)
    assert (status, line["state"], bool(line["text"])) == (403, "closed", True)
    assert Idea.objects.get().working["title"] == "まえ"


def test_a_lost_session_is_told_with_the_way_back(client):
    idea = make.draft()
    status, line = post(client, idea, **{"answer-story": "だれの文"})
    assert (status, line["state"]) == (401, "logged out")
    assert line["url"].startswith(reverse("account_login") + "?next=%2Fme%2Fideas%2F")


def test_somebody_elses_idea_is_not_there(client):
    idea = make.draft()
    client.force_login(person())
    url = at("idea_edit", idea.pk, "answer-story")
    assert client.post(url, {"answer-story": "x"}, headers={"accept": "application/json"}).status_code == 404
