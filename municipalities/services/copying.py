"""An earlier year's challenge once more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contest.models import Cycle, FormSection
from municipalities.data_rows import Row, rows_of
from municipalities.models import Challenge, ChallengeRefused, DataResource, Participant, window_for
from municipalities.services.common import require_open

WORDS = ("title", "theme", "origin", "title_en", "summary_en", "name_is_public", "email_is_public", "phone_is_public")
FRESH = {"checked_at": None, "failures": 0, "dead_since": None}  # a link is looked at anew


@transaction.atomic
def copy_challenge(challenge: Challenge, *, cycle: Cycle, by: User, at: datetime) -> Challenge:
    """Begin a draft with what an earlier challenge said: words, data and knowledge stay, the contact is one's own.

    Answers to what this cycle does not ask stay with the earlier one. A draft that was copied from it already is given
    again, so that a double click makes one.
    """
    participant = Participant.objects.select_for_update().get(pk=challenge.participant_id)
    require_open(window_for(participant, cycle), at)
    if challenge.cycle.fiscal_year >= cycle.fiscal_year or not challenge.was_handed_in:
        raise ChallengeRefused(_("写せるのは、前の年度に応募した課題だけです。"))
    mine = {"participant": participant, "cycle": cycle, "copied_from": challenge}
    if there := Challenge.objects.filter(**mine, status=Challenge.Status.DRAFT).first():
        return there
    asked = {question.key for question in cycle.questions(FormSection.Form.CHALLENGE)}
    officer = participant.officers.filter(user=by, until__isnull=True).first()
    made = Challenge.objects.create(
        **mine,
        **{name: getattr(challenge, name) for name in WORDS},
        answers={key: text for key, text in challenge.answers.items() if key in asked},
        department=officer.department if officer else challenge.department,
        contact_name=by.full_name,
        contact_email=by.email,
        written_by=by,
        created_at=at,
    )
    for row in rows_of(challenge):
        _copy_row(row, made)
    return made


def _copy_row(row: Row, to: Challenge) -> None:
    """Every field of its own; a file is shared, since what still belongs to a row is never deleted."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    fresh = FRESH if isinstance(row, DataResource) else {}
    type(row)._default_manager.create(**fields | fresh | {"challenge_id": to.pk})
