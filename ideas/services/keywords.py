"""The words of public ideas, read from their texts."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from contest.models import FormSection
from ideas.models import Idea, Keyword
from ideas.words import keywords, weighed

TITLE, SUMMARY, TEXT = 6, 3, 1  # what one mention counts


def unread_ideas(at: datetime) -> QuerySet[Idea]:
    """Public ideas whose words were not read since they were handed in; the oldest first."""
    unread = Q(keywords_at__isnull=True) | Q(keywords_at__lt=F("submitted_at"))
    return Idea.objects.public(at).filter(unread).order_by("pk")


@transaction.atomic
def read_keywords(idea: Idea, *, at: datetime) -> int:
    """Write down the words an idea is known by, of what the world may read alone; how many."""
    kept = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    asked = FormSection.objects.filter(cycle=kept.cycle_id, form=FormSection.Form.IDEA, is_public=True)
    texts = [kept.answers.get(row.key, "") for row in asked]
    found = keywords(weighed([(kept.title, TITLE), (kept.summary, SUMMARY), *((text, TEXT) for text in texts)]))
    kept.keywords.all().delete()
    Keyword.objects.bulk_create(Keyword(idea=kept, word=word) for word in found)
    Idea.objects.filter(pk=kept.pk).update(keywords_at=at)
    return len(found)
