"""仲間募集: a team calls for members; people answer with a word; the leader decides."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import EntryClass
from ideas.facts import classes_of
from ideas.models import JoinRequest, Member, Team, TeamRefused
from ideas.services.members import AboutMe, add_member, require_mail
from ideas.services.windows import require_not_over
from municipalities.models import Challenge
from notifications.services import notify

State = JoinRequest.State
WAITING_AT_ONCE = 5  # requests of one person that nobody has decided
TEXT_LENGTH = 600


@transaction.atomic
def call_for_members(team: Team, *, text: str, challenge: Challenge, at: datetime) -> Team:
    """Put the team on the board of a published challenge, without anybody's name; calling again changes the words."""
    kept = _lock(team, at)
    text = text.strip()
    if not text or len(text) > TEXT_LENGTH:
        raise TeamRefused(_("募集のことばを、600字以内で書いてください。"))
    if not Challenge.objects.public(at).filter(pk=challenge.pk, cycle=kept.cycle_id).exists():
        raise TeamRefused(_("この課題では、いまは仲間を募集できません。"))
    kept.is_recruiting, kept.recruiting_text, kept.recruiting_for = True, text, challenge
    kept.save()
    return kept


@transaction.atomic
def stop_calling(team: Team, *, at: datetime) -> Team:
    """Off the board; the words are kept for another time, and requests still wait for their answer."""
    kept = Team.objects.select_for_update().get(pk=team.pk)
    kept.is_recruiting = False
    kept.save()
    return kept


@transaction.atomic
def ask_to_join(team: Team, *, user: User, about: AboutMe, message: str, at: datetime) -> JoinRequest:
    """Answer a team's call; the leader gets a mail. Once a team, and only so many at a time."""
    kept = _lock(team, at)
    message = message.strip()
    require_mail(user)
    if not kept.is_recruiting:
        raise TeamRefused(_("このチームは、いまは仲間を募集していません。"))
    if not message or len(message) > 300:
        raise TeamRefused(_("チームへのひとことを、300字以内で書いてください。"))
    if kept.members.filter(user=user).exists():
        raise TeamRefused(_("あなたは、もうこのチームにいます。"))
    if kept.join_requests.filter(user=user, state=State.WAITING).exists():
        raise TeamRefused(_("もう申し込んでいます。返事を待ってください。"))
    if kept.join_requests.filter(user=user, state=State.DECLINED).exists():
        raise TeamRefused(_("このチームには、前に申し込みました。もう一度申し込むことはできません。"))
    if user.join_requests.filter(state=State.WAITING, team__cycle=kept.cycle).count() >= WAITING_AT_ONCE:
        raise TeamRefused(_("返事を待てる申込みは%(n)d件までです。") % {"n": WAITING_AT_ONCE})
    classes = {row.key for row in classes_of(kept.cycle, EntryClass.Role.MEMBER)}
    if (classes and about.entry_class not in classes) or about.age_band not in Member.AgeBand.values:
        raise TeamRefused(_("地域とのつながりと年代をえらんでください。"))
    said = {"tie": about.entry_class, "age_band": about.age_band, "is_student": about.is_student}
    made = JoinRequest.objects.create(team=kept, user=user, message=message, asked_at=at, **said)
    leader = kept.members.select_related("user").get(role=Member.Role.LEADER).user
    context = {"team": kept.name, "asker": str(user), "message": message, "url": _url(kept, "#requests")}
    notify(leader, "ideas/asked_to_join", context=context, dedupe_key=f"asked-to-join:{made.pk}:{leader.pk}", at=at)
    return made


@transaction.atomic
def decide_request(request: JoinRequest, *, is_accepted: bool, by: User, at: datetime) -> JoinRequest:
    """The leader's yes or no, once; on record, and told to whoever asked. Names stay private until they say otherwise."""
    team = _lock(request.team, at)
    kept = JoinRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request.pk)
    if kept.state != State.WAITING:
        raise TeamRefused(_("この申込みには、もう返事をしました。"))
    if is_accepted:
        about = AboutMe(entry_class=kept.tie, age_band=kept.age_band, is_student=kept.is_student)
        add_member(team, user=kept.user, role=Member.Role.MEMBER, about=about, at=at)
    kept.state = State.ACCEPTED if is_accepted else State.DECLINED
    kept.decided_by, kept.decided_at = by, at
    kept.save()
    record_decision(by, "ideas.decide_request", kept, at=at, is_accepted=is_accepted)
    name = "request_accepted" if is_accepted else "request_declined"
    url = _url(team) if is_accepted else settings.SITE_URL + reverse("pages:calls")
    key = f"request-decided:{kept.pk}:{kept.user_id}"
    notify(kept.user, f"ideas/{name}", context={"team": team.name, "url": url}, dedupe_key=key, at=at)
    return kept


@transaction.atomic
def withdraw_request(request: JoinRequest) -> None:
    """Whoever asked thinks otherwise; a request already decided stays on record."""
    JoinRequest.objects.filter(pk=request.pk, state=State.WAITING).delete()


def _lock(team: Team, at: datetime) -> Team:
    kept = Team.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=team.pk)
    require_not_over(kept.cycle, at)
    return kept


def _url(team: Team, anchor: str = "") -> str:
    return settings.SITE_URL + reverse("ideas:team", args=[team.pk]) + anchor
