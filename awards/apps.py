from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = _("賞")

    def ready(self) -> None:
        """How a person is forgotten here, and what decisions are called. Named by string: models cannot be imported before the apps are ready."""
        import_string("accounts.erasure.ROOMS").append(import_string("awards.personal.ROOM"))
        import_string("accounts.decided.ROOMS").append(import_string("awards.decided.DECISIONS"))
