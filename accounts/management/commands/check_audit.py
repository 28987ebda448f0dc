"""Whether the record of decisions is as it was written; prints the chain's newest head, to be noted elsewhere."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.chain import check_chain, read_head
from common.errors import ContestError


class Command(BaseCommand):
    help = (
        "Check the chain over the audit entries; ends with 1 and names the first broken entry where it does not hold."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--head", metavar="N-DIGEST", help="a head printed earlier, which the chain must still have"
        )

    def handle(self, *, head, **options):
        try:
            found = check_chain(read_head(head) if head else None)
        except ContestError as refusal:
            raise CommandError(str(refusal)) from refusal
        if found.fault:
            raise CommandError(found.fault)
        self.stdout.write(_("つながりは、はじめから終わりまで正しくつながっています。"))
        self.stdout.write(_("先頭: %(head)s") % {"head": found.newest or "–"})
        self.stdout.write(_("まだつないでいない記録: %(count)d") % {"count": found.waiting})
        if found.backdated:
            entries = ", ".join(str(pk) for pk in found.backdated)
            self.stdout.write(_("先につないだ記録より前の日時をもつ記録: %(entries)s") % {"entries": entries})
