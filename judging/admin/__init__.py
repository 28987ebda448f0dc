"""The judges' own site, and the secretariat's pages on judging."""

from judging.admin import judges, office
from judging.admin.site import JudgeSite, judge_site

__all__ = ["JudgeSite", "judge_site", "judges", "office"]
