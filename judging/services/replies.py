"""A team or a municipality answers further questions: saved, handed in, and handed in again until the deadline."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.sheet import LONGEST, DoesNotFit, fingerprint
from ideas.models import Idea
from judging.models import InquiryClosed, InquiryRefused, Reply, ReplyChanged
from judging.replying import problems_of_reply, texts_in, values_of_reply


@transaction.atomic
def save_reply(reply: Reply, *, values: Mapping[str, str], by: User, at: datetime, seen: str | None = None) -> Reply:
    """Keep what is being written, finished or not; others go on reading what was handed in.

    `seen` is the fingerprint of the values the writer had before them: ReplyChanged when others stand there now.
    """
    kept = _open_reply(reply, by, at)
    texts, before = texts_in(values, kept), values_of_reply(kept)
    if any(len(text) > LONGEST for text in texts.values()):
        raise DoesNotFit(_("長すぎて保存できません。"))
    if texts == texts_in(before, kept):
        return kept
    if seen is not None and seen != fingerprint(before):
        raise ReplyChanged(_("ほかの人か、別の画面で、先に保存されました。まだ保存していません。"))
    kept.draft = {} if texts == kept.answers else texts
    kept.drafted_at, kept.drafted_by = at, by
    kept.save()
    return kept


@transaction.atomic
def hand_in_reply(reply: Reply, *, by: User, at: datetime) -> Reply:
    """Hand the saved words in, whole; on record with every word. Nothing new to hand in is no error."""
    kept = _open_reply(reply, by, at)
    if kept.handed_in_at and not kept.draft:
        return kept
    if not kept.questions or problems_of_reply(kept):
        raise InquiryRefused(_("答えの足りない質問か、長すぎる答えがあります。直してから出してください。"))
    kept.answers, kept.draft = kept.working, {}
    kept.handed_in_at, kept.handed_in_by = at, by
    kept.save()
    record_decision(by, "judging.hand_in_reply", kept, at=at, answers=kept.answers)
    return kept


def _open_reply(reply: Reply, by: User, at: datetime) -> Reply:
    """The reply, locked, if it is this person's to write and answers are taken."""
    rows = Reply.objects.of_person(by).for_list().select_for_update(of=("self",))
    kept = rows.filter(pk=reply.pk, inquiry__sent_at__isnull=False).first()
    if kept is None:
        raise InquiryRefused(_("この追加質問に答えられるのは、聞かれたチームと自治体の人だけです。"))
    if kept.inquiry.idea.status != Idea.Status.SUBMITTED:
        raise InquiryClosed(_("このアイデアは取り下げられました。答えはいりません。書いたものは残っています。"))
    if not kept.inquiry.is_open_at(at):
        raise InquiryClosed(_("答えのしめきりを過ぎたので、保存できません。事務局にご連絡ください。"))
    return kept
