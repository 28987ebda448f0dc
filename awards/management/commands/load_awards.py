"""Load the awards of published cycles from data/cycles/."""

from django.core.management.base import BaseCommand, CommandError

from awards.loading import load_awards
from contest.loading import LoadError


class Command(BaseCommand):
    help = "Load the awards of published cycles from data/cycles/. May run twice."

    def handle(self, **options):
        try:
            load_awards()
        except LoadError as error:
            raise CommandError(str(error)) from error
