from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("お知らせメール")

    def ready(self) -> None:
        """How a person is forgotten here, and what decisions are called. Named by string: models cannot be imported before the apps are ready."""
        import_string("accounts.erasure.ROOMS").append(import_string("notifications.personal.ROOM"))
        import_string("accounts.decided.ROOMS").append(import_string("notifications.decided.DECISIONS"))
        import_string("accounts.erasure.TELL").append(import_string("notifications.personal.tell_of_erasure"))
