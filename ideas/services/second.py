"""A second version: opened by the room that advises, kept while it is written, handed in beside what was judged."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from contest.sheet import LONGEST, fingerprint
from ideas.models import ChangedElsewhere, DoesNotFit, Idea, IdeaIncomplete, IdeaRefused, IdeasClosed, SecondVersion
from ideas.second import first_values, problems_of, section_of, values_of
from ideas.services.telling import tell_members


@transaction.atomic
def open_second_version(idea: Idea, *, until: datetime) -> SecondVersion:
    """Let a team write its idea once more until `until`. Twice is once."""
    return SecondVersion.objects.get_or_create(idea=idea, defaults={"until": until})[0]


@transaction.atomic
def save_second_version(
    second: SecondVersion, *, values: Mapping[str, str], by: User, at: datetime, seen: str | None = None
) -> SecondVersion:
    """Keep what was written, finished or not; what was judged and what was handed in stay as they are.

    `seen` is the fingerprint of the values the writer had before them: ChangedElsewhere when others stand there now.
    """
    kept = _open(second, at)
    section = section_of(kept.idea)
    new = {name: values.get(name, "") for name in section.names}
    if any(len(text) > LONGEST for text in new.values()):
        raise DoesNotFit(_("文章が長すぎて保存できません。短くしてください。まだ保存していません。"))
    stored = values_of(kept, section)
    if stored == new:
        return kept
    if seen is not None and fingerprint(stored) != seen:
        raise ChangedElsewhere(_("別の画面か、ほかのメンバーが、ここを書きかえました。まだ保存していません。"))
    kept.draft = new
    kept.save(update_fields=["draft"])
    return kept


@transaction.atomic
def hand_in_second_version(second: SecondVersion, *, by: User, at: datetime, seen: str | None = None) -> SecondVersion:
    """Hand in what was saved, and send every member a receipt; until the end it may be handed in again. Twice is once."""
    kept = _open(second, at)
    section = section_of(kept.idea)
    values = values_of(kept, section)
    if seen is not None and fingerprint(values) != seen:
        raise ChangedElsewhere(_("この画面を開いたあとに、内容が変わりました。もう一度読んでから応募してください。"))
    if kept.handed_in_at and values == kept.texts:
        return kept
    first = first_values(kept.idea)
    if values == {name: first.get(name, "") for name in section.names}:
        raise IdeaRefused(_("1回目と同じ文章です。書きかえてから応募してください。"))
    if problems := problems_of(values, section):
        raise IdeaIncomplete(_("直すところが%(n)dか所あります。まだ応募していません。") % {"n": len(problems)})
    kept.texts, kept.draft, kept.handed_in_by, kept.handed_in_at = values, {}, by, at
    kept.save(update_fields=["texts", "draft", "handed_in_by", "handed_in_at"])
    record_decision(by, "ideas.hand_in_second_version", kept.idea, at=at, mark=fingerprint(values))
    key, url = f"second:{kept.pk}:{at.isoformat()}", reverse("advice:page", args=[kept.idea_id])
    tell_members(kept.idea, "second", key, by=by, at=at, until=kept.until, url=settings.SITE_URL + url)
    return kept


def _open(second: SecondVersion, at: datetime) -> SecondVersion:
    """The row, held, if its team may write now."""
    kept = SecondVersion.objects.select_for_update(of=("self",)).select_related("idea").get(pk=second.pk)
    kept.idea = Idea.objects.for_desk().get(pk=kept.idea_id)
    if kept.idea.status != Idea.Status.SUBMITTED:
        raise IdeasClosed(_("取り下げたアイデアなので、2回目の案は書けません。"))
    if at >= kept.until:
        raise IdeasClosed(_("2回目の案を書ける期間は終わりました。"))
    return kept
