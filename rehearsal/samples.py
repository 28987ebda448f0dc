"""Sample rows as they would stand at a given instant. Rows that exist are left as people have made them."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files import File
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from awards.loading import load_awards_of
from contest.loading import DATA_DIR, load_organizations, load_parts, read_toml, settle
from contest.models import Cycle, Stage, Theme
from ideas.eligibility import needs_guardian
from ideas.models import (
    TEXTS,
    Citation,
    GuardianConsent,
    Hypothesis,
    Idea,
    IdeaVersion,
    Member,
    Note,
    Recommendation,
    Team,
)
from ideas.services import attach_picture, save_evidence
from ideas.services.agreeing import note_yes
from ideas.services.attachments import settle_attachments
from ideas.services.members import settle_attribute
from judging.models import Criterion, Judge, Round
from municipalities.loading import load_participants, load_register
from municipalities.models import Challenge, DataResource, Knowledge, Officer, Participant, Participation
from municipalities.services import file_fields
from rehearsal import calendar
from rehearsal.pictures import draw
from rehearsal.reports import load_reports
from rehearsal.reviews import REMARKS, review
from rehearsal.scores import score
from rehearsal.seeds import load_seeds
from rehearsal.talk import load_talk
from rehearsal.winter import load_winter
from voting.models import Rules
from voting.services import publish_rules, write_rules
from voting.wording import default_text

FOLDER = DATA_DIR / "rehearsal"
SAID = ("leader_class", "tie", "age_band", "is_student", "name_is_public")  # what members say of themselves
REGION = {"見本県": "見本"}
# What a municipality that is still in summer has got to; from autumn on all are accepted.
IN_SUMMER = {
    "minato-evacuation": Challenge.Status.ACCEPTED,
    "yamakami-last-bus": Challenge.Status.ACCEPTED,
    "aoba-first-friend": Challenge.Status.ACCEPTED,
    "satono-supper": Challenge.Status.ACCEPTED,
    "hamakaze-beach": Challenge.Status.SUBMITTED,
    "kawazoi-checkup-letter": Challenge.Status.SUBMITTED,
    "yukino-snow-morning": Challenge.Status.RETURNED,
    "mihon-care-work": Challenge.Status.DRAFT,
}


@transaction.atomic
def load(at: datetime, folder: Path = FOLDER, *, with_pictures: bool = True) -> Cycle:
    """The rehearsal's municipalities, people, cycle, challenges and ideas, in the state that fits `at`."""
    cycle = prepare(at, folder)
    challenges = {key: load_challenge(key, cycle, folder, at) for key in IN_SUMMER}
    load_seeds(read_toml(folder / "seeds.toml")["seeds"], challenges, at)
    has_ideas = at >= _stage(cycle, Stage.Kind.IDEAS).opens_at
    ideas = [read_toml(path) for path in sorted((folder / "ideas").glob("*.toml"))] if has_ideas else []
    for order, data in enumerate(ideas, 1):
        if not with_pictures:
            data.pop("picture", None)
        load_idea(data, cycle, challenges[data["challenge"]], order, at)
    load_talk(read_toml(folder / "dialogue.toml"), cycle, challenges, at)
    score(cycle, at)
    load_winter(read_toml(folder / "winter.toml"), cycle, at)
    load_reports(ideas, cycle, at)
    return cycle


def prepare(at: datetime, folder: Path = FOLDER) -> Cycle:
    """The stage without the play: municipalities, the cycle, and people with their roles."""
    load_register(folder / "local_governments.csv", REGION, is_sample=True)
    load_participants(folder / "participants.csv", is_sample=True)
    cycle = load_cycle(read_toml(folder / "cycle.toml"), at)
    load_people(read_toml(folder / "people.toml"), cycle)
    publish_vote_rules(cycle, at)
    return cycle


def load_cycle(data: dict[str, Any], at: datetime) -> Cycle:
    """The rehearsal cycle there is, or a new one of the fiscal year that holds `at`."""
    cycle = Cycle.objects.filter(is_rehearsal=True).order_by("-fiscal_year").first()
    year = cycle.fiscal_year if cycle else calendar.year_of(at)
    texts = ("subtitle_ja", "subtitle_en", "introduction_ja", "introduction_en", "contact_email")
    values = {name: data[name].strip() for name in texts}
    values |= {"final_on": calendar.final_on(year), "is_rehearsal": True, "is_public": True}
    cycle = settle(Cycle, {"fiscal_year": year}, values, keep=True)
    for kind, (opens_at, closes_at, publishes_at) in calendar.windows(year).items():
        window = {"opens_at": opens_at, "closes_at": closes_at, "publishes_at": publishes_at}
        settle(Stage, {"cycle": cycle, "kind": kind}, window, keep=True)
    load_organizations(data["organizations"])
    load_parts(cycle, data, keep=True)
    load_awards_of(cycle, data["awards"], keep=True)
    load_rounds(cycle, data["criteria"])
    return cycle


def load_rounds(cycle: Cycle, criteria: list[dict[str, Any]]) -> None:
    """Both rounds with the same criteria, of equal weight (the real weights were never published), and a word for each point."""
    scale = read_toml(DATA_DIR / "rubric.toml")
    labels = {name: "\n".join(scale[name]) for name in ("labels_ja", "labels_en")}
    for kind, (opens_at, closes_at) in calendar.rounds(cycle.fiscal_year).items():
        values = {"opens_at": opens_at, "closes_at": closes_at, "is_blind": kind == Round.Kind.SCREENING}
        judging = settle(Round, {"cycle": cycle, "kind": kind}, values, keep=True)
        for order, row in enumerate(criteria, 1):
            rest = {name: value for name, value in row.items() if name != "key"}
            settle(Criterion, {"round": judging, "key": row["key"]}, {**labels, **rest, "order": order}, keep=True)


def publish_vote_rules(cycle: Cycle, at: datetime) -> None:
    """The rules of the vote as the site ships them, in public from the beginning; ones that are there stay."""
    if not Rules.objects.filter(cycle=cycle).exists():
        texts = {f"text_{language}": default_text(cycle, language) for language in ("ja", "en")}
        office = User.objects.filter(is_staff=True, is_sample=True).order_by("pk").first()
        if office:
            publish_rules(write_rules(cycle, **texts, appeal_days=14), by=office, at=at)


def load_people(data: dict[str, list[dict[str, Any]]], cycle: Cycle) -> None:
    """Secretariat, officers, judges and a viewer, each ready to be entered as."""
    for row in data["secretariat"]:
        person(row, is_staff=True)
    since = _stage(cycle, Stage.Kind.CHALLENGES).opens_at
    for row in data["officers"]:
        key = {"user": person(row), "participant": Participant.objects.get(number=row["participant"])}
        settle(Officer, key, {"department": row["department"], "since": since}, keep=True)
    for row in data["judges"]:
        values = {"title": row["title"], "is_chair": row.get("is_chair", False)}
        settle(Judge, {"cycle": cycle, "user": person(row)}, values, keep=True)
    for row in data["viewers"]:
        person(row)


def person(row: dict[str, Any], **more: Any) -> User:
    """The sample person of that address, with a proven address and no password."""
    user = User.objects.filter(email=row["email"]).first()
    if user is None:
        family, _, given = row["name"].partition(" ")
        family_kana, _, given_kana = row["kana"].partition(" ")
        names = {"family_name": family, "given_name": given, "family_kana": family_kana, "given_kana": given_kana}
        language = row.get("language", "ja")
        user = User.objects.create_user(row["email"], **names, language=language, is_sample=True, **more)
    settle(EmailAddress, {"user": user, "email": user.email}, {"verified": True, "primary": True}, keep=True)
    return user


def load_challenge(key: str, cycle: Cycle, folder: Path, at: datetime) -> Challenge:
    """A sample municipality's challenge; one it already has is left alone."""
    data = read_toml(folder / "challenges" / f"{key}.toml")
    participant = Participant.objects.get(number=data["participant"])
    settle(Participation, {"participant": participant, "cycle": cycle})
    challenge = Challenge.objects.filter(cycle=cycle, participant=participant).first()
    return challenge or _new_challenge(key, data, cycle, participant, at)


def _new_challenge(key: str, data: dict[str, Any], cycle: Cycle, participant: Participant, at: datetime) -> Challenge:
    summer = _stage(cycle, Stage.Kind.CHALLENGES)
    status = IN_SUMMER[key] if at < summer.closes_at else Challenge.Status.ACCEPTED
    when = min(at, summer.opens_at + timedelta(days=40))
    copied = (
        "title",
        "title_en",
        "summary_en",
        "origin",
        "department",
        "contact_name",
        "contact_phone",
        "contact_email",
    )
    values = {name: data[name] for name in copied}
    values |= {"answers": _stripped(data["answers"]), "status": status, "theme": Theme.objects.get(key=data["theme"])}
    if status != Challenge.Status.DRAFT:
        values |= {"serial": _next_serial(Challenge, cycle), "submitted_at": when}
    if status in {Challenge.Status.ACCEPTED, Challenge.Status.RETURNED}:
        values["decided_at"] = min(at, when + timedelta(days=5))
    if status == Challenge.Status.RETURNED:
        values["remarks"] = REMARKS
    writer = participant.officers.earliest("id").user
    challenge = Challenge.objects.create(
        cycle=cycle, participant=participant, written_by=writer, created_at=when, **values
    )
    _bring_data(challenge, data)
    review(key, challenge, at)
    return challenge


def _bring_data(challenge: Challenge, data: dict[str, Any]) -> None:
    """The sample's data, its files made clean as an officer's are, and what its town hall knows."""
    for order, row in enumerate(data["resources"], 1):
        fields = dict(row)
        if name := fields.pop("file", ""):
            with (FOLDER / "files" / name).open("rb") as file:
                fields |= file_fields(File(file, name=name))
        DataResource.objects.create(challenge=challenge, order=order, **fields)
    for order, row in enumerate(data.get("knowledge", []), 1):
        Knowledge.objects.create(challenge=challenge, order=order, **row)


def load_idea(data: dict[str, Any], cycle: Cycle, challenge: Challenge, order: int, at: datetime) -> None:
    """A sample team with its idea, unless its leader already has a team or the challenge was not accepted."""
    members = data["team"]["members"]
    leader = person(members[0])
    if challenge.status != Challenge.Status.ACCEPTED or Member.objects.filter(user=leader, team__cycle=cycle).exists():
        return
    autumn = _stage(cycle, Stage.Kind.IDEAS)
    when = _handed_in_at(autumn, order, at)
    team = _new_team(data["team"], cycle, when)
    texts = {name: data[name] for name in TEXTS} | {"answers": _stripped(data["answers"])}
    idea = Idea.objects.create(cycle=cycle, team=team, challenge=challenge, draft=texts, created_at=when)
    _bring_evidence(data, idea, leader, when)
    if "recommendation" in data["team"]:
        _recommend(data["team"]["recommendation"], idea, when)
    if "picture" in data:
        picture = data["picture"]
        upload = BytesIO(draw(picture["shape"], picture["colours"]))
        attach_picture(idea, upload=upload, alt=picture["alt"], by=leader, at=when)
    if data["handed_in"] or at >= autumn.closes_at:
        _hand_in(Idea.objects.get(pk=idea.pk), leader, when)


def _bring_evidence(data: dict[str, Any], idea: Idea, leader: User, when: datetime) -> None:
    """What the sample team cites, found out and noted; data of the challenge is named by its title."""
    for row in data.get("citations", []):
        fields = dict(row)
        if title := fields.pop("of_challenge", ""):
            fields["resource"] = str(idea.challenge.resources.get(title=title).pk)
        save_evidence(idea, Citation(), fields=fields, by=leader, at=when)
    for row in data.get("hypotheses", []):
        save_evidence(idea, Hypothesis(), fields=row, by=leader, at=when)
    for row in data.get("notes", []):
        save_evidence(idea, Note(), fields=row, by=leader, at=when)


def _new_team(data: dict[str, Any], cycle: Cycle, when: datetime) -> Team:
    """The first person of the file leads; the rest follows from what each says of themselves."""
    team = Team.objects.create(cycle=cycle, created_at=when, name=data["name"], kana=data["kana"])
    for row in data["members"]:
        role = Member.Role.LEADER if row is data["members"][0] else Member.Role.MEMBER
        said = {name: row[name] for name in SAID if name in row}
        member = Member.objects.create(team=team, user=person(row), role=role, created_at=when, **said)
        if needs_guardian(member.age_band, cycle.guardian_below_age):
            GuardianConsent.objects.create(
                member=member, kind=GuardianConsent.Kind.MAIL, guardian_name="保護者（見本）", given_at=when
            )
    settle_attribute(team)
    return team


def _recommend(data: dict[str, Any], idea: Idea, when: datetime) -> None:
    """Somebody of the municipality speaks for a leader from elsewhere."""
    leader = idea.team.members.get(role=Member.Role.LEADER)
    answered = {"token_hash": f"sample-{leader.pk}", "expires_at": when, "confirmed_at": when, "created_at": when}
    Recommendation.objects.create(leader=leader, participant=idea.challenge.participant, **data, **answered)


def _hand_in(idea: Idea, leader: User, when: datetime) -> None:
    """As `submit_idea` does, without sixty receipts by mail to people who do not exist."""
    settle_attachments(idea)
    for name, value in idea.working.items():
        setattr(idea, name, value)
    idea.draft, idea.status, idea.submitted_at = {}, Idea.Status.SUBMITTED, when
    idea.serial = _next_serial(Idea, idea.cycle)
    idea.save()
    for member in idea.team.members.all():
        note_yes(idea, member_pk=member.pk, at=when)
    said = {name: getattr(idea, name) for name in (*TEXTS, "answers", "evidence")}
    IdeaVersion.objects.create(idea=idea, number=1, handed_in_by=leader, handed_in_at=when, **said)


def _handed_in_at(stage: Stage, order: int, at: datetime) -> datetime:
    """Spread over the part of autumn that has passed."""
    return stage.opens_at + (min(at, stage.closes_at) - stage.opens_at) * order / 13


def _next_serial(model: type[Challenge] | type[Idea], cycle: Cycle) -> int:
    return (model.objects.filter(cycle=cycle).aggregate(last=Max("serial"))["last"] or 0) + 1


def _stage(cycle: Cycle, kind: str) -> Stage:
    return cycle.stages.get(kind=kind)


def _stripped(answers: dict[str, str]) -> dict[str, str]:
    return {key: text.strip() for key, text in answers.items()}
