"""Each way of being in conflict × each place where an idea can be met: nothing is there. Dismissed, all of it is."""

import re

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from contest.models import Stage
from files.archives import unpacked
from files.stored import mark_of
from ideas.models import Attachment
from judging import services
from judging.advising import criteria_of, materials_for
from judging.models import Assignment, Conflict, Score
from judging.standings import ranking_of, seats_of, selection_of
from notifications.models import OutboxMail
from tests.factories import ideas, judging
from tests.factories.accounts import staff
from tests.factories.judging import CLOSES, DURING
from tests.printing.reading import words_of

pytestmark = pytest.mark.django_db
TITLE = "ひみつのあかり道"
ANSWER = {"headers": {"accept": "application/json"}}


class World:
    """A judge with three sheets, of which one is handed in and one is of an idea they may turn out to have a stake in."""

    def __init__(self, enter, kind):
        self.round = judging.round(kind=kind)
        # the world reads ideas only later: what opens a file now is the sheet
        Stage.objects.filter(cycle=self.round.cycle, kind=Stage.Kind.IDEAS).update(publishes_at=CLOSES)
        self.judge = judging.judge()
        self.idea = ideas.submitted(title=TITLE)
        self.sheet = judging.sheet(self.round, self.idea, self.judge)
        self.other = judging.sheet(self.round, ideas.submitted(title="べつの案"), self.judge)
        judging.handed_in(self.round, self.idea, 5, 5, 4)
        self.picture = self._file("picture", "picture.webp")
        self.document = self._file("document", "slides.pdf")
        self.client, self.office = enter(self.judge.user), enter(staff())

    def _file(self, kind, name):
        made = Attachment(idea=self.idea, kind=kind, alt="図", is_handed_in=True)
        made.file.save(name, ContentFile(b"x"))
        return made

    def at(self, name, sheet=None):
        return reverse(f"judge:{name}", args=[(sheet or self.sheet).pk])

    def points(self, *values):
        given = judging.points(self.round, *values)
        return {f"criterion_{key}": value for key, value in given.items()} | {"comment": "", "advice": ""}

    def reads(self, path):
        return TITLE in self.client.get(path).content.decode()


# Each says whether the judge, or a page about the judge, meets the idea.


def posted(world, **how):
    answer = world.client.post(world.at("sheet"), world.points(1, 1, 1), **how)
    kept = Assignment.objects.filter(pk=world.sheet.pk, scores__points=1).exists()
    assert kept is (answer.status_code != 404), "nothing is written where nothing is answered"
    return kept


def next_one(world):
    """Where finishing the other sheet leads."""
    answer = world.client.post(world.at("sheet", world.other), {**world.points(2, 2, 2), "then": "hand_in"})
    return answer.url == world.at("sheet")


def told_by_mail(world):
    services.remind_judges(world.round, by=staff(), at=DURING)
    mail = OutboxMail.objects.get(kind="judging/reminder", to=world.judge.user.email)
    return int(re.search(r"\d+(?=件)", mail.body)[0]) == 2


def on_paper(world):
    path = reverse("admin:judging_round_paper", args=[world.round.pk])
    return TITLE in words_of(world.office.get(path, {"judge": world.judge.pk}).content)


def on_stage(world):
    path = reverse("admin:judging_round_stage", args=[world.round.pk])
    return str(world.judge) in world.office.get(path, {"idea": world.idea.number}).content.decode()


def entered_from_paper(world):
    path = reverse("admin:judging_assignment_entry", args=[world.sheet.pk])
    world.office.post(path, world.points(3, 3, 3))
    return Assignment.objects.filter(pk=world.sheet.pk, handed_in_at__isnull=False).exists()


def stands_in_the_ranking(world):
    """Sheets given out for the idea: the judge's own and another's."""
    return next(row for row in ranking_of(world.round) if row.idea == world.idea).assigned == 2


def finish(world):
    """As if the judge had handed in before anybody knew."""
    world.sheet.scores.all().delete()
    if Assignment.objects.filter(pk=world.sheet.pk).update(handed_in_at=DURING, advice="つづけてください"):
        rows = [
            Score(assignment=world.sheet, criterion_id=key, points=2) for key in judging.points(world.round, 2, 2, 2)
        ]
        Score.objects.bulk_create(rows)


def counts_in_the_export(world):
    """Among the points that anybody recomputes."""
    finish(world)
    made = unpacked(services.export_round(world.round, what="anonymous", by=staff(), at=CLOSES)[1])
    return made["scores.csv"].decode().count(world.idea.number) == 2


def leads_to_advice(world):
    """The judge's words beside the advice that the secretariat writes."""
    finish(world)
    return world.judge in {row.sheet.judge for row in materials_for(world.idea, criteria_of(world.round.cycle), CLOSES)}


def served(world, row, *ending):
    answer = world.client.get(reverse(f"ideas:{row.kind}", args=[row.pk, mark_of(row.file.name), *ending]))
    return answer.getvalue() == b"x"


SURFACES = {
    "row in the list": lambda world: world.reads("/judge/"),
    "search and sort": lambda world: world.reads(f"/judge/?q={TITLE}&o=1"),
    "count of the list": lambda world: world.client.get("/judge/").context["rounds"][0]["total"] == 2,
    "count on my page": lambda world: world.client.get(reverse("pages:me")).context["sheets"]["total"] == 2,
    "progress beside a sheet": lambda world: world.client.get(world.at("sheet", world.other)).context["total"] == 2,
    "sheet": lambda world: world.client.get(world.at("sheet")).status_code == 200,
    "saving": posted,
    "autosave": lambda world: posted(world, **ANSWER),
    "conflict page": lambda world: world.client.get(world.at("conflict")).status_code == 200,
    "recusal page": lambda world: world.client.get(world.at("recuse")).status_code == 200,
    "proposal of advice": lambda world: world.client.get(world.at("advice")).status_code == 200,
    "next one": next_one,
    "picture": lambda world: served(world, world.picture, "webp"),
    "document": lambda world: served(world, world.document),
    "mail": told_by_mail,
    "paper": on_paper,
    "entry from paper": entered_from_paper,
    "stage": on_stage,
    "ranking": stands_in_the_ranking,
    "export": counts_in_the_export,
    "words towards the advice": leads_to_advice,
}


# --- the ways into a conflict -----------------------------------------------------------------------------------------------


def found(world):
    world.judge.affiliation = world.idea.challenge.participant.lead.name
    world.judge.save()
    services.find_conflicts(world.round.cycle, at=DURING)
    return Conflict.objects.get(judge=world.judge, idea=world.idea)


def declared_by(whose):
    def declare(world):
        services.declare_conflict(world.judge, world.idea, reason="つながり", by=whose(world), at=DURING)

    return declare


def decided(state):
    def decide(world):
        services.decide_conflict(found(world), state=state, reason="確かめました", by=staff(), at=DURING)

    return decide


IN_CONFLICT = {
    "found": found,
    "declared by the judge": declared_by(lambda world: world.judge.user),
    "declared by the team": declared_by(lambda world: ideas.leader_of(world.idea.team)),
    "declared by the office": declared_by(lambda world: staff()),
    "confirmed": decided("confirmed"),
    "pinned": decided("pinned"),
}
FREE = {"none": lambda world: None, "dismissed": decided("dismissed")}
ROUNDS = ("screening", "final")


@pytest.fixture
def met(enter, now):
    """Where the idea is met in a round of a kind, once something has come about; each look is undone before the next."""

    def look(come_about, kind):
        world = World(enter, kind)
        come_about(world)
        seen = set()
        for name, surface in SURFACES.items():
            with transaction.atomic():
                seen |= {name} if surface(world) else set()
                transaction.set_rollback(True)
        return seen

    return look


@pytest.mark.parametrize("kind", ROUNDS)
@pytest.mark.parametrize("way", IN_CONFLICT)
def test_a_judge_in_conflict_meets_the_idea_nowhere(way, kind, met):
    assert met(IN_CONFLICT[way], kind) == set()


@pytest.mark.parametrize("kind", ROUNDS)
@pytest.mark.parametrize("way", FREE)
def test_a_judge_without_one_meets_it_everywhere(way, kind, met):
    assert met(FREE[way], kind) == set(SURFACES)


@pytest.mark.parametrize("way", [*IN_CONFLICT, *FREE])
def test_a_selector_in_conflict_does_not_select_the_idea(way, enter, now, clock_at):
    world = World(enter, "screening")
    world.judge.scope = "sponsor"
    world.judge.save()
    {**IN_CONFLICT, **FREE}[way](world)
    clock_at(CLOSES)
    (seat,) = seats_of(world.judge.user)
    numbers = {idea.number for idea in selection_of(seat, CLOSES)}
    page = world.client.get("/judge/").content.decode()
    assert (world.idea.number in numbers, TITLE in page) == (way in FREE, way in FREE)
    assert world.other.idea.number in numbers
