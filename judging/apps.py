from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JudgingConfig(AppConfig):
    name = "judging"
    verbose_name = _("審査")

    def ready(self):
        from accounts import decided, erasure, second_factor  # noqa: PLC0415  there are no models before ready()
        from ideas import desk as ideas_desk  # noqa: PLC0415
        from ideas import rules as ideas_rules  # noqa: PLC0415
        from ideas.services import withdrawing  # noqa: PLC0415
        from judging import advising, personal, rules, standings  # noqa: PLC0415
        from judging.decided import DECISIONS  # noqa: PLC0415

        decided.ROOMS.append(DECISIONS)
        erasure.ROOMS.append(personal.ROOM)
        second_factor.ROLES.append(rules.is_judge)
        ideas_rules.PICTURE_VIEWERS.append(rules.has_sheet_for)
        ideas_desk.LINKS.append(advising.link_of)
        withdrawing.WHY_NOT_BACK.append(standings.why_not_back)
