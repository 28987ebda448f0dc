from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class VotingConfig(AppConfig):
    name = "voting"
    verbose_name = _("オンライン投票")

    def ready(self) -> None:
        """What decisions are called here. Named by string: models cannot be imported before the apps are ready."""
        import_string("accounts.decided.ROOMS").append(import_string("voting.decided.DECISIONS"))
