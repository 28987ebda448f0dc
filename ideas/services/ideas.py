"""Acts on ideas: lock, guard, change, tell."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import Cycle, Stage
from ideas.agreement import mark_of_text, missing_yeses
from ideas.completeness import problems_of, team_problems
from ideas.models import (
    TEXTS,
    ChangedElsewhere,
    Idea,
    IdeaIncomplete,
    IdeaRefused,
    IdeaVersion,
    Team,
)
from ideas.services.agreeing import note_yes
from ideas.services.attachments import settle_attachments
from ideas.services.telling import lock_idea, lock_team, tell_members
from ideas.services.windows import require_in_hands, require_open
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
def submit_idea(idea: Idea, *, by: User, at: datetime, seen: str | None = None) -> Idea:
    """Hand in what was saved: a number (max + 1 under a lock on the cycle; kept the next time), a version, a receipt.

    With nothing new to hand in this is no error. `seen` is `mark_of_text` as the confirmation page showed it.
    """
    Cycle.objects.select_for_update().get(pk=idea.cycle_id)
    lock_team(idea)
    kept = lock_idea(idea)
    if kept.status == Status.SUBMITTED and not kept.draft:
        return kept
    require_in_hands(kept, at)
    if seen is not None and mark_of_text(kept) != seen:
        raise ChangedElsewhere(_("この画面を開いたあとに、内容が変わりました。もう一度読んでから応募してください。"))
    if problems := [*team_problems(kept, at), *problems_of(kept)]:
        message = _("直すところが%(n)dか所あります。まだ応募していません。")
        raise IdeaIncomplete(message % {"n": len(problems)})
    _require_everyone(kept, by, at)
    settle_attachments(kept)
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
