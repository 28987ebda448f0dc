from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "followup"
    verbose_name = _("その後の報告")

    def ready(self) -> None:
        """How a person is forgotten here. Named by string: models cannot be imported before the apps are ready."""
        import_string("accounts.erasure.ROOMS").append(import_string("followup.personal.ROOM"))
