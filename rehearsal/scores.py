"""Sample judges' sheets, so that a rehearsal can go on to the final. The chair's are left for whoever enters as the chair."""

from datetime import datetime, timedelta
from zlib import crc32

from accounts.models import User
from contest.models import Cycle
from judging.models import Assignment, Round
from judging.services import hand_in_sheet, propose_assignments, release_assignments, save_sheet

ADVICE = (
    "困っている人のことばから始まっているところに心を動かされました。続ける人の顔ぶれを、一年後まで書いてみてください。",
    "数字の分からないところを分からないと書いている点を信頼します。小さく試す場所を、担当課と先に決めるとよいでしょう。",
    "道具よりも約束ごとに工夫があります。ほかの町の人が読んで始められる一枚の手引きがあると、広がります。",
)


def score(cycle: Cycle, at: datetime) -> None:
    """Give out the sheets of the screening and hand in those of sample judges who have not begun theirs."""
    screening = Round.objects.filter(cycle=cycle, kind=Round.Kind.SCREENING).first()
    office = User.objects.filter(is_sample=True, is_staff=True).order_by("id").first()
    ideas = cycle.ideas.handed_in()
    if screening is None or office is None or at < screening.opens_at or not ideas.exists():
        return
    when = min(at, screening.closes_at - timedelta(hours=1))
    if not screening.assignments.exists():
        propose_assignments(screening, by=office, at=when)
        release_assignments(screening, by=office, at=when)
    for sheet in _waiting(screening):
        judge = sheet.judge.user
        save_sheet(sheet, points=_points(sheet), comment="", advice=_advice(sheet), by=judge, at=when)
        hand_in_sheet(sheet, by=judge, at=when)


def _waiting(screening: Round) -> list[Assignment]:
    sheets = Assignment.objects.filter(
        round=screening,
        judge__user__is_sample=True,
        judge__is_chair=False,
        handed_in_at__isnull=True,
        scores__isnull=True,
    )
    return list(sheets.select_related("judge__user", "idea").order_by("id"))


def _points(sheet: Assignment) -> dict[int, int]:
    """2 to 5, always the same for the same judge, idea and criterion."""
    criteria = sheet.round.criteria.all()
    return {row.pk: 2 + _number(f"{sheet.judge.user.email} {sheet.idea.title} {row.key}") % 4 for row in criteria}


def _advice(sheet: Assignment) -> str:
    return ADVICE[_number(f"{sheet.judge.user.email} {sheet.idea.title}") % len(ADVICE)]


def _number(text: str) -> int:
    return crc32(text.encode())
