"""The first member of the secretariat, from the command line; they log in by mailed code like everybody."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.models import User
from accounts.services import change_standing
from common import clock


class Command(BaseCommand):
    help = "Take the person with this address into the secretariat, making the account if there is none."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *args, email, **options):
        address = email.strip().lower()
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        user = User.objects.filter(email=address).first() or User.objects.create_user(address)
        change_standing(user, is_staff=True, is_active=True, by=None, at=clock.now())
        self.stdout.write(f"{address}: secretariat. Log in at /office/ with a mailed code.")
