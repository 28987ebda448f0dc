"""Acts of judging: giving out sheets, scoring, conflicts, tiers and their release."""

from judging.services.advice import (
    adopt_proposal,
    answer_advice,
    approve_advice,
    propose_advice,
    publish_advice,
    save_advice,
    send_advice,
)
from judging.services.assigning import (
    assign_by_hand,
    propose_assignments,
    release_assignments,
    step_down,
    unassign,
)
from judging.services.closing import agree_reopening, ask_reopening, lock_round
from judging.services.conflicts import (
    decide_conflict,
    declare_conflict,
    find_conflicts,
    find_due_conflicts,
    refuse_conflict,
    refuse_decision,
)
from judging.services.exporting import export_round
from judging.services.inquiries import (
    add_questions,
    drop_question,
    extend_inquiry,
    remind_of_inquiries,
    send_inquiries,
)
from judging.services.invitations import (
    agree_to_judge,
    cancel_judge_invitation,
    decline_to_judge,
    invite_judge,
    refuse_seat,
)
from judging.services.meeting import decide_in_meeting, lay_topics, mark_topic, move_topic, write_note
from judging.services.releasing import set_tier_release, tell_tiers
from judging.services.reminding import remind_before_close, remind_judges
from judging.services.replies import hand_in_reply, save_reply
from judging.services.rubric import freeze_rubric, lay_default_rubric
from judging.services.sheets import enter_sheet, hand_in_sheet, recuse_judge, save_sheet
from judging.services.tiers import place_idea

__all__ = [
    "add_questions",
    "decide_in_meeting",
    "lay_topics",
    "mark_topic",
    "move_topic",
    "write_note",
    "adopt_proposal",
    "answer_advice",
    "approve_advice",
    "propose_advice",
    "publish_advice",
    "save_advice",
    "send_advice",
    "agree_to_judge",
    "agree_reopening",
    "ask_reopening",
    "assign_by_hand",
    "cancel_judge_invitation",
    "decide_conflict",
    "declare_conflict",
    "decline_to_judge",
    "drop_question",
    "enter_sheet",
    "export_round",
    "extend_inquiry",
    "find_conflicts",
    "find_due_conflicts",
    "freeze_rubric",
    "hand_in_reply",
    "hand_in_sheet",
    "invite_judge",
    "lay_default_rubric",
    "lock_round",
    "place_idea",
    "propose_assignments",
    "refuse_conflict",
    "recuse_judge",
    "refuse_decision",
    "refuse_seat",
    "release_assignments",
    "remind_before_close",
    "remind_judges",
    "remind_of_inquiries",
    "save_reply",
    "save_sheet",
    "set_tier_release",
    "send_inquiries",
    "step_down",
    "tell_tiers",
    "unassign",
]
