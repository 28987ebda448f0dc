"""Prizes, who got them, the act of two people that makes them public, and the papers that say so."""

from awards.models.awards import CITATION_LENGTH, Award, AwardRefused
from awards.models.combining import CombiningRule
from awards.models.decisions import Decision, Publication
from awards.models.papers import NAME_LENGTH, Bundle, Certificate, CertificateRefused
from awards.models.past import PastWinner
from awards.models.stage import HallState, StageItem

__all__ = [
    "CITATION_LENGTH",
    "NAME_LENGTH",
    "Award",
    "AwardRefused",
    "Bundle",
    "Certificate",
    "CertificateRefused",
    "CombiningRule",
    "Decision",
    "HallState",
    "PastWinner",
    "Publication",
    "StageItem",
]
