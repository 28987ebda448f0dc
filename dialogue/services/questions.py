"""What people do with questions: ask, answer, add, mend, take back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.text import one_line, several_lines
from dialogue.models import DialogueRefused, Post, Thread, Voice
from dialogue.models.posts import MEND
from dialogue.models.threads import is_open_for_questions
from dialogue.rules import voice_of
from dialogue.services.steps import (
    QUESTION,
    about,
    limit_for,
    lock_post,
    lock_thread,
    require_fitting,
    tell_municipality,
)
from municipalities.models import Challenge, Officer
from notifications.services import notify

A_DAY = timedelta(days=1)
QUESTIONS_A_DAY, POSTS_A_DAY = 5, 20  # by one person; who answers for a municipality or helps may post as they need


@transaction.atomic
def ask_question(challenge: Challenge, *, text: str, credit: str, by: User, at: datetime) -> Thread:
    """Ask the municipality of a public challenge and mail its officers; the same once more is not asked twice.

    `credit` is the name the world may see; empty for none.
    """
    User.objects.select_for_update().get(pk=by.pk)
    kept = _open_challenge(challenge, at)
    voice = voice_of(by, kept)
    if voice == Voice.OFFICER:
        raise DialogueRefused(_("自分の自治体の課題には、質問できません。"))
    text, credit = several_lines(text).strip(), one_line(credit).strip()
    require_fitting(text, credit, limit=QUESTION)
    standing = Post.objects.written_by(by).filter(is_question=True)
    if same := standing.filter(thread__challenge=kept, text=text).first():
        return same.thread
    if standing.filter(created_at__gt=at - A_DAY).count() >= QUESTIONS_A_DAY:
        raise DialogueRefused(
            _("きょう質問できるのは%(n)d件までです。あす、また質問できます。") % {"n": QUESTIONS_A_DAY}
        )
    thread = Thread.objects.create(challenge=kept, asked_by=by, created_at=at)
    words = {"text": text, "credit": credit, "voice": voice, "written_by": by, "created_at": at}
    Post.objects.create(thread=thread, is_question=True, **words)
    tell_municipality(kept, "asked", context=about(thread, text=text), key=f"question:{thread.pk}", by=by, at=at)
    return thread


@transaction.atomic
def add_post(thread: Thread, *, text: str, credit: str, by: User, at: datetime) -> Post:
    """Answer a question or add to it, as whoever one is there, and mail those it concerns; the same twice is one."""
    User.objects.select_for_update().get(pk=by.pk)
    kept = lock_thread(thread)
    _open_challenge(kept.challenge, at)
    if not Thread.objects.asked().filter(pk=kept.pk).exists():
        raise DialogueRefused(_("この質問は、もう公開されていません。"))
    voice = voice_of(by, kept.challenge)
    text, credit = several_lines(text).strip(), one_line(credit).strip()
    require_fitting(text, credit, limit=limit_for(voice))
    mine = Post.objects.written_by(by).filter(is_question=False)
    if same := mine.filter(thread=kept, text=text).first():
        return same
    if voice == Voice.CITIZEN and mine.filter(created_at__gt=at - A_DAY).count() >= POSTS_A_DAY:
        raise DialogueRefused(_("きょう書きこめるのは%(n)d件までです。あす、また書きこめます。") % {"n": POSTS_A_DAY})
    shown = _office_of(by, kept.challenge) if voice == Voice.OFFICER else credit
    words = {"text": text, "credit": shown, "voice": voice, "written_by": by, "created_at": at}
    post = Post.objects.create(thread=kept, **words)
    _tell_of(post, kept, at)
    return post


@transaction.atomic
def mend_post(post: Post, *, text: str, credit: str, at: datetime) -> Post:
    """Change one's words for some minutes after posting; the name shown, at any time. The same again is no error."""
    kept = lock_post(post)
    text, credit = several_lines(text).strip(), one_line(credit).strip()
    if kept.withdrawn_at:
        raise DialogueRefused(_("取り下げた書きこみは、直せません。"))
    require_fitting(text, credit, limit=limit_for(kept.voice))
    if text != kept.text and not kept.is_mendable_at(at):
        minutes = MEND // timedelta(minutes=1)
        raise DialogueRefused(
            _("書いてから%(n)d分をすぎると、文章は直せません。取り下げて、書きなおしてください。") % {"n": minutes}
        )
    kept.edited_at = at if text != kept.text else kept.edited_at
    kept.text = text
    kept.credit = kept.credit if kept.voice == Voice.OFFICER else credit
    kept.save()
    return kept


@transaction.atomic
def withdraw_post(post: Post, *, by: User, at: datetime) -> Post:
    """Take one's words back at any time: they are gone, name and all, and a sentence stands there. Twice is no error."""
    kept = lock_post(post)
    if kept.withdrawn_at is None:
        kept.text, kept.credit, kept.withdrawn_at = "", "", at
        kept.save()
        record_decision(by, "post.withdraw", kept, at=at, thread=kept.thread_id)
    return kept


def _open_challenge(challenge: Challenge, at: datetime) -> Challenge:
    """The challenge, if one may ask about it at this moment."""
    rows = Challenge.objects.public(at).select_related("cycle", "participant").prefetch_related("cycle__stages")
    kept = rows.filter(pk=challenge.pk).first()
    if kept is None:
        raise DialogueRefused(_("この課題には、いまは質問できません。"))
    if not is_open_for_questions(kept.cycle, at):
        raise DialogueRefused(_("この年度の質問の受付は終わりました。"))
    return kept


def _office_of(user: User, challenge: Challenge) -> str:
    """Under which name an officer answers: the municipality and the department, not their own."""
    office = Officer.objects.filter(user=user, participant=challenge.participant_id, until__isnull=True).first()
    return f"{challenge.participant.name} {office.department if office else ''}".strip()


def _tell_of(post: Post, thread: Thread, at: datetime) -> None:
    """Who asked hears of every post; the municipality, of those it did not write itself."""
    is_answer = post.voice == Voice.OFFICER
    context = about(thread, text=post.text, label="" if post.voice == Voice.CITIZEN else Voice(post.voice).label)
    if thread.asked_by_id != post.written_by_id:
        name = "answered" if is_answer else "added"
        key = f"post:{post.pk}:asker"
        notify(thread.asked_by, f"dialogue/{name}", context=context, dedupe_key=key, at=at)
    if not is_answer:
        key = f"post:{post.pk}:office"
        tell_municipality(thread.challenge, "added", context=context, key=key, by=post.written_by, at=at)
