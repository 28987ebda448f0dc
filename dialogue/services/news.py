"""What officers are reminded of and followers hear: questions that wait, answers and statements that came."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contest.models import Stage
from dialogue.models import Post, Statement, Thread
from municipalities.links import token
from municipalities.models import Challenge, Follow, Officer
from notifications.services import Letter, notify, notify_each

FROM_HOUR = 8  # of the day in Japan: nobody is mailed in the night
MARKS = (3, 7)  # days of the calendar a question has waited


def days_ago(days: int, at: datetime) -> datetime:
    """The beginning of the day after the one so many days ago, in Japan: what came before has waited so long."""
    day = timezone.localdate(at) - timedelta(days=days - 1)
    return timezone.make_aware(datetime.combine(day, time()))


def is_night(at: datetime) -> bool:
    return timezone.localtime(at).hour < FROM_HOUR


@transaction.atomic
def remind_of_questions(*, at: datetime) -> int:
    """Mail officers, from the morning on, the questions that have waited three and seven days; how many mails.

    Each question is spoken of once at each mark, and a late run speaks of the newest mark alone.
    """
    if is_night(at):
        return 0
    late = Q(pk__in=[])
    for mark in MARKS:
        late |= Q(created_at__lt=days_ago(mark, at), reminded__lt=mark)
    open_still = {"challenge__cycle__stages__kind": Stage.Kind.REVIEW, "challenge__cycle__stages__closes_at__gt": at}
    rows = Thread.objects.public(at).waiting().filter(late, **open_still).select_related("challenge").order_by("pk")
    due = list(rows.select_for_update(of=("self",)))
    told = _remind(due, at)
    for thread in due:
        thread.reminded = max(mark for mark in MARKS if thread.created_at < days_ago(mark, at))
        thread.save(update_fields=["reminded"])
    return told


def _remind(due: list[Thread], at: datetime) -> int:
    """One mail an officer on all of them."""
    texts = dict(Post.objects.filter(thread__in=due, is_question=True).values_list("thread", "text"))
    mine: dict[User, list[Thread]] = defaultdict(list)
    serving = Officer.objects.filter(
        participant__in={thread.challenge.participant_id for thread in due}, until__isnull=True
    )
    for officer in serving.select_related("user").order_by("pk"):
        mine[officer.user] += [one for one in due if one.challenge.participant_id == officer.participant_id]
    for user, threads in mine.items():
        lines = [_line(thread, texts[thread.pk], at) for thread in threads]
        context = {"questions": lines, "count": len(lines), "url": settings.SITE_URL + reverse("dialogue:desk")}
        key = f"questions:wait:{at.isoformat()}:{user.pk}"
        notify(user, "dialogue/questions_wait", context=context, dedupe_key=key, at=at)
    return len(mine)


def _line(thread: Thread, text: str, at: datetime) -> dict[str, Any]:
    days = (timezone.localdate(at) - timezone.localdate(thread.created_at)).days
    return {"title": thread.challenge.title, "text": shortened(text), "days": days}


def shortened(text: str) -> str:
    """A text on one short line."""
    words = " ".join(text.split())
    return f"{words[:60]}…" if len(words) > 60 else words


def tell_followers(*, at: datetime) -> int:
    """Mail who follows a challenge what its municipality said before today: one mail a challenge and day; how many."""
    if is_night(at):
        return 0
    answered = Thread.objects.public(at).answered_before(days_ago(1, at)).filter(told_at__isnull=True)
    said = Statement.objects.public(at).filter(told_at__isnull=True, handed_in_at__lt=days_ago(1, at))
    about = {*answered.values_list("challenge", flat=True), *said.values_list("idea__challenge", flat=True)}
    return sum(_tell_followers_of(challenge, at) for challenge in Challenge.objects.filter(pk__in=about).order_by("pk"))


@transaction.atomic
def _tell_followers_of(challenge: Challenge, at: datetime) -> int:
    """Held rows are read again: another worker may have told of them by now."""
    rows = Thread.objects.public(at).answered_before(days_ago(1, at)).filter(told_at__isnull=True, challenge=challenge)
    threads = list(rows.select_for_update(of=("self",)).order_by("pk"))
    words = Statement.objects.public(at).filter(told_at__isnull=True, handed_in_at__lt=days_ago(1, at))
    words = words.filter(idea__challenge=challenge).select_related("idea").order_by("pk")
    statements = list(words.select_for_update(of=("self",)))
    if not threads and not statements:
        return 0
    told = _tell(challenge, threads, statements, at)
    for row in (*threads, *statements):
        row.told_at = at
        row.save(update_fields=["told_at"])
    return told


def _tell(challenge: Challenge, threads: list[Thread], statements: Iterable[Statement], at: datetime) -> int:
    """Everybody who follows it; who asked has read the answer already, but not the others'."""
    texts = dict(Post.objects.filter(thread__in=threads, is_question=True).values_list("thread", "text"))
    context: dict[str, Any] = {
        "title": challenge.title,
        "title_en": challenge.title_en,
        "ideas": [{"title": row.idea.title, "title_en": row.idea.title_en} for row in statements],
        "url": settings.SITE_URL + reverse("pages:challenge", args=[challenge.number]),
    }
    letters = []
    for follow in Follow.objects.filter(challenge=challenge).select_related("user").order_by("pk"):
        answers = [shortened(texts[one.pk]) for one in threads if one.asked_by_id != follow.user_id]
        if answers or context["ideas"]:
            unfollow = settings.SITE_URL + reverse("citizens:unfollow_by_mail", args=[token(follow)])
            key = f"follow-news:{challenge.pk}:{at.isoformat()}:{follow.user_id}"
            more = {"answers": answers, "unfollow_url": unfollow}
            letters.append(Letter(follow.user, {**context, **more}, key))
    notify_each(letters, "dialogue/news", at=at)
    return len(letters)
