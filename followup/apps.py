from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "followup"
    verbose_name = _("その後の報告")

    def ready(self) -> None:
        """How a person is forgotten here, and what decisions are called. Named by string: models cannot be imported before the apps are ready."""
        import_string("accounts.erasure.ROOMS").append(import_string("followup.personal.ROOM"))
        import_string("accounts.decided.ROOMS").append(import_string("followup.decided.DECISIONS"))
