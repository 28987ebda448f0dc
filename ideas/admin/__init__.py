"""事務局's pages of this room."""

from ideas.admin.ideas import IdeaAdmin
from ideas.admin.teams import SchoolClassAdmin, TeamAdmin

__all__ = ["IdeaAdmin", "SchoolClassAdmin", "TeamAdmin"]
