"""What was decided, and the chain over it, are written once."""

from django.db import migrations

from common.insert_only import guard


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [guard("accounts_auditentry"), guard("accounts_auditlink")]
