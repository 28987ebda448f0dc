"""What people type in this room, a file an aggregate."""

from municipalities.forms.challenges import NewChallengeForm, RemarksForm, SectionForm

__all__ = ["NewChallengeForm", "RemarksForm", "SectionForm"]
