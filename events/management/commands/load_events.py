"""Load the symposium and the contest's meetings from data/events/."""

from django.core.management.base import BaseCommand, CommandError

from contest.loading import LoadError
from events.loading import load_events


class Command(BaseCommand):
    help = "Load the symposium and the contest's meetings from data/events/. May run twice."

    def handle(self, **options):
        try:
            load_events()
        except LoadError as error:
            raise CommandError(str(error)) from error
