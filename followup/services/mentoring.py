"""Mentors: named and taken away by the secretariat; what they, teams and municipalities write to one another."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from followup.models import MentoringPost, Mentorship, Report, ReportRefused
from followup.rules import voice_of
from ideas.models import Idea
from notifications.services import notify

LONGEST = 2000
POSTS_A_DAY = 20  # by one person on one idea


@transaction.atomic
def name_mentor(mentorship: Mentorship, *, by: User, at: datetime) -> Mentorship:
    """Write a new row down, on record, and tell the mentor, the team and the municipality."""
    mentorship.named_by, mentorship.named_at = by, at
    mentorship.save()
    record_decision(by, "mentor.name", mentorship.idea, at=at, user=mentorship.user_id)
    context = _about(mentorship.idea) | {"mentor": mentorship.user.full_name}
    for user in parties_of(mentorship.idea):
        key = f"mentor:{mentorship.pk}:{user.pk}"
        notify(user, "followup/mentor_named", context=context, dedupe_key=key, at=at)
    return mentorship


@transaction.atomic
def end_mentorship(mentorship: Mentorship, *, by: User, at: datetime) -> None:
    """Take it away, on record; what the mentor wrote stays, and they read no more."""
    record_decision(by, "mentor.end", mentorship.idea, at=at, user=mentorship.user_id)
    mentorship.delete()


@transaction.atomic
def post_to_mentoring(idea: Idea, *, text: str, report: Report | None = None, by: User, at: datetime) -> MentoringPost:
    """Write to the others; each of them hears by mail. Refused for outsiders, empty or long texts, and floods."""
    kept = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    voice, text = voice_of(by, kept), text.strip()
    if not voice or not kept.mentorships.exists():
        raise ReportRefused(_("この相談には書きこめません。"))
    if not text:
        raise ReportRefused(_("内容を書いてください。"))
    if len(text) > LONGEST:
        raise ReportRefused(_("%(n)s字以内にしてください。") % {"n": f"{LONGEST:,}"})
    if kept.mentoring_posts.filter(written_by=by, created_at__gt=at - timedelta(days=1)).count() >= POSTS_A_DAY:
        raise ReportRefused(_("1日に書きこめるのは%(n)d回までです。") % {"n": POSTS_A_DAY})
    post = MentoringPost.objects.create(idea=kept, report=report, text=text, voice=voice, written_by=by, created_at=at)
    context = _about(kept) | {"voice": post.get_voice_display(), "text": text}
    for user in parties_of(kept):
        if user.pk != by.pk:
            key = f"mentoring:{post.pk}:{user.pk}"
            notify(user, "followup/mentoring", context=context, dedupe_key=key, at=at)
    return post


@transaction.atomic
def take_back_post(post: MentoringPost, *, by: User) -> None:
    """The writer's own post goes altogether; gone already is no error."""
    MentoringPost.objects.filter(pk=post.pk, written_by=by).delete()


def parties_of(idea: Idea) -> list[User]:
    """Mentors, members and serving officers, each once."""
    members = [member.user for member in idea.team.members.select_related("user").order_by("pk")]
    officers = idea.challenge.participant.officers.filter(until__isnull=True).select_related("user").order_by("pk")
    mentors = idea.mentorships.select_related("user").order_by("pk")
    people = [*(row.user for row in mentors), *members, *(officer.user for officer in officers)]
    return [user for user in {user.pk: user for user in people}.values() if user.is_active]


def _about(idea: Idea) -> dict[str, str]:
    url = settings.SITE_URL + reverse("followup:mentoring", args=[idea.pk])
    return {"title": idea.title, "number": idea.number, "team": idea.team.name, "url": url}
