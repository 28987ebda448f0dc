"""The acts of this room, one function each."""

from followup.services.contacts import add_contact, agree_contact, remove_contact
from followup.services.mentoring import end_mentorship, name_mentor, post_to_mentoring, take_back_post
from followup.services.news import tell_followers_of
from followup.services.plans import (
    escalate_late,
    invite_due_report,
    months_after,
    remind_of_report,
    renew_link,
    resend_invitation,
    schedule_further,
    schedule_plans,
    skip_plan,
    unskip_plan,
)
from followup.services.reports import hand_in_report, is_editable, mark_of, save_draft

__all__ = [
    "add_contact",
    "agree_contact",
    "end_mentorship",
    "name_mentor",
    "post_to_mentoring",
    "take_back_post",
    "escalate_late",
    "hand_in_report",
    "invite_due_report",
    "is_editable",
    "mark_of",
    "months_after",
    "remind_of_report",
    "remove_contact",
    "renew_link",
    "resend_invitation",
    "save_draft",
    "schedule_further",
    "schedule_plans",
    "skip_plan",
    "tell_followers_of",
    "unskip_plan",
]
