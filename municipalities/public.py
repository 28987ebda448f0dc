"""What the world may see of challenges; of the contact, what its municipality chose to show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contest.models import FormSection
from contest.public import PublicAnswer, public_answers
from municipalities.models import Challenge, DataResource, Knowledge


@dataclass(frozen=True)
class PublicResource:
    title: str
    kind: str
    url: str
    publisher: str
    dated_on: date | None
    format: str
    licence: str
    note: str


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
        resources=tuple(_public_resource(row) for row in challenge.resources.all()),
        knowledge=() if sections is None else tuple(_public_knowledge(row) for row in challenge.knowledge.all()),
    )


def _public_resource(row: DataResource) -> PublicResource:
    return PublicResource(
        title=row.title,
        kind=row.get_kind_display(),
        url=row.url,
        publisher=row.publisher,
        dated_on=row.dated_on,
        format=row.format,
        licence=row.licence,
        note=row.note,
    )


def _public_knowledge(row: Knowledge) -> PublicKnowledge:
    return PublicKnowledge(row.title, row.get_kind_display(), row.text, row.url)
