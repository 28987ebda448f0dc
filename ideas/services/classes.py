"""Class mode: a teacher makes teams of pupils, who enter by a printed card and need no address."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import NOWHERE, User
from accounts.services import record_decision
from contest.models import Cycle
from ideas.models import Member, PupilCard, SchoolClass, Team, TeamRefused
from ideas.services.codes import code_hash, new_code
from ideas.services.members import AboutMe, add_member, require_mail
from ideas.services.teams import start_team
from ideas.services.windows import require_not_over
from notifications.services import notify

CLASSES_A_YEAR, PUPILS_A_TEAM, PUPILS_A_CLASS = 10, 12, 60


@transaction.atomic
def make_class(*, cycle: Cycle, teacher: User, school: str, name: str, at: datetime) -> SchoolClass:
    """A class of this teacher; the secretariat is told and may stop it."""
    require_not_over(cycle, at)
    require_mail(teacher)
    User.objects.select_for_update().get(pk=teacher.pk)
    school, name = " ".join(school.split())[:80], " ".join(name.split())[:60]
    mine = SchoolClass.objects.filter(cycle=cycle, teacher=teacher)
    if not school or not name:
        raise TeamRefused(_("学校名とクラス名を書いてください。"))
    if mine.filter(school=school, name=name).exists():
        raise TeamRefused(_("このクラスは、もう作ってあります。"))
    if mine.count() >= CLASSES_A_YEAR:
        raise TeamRefused(_("作れるクラスは%(n)dまでです。事務局に相談してください。") % {"n": CLASSES_A_YEAR})
    made = SchoolClass.objects.create(cycle=cycle, teacher=teacher, school=school, name=name, created_at=at)
    record_decision(teacher, "ideas.make_class", made, at=at)
    if cycle.contact_email:
        url = settings.SITE_URL + reverse("admin:ideas_schoolclass_change", args=[made.pk])
        context = {"school": school, "name_of_class": name, "teacher": str(teacher), "url": url}
        notify(cycle.contact_email, "ideas/class_made", context=context, dedupe_key=f"class:{made.pk}", at=at)
    return made


@transaction.atomic
def stop_class(school_class: SchoolClass, *, by: User, at: datetime) -> SchoolClass:
    """The secretariat ends a class: its teacher and its cards open nothing any more, whoever is in is out at once."""
    kept = SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    if kept.stopped_at is None:
        kept.stopped_at = at
        kept.save()
        record_decision(by, "ideas.stop_class", kept, at=at)
        for card in kept.cards.select_related("user"):
            _throw_out(card.user)
    return kept


@transaction.atomic
def make_class_team(
    school_class: SchoolClass,
    *,
    name: str,
    kana: str,
    pupils: Sequence[str],
    leads: AboutMe,
    joins: AboutMe,
    at: datetime,
) -> tuple[Team, list[tuple[PupilCard, str]]]:
    """A team of these pupils, the first of whom leads; their cards with the codes, which are nowhere else."""
    kept = _lock(school_class, at)
    names = [" ".join(pupil.split()) for pupil in pupils if pupil.strip()]
    if not names or len(names) > PUPILS_A_TEAM:
        raise TeamRefused(_("メンバーの名前を、1行に1人ずつ、%(n)d人まで書いてください。") % {"n": PUPILS_A_TEAM})
    if any(len(pupil) > 50 for pupil in names):
        raise TeamRefused(_("名前は50字までです。"))
    _require_room(kept, len(names))
    cards = [_new_card(kept, pupil, at) for pupil in names]
    team = start_team(cycle=kept.cycle, by=cards[0][0].user, name=name, kana=kana, about=leads, at=at)
    team.school_class = kept
    team.save()
    for card, _code in cards[1:]:
        add_member(team, user=card.user, role=Member.Role.MEMBER, about=joins, at=at)
    record_decision(kept.teacher, "ideas.make_class_team", team, at=at, pupils=len(names))
    return team, cards


@transaction.atomic
def reissue_card(card: PupilCard, *, by: User, at: datetime) -> tuple[PupilCard, str]:
    """Another code for the same pupil; the older one and whoever is in by it are out at once."""
    kept = _locked_card(card)
    _lock(kept.school_class, at)
    code = new_code()
    kept.code_hash, kept.revoked_at = code_hash(code), None
    kept.save()
    _throw_out(kept.user)
    record_decision(by, "ideas.reissue_card", kept, at=at)
    return kept, code


@transaction.atomic
def revoke_card(card: PupilCard, *, by: User, at: datetime) -> PupilCard:
    """The card opens nothing any more; the pupil stays in the team."""
    kept = _locked_card(card)
    if kept.revoked_at is None:
        kept.revoked_at = at
        kept.save()
        _throw_out(kept.user)
        record_decision(by, "ideas.revoke_card", kept, at=at)
    return kept


def pupil_with(code: str) -> User:
    """Whoever holds a card with this code, however it was typed. TeamRefused when nobody does."""
    card = PupilCard.objects.select_related("user", "school_class").filter(code_hash=code_hash(code)).first()
    if card is None or not card.user.is_active:
        raise TeamRefused(_("このカードのコードは見つかりません。もう一度、よく見て入れてください。"))
    if card.revoked_at or card.school_class.stopped_at:
        raise TeamRefused(_("このカードは使えなくなりました。先生に、新しいカードをもらってください。"))
    return card.user


def _new_card(school_class: SchoolClass, name: str, at: datetime) -> tuple[PupilCard, str]:
    code = new_code()
    address = f"pupil-{secrets.token_hex(8)}@cards{NOWHERE}"
    user = User.objects.create_user(address, family_name=name, language=school_class.teacher.language, date_joined=at)
    card = PupilCard.objects.create(school_class=school_class, user=user, code_hash=code_hash(code), created_at=at)
    return card, code


def _lock(school_class: SchoolClass, at: datetime) -> SchoolClass:
    kept = (
        SchoolClass.objects.select_for_update(of=("self",)).select_related("cycle", "teacher").get(pk=school_class.pk)
    )
    if kept.stopped_at:
        raise TeamRefused(_("このクラスは、事務局が止めています。事務局に聞いてください。"))
    require_not_over(kept.cycle, at)
    return kept


def _locked_card(card: PupilCard) -> PupilCard:
    return PupilCard.objects.select_for_update(of=("self",)).select_related("user", "school_class").get(pk=card.pk)


def _require_room(school_class: SchoolClass, more: int) -> None:
    if school_class.cards.count() + more > PUPILS_A_CLASS:
        raise TeamRefused(_("1つのクラスは%(n)d人までです。") % {"n": PUPILS_A_CLASS})


def _throw_out(user: User) -> None:
    """A new unusable password ends every session of this person with their next click."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
