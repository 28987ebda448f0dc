"""Load organisations, themes, published cycles and the council from data/."""

from django.core.management.base import BaseCommand, CommandError

from contest.loading import LoadError, load_contest


class Command(BaseCommand):
    help = "Load organisations, themes, published cycles and the council from data/. May run twice."

    def handle(self, **options):
        try:
            load_contest()
        except LoadError as error:
            raise CommandError(str(error)) from error
