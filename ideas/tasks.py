"""Reconcilers of this room."""

import logging

from celery import shared_task

from ideas.models import Attachment
from ideas.services.pictures import THUMBNAIL_TRIES, make_thumbnail

logger = logging.getLogger(__name__)
AT_ONCE = 20


@shared_task
def make_thumbnails() -> int:
    """Make the small pictures that are missing; how many were made."""
    waiting = Attachment.objects.filter(thumbnail="", thumbnail_tries__lt=THUMBNAIL_TRIES).order_by(
        "thumbnail_tries", "id"
    )
    return sum(_make(attachment) for attachment in waiting[:AT_ONCE])


def _make(attachment: Attachment) -> bool:
    """One that fails must not keep the others waiting; it is tried a few times and then left."""
    try:
        return make_thumbnail(attachment)
    except Exception:
        logger.exception("no thumbnail for attachment %s", attachment.pk)
        return False
