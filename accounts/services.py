"""Acts on people."""

from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import AuditEntry, User


def record_decision(
    actor: User | None, action: str, subject: models.Model, *, at: datetime, **detail: Any
) -> AuditEntry:
    """Write who decided what on `subject`; called inside the transaction of the act itself."""
    label = f"{subject._meta.label_lower}:{subject.pk}"
    return AuditEntry.objects.create(actor=actor, action=action, subject=label, detail=detail, at=at)
