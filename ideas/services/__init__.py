"""Acts on teams and ideas, one file an aggregate."""

from ideas.services.guardians import answer_guardian, ask_guardian, record_paper_consent
from ideas.services.ideas import restore_idea, save_idea, start_idea, submit_idea, withdraw_idea
from ideas.services.members import AboutMe, update_member
from ideas.services.pictures import attach_picture, describe_picture, remove_picture
from ideas.services.recommendations import answer_recommendation, ask_recommendation, cancel_recommendation
from ideas.services.teams import cancel_invitation, create_team, invite_member, join_team

__all__ = [
    "AboutMe",
    "answer_guardian",
    "answer_recommendation",
    "ask_guardian",
    "ask_recommendation",
    "attach_picture",
    "cancel_invitation",
    "cancel_recommendation",
    "create_team",
    "describe_picture",
    "invite_member",
    "join_team",
    "record_paper_consent",
    "remove_picture",
    "restore_idea",
    "save_idea",
    "start_idea",
    "submit_idea",
    "update_member",
    "withdraw_idea",
]
