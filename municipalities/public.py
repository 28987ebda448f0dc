"""What the world may see of challenges; of the contact, what its municipality chose to show."""

from collections.abc import Iterable
from dataclasses import dataclass

from contest.models import FormSection
from contest.public import PublicAnswer, public_answers
from municipalities.models import Challenge


@dataclass(frozen=True)
class PublicResource:
    title: str
    url: str
    publisher: str
    format: str
    licence: str
    note: str


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


def public_challenges(challenges: Iterable[Challenge], sections: Iterable[FormSection] = ()) -> list[PublicChallenge]:
    """Public views of `Challenge.objects.public(...).for_cards()` rows, in their order."""
    sections = list(sections)
    return [_public_challenge(challenge, sections) for challenge in challenges]


def _public_challenge(challenge: Challenge, sections: list[FormSection]) -> PublicChallenge:
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
        answers=public_answers(sections, challenge.answers),
        resources=tuple(
            PublicResource(row.title, row.url, row.publisher, row.format, row.licence, row.note)
            for row in challenge.resources.all()
        ),
    )
