"""Members writing at the same moment, and while the idea is handed in: nobody loses a word."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from contest.models import FormSection
from contest.sheet import fingerprint
from ideas.models import ChangedElsewhere, Idea
from ideas.services import save_idea, submit_idea, writing
from ideas.sheet import values_at
from tests.factories import ideas as make
from tests.factories.contest import cycle
from tests.ideas.pages import at

pytestmark = pytest.mark.django_db(transaction=True)
AUTUMN = make.AUTUMN


def writer(idea: Idea, key: str, by, words: list[str]) -> None:
    """One member writing one page, piece by piece, with a row read long ago: as autosaves of an open tab do."""
    try:
        seen = None
        for text in words:
            saved = save_idea(idea, fields={"answers": {key: text}}, by=by, at=AUTUMN, seen=seen)
            seen = fingerprint(values_at(saved, [f"answer-{key}"]))
    finally:
        connection.close()


def stored(idea: Idea) -> dict:
    return Idea.objects.get(pk=idea.pk).working["answers"]


@pytest.mark.parametrize("made", [make.draft, make.submitted])
@pytest.mark.parametrize("own", [False, True])
def test_two_members_on_two_pages_both_keep_every_word(made, own):
    FormSection.objects.create(
        cycle=cycle(), form="idea", key="tasks", label_ja="すること", is_required=False, is_per_member=True
    )
    idea = made()
    members = list(idea.team.members.all())
    keys = [f"tasks-{row.pk}" for row in members] if own else ["story", "data"]
    with ThreadPoolExecutor(2) as pool:
        done = [
            pool.submit(writer, idea, key, row.user, [f"{key} {n}" for n in range(30)])
            for key, row in zip(keys, members, strict=True)
        ]
        for one in done:
            one.result()
    assert [stored(idea)[key] for key in keys] == [f"{key} 29" for key in keys]


def test_of_two_members_on_one_page_one_is_told():
    idea = make.draft()
    seen = fingerprint(values_at(idea, ["answer-story"]))
    barrier = Barrier(2)

    def write(row) -> str:
        barrier.wait()
        try:
            fields = {"answers": {"story": f"{row.pk}の文"}}
            return save_idea(idea, fields=fields, by=row.user, at=AUTUMN, seen=seen).working["answers"]["story"]
        except ChangedElsewhere:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(write, list(idea.team.members.select_related("user"))))
    assert answers == ["", stored(idea)["story"]]


def test_both_texts_stand_side_by_side_for_the_one_who_is_told(client, clock_at):
    clock_at(AUTUMN)
    idea = make.draft()
    first, second = idea.team.members.all()
    seen = fingerprint(values_at(idea, ["answer-story"]))
    for row in (first, second):
        client.force_login(row.user)
        typed = {"answer-story": f"{row.pk}人めの文", "seen": seen, "then": "stay"}
        response = client.post(at("idea_edit", idea.pk, "answer-story"), typed)
    page = response.content.decode()
    assert f"{first.pk}人めの文" in page
    assert f"{second.pk}人めの文</textarea>" in page
    assert "まだ保存していません" in page
    assert stored(idea)["story"] == f"{first.pk}人めの文"


def test_what_is_saved_while_it_is_handed_in_is_in_one_or_the_other():
    idea = make.draft()
    leader = make.leader_of(idea.team)

    def hand_in() -> int | None:
        try:
            return submit_idea(idea, by=leader, at=AUTUMN).serial
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        saving = pool.submit(writer, idea, "story", leader, [f"story {n}" for n in range(20)])
        assert pool.submit(hand_in).result() == 1
        saving.result()
    kept = Idea.objects.get()
    assert kept.working["answers"]["story"] == "story 19"
    assert kept.versions.get().answers["story"] == kept.answers["story"]


def test_the_race_loses_words_where_the_row_is_not_held_against_what_was_read(monkeypatch):
    """The negative control: written without looking, one page's words vanish under the other's."""

    def careless(kept: Idea, *, fields: dict, **rest) -> Idea:
        Idea.objects.filter(pk=kept.pk).update(draft=writing._drafted(kept, fields))
        return kept

    monkeypatch.setattr(writing, "_keep", careless)
    idea = make.draft()
    read = Idea.objects.get(pk=idea.pk)
    for key in ("story", "data"):
        save_idea(read, fields={"answers": {key: "新しい"}}, by=make.leader_of(idea.team), at=AUTUMN)
    assert stored(idea)["story"] != "新しい"
