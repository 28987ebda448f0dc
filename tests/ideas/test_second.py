"""The second version: beside what was judged, never in its place."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from contest.models import FormSection
from contest.sheet import fingerprint
from ideas.models import ChangedElsewhere, Idea, IdeaIncomplete, IdeaRefused, IdeasClosed, SecondVersion
from ideas.second import first_values, public_second, section_of, values_of
from ideas.services import hand_in_second_version, open_second_version, save_second_version
from notifications.models import OutboxMail
from tests.factories import ideas
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db
SPRING = ideas.AUTUMN + timedelta(days=150)
UNTIL = SPRING + timedelta(days=30)


@pytest.fixture
def second():
    return open_second_version(ideas.submitted(), until=UNTIL)


def save(second, *, at=SPRING, seen=None, **texts):
    idea = Idea.objects.for_desk().get(pk=second.idea_id)
    values = values_of(SecondVersion(idea=idea), section_of(idea)) | texts
    return save_second_version(second, values=values, by=ideas.leader_of(idea.team), at=at, seen=seen)


def hand_in(second, *, at=SPRING, seen=None):
    return hand_in_second_version(second, by=ideas.leader_of(second.idea.team), at=at, seen=seen)


def rows():
    return [list(table.objects.order_by("pk").values()) for table in (Idea, SecondVersion, OutboxMail)]


def refused(act, kind, words):
    before = rows()
    with pytest.raises(kind, match=words):
        act()
    assert rows() == before


def test_it_is_handed_in_beside_the_first_which_stays(second):
    judged = Idea.objects.filter(pk=second.idea_id).values().get()
    save(second, title="あかりみち改")
    made = hand_in(second)
    assert (made.texts["title"], made.draft, made.handed_in_at) == ("あかりみち改", {}, SPRING)
    assert Idea.objects.filter(pk=second.idea_id).values().get() == judged
    assert second.idea.versions.count() == 1
    assert OutboxMail.objects.filter(kind="ideas/second").count() == second.idea.team.members.count()
    hand_in(second, at=SPRING + timedelta(hours=1))  # twice is once
    assert OutboxMail.objects.filter(kind="ideas/second").count() == second.idea.team.members.count()
    assert open_second_version(second.idea, until=UNTIL + timedelta(days=9)).until == UNTIL


def test_what_is_the_same_unfinished_late_or_taken_back_is_refused(second):
    refused(lambda: hand_in(second), IdeaRefused, "1回目と同じ")
    save(second, title="")
    refused(lambda: hand_in(second), IdeaIncomplete, "直すところが1か所")
    refused(lambda: save(second, title="おそい", at=UNTIL), IdeasClosed, "終わりました")
    refused(lambda: hand_in(second, at=UNTIL), IdeasClosed, "終わりました")
    Idea.objects.filter(pk=second.idea_id).update(status="withdrawn")
    refused(lambda: save(second, title="取り下げ"), IdeasClosed, "取り下げた")


def test_two_windows_do_not_write_over_each_other(second):
    idea = Idea.objects.for_desk().get(pk=second.idea_id)
    seen = fingerprint(values_of(second, section_of(idea)))
    save(second, title="ひとりめ", seen=seen)
    refused(lambda: save(second, title="ふたりめ", seen=seen), ChangedElsewhere, "書きかえました")
    refused(lambda: hand_in(second, seen=seen), ChangedElsewhere, "内容が変わりました")


def test_the_world_sees_what_changed_of_public_answers_only(second):
    FormSection.objects.filter(cycle=second.idea.cycle, key="story").update(is_public=False)
    first = first_values(second.idea)
    save(second, title="あかりみち改", summary="朝の道も。")
    hand_in(second)
    row = Idea.objects.for_public().select_related("second_version").get(pk=second.idea_id)
    shown = public_second(row, row.cycle.questions(FormSection.Form.IDEA))
    assert [change.label for change in shown.changes] == ["アイデア名", "ひとことで言うと"]
    assert [piece.text for piece in shown.changes[0].pieces] == [first["title"], "あかりみち改"]
    assert "answer-story" not in section_of(Idea.objects.for_desk().get(pk=second.idea_id)).names
    assert "story" not in [answer.key for answer in shown.idea.answers]


def test_a_member_writes_it_page_by_page_and_a_stranger_finds_nothing(second, clock_at):
    clock_at(SPRING)
    client, idea = Client(), second.idea
    client.force_login(ideas.leader_of(idea.team))
    page, confirm = (reverse(f"ideas:{name}", args=[idea.pk]) for name in ("idea_second", "idea_second_confirm"))
    form = client.get(page).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"title": "あかりみち改", "then": "next"}
    assert client.post(page, typed).url == confirm
    shown = client.get(confirm)
    assert "あかりみち改" in shown.content.decode()
    assert client.post(confirm, {"seen": shown.context["seen"]}).url == reverse("advice:page", args=[idea.pk])
    assert SecondVersion.objects.get().texts["title"] == "あかりみち改"
    clock_at(UNTIL)
    late = client.post(page, {**typed, "title": "おそい題"})
    assert (late.status_code, "おそい題" in late.content.decode()) == (403, True)
    client.force_login(person())
    assert {client.get(path).status_code for path in (page, confirm)} == {404}
