"""Acts on teams and ideas, one file an aggregate."""

from ideas.services.agreeing import ask_for_yeses, confirm_text
from ideas.services.attachments import (
    attach_document,
    attach_picture,
    describe_attachment,
    move_attachment,
    remove_attachment,
    restore_attachment,
)
from ideas.services.calling import ask_to_join, call_for_members, decide_request, stop_calling, withdraw_request
from ideas.services.checking import check_team, settle_remark, write_remark
from ideas.services.evidence import (
    forget_evidence,
    move_evidence,
    remove_evidence,
    restore_evidence,
    save_evidence,
)
from ideas.services.exporting import export_cycle
from ideas.services.guardians import answer_guardian, ask_guardian, record_paper_consent
from ideas.services.ideas import start_idea, submit_idea
from ideas.services.leaves import allow_polish, give_late_code, reopen_idea, use_late_code
from ideas.services.leaving import leave_team, remove_member, transfer_leadership
from ideas.services.members import AboutMe, update_member
from ideas.services.recommendations import answer_recommendation, ask_recommendation, cancel_recommendation
from ideas.services.second import hand_in_second_version, open_second_version, save_second_version
from ideas.services.teams import (
    cancel_invitation,
    close_join_link,
    create_team,
    invite_member,
    join_team,
    make_join_link,
)
from ideas.services.withdrawing import restore_for_team, restore_idea, withdraw_for_team, withdraw_idea
from ideas.services.writing import bring_back, save_idea

__all__ = [
    "AboutMe",
    "allow_polish",
    "answer_guardian",
    "answer_recommendation",
    "ask_for_yeses",
    "ask_guardian",
    "ask_recommendation",
    "ask_to_join",
    "attach_document",
    "attach_picture",
    "bring_back",
    "call_for_members",
    "cancel_invitation",
    "cancel_recommendation",
    "check_team",
    "close_join_link",
    "confirm_text",
    "create_team",
    "decide_request",
    "describe_attachment",
    "export_cycle",
    "give_late_code",
    "forget_evidence",
    "hand_in_second_version",
    "invite_member",
    "join_team",
    "leave_team",
    "make_join_link",
    "move_attachment",
    "move_evidence",
    "open_second_version",
    "record_paper_consent",
    "remove_attachment",
    "remove_evidence",
    "remove_member",
    "reopen_idea",
    "restore_attachment",
    "restore_for_team",
    "restore_evidence",
    "restore_idea",
    "save_evidence",
    "save_idea",
    "save_second_version",
    "settle_remark",
    "start_idea",
    "stop_calling",
    "submit_idea",
    "transfer_leadership",
    "update_member",
    "use_late_code",
    "withdraw_for_team",
    "withdraw_idea",
    "withdraw_request",
    "write_remark",
]
