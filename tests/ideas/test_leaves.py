"""After the deadline: a late entry by a code, an entry done over, taken back by the secretariat; nothing past publication."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from ideas.models import Idea, IdeaRefused, IdeasClosed, IdeaVersion, Leave
from ideas.services import (
    attach_picture,
    give_late_code,
    reopen_idea,
    restore_for_team,
    save_idea,
    submit_idea,
    use_late_code,
    withdraw_for_team,
)
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle, windows
from tests.ideas.pages import as_leader, at, text_of

pytestmark = pytest.mark.django_db
AUTUMN, (_, DEADLINE, _) = make.AUTUMN, windows(2026)["ideas"]
PUBLISHES = DEADLINE + timedelta(days=10)
INSTANT, HOUR = timedelta(microseconds=1), timedelta(hours=1)
UNTIL = DEADLINE + timedelta(days=1)
GIVEN = {"reason": "停電のため", "until": UNTIL}


@pytest.fixture(autouse=True)
def _published_later():
    """The secretariat looks through what came in before all of it is shown."""
    cycle().stages.filter(kind="ideas").update(publishes_at=PUBLISHES)


def late_code(idea, when=DEADLINE, **given):
    return give_late_code(idea, by=staff(), at=when, **{**GIVEN, **given})


def reopened(idea, when=DEADLINE, **given):
    return reopen_idea(idea, by=staff(), at=when, **{**GIVEN, **given})


def use(idea, code, when=DEADLINE + HOUR, by=None):
    return use_late_code(idea, code=code, by=by or make.leader_of(idea.team), at=when)


def submit(idea, when=DEADLINE + HOUR):
    return submit_idea(idea, by=make.leader_of(idea.team), at=when)


def save(idea, when=DEADLINE + HOUR, **fields):
    return save_idea(idea, fields=fields, by=make.leader_of(idea.team), at=when)


def everything() -> list:
    rows = (Idea, IdeaVersion, Leave, AuditEntry, OutboxMail)
    return [list(row.objects.order_by("pk").values()) for row in rows]


def actions(idea) -> list[str]:
    return list(
        AuditEntry.objects.filter(subject=f"ideas.idea:{idea.pk}").order_by("pk").values_list("action", flat=True)
    )


# --- a late entry ---------------------------------------------------------------------------------------------------------


def test_a_late_entry_leaves_its_whole_trace():
    idea = make.draft(make.team(3))
    leave, code = late_code(idea)
    assert code not in str(Leave.objects.values().get())
    mate = idea.team.members.last().user
    use(idea, f" {code.lower().replace('-', ' ')} ", by=mate)
    save(idea, title="間に合った")
    attach_picture(idea, upload=make.photo(), alt="絵", by=mate, at=DEADLINE + HOUR)
    kept = submit(idea)
    assert (kept.number, kept.status, kept.title) == ("COG2026-I-0001", "submitted", "間に合った")
    assert actions(idea) == ["ideas.give_late_code", "ideas.use_late_code", "ideas.submit_after_deadline"]
    assert AuditEntry.objects.get(action="ideas.submit_after_deadline").detail == {
        "leave": leave.pk, "kind": "late", "version": 1,
    }  # fmt: skip
    assert OutboxMail.objects.filter(kind="ideas/late").count() == 3
    assert OutboxMail.objects.filter(kind="ideas/receipt").count() == 3


def test_it_ends_to_the_instant():
    idea = make.draft()
    _leave, code = late_code(idea)
    use(idea, code, UNTIL - INSTANT)
    save(idea, UNTIL - INSTANT, title="さいごの字")
    before = everything()
    for act in (lambda: save(idea, UNTIL, title="おそい"), lambda: submit(idea, UNTIL)):
        with pytest.raises(IdeasClosed, match="しめきりました"):
            act()
    assert everything() == before
    assert submit(idea, UNTIL - INSTANT).title == "さいごの字"


def test_without_the_code_used_the_leave_opens_nothing():
    idea = make.draft()
    late_code(idea)
    before = everything()
    with pytest.raises(IdeasClosed):
        submit(idea)
    assert everything() == before


def test_each_code_that_does_not_do_says_why():
    mine, other = make.draft(), make.draft()
    _leave, code = late_code(mine)
    _leave, theirs = late_code(other)
    _leave, old = late_code(mine, when=DEADLINE - HOUR)  # and the first is useless now
    _leave, new = late_code(mine)
    use(other, theirs)
    before = everything()
    for typed, when, idea, words in (
        ("0000-0000-0000-0000-0000", DEADLINE, mine, "見つかりません"),
        ("", DEADLINE, mine, "見つかりません"),
        (theirs, DEADLINE, mine, "このアイデアのものではありません"),
        (code, DEADLINE + HOUR, mine, "期限"),
        (old, DEADLINE + HOUR, mine, "期限"),
        (new, UNTIL, mine, "期限"),
        (theirs, DEADLINE + HOUR, other, "もう使われました"),
    ):
        with pytest.raises(IdeaRefused, match=words):
            use(idea, typed, when)
    assert everything() == before


@pytest.mark.parametrize(
    ("given", "when", "words"),
    [
        ({"reason": " "}, DEADLINE, "理由を300字以内"),
        ({"until": DEADLINE}, AUTUMN, "しめきりより後"),
        ({"until": PUBLISHES + INSTANT}, DEADLINE, "公開の日時"),
        ({}, UNTIL, "これからの日時"),
        ({"until": PUBLISHES + HOUR}, PUBLISHES, "もう公開されました"),
    ],
)
@pytest.mark.parametrize(("made", "give"), [(make.draft, late_code), (make.submitted, reopened)])
def test_a_leave_that_cannot_be_is_refused(made, give, given, when, words):
    idea = made()
    before = everything()
    with pytest.raises(IdeaRefused, match=words):
        give(idea, when, **given)
    assert everything()[:4] == before[:4]


@pytest.mark.parametrize(
    ("made", "give", "words"),
    [
        (make.submitted, late_code, "下書きだけ"),
        (make.withdrawn, late_code, "下書きだけ"),
        (make.draft, reopened, "応募ずみのアイデアだけ"),
        (make.withdrawn, reopened, "応募ずみのアイデアだけ"),
    ],
)
def test_each_kind_is_for_one_state(made, give, words):
    with pytest.raises(IdeaRefused, match=words):
        give(made())
    assert not Leave.objects.exists()


def test_nothing_slips_past_publication():
    """Even where the moment is set earlier after the code was given."""
    late, again = make.draft(), make.submitted()
    _leave, code = late_code(late)
    _leave, unused = late_code(other := make.draft())
    use(late, code)
    reopened(again)
    save(again, title="なおした")
    late.cycle.stages.filter(kind="ideas").update(publishes_at=DEADLINE + 2 * HOUR)
    submit(late, DEADLINE + 2 * HOUR - INSTANT)
    before = everything()
    for act in (
        lambda: submit(again, DEADLINE + 2 * HOUR),
        lambda: save(again, DEADLINE + 2 * HOUR, title="おそい"),
        lambda: use(other, unused, DEADLINE + 2 * HOUR),
    ):
        with pytest.raises(IdeasClosed, match="もう公開されました"):
            act()
    assert everything() == before


# --- done over ------------------------------------------------------------------------------------------------------------


def test_a_wrong_entry_is_done_over_under_the_same_number():
    idea = make.submitted(title="まちがい")
    reopened(idea)
    save(idea, title="こちら")
    assert Idea.objects.get().title == "まちがい"  # what counts until it is handed in again
    now_open = Idea.objects.get()
    attach_picture(now_open, upload=make.photo(), alt="絵", by=make.leader_of(idea.team), at=DEADLINE + HOUR)
    kept = submit(idea)
    assert (kept.number, kept.title, [row.title for row in kept.versions.all()]) == (
        "COG2026-I-0001",
        "こちら",
        ["まちがい", "こちら"],
    )
    assert actions(idea) == ["ideas.reopen_idea", "ideas.submit_after_deadline"]
    mails = OutboxMail.objects.filter(kind="ideas/reopened")
    assert (mails.count(), "停電のため" in mails[0].body) == (2, True)
    again = OutboxMail.objects.filter(kind="ideas/receipt", body__contains="2回目の応募")
    assert again.count() == 2


def test_one_never_handed_in_again_stands_as_it_was():
    idea = make.submitted(title="まえ")
    reopened(idea)
    save(idea, title="とちゅう")
    with pytest.raises(IdeasClosed):
        submit(idea, UNTIL)
    kept = Idea.objects.get()
    assert (kept.status, kept.title, kept.working["title"]) == ("submitted", "まえ", "とちゅう")


# --- taken back by the secretariat ----------------------------------------------------------------------------------------


def test_the_secretariat_takes_back_and_undoes_it_after_the_deadline():
    idea = make.submitted()
    for _twice in range(2):
        withdraw_for_team(idea, reason="本人からの電話", by=staff(), at=DEADLINE)
    assert Idea.objects.get().status == "withdrawn"
    for _twice in range(2):
        restore_for_team(idea, reason="取りやめた", by=staff(), at=DEADLINE + HOUR)
    kept = Idea.objects.get()
    assert (kept.status, kept.number, kept.submitted_at) == ("submitted", "COG2026-I-0001", AUTUMN)
    assert actions(idea) == ["ideas.withdraw_for_team", "ideas.restore_for_team"]
    for kind, words in (("withdrawn_for_team", "本人からの電話"), ("restored_for_team", "取りやめた")):
        assert [words in mail.body for mail in OutboxMail.objects.filter(kind=f"ideas/{kind}")] == [True, True]


@pytest.mark.parametrize(("made", "service"), [(make.submitted, withdraw_for_team), (make.withdrawn, restore_for_team)])
def test_it_wants_a_reason(made, service):
    idea = made()
    before = everything()
    with pytest.raises(IdeaRefused, match="理由"):
        service(idea, reason="", by=person(), at=DEADLINE)
    assert everything()[1:] == before[1:]


# --- over HTTP ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(client):
    client.force_login(staff())
    session = client.session
    session["rehearsal_entered"] = True
    session.save()
    return client


def test_the_code_is_shown_once_and_opens_the_form(office, clock_at):
    idea = make.draft(title="おくれた道")
    clock_at(DEADLINE)
    page = reverse("admin:ideas_idea_change", args=[idea.pk])
    assert "コードを出す" in text_of(office.get(page))
    url = reverse("admin:ideas_idea_late", args=[idea.pk])
    typed = {"reason": "停電のため", "until_0": "2026-12-25", "until_1": "0:00"}
    assert office.post(url, {**typed, "reason": ""}).context["form"].errors
    assert office.post(url, {**typed, "until_0": "2020-01-01"}).context["form"].errors
    shown = office.post(url, typed)
    code = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", text_of(shown))[0]
    assert ("no-store" in shown["Cache-Control"], code in text_of(office.get(page))) == (True, False)

    client = type(office)()
    as_leader(client, idea)
    assert at("idea_late", idea.pk) in text_of(client.get(at("idea_edit", idea.pk, "basics")))
    assert at("idea_late", idea.pk) in text_of(client.get(at("team", idea.team_id)))
    assert client.post(at("idea_late", idea.pk), {"code": ""}).context["form"].errors
    assert "見つかりません" in text_of(client.post(at("idea_late", idea.pk), {"code": "0000"}))
    assert client.post(at("idea_late", idea.pk), {"code": code}).url == at("idea_confirm", idea.pk)
    form = text_of(client.get(at("idea_edit", idea.pk, "basics")))
    assert ("2026年12月24日（木）23:59まで" in form, "おくれた道" in form) == (True, True)
    seen = client.get(at("idea_confirm", idea.pk)).context["seen"]
    assert "応募しました" in text_of(client.post(at("idea_confirm", idea.pk), {"seen": seen}, follow=True))
    assert "遅れての応募" in text_of(office.get(page))


def test_guessing_is_slowed_down(client, clock_at):
    idea = make.draft()
    late_code(idea)
    clock_at(DEADLINE)
    as_leader(client, idea)
    pages = [text_of(client.post(at("idea_late", idea.pk), {"code": f"{n}"})) for n in range(12)]
    assert ["こみあっています" in page for page in pages] == [False] * 10 + [True] * 2


@pytest.mark.parametrize(
    ("act", "made", "typed", "after"),
    [
        ("reopen", make.submitted, {"until_0": "2026-12-25", "until_1": "0:00"}, "submitted"),
        ("withdraw", make.submitted, {}, "withdrawn"),
        ("restore", make.withdrawn, {}, "submitted"),
    ],
)
def test_the_secretariats_acts_ask_for_a_reason(office, clock_at, act, made, typed, after):
    idea = made()
    clock_at(DEADLINE)
    url = reverse(f"admin:ideas_idea_{act}", args=[idea.pk])
    assert office.post(url, {**typed, "reason": ""}).context["form"].errors
    assert office.post(url, {**typed, "reason": "電話で聞いた"}).status_code == 302
    assert Idea.objects.get().status == after
    assert AuditEntry.objects.filter(subject=f"ideas.idea:{idea.pk}").count() == 1
