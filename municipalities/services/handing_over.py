"""What goes from an officer to their successor. Rooms above append what is theirs to MOVES in `AppConfig.ready()`."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from municipalities.models import Challenge, ChallengeQuerySet, Officer
from municipalities.services.officers import end_service, lock_officer


def move_challenges(old: Officer, new: Officer, at: datetime) -> None:
    """Drafts become the successor's; in what is not published yet, contacts that were the predecessor's become theirs."""
    now = _contacts_of(new)
    for challenge in _unpublished(old, at).select_for_update():
        named = {name: now[name] for name in _naming(challenge, old) if now[name]}
        for name, text in named.items():
            setattr(challenge, name, text)
        late = {name: now[name] for name in _naming_in_draft(challenge, old) if now[name]}
        challenge.draft = {**challenge.draft, **late}
        is_theirs = _is_draft_of(challenge, old)
        if is_theirs:
            challenge.written_by = new.user
        if named or late or is_theirs:
            challenge.save()


def move_invitations(old: Officer, new: Officer, at: datetime) -> None:
    """Links to colleagues that are still out go on in the successor's name."""
    waiting = old.participant.officer_invitations.waiting().filter(invited_by=old.user)
    waiting.exclude(hands_over=old).update(invited_by=new.user)


MOVES: list[Callable[[Officer, Officer, datetime], None]] = [move_challenges, move_invitations]


def hand_over(old: Officer, new: Officer, *, by: User, at: datetime) -> None:
    """Inside the act by which the successor accepts: everything moves and the predecessor's service ends, all or nothing."""
    old = lock_officer(old)
    for move in MOVES:
        move(old, new, at)
    if old.until is None:
        end_service(old, "handed_over", by=by, at=at, successor=str(new.user))


def to_be_moved(officer: Officer, at: datetime) -> list[Challenge]:
    """The challenges a hand-over would change, for the page that asks first."""
    rows = _unpublished(officer, at).select_related("cycle")
    return [
        row for row in rows if _is_draft_of(row, officer) or _naming(row, officer) or _naming_in_draft(row, officer)
    ]


def _unpublished(officer: Officer, at: datetime) -> ChallengeQuerySet:
    rows: ChallengeQuerySet = Challenge.objects.filter(participant=officer.participant_id)
    return rows.unpublished(at).order_by("pk")


def _is_draft_of(challenge: Challenge, officer: Officer) -> bool:
    return challenge.status == Challenge.Status.DRAFT and challenge.written_by_id == officer.user_id


def _contacts_of(officer: Officer) -> dict[str, str]:
    """What a challenge's contact says of an officer; the telephone is the office's."""
    user = officer.user
    return {"contact_name": user.full_name, "contact_email": user.email, "department": officer.department}


def _naming(challenge: Challenge, officer: Officer) -> list[str]:
    """The contact fields that speak of this officer."""
    return [name for name, text in _contacts_of(officer).items() if _same(getattr(challenge, name), text)]


def _naming_in_draft(challenge: Challenge, officer: Officer) -> list[str]:
    """Those among what was saved since the handing-in."""
    return [name for name, text in _contacts_of(officer).items() if _same(challenge.draft.get(name, ""), text)]


def _same(written: str, text: str) -> bool:
    """潮田真帆 is 潮田 真帆."""
    return bool(text) and "".join(written.split()).lower() == "".join(text.split()).lower()
