"""Local governments, participants, officers, and challenges in each of their states."""

from datetime import timedelta
from itertools import count
from typing import Any

from accounts.models import User
from contest.models import Cycle, Stage
from municipalities.models import (
    Challenge,
    DataResource,
    Extension,
    LocalGovernment,
    Officer,
    OfficerInvitation,
    OfficerRequest,
    Participant,
    ParticipantMember,
    Remark,
    check_digit,
)
from municipalities.services import invite_officer
from municipalities.services.versions import keep_version
from tests.factories import contest
from tests.factories.accounts import person, staff

_numbers = count(101)
Status = Challenge.Status


def government(**fields) -> LocalGovernment:
    """A made-up city of a made-up prefecture, with a code that checks."""
    number = next(_numbers)
    five = f"99{101 + (number - 101) % 899}"  # 101 to 999, over and over: the promises' worlds have 1 and 2
    return LocalGovernment.objects.create(
        **{
            "code": five + check_digit(five),
            "name": f"見本{number}市",
            "kana": f"みほん{number}し",
            "kind": LocalGovernment.Kind.CITY,
            "prefecture": "見本県",
            "region": "関東",
            **fields,
        }
    )


def participant(*governments: LocalGovernment, **fields) -> Participant:
    """An entry of the list, of one body or of those given."""
    made = Participant.objects.create(**{"number": 900 + next(_numbers), "is_on_record": True, **fields})
    for order, body in enumerate(governments or (government(),)):
        ParticipantMember.objects.create(participant=made, government=body, order=order)
    return made


def officer(of: Participant | None = None, user: User | None = None, **fields) -> Officer:
    """A person who serves a municipality since the summer before."""
    return Officer.objects.create(
        **{
            "user": user or person(),
            "participant": of or participant(),
            "department": "企画課",
            "since": contest.instant(Stage.Kind.CHALLENGES, 2025),
            **fields,
        }
    )


def challenge(
    status: str = Status.DRAFT, *, by: Officer | None = None, cycle: Cycle | None = None, **fields
) -> Challenge:
    """A complete challenge in the given state: draft, submitted, returned or accepted."""
    by = by or officer()
    in_cycle = cycle or contest.cycle()
    made = Challenge.objects.create(
        **{
            "cycle": in_cycle,
            "participant": by.participant,
            "written_by": by.user,
            "title": "避難所まで歩けない人と、どう逃げるか",
            "theme": contest.theme(),
            "origin": Challenge.Origin.CITIZENS,
            "answers": {key: f"{label}の答え" for key, label, _ in contest.CHALLENGE_SECTIONS},
            "department": by.department,
            "contact_name": "見本 花子",
            "contact_email": "kikaku@city.example",
            "contact_phone": "000-0000-0000",
            **_facts_of(status, in_cycle),
            **fields,
        }
    )
    DataResource.objects.create(
        challenge=made, title="避難路の幅", url="https://data.city.example/roads.csv", format="CSV"
    )
    kept = Challenge.objects.for_desk().get(pk=made.pk)
    if kept.submitted_at:
        keep_version(kept, by=by.user, at=kept.submitted_at)
    return kept


def empty_challenge(by: Officer, *, cycle: Cycle | None = None) -> Challenge:
    """A draft in which nothing has been written."""
    made = Challenge.objects.create(
        cycle=cycle or contest.cycle(), participant=by.participant, written_by=by.user, contact_email=by.user.email
    )
    return Challenge.objects.for_desk().get(pk=made.pk)


def extension(of: Participant, *, cycle: Cycle | None = None, **fields) -> Extension:
    """More time for one municipality: a week after the deadline, unless said."""
    in_cycle = cycle or contest.cycle()
    closes = contest.windows(in_cycle.fiscal_year)[Stage.Kind.CHALLENGES][1]
    facts = {"closes_at": closes + timedelta(days=7), "reason": "台風で庁舎が停電したため", "granted_at": closes}
    facts["granted_by"] = fields.pop("granted_by", None) or staff()
    return Extension.objects.create(participant=of, cycle=in_cycle, **facts | fields)


def remark(
    about: Challenge, section: str = "basics", text: str = "もう少しくわしく書いてください。", **fields
) -> Remark:
    """What the secretariat asks of one page, having read what was handed in last."""
    facts: dict[str, Any] = {
        "section": section,
        "text": text,
        "written_at": about.decided_at or about.submitted_at,
    }
    facts |= {
        "version": about.versions.order_by("number").last(),
        "written_by": fields.pop("written_by", None) or staff(),
    }
    return Remark.objects.create(challenge=about, **facts | fields)


def _facts_of(status: str, cycle: Cycle) -> dict:
    if status == Status.DRAFT:
        return {"status": status}
    moment = contest.instant(Stage.Kind.CHALLENGES, cycle.fiscal_year)
    last = Challenge.objects.filter(cycle=cycle, serial__isnull=False).count()
    facts = {"status": status, "serial": last + 1, "submitted_at": moment}
    if status == Status.RETURNED:
        facts |= {"decided_at": moment, "remarks": "だれが困っているかを、もう少しくわしく書いてください。"}
    return facts | ({"decided_at": moment} if status == Status.ACCEPTED else {})


def officer_request(user: User | None = None, of: LocalGovernment | None = None, **fields) -> OfficerRequest:
    """Somebody who asked in the middle of STEP1 and waits."""
    return OfficerRequest.objects.create(
        **{
            "user": user or person(),
            "government": of or government(),
            "department": "企画課",
            "asked_at": contest.instant(Stage.Kind.CHALLENGES),
            **fields,
        }
    )


def officer_invitation(by: Officer, email: str = "kohai@city.example", **fields) -> OfficerInvitation:
    """A mailed link from an officer, sent in the middle of STEP1."""
    given = {"department": "防災課", "at": contest.instant(Stage.Kind.CHALLENGES), **fields}
    return invite_officer(by.participant, email=email, by=by.user, **given)
