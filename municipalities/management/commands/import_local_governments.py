"""Bring the register of local governments in line with the ministry's list of codes."""

from argparse import ArgumentTypeError
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from common import clock
from common.errors import ContestError
from municipalities.loading import regions
from municipalities.models import LocalGovernment
from municipalities.register_diff import Change, Diff
from municipalities.register_file import RegisterFile, read_register_file
from municipalities.services import compare_register, import_register

SHOWN = 50
LABELS = {field.attname: field.verbose_name for field in LocalGovernment._meta.concrete_fields}


class Command(BaseCommand):
    help = "Compare the ministry's list of local government codes (XLSX or CSV) with the register; --apply writes it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the list as the ministry publishes it, or saved as CSV")
        parser.add_argument("--apply", action="store_true", help="write; without it nothing is changed")
        parser.add_argument("--on", type=_day, help="the day the list is of, YYYY-MM-DD; today unless given")
        parser.add_argument("--accept-many", action="store_true", help="even if more than one in ten is abolished")

    def handle(self, **options):
        now = clock.now()
        on = options["on"] or timezone.localdate(now)
        try:
            found = read_register_file(options["file"], regions())
            self.say_of_file(found)
            if found.wrong:
                words = _("直すところが%(n)d行あります。台帳は変えていません。")
                raise CommandError(words % {"n": len(found.wrong)})
            if not options["apply"]:
                self.say(compare_register(found.entries, on=on))
                self.stdout.write(_("くらべただけで、台帳は変えていません。書きこむには --apply を付けてください。"))
                return
            many = {"accept_many": options["accept_many"]}
            diff = import_register(found.entries, on=on, by=None, at=now, source=options["file"].name, **many)
        except ContestError as error:
            raise CommandError(str(error)) from error
        self.say(diff)
        self.stdout.write(_("台帳は、もうこの一覧のとおりです。") if diff.is_empty else _("台帳に書きこみました。"))

    def say_of_file(self, found: RegisterFile) -> None:
        for name in found.left_out:
            self.stdout.write(_("シート「%(name)s」には一覧がないので、読んでいません。") % {"name": name})
        self.list(_("直すところ"), found.wrong)

    def say(self, diff: Diff) -> None:
        renamed = [_in_words(change) for change in diff.changes if change.is_renamed]
        other = [_in_words(change) for change in diff.changes if not change.is_renamed]
        self.list(_("新しい団体"), [entry.label for entry in diff.new], always=True)
        self.list(_("名前が変わる団体"), renamed, always=True)
        self.list(_("よみなどが変わる団体"), other)
        self.list(_("廃止の団体"), [f"{row.code} {row}" for row in diff.abolished], always=True)
        self.stdout.write(_("変わらない団体：%(n)d") % {"n": diff.unchanged})
        if not diff.has_wards:
            self.stdout.write(_("一覧に行政区がないので、行政区はくらべていません。"))

    def list(self, title: str, rows: Iterable[str], *, always: bool = False) -> None:
        """A heading with how many, and the first of them."""
        rows = list(rows)
        if rows or always:
            self.stdout.write(_("%(title)s：%(n)d") % {"title": title, "n": len(rows)})
        for row in rows[:SHOWN]:
            self.stdout.write(f"  {row}")
        if len(rows) > SHOWN:
            self.stdout.write("  " + _("ほか%(n)d") % {"n": len(rows) - SHOWN})


def _in_words(change: Change) -> str:
    """`011002 北海道 札幌市　名前「札幌市」→「さっぽろ市」`."""
    parts = [f"{LABELS[name]}「{before or ''}」→「{after or ''}」" for name, (before, after) in change.fields.items()]
    return f"{change.row.code} {change.row}　" + "　".join(parts)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("日付は 2026-04-01 のように書いてください。")) from error
