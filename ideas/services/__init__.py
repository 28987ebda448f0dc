"""Acts on teams and ideas, one file an aggregate."""

from ideas.services.ideas import restore_idea, save_idea, start_idea, submit_idea, withdraw_idea
from ideas.services.members import AboutMe, update_member
from ideas.services.pictures import attach_picture, describe_picture, remove_picture
from ideas.services.teams import cancel_invitation, create_team, invite_member, join_team

__all__ = [
    "AboutMe",
    "attach_picture",
    "cancel_invitation",
    "create_team",
    "describe_picture",
    "invite_member",
    "join_team",
    "remove_picture",
    "restore_idea",
    "save_idea",
    "start_idea",
    "submit_idea",
    "update_member",
    "withdraw_idea",
]
