from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class DialogueConfig(AppConfig):
    name = "dialogue"
    verbose_name = _("質問と自治体のことば")

    def ready(self) -> None:
        """Questions count in a challenge's health. Named by string: models cannot be imported before apps are ready."""
        import_string("municipalities.interest.QUESTION_COUNTS").append(
            import_string("dialogue.standings.question_count")
        )
        import_string("accounts.erasure.ROOMS").append(import_string("dialogue.personal.ROOM"))
        import_string("accounts.decided.ROOMS").append(import_string("dialogue.decided.DECISIONS"))
