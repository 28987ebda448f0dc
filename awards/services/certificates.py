"""Certificates: made for everyone they are due to, renewed under a new number, revoked with a reason."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from awards.models import NAME_LENGTH, Award, Certificate, CertificateRefused, Decision, Publication
from awards.standings import decision_behind, is_published
from contest.models import Cycle
from ideas.models import Idea, Member, people
from ideas.public import public_name
from municipalities.models import bodies

Receiver = Certificate.Receiver
SIDES = (Receiver.TEAM, Receiver.MUNICIPALITY)
LANGUAGES = ("ja", "en")


@transaction.atomic
def issue_certificates(cycle: Cycle, *, languages: Sequence[str] = LANGUAGES, by: User, at: datetime) -> int:
    """For the team and the municipality of every award, once two people are to look at the decisions; how many new ones."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if not Publication.objects.filter(cycle=cycle).exists():
        raise CertificateRefused(_("賞の公開を申し出てから、賞状をつくります。それまでは決定が変わることがあります。"))
    decisions = Decision.objects.filter(award__cycle=cycle, returned_at__isnull=True).for_public()
    due = [
        _certificate(decision.idea, decision, side, language, by=by, at=at)
        for decision in decisions
        for side in SIDES
        for language in languages
    ]
    return _issue(cycle, due, by=by, at=at)


@transaction.atomic
def issue_participation(cycle: Cycle, *, languages: Sequence[str] = LANGUAGES, by: User, at: datetime) -> int:
    """For the team of every published idea of the cycle: that it took part; how many new ones."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    ideas = Idea.objects.public(at).filter(cycle=cycle).select_related("cycle", "team").order_by("serial")
    due = [_certificate(idea, None, Receiver.TEAM, language, by=by, at=at) for idea in ideas for language in languages]
    if not due:
        raise CertificateRefused(_("アイデアが公開されてから、参加証をつくります。"))
    return _issue(cycle, due, by=by, at=at)


@transaction.atomic
def ask_for_member(
    idea: Idea, decision: Decision | None, *, language: str = "ja", by: User, at: datetime
) -> Certificate:
    """One's own copy, under the name one agreed to show; asked for again it is the one that is there."""
    own = Idea.objects.filter(pk=idea.pk).select_related("cycle", "team").prefetch_related(people("team__members"))
    idea = own.select_for_update(of=("self",)).get()
    member = next((row for row in idea.team.members.all() if row.user_id == by.pk), None)
    if member is None:
        raise CertificateRefused(_("このチームのメンバーではありません。"))
    if decision is not None and not _is_public(decision, idea):
        raise CertificateRefused(_("賞が公開されてから、賞状をつくれます。"))
    if decision is None and not Idea.objects.public(at).filter(pk=idea.pk).exists():
        raise CertificateRefused(_("アイデアが公開されてから、参加証をつくります。"))
    if not public_name(member, idea.cycle):
        raise CertificateRefused(
            _("氏名の公開に同意していると、名前の入った賞状をつくれます。チームのページで変えられます。")
        )
    made = _certificate(idea, decision, Receiver.MEMBER, language, member=member, by=by, at=at)
    standing = Certificate.objects.standing().filter(purpose=made.purpose).first()
    if standing is None:
        made.save()
        record_decision(by, "awards.ask_for_member", made, at=at)
    return standing or made


def _is_public(decision: Decision, idea: Idea) -> bool:
    published = Decision.objects.filter(award__cycle__publication__published_at__isnull=False, returned_at__isnull=True)
    return published.filter(pk=decision.pk, idea=idea).exists()


def _certificate(
    idea: Idea,
    decision: Decision | None,
    receiver: str,
    language: str,
    *,
    member: Member | None = None,
    by: User,
    at: datetime,
) -> Certificate:
    return Certificate(
        cycle=idea.cycle,
        idea=idea,
        award=decision.award if decision else None,
        place=decision.place if decision else None,
        receiver=receiver,
        member=member,
        purpose=Certificate.purpose_of(idea, decision, receiver, member, language),
        name=_name(idea, receiver, member)[:NAME_LENGTH],
        language=language,
        issued_at=at,
        issued_by=by,
        created_at=at,
        updated_at=at,
    )


def _name(idea: Idea, receiver: str, member: Member | None) -> str:
    if member is not None:
        return public_name(member, idea.cycle)
    return idea.challenge.participant.name if receiver == Receiver.MUNICIPALITY else idea.team.name


def _issue(cycle: Cycle, due: Iterable[Certificate], *, by: User, at: datetime) -> int:
    standing = set(Certificate.objects.filter(cycle=cycle).standing().values_list("purpose", flat=True))
    # what was revoked on purpose is not made again by a button for all
    revoked = set(Certificate.objects.filter(cycle=cycle, revoked_at__isnull=False).values_list("purpose", flat=True))
    new = list(_without(due, standing | revoked))
    Certificate.objects.bulk_create(new)
    if new:
        record_decision(by, "awards.issue_certificates", cycle, at=at, count=len(new))
    return len(new)


def _without(due: Iterable[Certificate], known: set[str]) -> Iterator[Certificate]:
    return (row for row in due if row.purpose not in known)


@transaction.atomic
def reissue_certificate(certificate: Certificate, *, by: User, at: datetime) -> Certificate:
    """A new number with the names as they are written now; the old one says from here on that it was replaced.

    In place of one that was revoked too, which stays revoked, as long as none stands.
    """
    old = _locked(certificate)
    if old.replaced_at or (old.revoked_at and Certificate.objects.standing().filter(purpose=old.purpose).exists()):
        raise CertificateRefused(_("もう使われていない賞状です。新しい番号のほうを開いてください。"))
    decision = decision_behind(old)
    if old.award_id and (decision is None or decision.returned_at):
        raise CertificateRefused(_("辞退された賞、決定が変わった賞の賞状は、発行しなおせません。"))
    member = next((row for row in old.idea.team.members.all() if row.pk == old.member_id), None)
    if old.member_id and (member is None or not public_name(member, old.cycle)):
        raise CertificateRefused(_("この人は、氏名の公開に同意していません。"))
    if old.revoked_at is None:
        old.replaced_at = at
        old.save(update_fields=["replaced_at"])
    new = _certificate(old.idea, decision, old.receiver, old.language, member=member, by=by, at=at)
    new.save()
    old.replaced_by = new
    old.save(update_fields=["replaced_by"])
    record_decision(by, "awards.reissue_certificate", new, at=at, replaces=old.number)
    return new


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, reason: str, by: User, at: datetime) -> Certificate:
    """Its page says from here on that it is not valid; why stays with the secretariat. Again changes nothing."""
    kept, reason = _locked(certificate), reason.strip()
    if not reason:
        raise CertificateRefused(_("取り消す理由を書いてください。"))
    if kept.revoked_at:
        return kept
    if kept.replaced_at:
        raise CertificateRefused(_("もう使われていない賞状です。新しい番号のほうを開いてください。"))
    kept.revoked_at, kept.revoked_reason = at, reason[:300]
    kept.save(update_fields=["revoked_at", "revoked_reason"])
    record_decision(by, "awards.revoke_certificate", kept, at=at, reason=reason)
    return kept


def keep_papers_true(award: Award, *, at: datetime) -> None:
    """After a change of decisions: a paper that says otherwise is void, and its page says so; an unpublished one is gone."""
    decided = Decision.objects.filter(award=award, idea=OuterRef("idea"), place=OuterRef("place"))
    untrue = award.certificates.exclude(Exists(decided))
    if not is_published(award.cycle):
        untrue.delete()
        return
    void = untrue.standing()
    numbers = list(void.values_list("number", flat=True))
    if numbers:
        void.update(revoked_at=at, revoked_reason=_("投票の結果が確定し、受賞の決定が変わりました。"))
        record_decision(None, "awards.keep_papers_true", award, at=at, numbers=numbers)


def _locked(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related(
        "cycle", "idea__cycle", "idea__team", "idea__challenge__participant"
    )
    members = (people("idea__team__members"), bodies("idea__challenge__participant__members"))
    return rows.prefetch_related(*members).get(pk=certificate.pk)
