"""Teams and ideas for tests, in each of their states, made by the services where the state needs it."""

from io import BytesIO
from itertools import count

from PIL import Image

from accounts.models import User
from ideas.agreement import mark_of_text
from ideas.models import Attachment, Citation, Confirmation, Hypothesis, Idea, Invitation, Member, Note, Team
from ideas.services import (
    AboutMe,
    attach_picture,
    confirm_text,
    invite_member,
    save_evidence,
    save_idea,
    start_idea,
    submit_idea,
    withdraw_idea,
)
from tests.factories.accounts import person
from tests.factories.contest import IDEA_SECTIONS, cycle, instant
from tests.factories.municipalities import challenge as a_challenge

_numbers = count(1)
AUTUMN = instant("ideas")
LEADS = {"leader_class": "A", "age_band": "30to59", "is_student": True}  # rows of people who say all that is asked
JOINS = {"tie": "resident", "age_band": "30to59", "is_student": True}


def about(entry_class: str = "resident", **fields) -> AboutMe:
    """What somebody says on joining; a leader's class is given."""
    return AboutMe(**{"entry_class": entry_class, "age_band": "30to59", "is_student": False, **fields})


def member(team: Team, user: User | None = None, **fields) -> Member:
    """A grown-up who lives there, unless told otherwise."""
    said = LEADS if fields.get("role") == Member.Role.LEADER else JOINS
    return Member.objects.create(team=team, user=user or person(), **{**said, "is_student": False, **fields})


def team(members: int = 2, *, leader: User | None = None, attribute: str = "students", **fields) -> Team:
    """A team of such people whose leader comes first; who is a student follows from the attribute wanted."""
    given = {"name": f"見本チーム{next(_numbers)}", "kana": "ミホンチーム", **fields}
    made = Team.objects.create(**{"cycle": cycle(), "attribute": attribute, **given})
    for number in range(members):
        is_leader, is_student = number == 0, attribute == "students" or (attribute == "mixed" and number > 0)
        role = Member.Role.LEADER if is_leader else Member.Role.MEMBER
        member(made, leader if is_leader else None, role=role, is_student=is_student)
    return made


def leader_of(team: Team) -> User:
    return team.members.get(role=Member.Role.LEADER).user


def invitation(team: Team, email: str = "new@people.example", *, at=AUTUMN) -> Invitation:
    return invite_member(team, email=email, by=leader_of(team), at=at)


def texts(**fields) -> dict:
    """Everything handing in asks for."""
    answers = {key: f"{label}について書いた文です。" for key, label, _ in IDEA_SECTIONS}
    return {"title": "あかりみち", "summary": "夜道を、みんなの明かりで。", "answers": answers, **fields}


def draft(made_by: Team | None = None, *, challenge=None, at=AUTUMN, **fields) -> Idea:
    """A complete draft; texts may be given."""
    made_by = made_by or team()
    leader = leader_of(made_by)
    idea = start_idea(made_by, challenge=challenge or a_challenge("accepted"), by=leader, at=at)
    return save_idea(idea, fields=texts(**fields), by=leader, at=at)


def confirm(idea: Idea, user: User, *, when=AUTUMN) -> Confirmation:
    """This person's yes to the text as it stands."""
    mark = mark_of_text(Idea.objects.for_desk().get(pk=idea.pk))
    return confirm_text(idea, by=user, seen=mark, at=when)


def submitted(made_by: Team | None = None, *, challenge=None, at=AUTUMN, **fields) -> Idea:
    idea = draft(made_by, challenge=challenge, at=at, **fields)
    return submit_idea(idea, by=leader_of(idea.team), at=at)


def withdrawn(made_by: Team | None = None, *, at=AUTUMN, **fields) -> Idea:
    idea = submitted(made_by, at=at, **fields)
    return withdraw_idea(idea, by=leader_of(idea.team), at=at)


def photo(width: int = 800, height: int = 600, kind: str = "JPEG", **options) -> BytesIO:
    """A small real picture."""
    out = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, kind, **options)
    out.seek(0)
    return out


def picture(idea: Idea, *, at=AUTUMN, alt: str = "明かりの絵") -> Attachment:
    return attach_picture(idea, upload=photo(), alt=alt, by=leader_of(idea.team), at=at)


def citation(idea: Idea, *, at=AUTUMN, **fields) -> Citation:
    """Data from elsewhere; with `resource`, of the challenge itself."""
    texts = {"use": "夜に歩く人の数が分かりました。"}
    if "resource" not in fields:
        texts |= {"title": "夜の人出（見本）", "source": "見本市 統計課"}
    return save_evidence(idea, Citation(), fields={**texts, **fields}, by=leader_of(idea.team), at=at)


def hypothesis(idea: Idea, *, at=AUTUMN, **fields) -> Hypothesis:
    texts = {"claim": "暗いから歩かないのではないか。", **fields}
    return save_evidence(idea, Hypothesis(), fields=texts, by=leader_of(idea.team), at=at)


def note(idea: Idea, *, at=AUTUMN, **fields) -> Note:
    texts = {"kind": "interview", "text": "70代の女性。夜は出ないと言う。", **fields}
    return save_evidence(idea, Note(), fields=texts, by=leader_of(idea.team), at=at)
