from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class MunicipalitiesConfig(AppConfig):
    name = "municipalities"
    verbose_name = _("自治体と課題")

    def ready(self) -> None:
        """Officers must hold a second factor. Named by string: models cannot be imported before the apps are ready."""
        import_string("accounts.second_factor.ROLES").append(import_string("municipalities.rules.is_officer"))
        import_string("accounts.erasure.ROOMS").append(import_string("municipalities.personal.ROOM"))
        import_string("accounts.decided.ROOMS").append(import_string("municipalities.decided.DECISIONS"))
