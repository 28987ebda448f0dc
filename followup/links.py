"""The mailed link: whoever holds it may report on one plan and nothing else; no login, no end."""

from django.core.signing import BadSignature, Signer

from followup.models import Plan

_signer = Signer(salt="followup.report", sep=".")


def token(plan: Plan) -> str:
    """What the link carries: the plan's key, signed."""
    return _signer.sign(str(plan.pk))


def plan_of(token: str) -> Plan | None:
    """The plan a token was made for; nothing for any other text."""
    try:
        pk = _signer.unsign(token)
    except BadSignature:
        return None
    return Plan.objects.for_report().filter(pk=pk).first()
