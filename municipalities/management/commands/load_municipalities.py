"""Load the register of local governments and the 63 entries from data/."""

from django.core.management.base import BaseCommand, CommandError

from contest.loading import LoadError
from municipalities.loading import load_municipalities


class Command(BaseCommand):
    help = "Load the register of local governments and the 63 entries from data/. May run twice."

    def handle(self, **options):
        try:
            load_municipalities()
        except LoadError as error:
            raise CommandError(str(error)) from error
