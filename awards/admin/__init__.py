"""The secretariat's pages on awards."""

from awards.admin.awards import AwardAdmin, CombiningRuleAdmin, DecisionAdmin, PublicationAdmin
from awards.admin.papers import BundleAdmin, CertificateAdmin
from awards.admin.past import PastWinnerAdmin
from awards.admin.stage import StageItemAdmin

__all__ = [
    "AwardAdmin",
    "BundleAdmin",
    "CertificateAdmin",
    "CombiningRuleAdmin",
    "DecisionAdmin",
    "PastWinnerAdmin",
    "PublicationAdmin",
    "StageItemAdmin",
]
