"""Load the awards of published cycles from data/cycles/, and past winners from data/past_winners.toml."""

from django.core.management.base import BaseCommand, CommandError

from awards.loading import load_awards, load_past_winners
from contest.loading import LoadError


class Command(BaseCommand):
    help = "Load the awards of published cycles and the winners that a source names. May run twice."

    def handle(self, **options):
        try:
            load_awards()
            load_past_winners()
        except LoadError as error:
            raise CommandError(str(error)) from error
