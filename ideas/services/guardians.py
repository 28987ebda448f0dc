"""A guardian's yes for a young member: asked by mail and answered without an account, or recorded from paper."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from ideas.models import GuardianConsent, Member, TeamRefused
from ideas.services.asking import keep_asked, lasts_until, require_budget, token_of
from ideas.services.windows import require_not_over
from notifications.services import notify

REMIND_AFTER = timedelta(days=4)


@transaction.atomic
def ask_guardian(member: Member, *, name: str, email: str, by: User, at: datetime) -> GuardianConsent:
    """Mail the guardian a link to say yes or no; asking again makes the older link useless."""
    kept = _locked_member(member)
    cycle = kept.team.cycle
    require_not_over(cycle, at)
    email = email.strip().lower()
    if kept.team.members.filter(user__email=email).exists():
        raise TeamRefused(_("保護者のアドレスを書いてください。このアドレスの人は、チームのメンバーです。"))
    rows = kept.guardian_consents.all()
    if any(row.is_given for row in rows):
        raise TeamRefused(_("保護者の同意は、もうあります。"))
    require_budget(rows, GuardianConsent.objects.filter(email=email), at=at)
    rows.filter(given_at=None, refused_at=None).update(expires_at=at)
    made = GuardianConsent(
        member=kept,
        kind=GuardianConsent.Kind.MAIL,
        guardian_name=" ".join(name.split())[:80],
        email=email,
        expires_at=lasts_until(cycle, at),
        created_at=at,
    )
    keep_asked(made, "guardian")
    _mail(made, "guardian", f"guardian:{made.pk}", at=at)
    return made


@transaction.atomic
def answer_guardian(consent: GuardianConsent, *, is_yes: bool, at: datetime) -> GuardianConsent:
    """Yes or no by the link. A yes may be taken back by the same link at any time, a no turned into a yes."""
    rows = GuardianConsent.objects.select_for_update(of=("self",))
    kept = rows.select_related("member__team__cycle", "member__user").get(pk=consent.pk)
    if reason := why_not_answered(kept, at=at):
        raise TeamRefused(reason)
    if is_yes and kept.is_given:
        return kept
    if is_yes:
        kept.given_at, kept.refused_at = at, None
    else:
        kept.refused_at = at
        kept.member.guardian_consents.exclude(given_at=None).update(refused_at=at)  # a no ends every earlier yes
    kept.save()
    record_decision(None, "ideas.answer_guardian", kept, at=at, is_yes=is_yes)
    _tell(kept, is_yes=is_yes, at=at)
    return kept


@transaction.atomic
def record_paper_consent(member: Member, *, guardian_name: str, by: User, at: datetime) -> GuardianConsent:
    """Write down a consent signed on paper, which whoever records it has seen; on record. A second one is none."""
    kept = _locked_member(member)
    name = " ".join(guardian_name.split())[:80]
    if not name:
        raise TeamRefused(_("保護者の氏名を書いてください。"))
    given = next((row for row in kept.guardian_consents.all() if row.is_given), None)
    if given is not None:
        return given
    made = GuardianConsent.objects.create(
        member=kept,
        kind=GuardianConsent.Kind.PAPER,
        guardian_name=name,
        given_at=at,
        recorded_by=by,
        created_at=at,
    )
    record_decision(by, "ideas.record_paper_consent", made, at=at, member=kept.user_id)
    return made


def why_not_answered(consent: GuardianConsent, *, at: datetime) -> str:
    """Why the link takes no answer any more; empty while it does. Whoever has answered may always change it."""
    if consent.given_at or consent.refused_at or (consent.expires_at and at < consent.expires_at):
        return ""
    return _("このリンクは期限が切れました。お子さんに、もう一度送るよう伝えてください。")


def unanswered_guardians(at: datetime) -> QuerySet[GuardianConsent]:
    """Asked some days ago, still open: these are reminded, once."""
    rows = GuardianConsent.objects.filter(kind=GuardianConsent.Kind.MAIL, given_at=None, refused_at=None)
    return rows.filter(expires_at__gt=at, created_at__lte=at - REMIND_AFTER)


def remind_guardian(consent: GuardianConsent, *, at: datetime) -> None:
    """The same link once more; a second call sends nothing."""
    with transaction.atomic():
        _mail(consent, "guardian_again", f"guardian-reminder:{consent.pk}", at=at)


def _locked_member(member: Member) -> Member:
    rows = Member.objects.select_for_update(of=("self",)).select_related("team__cycle", "user")
    return rows.get(pk=member.pk)


def _mail(row: GuardianConsent, name: str, key: str, *, at: datetime) -> None:
    member = row.member
    context = {
        "guardian": row.guardian_name,
        "child": member.user.full_name or member.user.email,
        "team": member.team.name,
        "expires_at": row.expires_at,
        "url": settings.SITE_URL + reverse("ideas:guardian", args=[token_of(row, "guardian")]),
    }
    language = member.user.language
    notify(row.email, f"ideas/{name}", context=context, dedupe_key=key, at=at, language=language, is_secret=True)


def _tell(consent: GuardianConsent, *, is_yes: bool, at: datetime) -> None:
    """The young member and the leader learn what the guardian said."""
    team = consent.member.team
    context = {
        "member": consent.member.user.full_name or consent.member.user.email,
        "team": team.name,
        "is_yes": is_yes,
        "url": settings.SITE_URL + reverse("ideas:team", args=[team.pk]),
    }
    told = team.members.filter(role=Member.Role.LEADER) | team.members.filter(pk=consent.member_id)
    for member in told.select_related("user"):
        key = f"guardian-answer:{consent.pk}:{at.isoformat()}:{member.user_id}"
        notify(member.user, "ideas/guardian_answered", context=context, dedupe_key=key, at=at)
