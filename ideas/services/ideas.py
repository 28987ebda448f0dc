"""Acts on ideas: lock, guard, change, tell."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle, Stage
from contest.sheet import LONGEST, fingerprint
from ideas.agreement import mark_of_text, missing_yeses
from ideas.completeness import problems_of, team_problems
from ideas.models import (
    TEXTS,
    ChangedElsewhere,
    DoesNotFit,
    Idea,
    IdeaIncomplete,
    IdeaRefused,
    IdeasClosed,
    IdeaVersion,
    Team,
)
from ideas.services.agreeing import note_yes
from ideas.services.pictures import settle_picture
from ideas.services.telling import lock_idea, lock_team, tell_members
from ideas.services.windows import require_open, require_writable
from ideas.sheet import flatten, sections_of, values_of
from municipalities.models import Challenge

Status = Idea.Status


@transaction.atomic
def start_idea(team: Team, *, challenge: Challenge, by: User, at: datetime) -> Idea:
    """Begin a draft on a published challenge; a draft of this team on it that is there already is given again."""
    kept = Team.objects.select_for_update().get(pk=team.pk)
    require_open(kept.cycle, at)
    if not Challenge.objects.public(at).filter(pk=challenge.pk, cycle=kept.cycle_id).exists():
        raise IdeaRefused(_("この課題には、いまはアイデアを応募できません。"))
    draft = Idea.objects.filter(team=kept, challenge=challenge, status=Status.DRAFT).first()
    return draft or Idea.objects.create(cycle=kept.cycle, team=kept, challenge=challenge, created_at=at)


@transaction.atomic
def save_idea(idea: Idea, *, fields: Mapping[str, Any], by: User, at: datetime, seen: str | None = None) -> Idea:
    """Keep what was written, finished or not: names of `models.TEXTS`, and `answers` merged by key.

    Nothing that was handed in changes until it is handed in again. `seen` is the fingerprint of these values as the
    writer saw them: if somebody saved other words since, ChangedElsewhere is raised and nothing is kept.
    """
    kept = Idea.objects.for_saving().select_for_update(of=("self",)).get(pk=idea.pk)
    _require_in_hands(kept, at)
    _require_room(kept, fields)
    new = flatten(fields)
    stored = {name: text for name, text in values_of(kept).items() if name in new}
    if seen is not None and stored != new and fingerprint(stored) != seen:
        raise ChangedElsewhere(_("別の画面か、ほかのメンバーが、ここを書きかえました。まだ保存していません。"))
    working = {**kept.working, **fields, "answers": kept.working["answers"] | fields.get("answers", {})}
    kept.draft = _difference(kept, working)
    kept.save()
    return kept


@transaction.atomic
def submit_idea(idea: Idea, *, by: User, at: datetime, seen: str | None = None) -> Idea:
    """Hand in what was saved: a number (max + 1 under a lock on the cycle; kept the next time), a version, a receipt.

    With nothing new to hand in this is no error. `seen` is `mark_of_text` as the confirmation page showed it.
    """
    Cycle.objects.select_for_update().get(pk=idea.cycle_id)
    lock_team(idea)
    kept = lock_idea(idea)
    if kept.status == Status.SUBMITTED and not kept.draft:
        return kept
    _require_in_hands(kept, at)
    if seen is not None and mark_of_text(kept) != seen:
        raise ChangedElsewhere(_("この画面を開いたあとに、内容が変わりました。もう一度読んでから応募してください。"))
    if problems := [*team_problems(kept, at), *problems_of(kept)]:
        message = _("直すところが%(n)dか所あります。まだ応募していません。")
        raise IdeaIncomplete(message % {"n": len(problems)})
    _require_everyone(kept, by, at)
    settle_picture(kept)
    for name, value in kept.working.items():
        setattr(kept, name, value)
    kept.draft, kept.status, kept.submitted_at = {}, Status.SUBMITTED, at
    if kept.serial is None:
        kept.serial = (kept.cycle.ideas.aggregate(last=Max("serial"))["last"] or 0) + 1
    kept.save()
    version = _write_version(kept, by, at)
    _note_leave(kept, version, by, at)
    tell_members(kept, "receipt", f"receipt:{kept.pk}:{version.number}", by=by, at=at, version=version.number)
    return Idea.objects.for_desk().get(pk=kept.pk)


def _require_everyone(idea: Idea, by: User, at: datetime) -> None:
    """Handing in is the yes of whoever does it; everybody else has said theirs to this very text."""
    if waiting := missing_yeses(idea, by):
        words = _("まだ確認していないメンバーが%(n)d人います。まだ応募していません。")
        raise IdeaIncomplete(words % {"n": len(waiting)})
    for member in idea.team.members.all():
        if member.user_id == by.pk:
            note_yes(idea, member_pk=member.pk, at=at)


def _note_leave(idea: Idea, version: IdeaVersion, by: User, at: datetime) -> None:
    """What is handed in after the deadline stands on record with the leave it came in by."""
    stage = idea.cycle.stage(Stage.Kind.IDEAS)
    if (stage is None or at >= stage.closes_at) and (leave := idea.leave_at(at)):
        said = {"leave": leave.pk, "kind": leave.kind, "version": version.number}
        record_decision(by, "ideas.submit_after_deadline", idea, at=at, **said)


def _require_in_hands(idea: Idea, at: datetime) -> None:
    if idea.status == Status.WITHDRAWN:
        raise IdeasClosed(_("取り下げたアイデアです。取下げをやめると、また書けます。"))
    require_writable(idea, at)


def _require_room(idea: Idea, fields: Mapping[str, Any]) -> None:
    """Only questions of this form, and only texts a person could have written."""
    asked = {name for section in sections_of(idea) for name in section.names}
    texts = flatten(fields)
    if unknown := (set(fields) - {*TEXTS, "answers"}) | (set(texts) - asked):
        raise ValueError(f"not fields of an idea: {sorted(unknown)}")
    if any(len(text) > LONGEST for text in texts.values()):
        raise DoesNotFit(_("文章が長すぎて保存できません。短くしてください。まだ保存していません。"))
    if fields.get("licence", Idea.Licence.CC_BY) not in Idea.Licence.values:
        raise DoesNotFit(_("利用条件をえらんでください。"))


def _difference(idea: Idea, working: Mapping[str, Any]) -> dict[str, Any]:
    """What of `working` is not yet what was handed in."""
    draft: dict[str, Any] = {name: working[name] for name in TEXTS if working[name] != getattr(idea, name)}
    answers = {key: text for key, text in working["answers"].items() if text != idea.answers.get(key, "")}
    own_acts = {name: idea.draft[name] for name in ("picture", "evidence") if name in idea.draft}
    return draft | ({"answers": answers} if answers else {}) | own_acts


def _write_version(idea: Idea, by: User, at: datetime) -> IdeaVersion:
    return IdeaVersion.objects.create(
        idea=idea,
        number=len(idea.versions.all()) + 1,
        answers=idea.answers,
        evidence=idea.evidence,
        **{name: getattr(idea, name) for name in TEXTS},
        handed_in_by=by,
        handed_in_at=at,
    )
