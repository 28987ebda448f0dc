"""Acts on challenges, their review and their officers, one file an aggregate."""

from municipalities.services.challenges import discard_challenge, start_challenge, submit_challenge
from municipalities.services.common import HANDED_IN
from municipalities.services.copying import copy_challenge
from municipalities.services.data import file_fields, move_data_row, remove_data_row, save_data_row
from municipalities.services.extensions import grant_extension, require_more_time
from municipalities.services.invitations import accept_invitation, cancel_invitation, invite_officer, resend_invitation
from municipalities.services.links import check_links
from municipalities.services.officers import appoint_officer, dismiss_officer, leave_office
from municipalities.services.participation import apply_to_take_part, withdraw_participation
from municipalities.services.publication import set_publication
from municipalities.services.register import ImportRefused, compare_register, import_register
from municipalities.services.reminders import remind_of_late_replies
from municipalities.services.requests import approve_request, ask_for_office, decline_request
from municipalities.services.review import accept_challenge, assign_reviewer, check_english, mark_of, return_challenge
from municipalities.services.versions import has_news
from municipalities.services.writing import save_challenge

__all__ = [
    "HANDED_IN",
    "ImportRefused",
    "accept_challenge",
    "accept_invitation",
    "apply_to_take_part",
    "appoint_officer",
    "approve_request",
    "ask_for_office",
    "assign_reviewer",
    "cancel_invitation",
    "check_english",
    "check_links",
    "compare_register",
    "copy_challenge",
    "decline_request",
    "discard_challenge",
    "dismiss_officer",
    "file_fields",
    "grant_extension",
    "has_news",
    "import_register",
    "invite_officer",
    "leave_office",
    "mark_of",
    "move_data_row",
    "remind_of_late_replies",
    "remove_data_row",
    "require_more_time",
    "resend_invitation",
    "return_challenge",
    "save_challenge",
    "save_data_row",
    "set_publication",
    "start_challenge",
    "submit_challenge",
    "withdraw_participation",
]
