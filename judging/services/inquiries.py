"""追加質問: the secretariat writes them, sends them in one act once the tiers are out, and may give more time."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.templatetags.site import deadline_ja
from common.text import count, one_line
from contest.models import Cycle
from dialogue.models import closing_of
from dialogue.services.news import is_night
from ideas.models import Idea, Member
from judging.models import MOST_QUESTIONS, QUESTION, Inquiry, InquiryQuestion, InquiryRefused, Reply, Side
from judging.standings import finalists_of, is_released
from municipalities.models import Officer
from notifications.models import OutboxMail
from notifications.services import are_queued, notify

REASON = 300
MARKS = (("day", timedelta(days=1)), ("three", timedelta(days=3)))  # the nearest first


@transaction.atomic
def add_questions(ideas: Iterable[Idea], *, to: str, texts: Iterable[str]) -> int:
    """Write these questions for each of these finalists, not sent yet; how many are new. All of them, or none with a reason.

    The same question again adds nothing.
    """
    tidy = list(dict.fromkeys(text for each in texts if (text := one_line(each).strip())))
    if not tidy:
        raise InquiryRefused(_("質問を1行に1つ書いてください。"))
    if longest := [text for text in tidy if count(text) > QUESTION]:
        said = _("質問は1つ%(limit)d字までです：%(text)s…")
        raise InquiryRefused(said % {"limit": QUESTION, "text": longest[0][:30]})
    return sum(_add(idea, to, tidy) for idea in ideas)


def _add(idea: Idea, to: str, texts: list[str]) -> int:
    if not finalists_of(idea.cycle).filter(pk=idea.pk).exists():
        raise InquiryRefused(_("%(number)s は、ファイナリストではありません。") % {"number": idea.number})
    Inquiry.objects.get_or_create(idea=idea)
    inquiry = Inquiry.objects.select_for_update().get(idea=idea)
    if inquiry.sent_at:
        raise InquiryRefused(_("%(number)s の追加質問は、もう送りました。") % {"number": idea.number})
    there = set(inquiry.questions.filter(to=to).values_list("text", flat=True))
    new = [InquiryQuestion(inquiry=inquiry, to=to, text=text) for text in texts if text not in there]
    InquiryQuestion.objects.bulk_create(new)
    if any(len(inquiry.asked(side)) > MOST_QUESTIONS for side in Side):
        said = _("%(number)s：質問は、チームと自治体のそれぞれに%(n)d個までです。")
        raise InquiryRefused(said % {"number": idea.number, "n": MOST_QUESTIONS})
    return len(new)


@transaction.atomic
def drop_question(question: InquiryQuestion) -> None:
    """Take a question back that was not sent. Gone already is no error."""
    inquiry = Inquiry.objects.select_for_update().get(pk=question.inquiry_id)
    if inquiry.sent_at:
        raise InquiryRefused(_("もう送った質問は消せません。"))
    inquiry.questions.filter(pk=question.pk).delete()


@transaction.atomic
def send_inquiries(cycle: Cycle, *, closes_at: datetime, by: User, at: datetime) -> int:
    """Send what is written to every finalist's team and municipality, with one deadline; on record. How many ideas.

    Ideas withdrawn or put in another tier meanwhile are left out. Once sent is sent: twice is once.
    """
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if not is_released(cycle, at):
        raise InquiryRefused(_("追加質問を送れるのは、審査の結果を公開したあとです。"))
    _refuse_deadline(cycle, closes_at, at)
    written = Exists(InquiryQuestion.objects.filter(inquiry=OuterRef("pk")))
    waiting = Inquiry.objects.filter(written, idea__in=finalists_of(cycle).order_by(), sent_at__isnull=True)
    due = list(waiting.for_board().select_for_update(of=("self",)))
    for inquiry in due:
        inquiry.sent_at, inquiry.sent_by, inquiry.closes_at, inquiry.told_at = at, by, closes_at, at
        inquiry.save()
        Reply.objects.bulk_create(Reply(inquiry=inquiry, side=side, created_at=at, updated_at=at) for side in Side)
        asked = [[row.to, row.text] for row in inquiry.questions.all()]
        record_decision(
            by, "judging.send_inquiry", inquiry, at=at, closes_at=localtime(closes_at).isoformat(), questions=asked
        )
        _tell(inquiry, "inquiry", "", at)
    return len(due)


@transaction.atomic
def extend_inquiry(inquiry: Inquiry, *, closes_at: datetime, reason: str, by: User, at: datetime) -> Inquiry:
    """Give both sides of one idea more time, also after the deadline; on record with the reason, and told. Twice is once.

    Who could read the other side's answers still can: what is handed in after that is marked.
    """
    kept = Inquiry.objects.for_board().select_for_update(of=("self",)).get(pk=inquiry.pk)
    reason = " ".join(reason.split())
    if kept.sent_at is None or kept.closes_at is None:
        raise InquiryRefused(_("%(number)s の追加質問は、まだ送っていません。") % {"number": kept.idea.number})
    if closes_at == kept.closes_at:
        return kept
    if kept.idea.status != Idea.Status.SUBMITTED:
        raise InquiryRefused(_("%(number)s は取り下げられました。") % {"number": kept.idea.number})
    if not reason or len(reason) > REASON:
        raise InquiryRefused(_("理由を300字以内で書いてください。"))
    if closes_at < kept.closes_at:
        raise InquiryRefused(_("しめきりは、早くはできません。いまより後の日時にしてください。"))
    _refuse_deadline(kept.idea.cycle, closes_at, at)
    before = kept.closes_at
    if kept.is_shown_at(at):
        kept.shown_at = kept.shown_at or before
    kept.closes_at, kept.told_at = closes_at, at
    kept.save()
    moments = {"before": localtime(before).isoformat(), "closes_at": localtime(closes_at).isoformat()}
    record_decision(by, "judging.extend_inquiry", kept, at=at, reason=reason, **moments)
    _tell(kept, "inquiry_extended", f":{closes_at:%Y%m%d%H%M%S}", at)
    return kept


@transaction.atomic
def remind_of_inquiries(*, at: datetime) -> int:
    """Mail whoever has not answered three days and one day before the deadline, by day; how many mails are new.

    Who joined a team or an office since the questions were sent gets them too.
    """
    if is_night(at):
        return 0
    before = _mails()
    for inquiry in Inquiry.objects.open_at(at).for_board().order_by("pk"):
        _tell(inquiry, "inquiry", "", at, is_waiting=True)
        left = inquiry.closes_at - at
        mark, span = next(((name, span) for name, span in MARKS if left <= span), ("", timedelta()))
        if mark and inquiry.told_at <= inquiry.closes_at - span:
            _tell(inquiry, "inquiry_reminder", f":{mark}:{inquiry.closes_at:%Y%m%d%H%M%S}", at, is_waiting=True)
    return _mails() - before


def _mails() -> int:
    return OutboxMail.objects.filter(kind__startswith="judging/inquiry").count()


def writers_of(reply: Reply) -> list[User]:
    """Who may answer for this side now; nobody where an office has ended or a team is empty."""
    idea = reply.inquiry.idea
    if reply.side == Side.TEAM:
        return [row.user for row in Member.objects.filter(team=idea.team_id).select_related("user").order_by("pk")]
    serving = Officer.objects.filter(participant=idea.challenge.participant_id, until__isnull=True)
    return [row.user for row in serving.select_related("user").order_by("pk")]


def writer_counts(inquiries: Iterable[Inquiry]) -> dict[tuple[int, str], int]:
    """How many may answer, by inquiry and side; the twin of `writers_of`, in two queries."""
    rows = list(inquiries)
    members = Counter(Member.objects.filter(team__in=[row.idea.team_id for row in rows]).values_list("team", flat=True))
    places = [row.idea.challenge.participant_id for row in rows]
    officers = Counter(
        Officer.objects.filter(participant__in=places, until__isnull=True).values_list("participant", flat=True)
    )
    by_team = {(row.pk, str(Side.TEAM)): members[row.idea.team_id] for row in rows}
    return by_team | {(row.pk, str(Side.MUNICIPALITY)): officers[row.idea.challenge.participant_id] for row in rows}


def _tell(inquiry: Inquiry, name: str, mark: str, at: datetime, *, is_waiting: bool = False) -> None:
    """Mail each side that is asked something, or only those that have not answered; once a mark and person."""
    for reply in Reply.objects.filter(inquiry=inquiry):
        reply.inquiry = inquiry
        if reply.questions and not (is_waiting and reply.handed_in_at):
            people = {f"{name}:{reply.pk}{mark}:user:{user.pk}": user for user in writers_of(reply)}
            there = are_queued(people)
            for key, user in people.items():
                if key not in there:
                    notify(user, f"judging/{name}", context=_context(reply), dedupe_key=key, at=at)


def _context(reply: Reply) -> dict:
    inquiry = reply.inquiry
    return {
        "number": inquiry.idea.number,
        "title": inquiry.idea.title,
        "side": reply.side,
        "questions": [row.text for row in reply.questions],
        "closes_at": inquiry.closes_at,
        "url": settings.SITE_URL + reverse("judging:inquiry", args=[reply.pk]),
    }


def _refuse_deadline(cycle: Cycle, closes_at: datetime, at: datetime) -> None:
    if closes_at <= at:
        raise InquiryRefused(_("しめきりは、いまより後にしてください。"))
    last = closing_of(cycle)
    if last is not None and closes_at > last:
        said = _("答えは最終公開審査で使います。しめきりは、%(last)sにしてください。")
        raise InquiryRefused(said % {"last": deadline_ja(last)})
