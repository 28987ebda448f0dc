"""What officers make of a seed: a challenge, a part of another seed, or an answer; and back again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.text import length_of, several_lines
from contest.models import FormSection
from municipalities.models import Challenge, Seed, SeedRefused
from municipalities.services.challenges import start_challenge
from municipalities.services.common import lock_challenge
from municipalities.services.seed_steps import lock_seed, lock_seeds, take_back, tell_writers, with_merged
from municipalities.services.writing import save_challenge
from municipalities.sheet import as_written

Status = Seed.Status
ANSWER = 1000
IN_HANDS = {Challenge.Status.DRAFT, Challenge.Status.RETURNED}
FITTING = ("who", "voices", "citizens")  # keys of the question on who is in trouble; otherwise the first one


@transaction.atomic
def adopt_seed(seed: Seed, *, into: Challenge | None, origin: str, by: User, at: datetime) -> Challenge:
    """Take a seed into a draft, or into a new one, its text copied; done already is no error.

    Writing is bound to STEP1 like all writing: ChallengeClosed afterwards.
    """
    draft = lock_challenge(into) if into else None
    kept = lock_seed(seed)
    if kept.status == Status.ADOPTED and kept.challenge and into in (None, kept.challenge):
        return kept.challenge
    _require_waiting(kept)
    if draft and (draft.participant_id, draft.cycle_id) != (kept.participant_id, kept.cycle_id):
        raise SeedRefused(_("この下書きには取り入れられません。同じ自治体の、同じ年度の下書きをえらんでください。"))
    if draft and draft.status not in IN_HANDS:
        raise SeedRefused(_("応募ずみの課題には取り入れられません。下書きをえらんでください。"))
    draft = draft or start_challenge(kept.participant, cycle=kept.cycle, by=by, at=at)
    draft = save_challenge(draft, fields=_copied(kept, draft, origin), by=by, at=at)
    kept.challenge = draft
    _settle(kept, Status.ADOPTED, by=by, at=at)
    record_decision(by, "seed.adopt", kept, at=at, challenge=draft.pk)
    tell_writers(with_merged(kept), "seed_adopted", at=at)
    return draft


@transaction.atomic
def merge_seed(seed: Seed, *, into: Seed, by: User, at: datetime) -> Seed:
    """Let a seed go along with another one of the same municipality, with what was merged into it; twice is no error."""
    kept, target = lock_seeds(seed, into)
    if kept.status == Status.MERGED and kept.merged_into_id == target.pk:
        return kept
    _require_waiting(kept)
    _require_target(kept, target)
    along = with_merged(kept)
    kept.merged.update(merged_into=target)
    kept.merged_into = target
    _settle(kept, Status.MERGED, by=by, at=at)
    record_decision(by, "seed.merge", kept, at=at, into=target.pk)
    tell_writers(along, "seed_merged", at=at, other=target.title)
    return kept


@transaction.atomic
def answer_seed(seed: Seed, *, answer: str, by: User, at: datetime) -> Seed:
    """Answer with the reason in words, in STEP1 or after it; the answer may be mended, the same twice is one."""
    kept = lock_seed(seed)
    answer = several_lines(answer).strip()
    if kept.status == Status.ANSWERED and kept.answer == answer:
        return kept
    if kept.status != Status.ANSWERED:
        _require_waiting(kept)
    _require_in_sight(kept)
    if not answer or length_of(answer) > ANSWER:
        raise SeedRefused(_("返事を、%(n)d字以内で書いてください。") % {"n": ANSWER})
    kept.answer = answer
    _settle(kept, Status.ANSWERED, by=by, at=at)
    record_decision(by, "seed.answer", kept, at=at)
    tell_writers(with_merged(kept), "seed_answered", at=at, answer=answer)
    return kept


@transaction.atomic
def reopen_seed(seed: Seed, *, by: User, at: datetime) -> Seed:
    """Undo what was made of a seed; not once the challenge is handed in. What was copied stays in the draft."""
    kept = lock_seed(seed)
    if kept.status == Status.OPEN:
        return kept
    _require_in_sight(kept)
    if kept.challenge and kept.challenge.status not in IN_HANDS:
        raise SeedRefused(_("課題を応募したあとなので、取り消せません。"))
    take_back([kept], by=by, at=at)
    return kept


def _settle(seed: Seed, status: str, *, by: User, at: datetime) -> None:
    seed.status, seed.answered_by, seed.answered_at = status, by, at
    seed.save()


def _require_in_sight(seed: Seed) -> None:
    if seed.hidden_at:
        raise SeedRefused(_("この課題のたねは、事務局がかくしました。返事はできません。"))


def _require_waiting(seed: Seed) -> None:
    _require_in_sight(seed)
    if seed.status != Status.OPEN:
        raise SeedRefused(_("この課題のたねには、もう返事をしています。変えるときは、先に取り消してください。"))


def _require_target(seed: Seed, target: Seed) -> None:
    is_same_place = (target.participant_id, target.cycle_id) == (seed.participant_id, seed.cycle_id)
    is_there = target.hidden_at is None and target.status in {Status.OPEN, Status.ADOPTED}
    if target.pk == seed.pk or not is_same_place or not is_there:
        raise SeedRefused(_("この課題のたねとは合わせられません。合わせる先をえらびなおしてください。"))


def _copied(seed: Seed, draft: Challenge, origin: str) -> dict[str, Any]:
    """The values a draft takes over: the origin, a title if it has none, and the text where it fits, once."""
    fields: dict[str, Any] = {"origin": origin}
    draft = as_written(draft)
    if not draft.title:
        fields["title"] = seed.title
    keys = [question.key for question in draft.cycle.questions(FormSection.Form.CHALLENGE)]
    key = next((key for key in FITTING if key in keys), keys[0] if keys else None)
    if key is not None:
        there = draft.answers.get(key, "")
        fields["answers"] = {key: there if seed.text in there else f"{there}\n\n{seed.text}".strip()}
    return fields
