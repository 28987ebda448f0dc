"""A ballot is written once."""

from django.db import migrations

from common.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_initial")]

    operations = [guard("voting_ballot")]
