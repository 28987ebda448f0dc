"""What the world may see of teams and ideas: built only from what is published and consented to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from contest.models import Cycle, FormSection
from contest.public import PublicAnswer
from files.stored import mark_of
from ideas.eligibility import needs_guardian
from ideas.models import Attachment, Hypothesis, Idea, Team
from ideas.sheet import member_answers
from municipalities.models import Challenge


@dataclass(frozen=True)
class PublicRendition:
    """A picture in one width: its addresses as WebP and as JPEG."""

    width: int
    height: int
    webp: str
    jpeg: str


@dataclass(frozen=True)
class PublicPicture:
    """図1, 図2 of an idea; the first one stands on its card."""

    number: int
    url: str
    alt: str
    caption: str
    width: int
    height: int
    renditions: tuple[PublicRendition, ...]  # smallest first; empty until a worker has made them
    is_waiting: bool  # they will come


@dataclass(frozen=True)
class PublicDocument:
    """A PDF to save."""

    number: int
    url: str
    title: str
    pages: int
    size: int


@dataclass(frozen=True)
class PublicCitation:
    """Data an idea cites, with the number the text may call it by; `resource` is the key of the challenge's own data."""

    number: int
    resource: int | None
    title: str
    source: str
    url: str
    licence: str
    seen_on: date | None
    use: str


@dataclass(frozen=True)
class PublicHypothesis:
    claim: str
    test: str
    result: str
    learning: str
    state: str  # in words


@dataclass(frozen=True)
class PublicTeam:
    name: str
    attribute: str  # citizens, students, mixed
    attribute_label: str
    member_count: int
    member_names: tuple[str, ...]  # only members who agreed


@dataclass(frozen=True)
class PublicIdea:
    """An idea as anyone may see it; `challenge_number` and `municipality` are of the challenge it answers."""

    pk: int
    number: str
    cycle_code: str
    fiscal_year: int
    title: str
    summary: str
    title_en: str
    summary_en: str
    licence: str
    handed_in_at: datetime
    version: int
    challenge_number: str
    challenge_title: str
    challenge_title_en: str
    municipality: str
    team: PublicTeam
    answers: tuple[PublicAnswer, ...]
    pictures: tuple[PublicPicture, ...]
    citations: tuple[PublicCitation, ...]
    hypotheses: tuple[PublicHypothesis, ...]
    documents: tuple[PublicDocument, ...]

    @property
    def mark(self) -> str:
        """Of everything shown, names included: what keeps a rendering of this idea keeps it under this."""
        return sha256(repr(self).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class PublicCall:
    """A team that calls for members, as anyone may see it: nobody's name."""

    pk: int
    team: str
    attribute_label: str
    member_count: int
    text: str
    theme: str
    challenge_number: str
    challenge_title: str
    challenge_title_en: str
    municipality: str


def public_calls(teams: Iterable[Team]) -> list[PublicCall]:
    """Public views of `Team.objects.calling_at(...).for_board()` rows, in their order."""
    return [_public_call(team, team.recruiting_for) for team in teams if team.recruiting_for is not None]


def _public_call(team: Team, challenge: Challenge) -> PublicCall:
    return PublicCall(
        pk=team.pk,
        team=team.name,
        attribute_label=team.get_attribute_display(),
        member_count=len(team.members.all()),
        text=team.recruiting_text,
        theme=str(challenge.theme or ""),
        challenge_number=challenge.number,
        challenge_title=challenge.title,
        challenge_title_en=challenge.title_en,
        municipality=challenge.participant.name,
    )


def public_ideas(ideas: Iterable[Idea], sections: Iterable[FormSection] = ()) -> list[PublicIdea]:
    """Public views of `Idea.objects.public(...).for_public()` rows, in their order."""
    sections = list(sections)
    return [_public_idea(idea, sections) for idea in ideas]


def _public_idea(idea: Idea, sections: list[FormSection]) -> PublicIdea:
    return PublicIdea(
        pk=idea.pk,
        number=idea.number,
        cycle_code=idea.cycle.code,
        fiscal_year=idea.cycle.fiscal_year,
        title=idea.title,
        summary=idea.summary,
        title_en=idea.title_en,
        summary_en=idea.summary_en,
        licence=idea.licence,
        handed_in_at=idea.submitted_at or idea.updated_at,  # the latter only in a team's own preview
        version=len(idea.versions.all()),
        challenge_number=idea.challenge.number,
        challenge_title=idea.challenge.title,
        challenge_title_en=idea.challenge.title_en,
        municipality=idea.challenge.participant.name,
        team=_public_team(idea),
        answers=_public_answers(sections, idea),
        pictures=public_pictures(idea.pictures),
        citations=public_citations(idea.evidence),
        hypotheses=public_hypotheses(idea.evidence),
        documents=public_documents(idea.documents),
    )


def _public_answers(sections: list[FormSection], idea: Idea) -> tuple[PublicAnswer, ...]:
    """The public questions that were answered; what each member said stands under a public name, or under none."""
    asked = [row for row in sections if row.is_public]
    found = (_told_by_members(row, idea) if row.is_per_member else _answer(row, idea.answers) for row in asked)
    return tuple(answer for answer in found if answer.text)


def _answer(row: FormSection, answers: dict[str, str]) -> PublicAnswer:
    return PublicAnswer(row.key, str(row), answers.get(row.key, ""))


def _told_by_members(row: FormSection, idea: Idea) -> PublicAnswer:
    said = member_answers(row, idea)
    parts = tuple((public_name(member, idea.cycle) or _("メンバー"), text) for member, text in said)
    text = "\n\n".join(_("%(name)s：%(text)s") % {"name": name, "text": words} for name, words in parts)
    return PublicAnswer(row.key, str(row), text, parts)


def public_citations(evidence: Mapping[str, Any]) -> tuple[PublicCitation, ...]:
    """The data cited in what was handed in, numbered in its order."""
    return tuple(_public_citation(number, row) for number, row in enumerate(evidence.get("citations", ()), 1))


def _public_citation(number: int, row: Mapping[str, Any]) -> PublicCitation:
    seen_on = date.fromisoformat(row["seen_on"]) if row["seen_on"] else None
    return PublicCitation(**{**row, "number": number, "seen_on": seen_on})


def public_hypotheses(evidence: Mapping[str, Any]) -> tuple[PublicHypothesis, ...]:
    """The cards in what was handed in, each with how far it has come."""
    return tuple(_public_hypothesis(row) for row in evidence.get("hypotheses", ()))


def _public_hypothesis(row: Mapping[str, str]) -> PublicHypothesis:
    state = Hypothesis.state_after(row["test"], row["result"], row["learning"])
    return PublicHypothesis(**row, state=str(state.label))


def _public_team(idea: Idea) -> PublicTeam:
    members = list(idea.team.members.all())
    return PublicTeam(
        name=idea.team.name,
        attribute=idea.team.attribute,
        attribute_label=idea.team.get_attribute_display(),
        member_count=len(members),
        member_names=tuple(filter(None, (public_name(member, idea.cycle) for member in members))),
    )


def public_name(member: Any, cycle: Cycle) -> str:
    """The name a member agreed to show, read at this moment; empty without that yes, or a young one's guardian's."""
    is_young = needs_guardian(member.age_band, cycle.guardian_below_age)
    is_agreed = member.name_is_public and (member.consents or not is_young)
    return (member.public_name or member.user.full_name) if is_agreed else ""


def public_pictures(rows: Iterable[Attachment]) -> tuple[PublicPicture, ...]:
    """Numbered in their order. Each address holds its file's own mark: what it answers may be kept for ever."""
    return tuple(_public_picture(row, number) for number, row in enumerate(rows, 1))


def _public_picture(row: Attachment, number: int) -> PublicPicture:
    return PublicPicture(
        number=number,
        url=picture_address(row, str(row.file.name)),
        alt=row.alt,
        caption=row.caption,
        width=row.width,
        height=row.height,
        renditions=tuple(_public_rendition(row, made) for made in row.renditions),
        is_waiting=not row.renditions and not row.is_given_up,
    )


def _public_rendition(row: Attachment, made: dict[str, Any]) -> PublicRendition:
    webp, jpeg = (picture_address(row, made[kind]) for kind in ("webp", "jpeg"))
    return PublicRendition(made["width"], made["height"], webp, jpeg)


def picture_address(row: Attachment, name: str) -> str:
    return reverse("ideas:picture", args=[row.pk, mark_of(name), name.rpartition(".")[2]])


def public_documents(rows: Iterable[Attachment]) -> tuple[PublicDocument, ...]:
    return tuple(
        PublicDocument(number, document_address(row), row.alt, row.pages, row.size)
        for number, row in enumerate(rows, 1)
    )


def document_address(row: Attachment) -> str:
    return reverse("ideas:document", args=[row.pk, mark_of(str(row.file.name))])
