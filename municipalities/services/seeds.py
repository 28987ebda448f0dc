"""What citizens do with a seed: suggest it, say under which name, take it back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.text import length_of, one_line, several_lines
from contest.models import Cycle, Stage
from municipalities.models import Participant, Seed, SeedRefused
from municipalities.services.seed_steps import lock_seed, take_back, with_merged

A_DAY = timedelta(days=1)
SEEDS_A_DAY = 5  # by one person
TITLE, TEXT, CREDIT = 60, 1000, 60


@transaction.atomic
def suggest_seed(
    participant: Participant, *, cycle: Cycle, title: str, text: str, credit: str, by: User, at: datetime
) -> Seed:
    """Hand a local issue to a municipality while STEP1 is open; the same once more is not made twice.

    `credit` is the name the world may see; empty for none.
    """
    User.objects.select_for_update().get(pk=by.pk)
    _require_open(cycle, at)
    title, text, credit = one_line(title).strip(), several_lines(text).strip(), one_line(credit).strip()
    _require_fitting(title, text, credit)
    mine = Seed.objects.written_by(by)
    if same := mine.filter(participant=participant, cycle=cycle, title=title, text=text).first():
        return same
    if mine.filter(created_at__gt=at - A_DAY).count() >= SEEDS_A_DAY:
        raise SeedRefused(
            _("きょう届けられる課題のたねは%(n)d件までです。あす、また届けられます。") % {"n": SEEDS_A_DAY}
        )
    words = {"title": title, "text": text, "credit": credit}
    return Seed.objects.create(participant=participant, cycle=cycle, suggested_by=by, created_at=at, **words)


@transaction.atomic
def change_credit(seed: Seed, *, credit: str, at: datetime) -> Seed:
    """Show another name, or none; a consent may be taken back at any time, after the answer too."""
    kept = lock_seed(seed)
    credit = one_line(credit).strip()
    _require_fitting(kept.title, kept.text, credit)
    kept.credit = credit
    kept.save()
    return kept


@transaction.atomic
def withdraw_seed(seed: Seed, *, by: User, at: datetime) -> None:
    """Delete one that nobody has answered; those merged into it wait on their own again. Gone already is no error."""
    if not Seed.objects.filter(pk=seed.pk).exists():
        return
    kept = lock_seed(seed)
    if kept.status != Seed.Status.OPEN:
        raise SeedRefused(_("返事のあった課題のたねは、取り下げられません。名前の公開は、いつでもやめられます。"))
    take_back(with_merged(kept)[1:], by=by, at=at)
    record_decision(by, "seed.withdraw", kept, at=at, participant=kept.participant.number)
    kept.delete()


def _require_open(cycle: Cycle, at: datetime) -> None:
    stage = cycle.stage(Stage.Kind.CHALLENGES)
    if stage is None or at < stage.opens_at:
        raise SeedRefused(_("課題の募集は、まだはじまっていません。はじまると、課題のたねを届けられます。"))
    if not stage.is_open_at(at):
        raise SeedRefused(_("課題の募集はしめきりました。課題のたねは、次の募集のときに届けてください。"))


def _require_fitting(title: str, text: str, credit: str) -> None:
    """Nothing missing, nothing too long; an address in a line that goes out in mails is refused."""
    if not title or not text:
        raise SeedRefused(_("ひとことと、だれが・どこで・どう困っているかの、両方を書いてください。"))
    if any(length_of(words) > limit for words, limit in ((title, TITLE), (text, TEXT), (credit, CREDIT))):
        raise SeedRefused(_("文章が長すぎます。短くしてください。まだ届けていません。"))
    if "://" in title or "://" in credit:
        raise SeedRefused(_("ひとことと名前には、ホームページのアドレスを書けません。"))
