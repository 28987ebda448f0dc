"""The secretariat's list of teams, its remarks on who may enter, and its files."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from ideas.models import EligibilityRemark, Member, Team, TeamRefused
from ideas.roster import State, lacks_of, with_state
from ideas.services import check_team, export_cycle, save_idea, settle_remark, submit_idea, write_remark
from ideas.services.exporting import FILES
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import staff
from tests.factories.contest import cycle, windows
from tests.ideas.pages import text_of

pytestmark = pytest.mark.django_db
AUTUMN, DEADLINE = make.AUTUMN, windows(2026)["ideas"][1]
LIST = "admin:ideas_team_changelist"


@pytest.fixture
def office(client, autumn):
    client.force_login(staff())
    session = client.session
    session["rehearsal_entered"] = True
    session.save()
    return client


def state_of(team) -> str:
    return with_state(Team.objects.filter(pk=team.pk)).get().state


def confirming():
    cycle(needs_everyone=True)
    idea = make.draft()
    make.confirm(idea, idea.team.members.last().user)
    return idea


def unsent():
    idea = make.submitted()
    save_idea(idea, fields={"title": "あと"}, by=make.leader_of(idea.team), at=AUTUMN)
    return idea


# --- the list -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (lambda: make.team(1), State.FORMING),
        (lambda: make.draft().team, State.WRITING),
        (lambda: confirming().team, State.CONFIRMING),
        (lambda: make.submitted().team, State.SUBMITTED),
        (lambda: make.withdrawn().team, State.WITHDRAWN),
    ],
)
def test_how_far_a_team_has_come_follows_from_its_ideas(made, state):
    assert state_of(made()) == state


def test_the_furthest_idea_counts():
    idea = make.submitted()
    make.draft(idea.team)
    assert state_of(idea.team) == State.SUBMITTED


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(office, count, django_assert_num_queries):
    for _ in range(count):
        unsent()
        Member.objects.filter(role="member").update(age_band="under16")
    with django_assert_num_queries(28):
        page = office.get(reverse(LIST))
    assert page.context["cl"].result_count == count
    assert "保護者の同意 1人" in text_of(page)


def test_many_teams_are_paged(office):
    Team.objects.bulk_create(Team(cycle=cycle(), name=f"見本の班{n:03d}") for n in range(120))
    page = office.get(reverse(LIST))
    assert (len(page.context["cl"].result_list), page.context["cl"].paginator.num_pages) == (50, 3)


def test_it_is_narrowed_down_and_searched(office):
    idea, other, young = unsent(), make.draft(), make.draft(make.team(2))
    Member.objects.filter(team=young.team, role="member").update(age_band="under16")
    write_remark(other.team, text="住所を確かめています。", tells=False, by=staff(), at=AUTUMN)
    found = {
        query: {team.pk for team in office.get(f"{reverse(LIST)}?{query}").context["cl"].result_list}
        for query in (
            "state=submitted", "state=writing", "waits=guardian", "waits=office", "waits=unsent", "waits=unchecked",
            "quiet=7", f"q={idea.number}", "q=COG2026-I-0099", f"q={other.team.name}", "state=nonsense",
        )
    }  # fmt: skip
    every = {row.team_id for row in (idea, other, young)}
    assert found == {
        "state=submitted": {idea.team_id},
        "state=writing": {other.team_id, young.team_id},
        "waits=guardian": {young.team_id},
        "waits=office": {other.team_id},
        "waits=unsent": {idea.team_id},
        "waits=unchecked": {idea.team_id},
        "quiet=7": found["quiet=7"],
        f"q={idea.number}": {idea.team_id},
        "q=COG2026-I-0099": set(),
        f"q={other.team.name}": {other.team_id},
        "state=nonsense": every,
    }
    ways = {way.query.split("&")[0]: way.count for way, _here in office.get(reverse(LIST)).context["ways"]}
    assert [ways[key] for key in ("state=submitted", "state=writing", "waits=guardian", "waits=unsent")] == [1, 2, 1, 1]


@pytest.mark.parametrize("age", [0, 16, 18])
@pytest.mark.parametrize("band", ["under16", "16to17", "18to29", ""])
@pytest.mark.parametrize("says", [None, "yes", "taken back"])
def test_the_filter_of_guardians_agrees_with_the_engine(age, band, says):
    team = make.team(2, cycle=cycle(guardian_below_age=age))
    member = team.members.last()
    Member.objects.filter(pk=member.pk).update(age_band=band)
    if says:
        taken_back = AUTUMN if says == "taken back" else None
        member.guardian_consents.create(kind="mail", guardian_name="見本", given_at=AUTUMN, refused_at=taken_back)
    whole = Team.objects.for_desk().get(pk=team.pk)
    assert with_state(Team.objects.all()).get().waits_for_guardian == bool(lacks_of(whole, AUTUMN).guardians)


# --- remarks --------------------------------------------------------------------------------------------------------------


def test_a_remark_keeps_the_team_from_handing_in_until_it_is_settled(office):
    idea = make.draft(make.team(3))
    team = idea.team
    page = reverse("admin:ideas_team_change", args=[team.pk])
    url = reverse("admin:ideas_team_remark", args=[team.pk])
    assert office.post(url, {"text": ""}).context["form"].errors
    assert office.post(url, {"text": "代表の住所が市外です。", "tells": "on"}).status_code == 302
    again = office.post(url, {"text": "代表の住所が市外です。"})
    assert "もう書いてあります" in text_of(again)
    remark = EligibilityRemark.objects.get()
    assert [mail.body.count("代表の住所が市外です。") for mail in OutboxMail.objects.filter(kind="ideas/remark")] == [
        1
    ] * 3
    with pytest.raises(Exception, match="直すところが1か所"):
        submit_idea(idea, by=make.leader_of(team), at=AUTUMN)
    check = reverse("admin:ideas_team_check", args=[team.pk])
    assert "まだすんでいない確認" in text_of(office.post(check, follow=True))
    settle = reverse("admin:ideas_team_settle", args=[team.pk, remark.pk])
    assert settle in text_of(office.get(page))
    assert office.post(settle, {"tells": "on"}).status_code == 302
    assert OutboxMail.objects.filter(kind="ideas/remark_settled").count() == 3
    assert submit_idea(idea, by=make.leader_of(team), at=AUTUMN).number
    assert "確かめたことにしました" in text_of(office.post(check, follow=True))
    team.refresh_from_db()
    assert (team.checked_at is not None, team.checked_by.is_staff) == (True, True)
    said = AuditEntry.objects.filter(subject=f"ideas.team:{team.pk}").order_by("pk")
    assert [row.action for row in said] == ["ideas.write_remark", "ideas.settle_remark", "ideas.check_team"]


def test_a_settled_remark_is_opened_again_and_each_act_is_done_once():
    team, by = make.team(2), staff()
    remark = write_remark(team, text="確かめています。", tells=False, by=by, at=AUTUMN)
    for is_settled in (True, True, False, False):
        settle_remark(remark, is_settled=is_settled, tells=True, by=by, at=AUTUMN)
    remark.refresh_from_db()
    assert remark.settled_at is None
    assert AuditEntry.objects.filter(action="ideas.settle_remark").count() == 2
    assert OutboxMail.objects.filter(kind="ideas/remark").count() == 2
    settle_remark(remark, is_settled=True, tells=False, by=by, at=AUTUMN)
    for is_checked in (True, True, False):
        check_team(team, is_checked=is_checked, by=by, at=AUTUMN)
    assert Team.objects.get().checked_at is None
    assert AuditEntry.objects.filter(action="ideas.check_team").count() == 2


@pytest.mark.parametrize("text", ["", "  ", "あ" * 501])
def test_a_remark_says_something(text):
    with pytest.raises(TeamRefused, match="500字以内"):
        write_remark(make.team(), text=text, tells=True, by=staff(), at=AUTUMN)
    assert not EligibilityRemark.objects.exists()
    assert not OutboxMail.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_remark_of_another_team_is_not_there(office):
    remark = write_remark(make.team(), text="確かめています。", tells=False, by=staff(), at=AUTUMN)
    url = reverse("admin:ideas_team_settle", args=[make.team().pk, remark.pk])
    assert office.post(url, {}).status_code == 404


# --- files ----------------------------------------------------------------------------------------------------------------


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def export(what: str) -> bytes:
    return export_cycle(cycle(), what=what, by=staff(), at=AUTUMN)[1]


def test_the_files_hold_what_was_handed_in_and_no_draft():
    idea = make.submitted(
        make.team(2, name="=HYPERLINK(1)"), title="あかり", answers={**make.texts()["answers"], "story": "+1"}
    )
    save_idea(idea, fields={"title": "ひみつの下書き"}, by=make.leader_of(idea.team), at=AUTUMN)
    Member.objects.filter(team=idea.team, role="member").update(age_band="under16")
    teams, ideas = rows_of(export("teams.csv")), rows_of(export("ideas.csv"))
    assert [(row["チーム名"], row["状態"], row["人数"], row["年代"], row["受付番号"]) for row in teams] == [
        ("'=HYPERLINK(1)", "応募ずみ", "2", "15歳以下 1、30～59歳 1", idea.number)
    ]
    assert teams[0]["代表のメールアドレス"] == make.leader_of(idea.team).email
    assert [(row["受付番号"], row["アイデア名"], row["内容"], row["応募のあとの書きかえ"]) for row in ideas] == [
        (idea.number, "あかり", "+1", "あり")
    ]
    everything = b"".join(export(what) for what in FILES if what.endswith(".csv"))
    assert "ひみつの下書き".encode() not in everything
    mate = idea.team.members.last().user
    assert mate.email.encode() not in everything


def test_the_workbook_holds_both_and_says_what_each_column_means():
    make.submitted(make.team(2, name="=1+1"))
    book = openpyxl.load_workbook(BytesIO(export("all.xlsx")))
    assert book.sheetnames == ["チーム", "アイデア", "項目の説明"]
    assert (book["チーム"]["A2"].value, book["チーム"]["A2"].data_type) == ("'=1+1", "s")
    explained = {row[1] for row in book["項目の説明"].iter_rows(min_row=2, values_only=True)}
    assert explained == {cell.value for name in ("チーム", "アイデア") for cell in book[name][1]}


def test_a_control_character_breaks_no_workbook():
    make.submitted(make.team(2, name="鐘\x07"))
    assert openpyxl.load_workbook(BytesIO(export("all.xlsx")))["チーム"]["A2"].value == "鐘"


@pytest.mark.parametrize("what", FILES)
def test_who_took_what_away_stands_on_record(office, what):
    make.submitted()
    url = reverse("admin:ideas_export", args=[2026])
    assert office.get(url).status_code == 200
    assert not AuditEntry.objects.exists()
    answer = office.post(url, {"what": what})
    assert answer["Content-Disposition"].startswith('attachment; filename="cog2026-')
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.detail["what"]) == (
        "ideas.export_cycle", f"contest.cycle:{cycle().pk}", what,
    )  # fmt: skip
    assert entry.actor.is_staff


def test_a_file_there_is_not_is_refused(office):
    cycle()
    page = office.post(reverse("admin:ideas_export", args=[2026]), {"what": "passwords.csv"})
    assert "書き出すものをえらんで" in text_of(page)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_files_take_a_fixed_number_of_queries(count, django_assert_num_queries):
    for _ in range(count):
        unsent()
    by, year = staff(), cycle()
    with django_assert_num_queries(37):
        export_cycle(year, what="all.xlsx", by=by, at=AUTUMN)
