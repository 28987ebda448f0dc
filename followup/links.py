"""The mailed links: whoever holds one may report on one plan, or answer for one address, and nothing else; no login."""

from django.core.signing import BadSignature, Signer

from followup.models import Contact, Plan

_signer = Signer(salt="followup.report", sep=".")
_contacts = Signer(salt="followup.contact", sep=".")


def token(plan: Plan) -> str:
    """What the link carries: the plan's key and the version of its link, signed."""
    return _signer.sign(f"{plan.pk}-{plan.link_version}")


def plan_of(token: str) -> Plan | None:
    """The plan a token was made for; nothing for any other text, nor for a link that was made useless."""
    keys = _keys(token)
    return keys and Plan.objects.for_report().filter(pk=keys[0], link_version=keys[1]).first()


def is_revoked(token: str) -> bool:
    """A link of ours that the secretariat made useless: its holder gets a sentence."""
    keys = _keys(token)
    return keys is not None and Plan.objects.filter(pk=keys[0], link_version__gt=keys[1]).exists()


def _keys(token: str) -> tuple[int, int] | None:
    try:
        pk, version = _signer.unsign(token).split("-")
    except BadSignature:
        return None
    return int(pk), int(version)


def contact_token(contact: Contact) -> str:
    """What the link to an added address carries."""
    return _contacts.sign(str(contact.pk))


def contact_of(token: str) -> Contact | None:
    """The address a token was made for; nothing for any other text, nor once it was taken away."""
    try:
        pk = _contacts.unsign(token)
    except BadSignature:
        return None
    return Contact.objects.select_related("idea__cycle", "idea__team", "idea__challenge").filter(pk=pk).first()
