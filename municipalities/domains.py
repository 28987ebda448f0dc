"""The domains of a municipality's office addresses: not every one ends in lg.jp, so each entry lists its own."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LENGTH = 200  # of the column
DOMAIN = re.compile(r"(?=.{4,190}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII)
# Where anybody may have an address: it would put every stranger into the known queue.
ANYBODYS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "yahoo.co.jp",
        "yahoo.com",
        "ymail.ne.jp",
        "outlook.com",
        "outlook.jp",
        "hotmail.com",
        "hotmail.co.jp",
        "live.jp",
        "icloud.com",
        "me.com",
        "docomo.ne.jp",
        "ezweb.ne.jp",
        "au.com",
        "softbank.ne.jp",
        "i.softbank.jp",
        "proton.me",
        "protonmail.com",
        "aol.com",
    ]
)


def domain_of(email: str) -> str:
    """What stands behind the @, in lower case."""
    return email.lower().rsplit("@", 1)[-1]


def is_of_local_government(email: str) -> bool:
    """lg.jp is given to local governments alone; which one is still to be looked at."""
    return f".{domain_of(email)}".endswith(".lg.jp")


def clean_domains(text: str) -> str:
    """Domains as they are kept: lower case, once each, one space between; ValidationError says which is none."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found = dict.fromkeys(part.removeprefix("@") for part in re.split(r"[\s,;、]+", plain) if part)
    for domain in found:
        if not DOMAIN.fullmatch(domain):
            words = _("「%(domain)s」はドメインの形になっていません。@ のあとを書いてください。例：city.minato.example")
            raise ValidationError(words, params={"domain": domain})
        if domain in ANYBODYS:
            words = _("「%(domain)s」はだれでも使えるメールのドメインなので、加えられません。")
            raise ValidationError(words, params={"domain": domain})
    kept = " ".join(found)
    if len(kept) > LENGTH:
        raise ValidationError(_("ドメインは、合わせて%(limit)d字までです。"), params={"limit": LENGTH})
    return kept
