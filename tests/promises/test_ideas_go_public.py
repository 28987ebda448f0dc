"""E3 and DOMAIN's seventh invariant: all ideas at one moment, by the clock; before it no one else reads one anywhere."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from contest.models import Cycle, Stage
from ideas.models import Idea, IdeasClosed, IdeaVersion
from ideas.services import save_idea, submit_idea, withdraw_idea
from tests.factories import ideas
from tests.factories.contest import instant, windows
from tests.promises import matrix
from tests.promises.samples import outside
from tests.promises.visits import browsers, only_errors_logged, reads, visit
from tests.support.readers import seen_during

AUTUMN, CLOSES = instant(Stage.Kind.IDEAS), windows(2026)[Stage.Kind.IDEAS][1]
SECOND = timedelta(seconds=1)
OTHERS = ("visitor", "citizen", "rival", "judge", "officer", "neighbour")  # officer: of the very challenge
SIGN, DRAFTED = "公開の前にはだれも読まない題", "応募しなかった書きなおし"


def how_many(moment) -> tuple[str, tuple]:
    """What a reader counts, as one statement."""
    sql, params = Idea.objects.public(moment).order_by().values("pk").query.sql_with_params()
    return f"SELECT count(*) FROM ({sql}) AS public", params


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_moving_the_moment_shows_all_or_nothing_after_every_statement():
    rows = [ideas.submitted() for _ in range(5)]
    stage = rows[0].cycle.stage(Stage.Kind.IDEAS)

    def publish() -> None:
        Cycle.objects.get(pk=stage.cycle_id)
        stage.publishes_at = AUTUMN
        stage.save()

    seen = seen_during(publish, *how_many(AUTUMN))
    assert (seen[0], seen[-1], {count for (count,) in seen}) == ((0,), (5,), {0, 5})


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_reader_would_notice_ideas_that_come_out_one_by_one():
    """The negative control: ideas handed in once the moment has passed would be seen each for itself."""
    drafts = [ideas.draft() for _ in range(3)]
    Stage.objects.filter(kind=Stage.Kind.IDEAS).update(publishes_at=AUTUMN)

    def one_by_one() -> None:
        for row in drafts:
            submit_idea(row, by=ideas.leader_of(row.team), at=AUTUMN)

    assert {count for (count,) in seen_during(one_by_one, *how_many(AUTUMN))} == {0, 1, 2, 3}


@pytest.fixture
def world(db, settings):
    settings.REHEARSAL = settings.SHOW_MAILS = False
    made = matrix.build_whole()
    own = made.ideas["member"]
    own.title = own.title_en = own.summary = SIGN
    own.answers = dict.fromkeys(own.answers or {"story": ""}, SIGN)
    own.draft = {"summary": DRAFTED}
    own.save()
    IdeaVersion.objects.filter(idea=own).update(title=SIGN, summary=SIGN)
    return made


LATER = re.compile(
    r"/(followup|vote|me/statements|me/inquiries|me/mentoring)/|/me/ideas/[0-9]+/(advice|mentoring)/|/me/$"
)


def places(world, *roles: str) -> tuple[set[str], set[str]]:
    """Where somebody who is neither of the team nor of the secretariat reads the text handed in, and where the newer one.

    What comes only from ideas that were published is left out: reports, polls, statements, inquiries, advice, mentors. This world has
    made them already, and My page leads there.
    """
    people = browsers({role: world.people[role] for role in roles})
    found: dict[str, set[str]] = {SIGN: set(), DRAFTED: set()}
    with only_errors_logged():
        for path in outside(world):
            for client in () if LATER.match(path) else people.values():
                answer = visit(client, "GET", path)
                for sign in found:
                    found[sign] |= {path} if reads(answer, sign) else set()
    return found[SIGN], found[DRAFTED]


def test_before_the_moment_nothing_is_seen_anywhere_and_from_it_on_everywhere(world, clock_at, record_property):
    publishes = world.cycle.stages.get(kind=Stage.Kind.IDEAS).publishes_at
    clock_at(publishes - timedelta(minutes=10))
    assert places(world, *OTHERS) == (set(), set())
    clock_at(publishes)
    (shown, drafted), own = places(world, "visitor"), world.ideas["member"]
    record_property("figure", f"publication: {len(outside(world))} addresses, {len(shown)} show an idea once it is out")
    page = reverse("pages:idea", args=[own.number])
    challenge = reverse("pages:challenge", args=[own.challenge.number])
    assert {"/ideas/", page, f"{page}sheet.pdf", f"{page}poster.pdf", challenge} <= shown
    assert drafted == set()


def test_its_own_officer_sees_that_a_team_is_there_and_no_more(world, clock_at):
    clock_at(AUTUMN)
    own = world.ideas["member"]
    officer = browsers({"officer": world.people["officer"]})["officer"]
    page = visit(officer, "GET", reverse("pages:health", args=[own.challenge_id]))
    seen = [reads(page, text) for text in ("取り組んでいるチーム", SIGN, own.team.name)]
    assert (page.status_code, seen) == (200, [True, False, False])


def test_the_team_and_the_secretariat_are_the_control(world, clock_at):
    """The places are looked at rightly: those who may read it do."""
    clock_at(AUTUMN)
    own = world.ideas["member"]
    people = browsers({role: world.people[role] for role in ("member", "staff")})
    team = visit(people["member"], "GET", reverse("ideas:idea_preview", args=[own.pk]))
    paper = visit(people["member"], "GET", reverse("ideas:idea_sheet", args=[own.pk]))
    office = visit(people["staff"], "GET", reverse("admin:ideas_idea_poster", args=[own.pk]))
    assert [reads(answer, SIGN) for answer in (team, paper, office)] == [True, True, True]


@pytest.mark.django_db
def test_the_moment_is_exact_for_every_idea():
    rows = [ideas.submitted() for _ in range(3)]
    ideas.draft()
    ideas.withdrawn()
    tick = timedelta(microseconds=1)
    counts = [Idea.objects.public(at).count() for at in (CLOSES - SECOND, CLOSES - tick, CLOSES, CLOSES + tick)]
    assert counts == [0, 0, len(rows), len(rows)]


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["save", "submit", "withdraw"])
def test_after_the_closing_the_entry_is_frozen_to_the_tick(act):
    row = ideas.submitted()
    leader, tick = ideas.leader_of(row.team), timedelta(microseconds=1)
    acts = {
        "save": lambda at: save_idea(row, fields={"title": "あとから"}, by=leader, at=at),
        "submit": lambda at: submit_idea(save_first(row, leader), by=leader, at=at),
        "withdraw": lambda at: withdraw_idea(row, by=leader, at=at),
    }
    before = Idea.objects.filter(pk=row.pk).values("status", "title", "answers", "submitted_at")
    if act == "submit":
        save_first(row, leader)
    kept = list(before)
    with pytest.raises(IdeasClosed):
        acts[act](CLOSES)
    assert list(before) == kept
    assert acts[act](CLOSES - tick).pk == row.pk


def save_first(row: Idea, leader) -> Idea:
    return save_idea(row, fields={"title": "まにあった"}, by=leader, at=AUTUMN)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "licence"), [({}, "CC BY 4.0"), ({"licence": "CC BY-NC 4.0"}, "CC BY-NC 4.0")], ids=["usual", "asked"]
)
def test_the_licence_shown_is_by_unless_the_team_asked_and_the_credit_is_the_team(client, clock_at, asked, licence):
    """DOMAIN's sixth invariant, on the page and on both papers."""
    row = ideas.submitted(**asked)
    clock_at(CLOSES)
    other = "CC BY 4.0" if licence != "CC BY 4.0" else "CC BY-NC 4.0"
    for name in ("idea", "idea_sheet", "idea_poster"):
        answer = client.get(reverse(f"pages:{name}", args=[row.number]))
        answer.body = answer.content
        assert [reads(answer, text) for text in (f"{licence}", row.team.name, other)] == [True, True, False], name
