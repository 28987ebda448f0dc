"""Files of a round for the secretariat; who took which away when stands on record."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from files.archives import archive
from judging.exports import anonymous_files, whole_files
from judging.models import JudgingRefused, Round
from judging.sealing import is_sealed

FILES = {"whole": whole_files, "anonymous": anonymous_files}


@transaction.atomic
def export_round(round: Round, *, what: str, by: User, at: datetime) -> tuple[str, bytes]:
    """The name and the bytes of one of FILES, a ZIP. Refused for any other, and while the points are sealed."""
    if what not in FILES:
        raise JudgingRefused(_("書き出すものをえらんでください。"))
    if is_sealed(round, at):
        raise JudgingRefused(
            _("最終公開審査の点と順位は、審査がしめきられるまで封印しています。書き出しもできません。")
        )
    content = archive(FILES[what](round))
    digest = hashlib.sha256(content).hexdigest()
    record_decision(by, "judging.export_round", round, at=at, what=what, digest=digest)
    return f"{round.cycle.code.lower()}-{round.kind}-{what}.zip", content
