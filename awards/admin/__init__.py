"""The secretariat's pages on awards."""

from awards.admin.awards import AwardAdmin, CombiningRuleAdmin, DecisionAdmin, PublicationAdmin
from awards.admin.papers import BundleAdmin, CertificateAdmin

__all__ = [
    "AwardAdmin",
    "BundleAdmin",
    "CertificateAdmin",
    "CombiningRuleAdmin",
    "DecisionAdmin",
    "PublicationAdmin",
]
