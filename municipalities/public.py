"""What the world may see of challenges and seeds; of the contact, what its municipality chose to show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Q
from django.urls import reverse

from contest.models import FormSection, Stage
from contest.public import PublicAnswer, public_answers
from files.previews import Preview, preview_of
from files.stored import mark_of
from municipalities.models import Challenge, DataResource, Knowledge, Seed

SeedState = Literal["waiting", "writing", "challenge", "unpublished", "merged", "answered"]


@dataclass(frozen=True)
class PublicResource:
    pk: int
    title: str
    kind: str
    url: str
    publisher: str
    dated_on: date | None
    format: str
    licence: str
    note: str
    file_url: str
    file_name: str
    file_size: int
    is_picture: bool
    is_dead: bool  # its address has not opened for days
    preview: Preview | None  # of a table; none on a card


@dataclass(frozen=True)
class PublicKnowledge:
    title: str
    kind: str
    text: str
    url: str


@dataclass(frozen=True)
class PublicChallenge:
    pk: int
    number: str
    cycle_code: str
    fiscal_year: int
    title: str
    title_en: str
    summary_en: str
    theme_key: str
    theme: str
    region: str
    participant_number: int
    municipality: str
    is_sample: bool
    department: str
    contact_name: str
    contact_email: str
    contact_phone: str
    answers: tuple[PublicAnswer, ...]
    resources: tuple[PublicResource, ...]
    knowledge: tuple[PublicKnowledge, ...]  # empty on a card


def public_challenges(
    challenges: Iterable[Challenge], sections: Iterable[FormSection] | None = None
) -> list[PublicChallenge]:
    """Public views of `Challenge.objects.public(...)` rows, in their order.

    As cards of rows read `for_cards()`; with the questions of their cycle, as whole pages of rows read `for_page()`.
    """
    questions = None if sections is None else list(sections)
    return [_public_challenge(challenge, questions) for challenge in challenges]


def _public_challenge(challenge: Challenge, sections: list[FormSection] | None) -> PublicChallenge:
    members = challenge.participant.members.all()
    return PublicChallenge(
        pk=challenge.pk,
        number=challenge.number,
        cycle_code=challenge.cycle.code,
        fiscal_year=challenge.cycle.fiscal_year,
        title=challenge.title,
        title_en=challenge.title_en,
        summary_en=challenge.summary_en,
        theme_key=challenge.theme.key if challenge.theme else "",
        theme=str(challenge.theme or ""),
        region=members[0].government.region if members else "",
        participant_number=challenge.participant.number,
        municipality=challenge.participant.name,
        is_sample=challenge.participant.is_sample,
        department=challenge.department,
        contact_name=challenge.contact_name if challenge.name_is_public else "",
        contact_email=challenge.contact_email if challenge.email_is_public else "",
        contact_phone=challenge.contact_phone if challenge.phone_is_public else "",
        answers=public_answers(sections or (), challenge.answers),
        resources=tuple(public_resource(row, is_whole=sections is not None) for row in challenge.resources.all()),
        knowledge=() if sections is None else tuple(_public_knowledge(row) for row in challenge.knowledge.all()),
    )


def file_url_of(row: DataResource) -> str:
    """An address that holds the file's own mark: what it answers never changes. Empty where there is no file."""
    if not row.file:
        return ""
    name = row.file.name or ""
    return reverse("datafiles:file", args=[row.pk, mark_of(name), name.rpartition(".")[2]])


def public_resource(row: DataResource, *, is_whole: bool = True) -> PublicResource:
    """One piece of data as the world will see it; on a card without its preview, which is not read there."""
    return PublicResource(
        pk=row.pk,
        title=row.title,
        kind=row.get_kind_display(),
        url=row.url,
        publisher=row.publisher,
        dated_on=row.dated_on,
        format=row.format,
        licence=row.licence,
        note=row.note,
        file_url=file_url_of(row),
        file_name=row.file_name,
        file_size=row.file_size,
        is_dead=row.dead_since is not None,
        is_picture=row.file_name.endswith(".webp"),
        preview=preview_of(row.preview) if is_whole else None,
    )


def _public_knowledge(row: Knowledge) -> PublicKnowledge:
    return PublicKnowledge(row.title, row.get_kind_display(), row.text, row.url)


@dataclass(frozen=True)
class PublicSeed:
    """A seed as anyone may see it; `credit` is empty unless the writer agreed, the challenge's until it is published."""

    pk: int
    title: str
    text: str
    credit: str
    suggested_at: datetime
    cycle_code: str
    participant_number: int
    municipality: str
    is_sample: bool
    state: SeedState
    answer: str
    answered_at: datetime | None
    challenge_number: str
    challenge_title: str
    other_pk: int | None  # the seed this one was merged into, while that is public
    other_title: str


@dataclass(frozen=True)
class SeedCredit:
    """One of the seeds a challenge was made from; `credit` is empty unless the writer agreed."""

    pk: int
    title: str
    credit: str


def public_seeds(seeds: Iterable[Seed], moment: datetime) -> list[PublicSeed]:
    """Public views of `Seed.objects.public().for_list()` rows, in their order."""
    return [_public_seed(seed, moment) for seed in seeds]


def seed_credits(challenge_pk: int) -> tuple[SeedCredit, ...]:
    """The seeds a challenge was made from, with those merged into them, hidden ones apart; in one query."""
    adopted = Q(challenge=challenge_pk, status=Seed.Status.ADOPTED)
    along = Q(merged_into__challenge=challenge_pk, status=Seed.Status.MERGED)
    rows = Seed.objects.public().filter(adopted | along).order_by("created_at", "pk")
    return tuple(SeedCredit(*row) for row in rows.values_list("pk", "title", "credit"))


def _public_seed(seed: Seed, moment: datetime) -> PublicSeed:
    state = _state_of(seed, moment)
    grown = seed.challenge if state == "challenge" else None
    other = seed.merged_into if state == "merged" and seed.merged_into and not seed.merged_into.hidden_at else None
    return PublicSeed(
        pk=seed.pk,
        title=seed.title,
        text=seed.text,
        credit=seed.credit,
        suggested_at=seed.created_at,
        cycle_code=seed.cycle.code,
        participant_number=seed.participant.number,
        municipality=seed.participant.name,
        is_sample=seed.participant.is_sample,
        state=state,
        answer=seed.answer,
        answered_at=seed.answered_at,
        challenge_number=grown.number if grown else "",
        challenge_title=grown.title if grown else "",
        other_pk=other.pk if other else None,
        other_title=other.title if other else "",
    )


def _state_of(seed: Seed, moment: datetime) -> SeedState:
    """Nothing of a challenge before its publication but that it is being written."""
    if seed.status != Seed.Status.ADOPTED:
        plain: dict[str, SeedState] = {"open": "waiting", "merged": "merged", "answered": "answered"}
        return plain[seed.status]
    stage = seed.cycle.stage(Stage.Kind.CHALLENGES)
    if stage is None or not stage.is_published_at(moment):
        return "writing"
    is_accepted = seed.challenge is not None and seed.challenge.status == Challenge.Status.ACCEPTED
    return "challenge" if is_accepted and seed.cycle.is_public else "unpublished"
