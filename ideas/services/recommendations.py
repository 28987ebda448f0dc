"""A leader from elsewhere is spoken for: asked by mail, answered by a person who needs no account."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.models import EntryClass
from ideas.facts import classes_of
from ideas.models import Member, Recommendation, Team, TeamRefused
from ideas.services.asking import keep_asked, lasts_until, require_budget, token_of
from ideas.services.windows import require_not_over
from municipalities.models import Participant
from notifications.services import notify

REMIND_AFTER = timedelta(days=4)


@transaction.atomic
def ask_recommendation(
    team: Team, *, participant: Participant, name: str, email: str, by: User, at: datetime
) -> Recommendation:
    """Mail somebody of the municipality a link to speak for the leader; asking again makes the older link useless."""
    kept = Team.objects.select_for_update().select_related("cycle").get(pk=team.pk)
    require_not_over(kept.cycle, at)
    leader = kept.members.select_related("user").get(role=Member.Role.LEADER)
    email = email.strip().lower()
    if kept.members.filter(user__email=email).exists():
        raise TeamRefused(_("推薦は、チームの外の人に頼んでください。このアドレスの人は、チームのメンバーです。"))
    rows = leader.recommendations.filter(participant=participant, cancelled_at__isnull=True)
    if rows.filter(confirmed_at__isnull=False).exists():
        raise TeamRefused(_("もう推薦されています。"))
    require_budget(Recommendation.objects.filter(leader__team=kept), Recommendation.objects.filter(email=email), at=at)
    rows.filter(declined_at__isnull=True).update(cancelled_at=at)
    made = Recommendation(
        leader=leader,
        participant=participant,
        name=" ".join(name.split())[:80],
        email=email,
        expires_at=lasts_until(kept.cycle, at),
        created_at=at,
    )
    keep_asked(made, "recommendation")
    _mail(made, "recommend", f"recommendation:{made.pk}", at=at)
    return made


@transaction.atomic
def cancel_recommendation(recommendation: Recommendation, *, at: datetime) -> Recommendation:
    """Make the link useless; what was answered stays as it is."""
    kept = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if not (kept.confirmed_at or kept.declined_at or kept.cancelled_at):
        kept.cancelled_at = at
        kept.save()
    return kept


@transaction.atomic
def answer_recommendation(
    recommendation: Recommendation, *, is_yes: bool, entry_class: str = "", statement: str = "", at: datetime
) -> Recommendation:
    """The answer of whoever holds the link, given once. A yes says by which class one may recommend."""
    kept = _locked(recommendation)
    if reason := why_not_answered(kept, at=at):
        raise TeamRefused(reason)
    if is_yes and entry_class not in {row.key for row in recommenders(kept)}:
        raise TeamRefused(_("あなたと地域とのつながりをえらんでください。"))
    if is_yes:
        kept.confirmed_at, kept.entry_class, kept.statement = at, entry_class, statement.strip()[:500]
    else:
        kept.declined_at = at
    kept.save()
    record_decision(None, "ideas.answer_recommendation", kept, at=at, is_yes=is_yes, entry_class=kept.entry_class)
    team = kept.leader.team
    context = {
        "team": team.name,
        "recommender": kept.name,
        "is_yes": is_yes,
        "url": settings.SITE_URL + reverse("ideas:team", args=[team.pk]),
    }
    key = f"recommendation-answer:{kept.pk}:{kept.leader.user_id}"
    notify(kept.leader.user, "ideas/recommended", context=context, dedupe_key=key, at=at)
    return kept


def recommenders(recommendation: Recommendation) -> list[EntryClass]:
    """The classes whose people may recommend in this cycle."""
    rows = classes_of(recommendation.leader.team.cycle, EntryClass.Role.LEADER)
    return [row for row in rows if row.may_recommend]


def why_not_answered(recommendation: Recommendation, *, at: datetime) -> str:
    """Why the link takes no answer any more; empty while it does."""
    if recommendation.confirmed_at:
        return _("推薦していただきました。ありがとうございました。")
    if recommendation.declined_at:
        return _("推薦しない、とお返事いただきました。ありがとうございました。")
    if recommendation.cancelled_at:
        return _("この推薦の頼みは、取り消されました。")
    if at >= recommendation.expires_at:
        return _(
            "このリンクは期限が切れました。推薦してくださるときは、チームの代表に、もう一度送るよう伝えてください。"
        )
    return ""


def unanswered_recommendations(at: datetime) -> QuerySet[Recommendation]:
    """Asked some days ago, still open: these are reminded, once."""
    rows = Recommendation.objects.filter(confirmed_at=None, declined_at=None, cancelled_at=None)
    return rows.filter(expires_at__gt=at, created_at__lte=at - REMIND_AFTER)


def remind_recommender(recommendation: Recommendation, *, at: datetime) -> None:
    """The same link once more; a second call sends nothing."""
    with transaction.atomic():
        _mail(recommendation, "recommend_again", f"recommendation-reminder:{recommendation.pk}", at=at)


def _locked(recommendation: Recommendation) -> Recommendation:
    rows = Recommendation.objects.select_for_update(of=("self",))
    return rows.select_related("leader__team__cycle", "leader__user").get(pk=recommendation.pk)


def _mail(row: Recommendation, name: str, key: str, *, at: datetime) -> None:
    leader = row.leader
    context = {
        "recommender": row.name,
        "leader": leader.user.full_name or leader.user.email,
        "team": leader.team.name,
        "place": row.participant.name,
        "expires_at": row.expires_at,
        "url": settings.SITE_URL + reverse("ideas:recommend", args=[token_of(row, "recommendation")]),
    }
    notify(
        row.email,
        f"ideas/{name}",
        context=context,
        dedupe_key=key,
        at=at,
        language=leader.user.language,
        is_secret=True,
    )
