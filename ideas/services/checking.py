"""The secretariat checks who may enter: remarks to a team until they are settled, and that it has looked."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from ideas.models import EligibilityRemark, Team, TeamRefused
from notifications.services import notify

LONGEST = 500


@transaction.atomic
def write_remark(team: Team, *, text: str, tells: bool, by: User, at: datetime) -> EligibilityRemark:
    """Ask something of a team; it cannot hand in while that is open. On record; mailed to all members where `tells`."""
    kept = Team.objects.select_for_update().get(pk=team.pk)
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise TeamRefused(_("確かめたいことを500字以内で書いてください。"))
    if kept.eligibility_remarks.filter(text=text, settled_at=None).exists():
        raise TeamRefused(_("同じことが、もう書いてあります。"))
    remark = EligibilityRemark.objects.create(team=kept, text=text, written_by=by, written_at=at)
    record_decision(by, "ideas.write_remark", kept, at=at, remark=remark.pk, text=text, tells=tells)
    if tells:
        _tell(remark, "remark", f"remark:{remark.pk}", at)
    return remark


@transaction.atomic
def settle_remark(
    remark: EligibilityRemark, *, is_settled: bool, tells: bool, by: User, at: datetime
) -> EligibilityRemark:
    """Close a remark, or open it again. On record; mailed to all members where `tells`. Done already is no error."""
    Team.objects.select_for_update().get(pk=remark.team_id)
    kept = EligibilityRemark.objects.select_for_update(of=("self",)).select_related("team").get(pk=remark.pk)
    if (kept.settled_at is not None) == is_settled:
        return kept
    kept.settled_at = at if is_settled else None
    kept.save(update_fields=["settled_at"])
    record_decision(by, "ideas.settle_remark", kept.team, at=at, remark=kept.pk, is_settled=is_settled, tells=tells)
    if tells:
        name = "remark_settled" if is_settled else "remark"
        _tell(kept, name, f"{name}:{kept.pk}:{at.isoformat()}", at)
    return kept


@transaction.atomic
def check_team(team: Team, *, is_checked: bool, by: User, at: datetime) -> Team:
    """Note that the secretariat has looked at who is in the team, or has to look again. On record."""
    kept = Team.objects.select_for_update().get(pk=team.pk)
    if (kept.checked_at is not None) == is_checked:
        return kept
    if is_checked and kept.eligibility_remarks.filter(settled_at=None).exists():
        raise TeamRefused(_("まだすんでいない確認があります。すんだことにしてから、確かめたことにしてください。"))
    kept.checked_at, kept.checked_by = (at, by) if is_checked else (None, None)
    kept.save(update_fields=["checked_at", "checked_by"])
    record_decision(by, "ideas.check_team", kept, at=at, is_checked=is_checked)
    return kept


def _tell(remark: EligibilityRemark, name: str, key: str, at: datetime) -> None:
    team = remark.team
    url = settings.SITE_URL + reverse("ideas:team", args=[team.pk])
    context = {"team": team.name, "text": remark.text, "url": url}
    for member in team.members.select_related("user"):
        notify(member.user, f"ideas/{name}", context=context, dedupe_key=f"{key}:{member.user_id}", at=at)
