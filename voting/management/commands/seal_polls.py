"""Seal closed polls by hand, where neither the task nor the office's button is at hand."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common import clock
from common.errors import ContestError
from voting import services
from voting.models import Poll


class Command(BaseCommand):
    help = "Seal every poll the clock has closed, or the polls named. May run twice: a seal stays what it is."

    def add_arguments(self, parser):
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="cog2026-finalist; every closed poll unless given")

    def handle(self, *, slugs, **options):
        now = clock.now()
        polls = [_named(slug) for slug in slugs] if slugs else list(Poll.objects.to_seal(now))
        if not polls:
            self.stdout.write(_("しめきりを過ぎて封印していない投票はありません。"))
        for poll in polls:
            was_sealed = poll.sealed_at is not None
            try:
                seal = services.seal_poll(poll, at=now)
            except ContestError as error:
                raise CommandError(f"{poll.slug}: {error}") from error
            said = _("もう封印されています。") if was_sealed else _("封印しました。")
            facts = {"counted": seal.counted, "superseded": seal.superseded, "root": seal.root}
            words = _("数える票 %(counted)d、えらび直された票 %(superseded)d、封印の値 %(root)s") % facts
            self.stdout.write(f"{poll.slug}: {said}{words}")


def _named(slug: str) -> Poll:
    poll = Poll.objects.filter(slug=slug).first()
    if poll is None:
        raise CommandError(_("「%(slug)s」という投票はありません。") % {"slug": slug})
    return poll
