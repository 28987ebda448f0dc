"""Reconcilers of this room."""

import logging

from celery import shared_task

from common import clock
from ideas.models import RENDITION_TRIES, Attachment
from ideas.services import interest, reminders
from ideas.services.attachments import make_renditions
from ideas.services.guardians import remind_guardian, unanswered_guardians
from ideas.services.keywords import read_keywords, unread_ideas
from ideas.services.recommendations import remind_recommender, unanswered_recommendations

logger = logging.getLogger(__name__)
AT_ONCE = 20
READ_AT_ONCE = 500


@shared_task
def make_thumbnails() -> int:
    """Make the small pictures that are missing; how many were made."""
    pictures = Attachment.objects.filter(kind=Attachment.Kind.PICTURE, renditions=[])
    waiting = pictures.filter(rendition_tries__lt=RENDITION_TRIES).order_by("rendition_tries", "id")
    return sum(_make(attachment) for attachment in waiting[:AT_ONCE])


def _make(attachment: Attachment) -> bool:
    """One that fails must not keep the others waiting; it is tried a few times and then left."""
    try:
        return make_renditions(attachment)
    except Exception:
        logger.exception("no small pictures for attachment %s", attachment.pk)
        return False


@shared_task
def remind_unanswered() -> int:
    """Mail recommenders and guardians who have not answered once more; how many are waited for."""
    at = clock.now()
    recommendations, guardians = list(unanswered_recommendations(at)), list(unanswered_guardians(at))
    for recommendation in recommendations:
        remind_recommender(recommendation, at=at)
    for consent in guardians:
        remind_guardian(consent, at=at)
    return len(recommendations) + len(guardians)


@shared_task
def warn_of_no_team() -> int:
    """Warn officers whose challenge has no team as the deadline comes near; how many mails."""
    return interest.warn_of_no_team(at=clock.now())


@shared_task
def remind_unfinished() -> int:
    """Tell teams that began and did not finish what is missing; how many mails."""
    return reminders.remind_unfinished(at=clock.now())


@shared_task
def tell_followers() -> int:
    """Tell those who follow a challenge that its ideas are out; how many mails."""
    now = clock.now()
    return sum(interest.tell_follower(follow, at=now) for follow in interest.follows_to_tell(now)[: interest.AT_ONCE])


@shared_task
def read_words() -> int:
    """Read the words of public ideas that were not read yet, so that later teams find them; how many ideas."""
    at = clock.now()
    waiting = list(unread_ideas(at)[:READ_AT_ONCE])
    for idea in waiting:
        read_keywords(idea, at=at)
    return len(waiting)
