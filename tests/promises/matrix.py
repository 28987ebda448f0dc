"""The matrix of access: address × whose × role × stage × method, each cell asked once and held against the policy."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from contest.models import Stage
from tests.factories.contest import instant
from tests.promises.addresses import Address, addresses
from tests.promises.declaring import STAGES, Who, belongs
from tests.promises.policy import rule_of
from tests.promises.records import keep_records
from tests.promises.samples import Sample, samples
from tests.promises.visits import browsers, only_errors_logged, outcome, visit
from tests.promises.world import ROLES, World, build

QUIET = "review"  # where nothing depends on the stage one is enough
FEW = ("visitor", "citizen", "judge", "staff")  # where everyone is let in, or only staff, in the short form


@dataclass(frozen=True)
class Cell:
    sample: Sample
    stage: str
    method: str
    role: str

    @property
    def expected(self) -> str:
        rule = rule_of(self.sample.address)
        whose = {"owner": self.sample.owner, "state": self.sample.state}
        return rule.expects(self.role, **whose, stage=self.stage, method=self.method)


@dataclass
class Findings:
    """How many cells were asked, and a line for each that was not as declared."""

    cells: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, cell: Cell, met: str) -> None:
        self.cells += 1
        is_right = met == cell.expected if cell.expected else met != "reached" and not met.isdecimal()
        if not is_right:
            about = f"{cell.sample.owner or '-'} {cell.sample.state or '-'}"
            line = f"{cell.method} {cell.sample.path} ({cell.sample.address}, {about})"
            self.wrong.append(f"{line} at {cell.stage} as {cell.role}: {met}, not {cell.expected or 'a refusal'}")


def build_whole() -> World:
    """The world with every shelf filled; ideas become public only late in the review, after judging has begun."""
    world = build()
    keep_records(world)
    late = instant(Stage.Kind.REVIEW) + timedelta(days=14)
    Stage.objects.filter(cycle=world.cycle, kind=Stage.Kind.IDEAS).update(publishes_at=late)
    return world


def named(*patterns: str) -> list[Address]:
    """Addresses by name."""
    return [row for row in addresses() if any(fnmatchcase(row.name, pattern) for pattern in patterns)]


def cells(world: World, rows: Iterable[Address], *, is_long: bool = False) -> Iterator[Cell]:
    """All there are, or as many as say something new; stage by stage, so that the clock moves seldom."""
    made = samples(world, rows)
    for stage in STAGES:
        for sample in made:
            is_everywhere = is_long and not sample.address.startswith("admin:")
            if stage == QUIET or is_everywhere or rule_of(sample.address).depends_on_stage:
                for role in ROLES if is_long else telling_roles(sample, stage):
                    yield from (Cell(sample, stage, method, role) for method in ("GET", "POST"))


def in_turn(wanted: Iterable[Cell], turn: int, *, of: int = 3) -> Iterator[Cell]:
    """One part of the cells, each page's own in turn: after as many turns as there are parts all have been asked."""
    counted: Counter[Sample] = Counter()
    for cell in wanted:
        if (counted[cell.sample] + turn) % of == 0:
            yield cell
        counted[cell.sample] += 1


def telling_roles(sample: Sample, stage: str) -> Sequence[str]:
    """Few where all or only the secretariat are let in; at other stages those whose rule the stage changes."""
    rule = rule_of(sample.address)
    if rule.is_for_all or sample.address.startswith("admin:"):
        return FEW
    if stage == QUIET:
        return ROLES
    special = [grant.who for grant in rule.grants if grant.who != Who.EVERYONE]
    return [role for role in ROLES if role in FEW or any(belongs(role, who, sample.owner) for who in special)]


def walk(
    world: World, wanted: Iterable[Cell], clock_at: Callable[[datetime], None], *, is_over_at_first: bool = False
) -> Findings:
    """Ask each cell, or only until one is wrong."""
    found, people, stage = Findings(), browsers(world.people), ""
    with only_errors_logged():
        for cell in wanted:
            if cell.stage != stage:
                stage = cell.stage
                clock_at(instant(stage))
            found.note(cell, outcome(visit(people[cell.role], cell.method, cell.sample.path)))
            if is_over_at_first and found.wrong:
                break
    return found
