"""The judges' own site, and the secretariat's pages on judging."""

from judging.admin import advice, judges, office
from judging.admin.site import JudgeSite, judge_site

__all__ = ["JudgeSite", "advice", "judge_site", "judges", "office"]
