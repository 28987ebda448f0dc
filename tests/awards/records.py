"""What an act of this room may change, to compare before and after."""

from accounts.models import AuditEntry
from awards.models import Award, Decision, Publication
from followup.models import Plan
from notifications.models import OutboxMail
from voting.models import Poll


def decisions():
    rows = Decision.objects.order_by("award__key", "place", "idea__serial")
    return [(row.award.key, row.place, row.idea_id) for row in rows]


def world():
    """Everything an act of this room may change."""
    return (
        decisions(),
        list(Award.objects.order_by("pk").values_list("is_withheld", "withheld_reason")),
        list(Publication.objects.values_list("proposed_by", "agreed_by", "published_at", "digest")),
        list(Poll.objects.order_by("pk").values_list("slug", "published_at")),
        OutboxMail.objects.count(),
        Plan.objects.count(),
        AuditEntry.objects.count(),
    )
