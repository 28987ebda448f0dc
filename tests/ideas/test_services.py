"""Drafts, handing in, taking back: the fact, the mail, and that a refusal changes nothing."""

from datetime import timedelta

import pytest

from contest.sheet import fingerprint
from ideas.models import ChangedElsewhere, Idea, IdeaIncomplete, IdeaRefused, IdeasClosed, IdeaVersion
from ideas.services import restore_idea, save_idea, start_idea, submit_idea, withdraw_idea
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.contest import cycle, windows
from tests.factories.municipalities import challenge

pytestmark = pytest.mark.django_db
AUTUMN = make.AUTUMN
OPENS, DEADLINE, _ = windows(2026)["ideas"]
INSTANT = timedelta(microseconds=1)


def row(idea) -> dict:
    return Idea.objects.filter(pk=idea.pk).values().get()


def act(service, idea, at=AUTUMN, **fields):
    return service(idea, by=make.leader_of(idea.team), at=at, **fields)


def save(idea, at=AUTUMN, seen=None, **fields):
    return act(save_idea, idea, at, fields=fields, seen=seen)


def test_starting_twice_gives_the_same_draft():
    team, about = make.team(), challenge("accepted")
    one, two = (start_idea(team, challenge=about, by=make.leader_of(team), at=AUTUMN) for _ in range(2))
    assert one == two
    assert (one.status, one.number, one.cycle) == ("draft", "", cycle())


@pytest.mark.parametrize(
    ("status", "at", "refusal", "words"),
    [
        ("submitted", AUTUMN, IdeaRefused, "応募できません"),
        ("draft", AUTUMN, IdeaRefused, "応募できません"),
        ("accepted", OPENS - INSTANT, IdeasClosed, "まだはじまっていません"),
        ("accepted", DEADLINE, IdeasClosed, "しめきりました"),
    ],
)
def test_starting_is_refused(status, at, refusal, words):
    team = make.team()
    with pytest.raises(refusal, match=words):
        start_idea(team, challenge=challenge(status), by=make.leader_of(team), at=at)
    assert not Idea.objects.exists()


def test_a_challenge_of_another_year_is_refused():
    team = make.team(cycle=cycle(2027))
    at = windows(2027)["ideas"][0]
    with pytest.raises(IdeaRefused, match="応募できません"):
        start_idea(team, challenge=challenge("accepted"), by=make.leader_of(team), at=at)


def test_a_draft_keeps_what_is_unfinished_and_too_long():
    idea = start_idea(team := make.team(), challenge=challenge("accepted"), by=make.leader_of(team), at=AUTUMN)
    kept = save(idea, title="あ" * 500, answers={"story": "い" * 9000})
    assert (kept.working["title"], kept.working["answers"]["story"]) == ("あ" * 500, "い" * 9000)
    assert save(idea, title="短い").working["answers"]["story"] == "い" * 9000


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"title": "あ" * 20_001}, "長すぎて保存できません"), ({"licence": "GPL"}, "利用条件をえらんで")],
)
def test_saving_is_refused(fields, words):
    idea = make.draft()
    before = row(idea)
    with pytest.raises(IdeaRefused, match=words):
        save(idea, **fields)
    assert row(idea) == before


@pytest.mark.parametrize("fields", [{"status": "submitted"}, {"serial": "1"}, {"answers": {"unasked": "x"}}])
def test_only_the_questions_of_the_form_are_taken(fields):
    idea = make.draft()
    before = row(idea)
    with pytest.raises(ValueError, match="not fields of an idea"):
        save(idea, **fields)
    assert row(idea) == before


def test_two_windows_do_not_overwrite_each_other():
    idea = make.draft(title="はじめ")
    seen = fingerprint({"title": "はじめ"})
    save(idea, seen=seen, title="ひとりめ")
    with pytest.raises(ChangedElsewhere, match="書きかえました"):
        save(idea, seen=seen, title="ふたりめ")
    idea.refresh_from_db()
    assert idea.working["title"] == "ひとりめ"
    assert save(idea, seen=seen, title="ひとりめ").working["title"] == "ひとりめ"  # a double click is no conflict


def test_saving_another_page_is_no_conflict():
    idea = make.draft()
    story = {"answer-story": idea.working["answers"]["story"]}
    save(idea, title="ほかの人が直した名前")
    assert (
        save(idea, seen=fingerprint(story), answers={"story": "わたしの文"}).working["answers"]["story"] == "わたしの文"
    )


def test_handing_in_gives_a_number_a_version_and_a_receipt_to_everybody():
    idea = make.submitted(team := make.team(3), title="あかりみち")
    version = IdeaVersion.objects.get()
    assert (idea.number, idea.status, idea.submitted_at, idea.draft) == ("COG2026-I-0001", "submitted", AUTUMN, {})
    assert (version.number, version.title, version.handed_in_by) == (1, "あかりみち", make.leader_of(team))
    mails = OutboxMail.objects.filter(kind="ideas/receipt")
    assert {mail.user for mail in mails} == {member.user for member in team.members.all()}
    assert all("COG2026-I-0001" in mail.subject and "あかりみち" in mail.body for mail in mails)


def test_numbers_follow_each_other():
    assert [make.submitted().number for _ in range(3)] == ["COG2026-I-0001", "COG2026-I-0002", "COG2026-I-0003"]


def test_handing_in_twice_is_one_act():
    idea = make.submitted()
    again = act(submit_idea, idea, AUTUMN + timedelta(hours=1))
    assert (again.number, again.submitted_at) == (idea.number, AUTUMN)
    assert IdeaVersion.objects.count() == 1
    assert OutboxMail.objects.filter(kind="ideas/receipt").count() == 2


def test_what_was_handed_in_stays_until_it_is_handed_in_again():
    idea = save(make.submitted(title="まえ"), title="あと")
    assert (idea.title, idea.working["title"], idea.has_unsent_changes) == ("まえ", "あと", True)
    later = act(submit_idea, idea, AUTUMN + timedelta(days=1))
    assert (later.title, later.number, later.has_unsent_changes) == ("あと", idea.number, False)
    assert list(IdeaVersion.objects.values_list("number", "title")) == [(1, "まえ"), (2, "あと")]


def test_writing_back_the_old_words_leaves_nothing_to_hand_in():
    idea = save(make.submitted(title="まえ"), title="あと")
    assert save(idea, title="まえ").has_unsent_changes is False


@pytest.mark.parametrize(
    ("members", "fields", "count"),
    [
        (1, {}, 1),
        (2, {"title": ""}, 1),
        (2, {"title": "あ" * 41}, 1),
        (2, {"answers": {"story": "い" * 1201, "data": ""}}, 4),
        (1, {"title": "", "summary": ""}, 3),
    ],
)
def test_an_unfinished_idea_is_not_handed_in(members, fields, count):
    idea = make.draft(make.team(members), **fields)
    before = row(idea)
    with pytest.raises(IdeaIncomplete, match=f"直すところが{count}か所あります"):
        act(submit_idea, idea)
    assert row(idea) == before
    assert not IdeaVersion.objects.exists()
    assert not OutboxMail.objects.exists()


def test_handing_in_what_has_changed_since_it_was_read_is_refused():
    idea = make.draft()
    with pytest.raises(ChangedElsewhere, match="もう一度読んで"):
        act(submit_idea, idea, seen="of another time")
    assert row(idea)["status"] == "draft"


def test_withdrawing_keeps_the_words_and_can_be_undone():
    idea = act(withdraw_idea, make.submitted(title="あかり"))
    assert (idea.status, idea.title, idea.number) == ("withdrawn", "あかり", "COG2026-I-0001")
    back = act(restore_idea, idea, AUTUMN + timedelta(hours=1))
    assert (back.status, back.number, back.submitted_at) == ("submitted", "COG2026-I-0001", AUTUMN)
    assert OutboxMail.objects.filter(kind="ideas/withdrawn").count() == 2
    assert OutboxMail.objects.filter(kind="ideas/restored").count() == 2
    assert act(restore_idea, act(withdraw_idea, make.draft())).status == "draft"


@pytest.mark.parametrize("service", [save_idea, submit_idea])
def test_a_withdrawn_idea_is_brought_back_first(service):
    idea = make.withdrawn()
    before = row(idea)
    fields = {"fields": {"title": "新"}} if service is save_idea else {}
    with pytest.raises(IdeaRefused, match="取下げをやめると"):
        act(service, idea, **fields)
    assert row(idea) == before


@pytest.mark.parametrize(
    ("made", "service", "fields"),
    [
        (make.draft, save_idea, {"fields": {"title": "おそい"}}),
        (make.draft, submit_idea, {}),
        (make.submitted, withdraw_idea, {}),
        (make.withdrawn, restore_idea, {}),
    ],
)
def test_the_deadline_is_exact(made, service, fields):
    late = made()
    before, mails = row(late), OutboxMail.objects.count()
    with pytest.raises(IdeasClosed, match="しめきりました"):
        act(service, late, DEADLINE, **fields)
    assert row(late) == before
    assert OutboxMail.objects.count() == mails
    assert act(service, late, DEADLINE - INSTANT, **fields)
