"""Who judges, and whose sheet is whose."""

import rules

from accounts.models import User
from common import clock
from ideas.models import Idea
from judging.models import Assignment, Reply


@rules.predicate
def is_judge(user: User) -> bool:
    """Judges some cycle; being of the secretariat does not make one a judge."""
    return user.is_active and user.judgeships.serving().exists()


@rules.predicate
def is_judge_of_sheet(user: User, sheet: Assignment) -> bool:
    """The twin of `AssignmentQuerySet.of_judge`."""
    return Assignment.objects.of_judge(user).filter(pk=sheet.pk).exists()


@rules.predicate
def has_begun(user: User, sheet: Assignment) -> bool:
    """The round has opened: before that a judge sees nothing of an idea."""
    return sheet.round.opens_at <= clock.now()


@rules.predicate
def is_open_for_scores(user: User, sheet: Assignment) -> bool:
    return not sheet.is_withdrawn and sheet.round.is_open_at(clock.now())


@rules.predicate
def has_sheet_for(user: User, idea: Idea) -> bool:
    """Judges this idea now, so may see its pictures before the world does."""
    return Assignment.objects.of_judge(user).to_score().begun_by(clock.now()).filter(idea=idea).exists()


@rules.predicate
def is_asked(user: User, reply: Reply) -> bool:
    """The twin of `ReplyQuerySet.of_person`; questions that were not sent are there for nobody."""
    return reply.inquiry.sent_at is not None and Reply.objects.of_person(user).filter(pk=reply.pk).exists()


@rules.predicate
def is_open_for_answers(user: User, reply: Reply) -> bool:
    return reply.inquiry.is_open_at(clock.now())


rules.add_perm("judging.view_inquiry", rules.is_authenticated & is_asked)
rules.add_perm("judging.answer_inquiry", rules.is_authenticated & is_open_for_answers & is_asked)
rules.add_perm("judging.view_own_sheet", rules.is_authenticated & has_begun & is_judge_of_sheet)
rules.add_perm("judging.score_sheet", rules.is_authenticated & is_open_for_scores & is_judge_of_sheet)
