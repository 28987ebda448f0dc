from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdeasConfig(AppConfig):
    name = "ideas"
    verbose_name = _("アイデア")

    def ready(self):
        """A teacher reads the mails of pupils who have no address."""
        from accounts import decided  # noqa: PLC0415  # rows are there only once apps are ready
        from accounts.erasure import ROOMS  # noqa: PLC0415  # rows are there only once apps are ready
        from ideas.decided import DECISIONS  # noqa: PLC0415  # the same
        from ideas.personal import ROOM  # noqa: PLC0415  # the same
        from ideas.teachers import teacher_of  # noqa: PLC0415  # rows are there only once apps are ready
        from notifications.services import STAND_INS  # noqa: PLC0415  # the same

        STAND_INS.append(teacher_of)
        ROOMS.append(ROOM)
        decided.ROOMS.append(DECISIONS)
