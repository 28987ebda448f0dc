"""Write a poll's public files into a folder, for a mirror or a recount without the web."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from voting.export import write_files
from voting.models import Poll


class Command(BaseCommand):
    help = "Write the public files of a poll into a folder: its seal, and from the publication on all that a recount needs."

    def add_arguments(self, parser):
        parser.add_argument("slug", metavar="SLUG", help="cog2026-finalist")
        parser.add_argument("folder", metavar="FOLDER", type=Path, help="made if it is not there")

    def handle(self, *, slug, folder, **options):
        poll = Poll.objects.select_related("seal").filter(slug=slug).first()
        if poll is None:
            raise CommandError(_("「%(slug)s」という投票はありません。") % {"slug": slug})
        if poll.sealed_at is None:
            raise CommandError(_("封印の前に書き出せるものはありません。"))
        try:
            names = write_files(poll, folder)
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from error
        self.stdout.write(_("%(folder)s に書き出しました：%(names)s") % {"folder": folder, "names": ", ".join(names)})
        if poll.is_published:
            self.stdout.write(_("数え直すには：%(command)s") % {"command": f"python3 {folder / 'verify.py'} {folder}"})
        else:
            self.stdout.write(_("結果を公開するまでは、封印だけです。"))
