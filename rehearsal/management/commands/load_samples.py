"""Everything a rehearsal needs: the published facts, then the made-up year."""

from django.core.management.base import BaseCommand, CommandError

from awards.loading import load_awards, load_past_winners
from common import clock
from contest.loading import LoadError, load_contest
from events.loading import load_events
from municipalities.loading import load_municipalities
from rehearsal.samples import load


class Command(BaseCommand):
    help = "Load the published facts and the rehearsal's sample year, in the state that fits the clock. May run twice."

    def handle(self, **options):
        try:
            for step in (load_contest, load_municipalities, load_events, load_awards, load_past_winners):
                step()
            cycle = load(clock.now())
        except LoadError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{cycle.code}")
