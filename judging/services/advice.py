"""改善アドバイス: proposed by judges, written by the secretariat, approved by a second person, sent, published, answered."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_decision
from common.text import several_lines
from contest.models import Cycle
from ideas.models import Idea
from ideas.services import open_second_version
from judging.advising import criteria_of, finalists_of
from judging.models import (
    MAX_WORDS,
    Advice,
    AdviceChanged,
    AdviceRefused,
    AdviceWords,
    Assignment,
    Proposal,
    answers_until,
)
from judging.services.telling import tell_advice
from judging.standings import is_released

STRENGTH = 400  # characters of one strength: short, so that there is one for many criteria
WORDS = ("strengths", "strengths_en", "improvement", "improvement_en")


@transaction.atomic
def propose_advice(sheet: Assignment, *, words: Mapping[str, Any], by: User, at: datetime) -> Proposal:
    """Keep a judge's draft for an idea they judged; from the lock of their round until the advice is sent."""
    kept = Assignment.objects.of_judge(by).select_related("round__cycle", "idea").filter(pk=sheet.pk).first()
    if kept is None:
        raise AdviceRefused(_("この採点表は、あなたの採点表ではありません。"))
    if why := why_not_propose(kept):
        raise AdviceRefused(why)
    tidy = _tidied(words, kept.round.cycle)
    return Proposal.objects.update_or_create(assignment=kept, defaults=tidy)[0]


def why_not_propose(sheet: Assignment) -> str:
    """Why nothing can be proposed on this sheet now; empty when it can."""
    if sheet.is_withdrawn:
        return _("このアイデアは取り下げられました。改善アドバイスは送りません。")
    if sheet.round.locked_at is None:
        return _("改善アドバイスの案は、事務局がこの審査の採点を締めたあとに書けます。")
    if Advice.objects.sent().filter(idea=sheet.idea_id).exists():
        return _("このアイデアの改善アドバイスは、もうチームに送りました。ありがとうございました。")
    return ""


@transaction.atomic
def save_advice(idea: Idea, *, words: Mapping[str, Any], by: User, at: datetime, seen: str | None = None) -> Advice:
    """Keep the draft, finished or not; what was approved waits for approval again. Nothing changes once it is sent.

    `seen` is `mark_of` the advice as the writer saw it: AdviceChanged where somebody saved other words since.
    """
    kept = _locked([idea])[0]
    advice = _advice_of(kept)
    _refuse_to_write(kept, advice)
    tidy = _tidied(words, kept.cycle)
    if advice is not None and all(getattr(advice, name) == tidy[name] for name in WORDS):
        return advice
    if seen is not None and seen != mark_of(advice):
        raise AdviceChanged(_("別の画面か、ほかの人が、先に保存しました。くらべて、もう一度保存してください。"))
    return _write(kept, tidy, by, at)


@transaction.atomic
def adopt_proposal(proposal: Proposal, *, by: User, at: datetime) -> Advice:
    """Make a judge's proposal the draft as it is, the judge being its writer; only where there is no draft yet."""
    sheet = Assignment.objects.standing().filter(proposal=proposal).select_related("judge__user").first()
    if sheet is None:
        raise AdviceRefused(_("この案は使えません。審査委員の利益相反か辞退、またはアイデアの取下げがあります。"))
    idea = _locked([Idea(pk=sheet.idea_id)])[0]
    advice = _advice_of(idea)
    _refuse_to_write(idea, advice)
    if advice is not None:
        raise AdviceRefused(_("下書きがもうあります。案の文章を、下書きに写してください。"))
    record_decision(by, "judging.adopt_proposal", idea, at=at, sheet=sheet.pk)
    return _write(idea, {name: getattr(proposal, name) for name in WORDS}, sheet.judge.user, at)


@transaction.atomic
def approve_advice(ideas: Iterable[Idea], *, by: User, at: datetime) -> int:
    """Say of these that they may go out; all or none, each by somebody else than its writer. How many are new."""
    kept = _locked(ideas)
    _refuse_unfinished(kept)
    own = [idea for idea in kept if idea.advice.approved_at is None and idea.advice.written_by_id == by.pk]
    _refuse(own, _("自分で書いたものは、自分では承認できません。別の人が承認してください：%(ideas)s"))
    new = [idea for idea in kept if idea.advice.approved_at is None]
    for idea in new:
        _step(idea.advice, "approved", by, at)
        record_decision(by, "judging.approve_advice", idea, at=at)
    return len(new)


@transaction.atomic
def send_advice(ideas: Iterable[Idea], *, by: User, at: datetime) -> int:
    """Mail these to their teams and municipalities, and let each team answer and write a second version.

    All or none; what was sent already is not sent again. How many are new.
    """
    kept = _locked(ideas)
    _refuse_unfinished(kept)
    _refuse(
        [idea for idea in kept if idea.advice.approved_at is None],
        _("まだ承認されていません：%(ideas)s"),
    )
    early = {idea.cycle for idea in kept if not is_released(idea.cycle, at)}
    if early:
        raise AdviceRefused(_("審査の結果を公開してから、送ってください。"))
    new = [idea for idea in kept if idea.advice.sent_at is None]
    for idea in new:
        _step(idea.advice, "sent", by, at)
        open_second_version(idea, until=answers_until(at))
        record_decision(by, "judging.send_advice", idea, at=at)
        tell_advice(idea, at=at)
    return len(new)


@transaction.atomic
def publish_advice(cycle: Cycle, *, by: User, at: datetime) -> int:
    """Let the world read what was sent to the finalists, with their answers and second versions. How many are new."""
    finalists = _locked(finalists_of(cycle, at))
    if not finalists:
        raise AdviceRefused(_("審査の結果を公開してから、公開してください。ファイナリストがまだいません。"))
    unsent = [idea for idea in finalists if _advice_of(idea) is None or idea.advice.sent_at is None]
    _refuse(unsent, _("まだ送っていないファイナリストがあります。すべて送ってから公開してください：%(ideas)s"))
    new = [idea for idea in finalists if idea.advice.published_at is None]
    for idea in new:
        _step(idea.advice, "published", by, at)
    if new:
        record_decision(by, "judging.publish_advice", cycle, at=at, ideas=[idea.number for idea in new])
    return len(new)


@transaction.atomic
def answer_advice(advice: Advice, *, text: str, by: User, at: datetime, seen: str | None = None) -> Advice:
    """Keep the team's answer, or take it back where nothing is written; until its thirty days are over.

    `seen` is `mark_of_answer` as the writer saw it: AdviceChanged where another member answered since.
    """
    kept = Advice.objects.select_for_update(of=("self",), no_key=True).select_related("idea").get(pk=advice.pk)
    if why := why_not_answer(kept, at):
        raise AdviceRefused(why)
    tidy = several_lines(text).strip()
    if len(tidy) > MAX_WORDS:
        raise AdviceRefused(_("返事は%(limit)d文字までです。まだ保存していません。") % {"limit": MAX_WORDS})
    if tidy == kept.answer:
        return kept
    if seen is not None and seen != mark_of_answer(kept):
        raise AdviceChanged(
            _("別の画面か、ほかのメンバーが、先に返事を書きました。くらべて、もう一度保存してください。")
        )
    kept.answer, kept.answered_by, kept.answered_at = tidy, by, at
    kept.save(update_fields=["answer", "answered_by", "answered_at"])
    return kept


def why_not_answer(advice: Advice, at: datetime) -> str:
    """Why the team cannot answer now; empty when it can."""
    if advice.idea.status != Idea.Status.SUBMITTED:
        return _("取り下げたアイデアなので、返事は書けません。")
    return "" if advice.is_open_at(at) else _("返事を書ける期間は終わりました。")


def mark_of(advice: Advice | None) -> str:
    """Of the words as they stand; another one after each saving."""
    return advice.written_at.astimezone(UTC).isoformat() if advice else "none"


def mark_of_answer(advice: Advice) -> str:
    """Of the answer as it stands."""
    return advice.answered_at.astimezone(UTC).isoformat() if advice.answered_at else "none"


def _locked(ideas: Iterable[Idea]) -> list[Idea]:
    """These ideas, held with their advice: nobody withdraws or rewrites one meanwhile."""
    keys = [idea.pk for idea in ideas]
    list(Idea.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return list(Idea.objects.filter(pk__in=keys).select_related("cycle", "advice").order_by("cycle", "serial", "pk"))


def _advice_of(idea: Idea) -> Advice | None:
    return getattr(idea, "advice", None)


def _refuse_to_write(idea: Idea, advice: Advice | None) -> None:
    if idea.status != Idea.Status.SUBMITTED:
        raise AdviceRefused(_("応募されていないか、取り下げられたアイデアです。改善アドバイスは送りません。"))
    if advice is not None and advice.sent_at:
        raise AdviceRefused(_("もうチームに送ったので、変えられません。"))


def _refuse_unfinished(ideas: list[Idea]) -> None:
    """Those withdrawn, and those that do not say what every team is owed."""
    if not ideas:
        raise AdviceRefused(_("アイデアをえらんでください。"))
    withdrawn = [idea for idea in ideas if idea.status != Idea.Status.SUBMITTED]
    _refuse(withdrawn, _("取り下げられたアイデアです。改善アドバイスは送りません：%(ideas)s"))
    lacking: dict[str, Callable[[AdviceWords], bool]] = {
        _("よいところが1つも書かれていません：%(ideas)s"): lambda advice: any(advice.strengths.values()),
        _("直すとよいところが書かれていません：%(ideas)s"): lambda advice: bool(advice.improvement),
    }
    _refuse([idea for idea in ideas if _advice_of(idea) is None], _("下書きがありません：%(ideas)s"))
    for sentence, is_there in lacking.items():
        _refuse([idea for idea in ideas if not is_there(idea.advice)], sentence)


def _refuse(ideas: list[Idea], sentence: str) -> None:
    """Name the ideas that keep all of them from it."""
    if ideas:
        raise AdviceRefused(sentence % {"ideas": _("、").join(idea.number for idea in ideas)})


def _step(advice: Advice, name: str, by: User, at: datetime) -> None:
    setattr(advice, f"{name}_by", by)
    setattr(advice, f"{name}_at", at)
    advice.save(update_fields=[f"{name}_by", f"{name}_at"])


def _write(idea: Idea, words: Mapping[str, Any], by: User, at: datetime) -> Advice:
    written = {**words, "written_by": by, "written_at": at, "approved_by": None, "approved_at": None}
    return Advice.objects.update_or_create(idea=idea, defaults=written)[0]


def _tidied(words: Mapping[str, Any], cycle: Cycle) -> dict[str, Any]:
    """The words as they are kept: by criteria of the screening alone, and short enough."""
    names = {criterion.key: str(criterion) for criterion in criteria_of(cycle)}
    if not names:
        raise AdviceRefused(_("一次審査の審査基準がありません。先に審査基準を入れてください。"))
    tidy: dict[str, Any] = {name: several_lines(words[name]).strip() for name in WORDS[2:]}
    for name in WORDS[:2]:
        if set(words[name]) - set(names):
            raise AdviceRefused(_("この審査にない審査基準のことばは保存できません。"))
        said = {key: several_lines(text).strip() for key, text in words[name].items()}
        tidy[name] = {key: text for key, text in said.items() if text}
        for key, text in tidy[name].items():
            _refuse_long(names[key], text, STRENGTH)
    for name in WORDS[2:]:
        _refuse_long(_("直すとよいところ"), tidy[name], MAX_WORDS)
    return tidy


def _refuse_long(label: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise AdviceRefused(_("「%(label)s」は%(limit)d文字までです。") % {"label": label, "limit": limit})
