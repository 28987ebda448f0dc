"""Acts on challenges, their review and their officers, one file an aggregate."""

from municipalities.services.challenges import discard_challenge, save_challenge, start_challenge, submit_challenge
from municipalities.services.officers import appoint_officer, dismiss_officer
from municipalities.services.review import accept_challenge, return_challenge

__all__ = [
    "accept_challenge",
    "appoint_officer",
    "discard_challenge",
    "dismiss_officer",
    "return_challenge",
    "save_challenge",
    "start_challenge",
    "submit_challenge",
]
