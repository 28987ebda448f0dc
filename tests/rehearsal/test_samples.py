"""The sample year as it stands in each step."""

from collections import Counter
from datetime import date, datetime
from shutil import copytree

import pytest
from django.core.management import call_command
from PIL import Image

from accounts.models import User
from contest.loading import LoadError, load_contest, settle
from contest.models import Cycle, Stage
from dialogue.models import Post, Statement, Thread
from dialogue.wording import problems_of
from ideas.models import Attachment, Idea, IdeaVersion, Member
from ideas.public import public_ideas
from ideas.tasks import make_thumbnails
from judging.models import Assignment, Round
from municipalities.models import Challenge, LocalGovernment, Officer, Seed, check_digit
from rehearsal import calendar
from rehearsal.calendar import JST
from rehearsal.pictures import SHAPES, draw
from rehearsal.samples import FOLDER, load
from tests.support.rows import every_row

SUMMER = datetime(2026, 7, 20, 12, tzinfo=JST)
AUTUMN = datetime(2026, 11, 22, 12, tzinfo=JST)
WINTER = datetime(2027, 1, 10, 12, tzinfo=JST)


@pytest.fixture
def themes(db):
    load_contest()


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (datetime(2026, 6, 1, tzinfo=JST), 2026),
        (datetime(2026, 12, 31, 23, 59, tzinfo=JST), 2026),
        (datetime(2027, 5, 31, 23, 59, tzinfo=JST), 2026),
        (datetime(2027, 6, 1, tzinfo=JST), 2027),
    ],
)
def test_a_year_runs_from_june_to_may(day, year):
    assert calendar.year_of(day) == year


def test_finals_fall_on_sundays():
    assert [calendar.final_on(year) for year in (2025, 2026, 2027)] == [
        date(2026, 3, 1),
        date(2027, 3, 7),
        date(2028, 3, 5),
    ]


def test_windows_follow_on_each_other():
    windows = list(calendar.windows(2026).values())
    assert [before[1] for before in windows[:-1]] == [after[0] for after in windows[1:]]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_picture_is_a_jpeg_of_its_size(shape, tmp_path):
    file = tmp_path / "picture.jpg"
    file.write_bytes(draw(shape, ["#000060", "#264AF4", "#F2C200"]))
    with Image.open(file) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, 675))


def test_in_autumn_challenges_are_out_and_teams_are_at_work(themes):
    cycle = load(AUTUMN)
    assert (cycle.code, cycle.stages.open_at(AUTUMN).get().kind) == ("COG2026", Stage.Kind.IDEAS)
    assert Challenge.objects.public(AUTUMN).count() == 8
    assert Challenge.objects.public(AUTUMN).values("participant").distinct().count() >= 6
    assert Counter(Idea.objects.values_list("status", flat=True)) == {"submitted": 8, "draft": 4}
    assert Idea.objects.public(AUTUMN).count() == 0
    assert IdeaVersion.objects.count() == 8
    assert Attachment.objects.count() == 8
    assert Attachment.objects.filter(is_handed_in=True).count() == 7  # one belongs to a draft
    assert Challenge.objects.filter(ideas__isnull=True).count() == 1  # one still waits for a team


def test_pictures_are_seen_once_their_ideas_are_public(themes, client, clock_at):
    load(AUTUMN)
    make_thumbnails()
    for moment, status in ((AUTUMN, 404), (WINTER, 200)):
        clock_at(moment)
        urls = [
            picture.url for idea in public_ideas(Idea.objects.handed_in().for_public()) for picture in idea.pictures
        ]
        assert [status_of(client, url) for url in urls] == [status] * 7


def status_of(client, url: str) -> int:
    """Read to the end, so that the file is closed."""
    answer = client.get(url)
    answer.getvalue()
    return answer.status_code


def test_every_team_has_two_people_and_some_names_stay_private(themes):
    load(AUTUMN, with_pictures=False)
    sizes = Counter(Member.objects.values_list("team", flat=True)).values()
    assert min(sizes) >= 2
    assert set(Member.objects.values_list("name_is_public", flat=True)) == {True, False}


def test_in_summer_the_secretariat_has_something_to_decide_and_no_team_exists(themes):
    load(SUMMER, with_pictures=False)
    states = Counter(Challenge.objects.values_list("status", flat=True))
    assert states == {"accepted": 4, "submitted": 2, "returned": 1, "draft": 1}
    assert Idea.objects.count() == 0
    assert Challenge.objects.public(SUMMER).count() == 0


def test_ideas_are_read_only_when_there_are_some(themes, tmp_path):
    folder = tmp_path / "rehearsal"
    copytree(FOLDER, folder)
    for path in (folder / "ideas").iterdir():
        path.write_text("これはTOMLではない")
    load(SUMMER, folder, with_pictures=False)
    with pytest.raises(LoadError):
        load(AUTUMN, folder, with_pictures=False)


def test_in_winter_everything_is_handed_in_and_only_the_chair_has_sheets_left(themes):
    cycle = load(WINTER, with_pictures=False)
    assert Idea.objects.public(WINTER).count() == 12
    screening = Round.objects.get(cycle=cycle, kind="screening")
    left = Assignment.objects.filter(round=screening, handed_in_at__isnull=True)
    assert left.count() == 12
    assert set(left.values_list("judge__is_chair", flat=True)) == {True}


def test_seeds_stand_as_answered_adopted_and_waiting(themes):
    load(SUMMER, with_pictures=False)
    assert Counter(Seed.objects.values_list("status", flat=True)) == {"adopted": 1, "answered": 1, "open": 1}
    adopted = Seed.objects.get(status="adopted")
    assert adopted.challenge.participant == adopted.participant


@pytest.mark.parametrize("moment", [SUMMER, AUTUMN, WINTER])
def test_loading_twice_changes_nothing(themes, moment):
    load(moment, with_pictures=False)
    before = every_row()
    load(moment, with_pictures=False)
    assert every_row() == before


def test_what_people_changed_stays(themes):
    cycle = load(AUTUMN, with_pictures=False)
    Cycle.objects.filter(pk=cycle.pk).update(contact_email="other@cog.example")
    Challenge.objects.filter(serial=1).update(title="書きなおした課題")
    Officer.objects.filter(user__email="sugino@yamakami-town.example").update(department="総務課")
    load(AUTUMN, with_pictures=False)
    assert Cycle.objects.get(pk=cycle.pk).contact_email == "other@cog.example"
    assert Challenge.objects.get(serial=1).title == "書きなおした課題"
    assert Officer.objects.get(user__email="sugino@yamakami-town.example").department == "総務課"


def test_samples_added_after_the_clock_was_moved_on_keep_the_cycle_and_fit_the_season(themes):
    summer = load(SUMMER, with_pictures=False)
    assert load(AUTUMN, with_pictures=False) == summer
    assert Challenge.objects.filter(status="accepted").count() == 4
    assert Idea.objects.count() == 8  # teams of accepted challenges only
    assert load(datetime(2028, 3, 1, tzinfo=JST), with_pictures=False) == summer
    assert Cycle.objects.filter(is_rehearsal=True).count() == 1


def test_everything_made_up_is_marked_and_unreachable(themes):
    load(AUTUMN, with_pictures=False)
    assert User.objects.exclude(email__endswith=".example").count() == 0
    assert User.objects.filter(is_sample=False).count() == 0
    samples = LocalGovernment.objects.filter(is_sample=True)
    assert set(samples.values_list("prefecture", flat=True)) == {"見本県"}
    assert [row.code for row in samples if row.code[:2] != "99" or check_digit(row.code[:5]) != row.code[5]] == []


def test_answers_keep_to_the_form(themes):
    cycle = load(WINTER, with_pictures=False)
    for form, rows in (("challenge", Challenge.objects.all()), ("idea", Idea.objects.all())):
        asked = cycle.form_sections.filter(form=form)
        limits = dict(asked.values_list("key", "max_chars"))
        needed = set(asked.filter(is_required=True).values_list("key", flat=True))
        assert all(needed <= set(row.answers) <= set(limits) for row in rows)
        assert all(len(text) <= limits[key] for row in rows for key, text in row.answers.items())


def test_the_command_loads_all_of_it(db, clock_at, capsys):
    clock_at(AUTUMN)
    call_command("load_samples")
    assert capsys.readouterr().out == "COG2026\n"
    assert Cycle.objects.count() == 9
    assert Cycle.objects.current(AUTUMN).fiscal_year == 2026


def test_settle_leaves_a_kept_row(themes):
    cycle = settle(Cycle, {"fiscal_year": 2020}, {"subtitle_ja": "別の副題"}, keep=True)
    assert cycle.subtitle_ja == "データ・デザイン・デジタル"


def test_questions_and_words_of_municipalities_stand_as_the_season_has_them(themes):
    load(AUTUMN, with_pictures=False)
    assert (Thread.objects.count(), Thread.objects.waiting().count()) == (2, 1)
    assert not Statement.objects.exists()
    load(WINTER, with_pictures=False)
    said = Statement.objects.get()
    assert (said.stance, problems_of(said.working)) == ("together", {})
    assert all("見本" in text for text in Post.objects.values_list("text", flat=True))
