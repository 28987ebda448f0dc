"""A certificate on A4, in the language it was made out in. The same rows give the same bytes."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.models import Certificate
from awards.public import place_label
from common.templatetags.site import or_english
from contest.models import Partnership
from ideas.public import public_name
from printing.letters import missing_letters, variant_letters
from printing.qr import qr_svg
from printing.typesetting import typeset
from printing.wareki import wareki

LAYOUT = "awards/certificate.typ"
NAMED = 30  # members whose names a team's paper has room for; of more, it says how many there are


def certificate_pdf(certificate: Certificate) -> bytes:
    """The paper of a row of `Certificate.objects.for_paper()`."""
    return typeset(LAYOUT, certificate_data(certificate))


def certificate_data(certificate: Certificate) -> dict[str, Any]:
    """What the layout is given: texts alone, and the code that leads to the public page."""
    with translation.override(certificate.language):
        words = _award_words(certificate) if certificate.award else _participation_words(certificate)
        url = settings.SITE_URL + reverse("awards:certificate", args=[certificate.number])
        return {
            **words,
            "lang": certificate.language,
            "name": certificate.name,
            "honorific": _("殿"),
            "under": _under(certificate),
            "place": certificate.idea.challenge.participant.name,  # one word of the text
            "members": _members(certificate),
            "date": _written(certificate),
            "issuers": _issuers(certificate),
            "site": _("チャレンジ!!オープンガバナンス"),
            "number_label": _("番号"),
            "number": certificate.number,
            "url": url,
            "qr": qr_svg(url),
            "seal": _("印"),
            "qr_alt": _("この賞状がほんものかを確かめるページへのQRコード"),
        }


def unprintable(certificate: Certificate) -> str:
    """Letters of the paper to see to before it is printed: those no font has, and 異体字 that only eyes can tell."""
    return _letters_to_see(certificate_data(certificate))


def pdf_and_letters(certificate: Certificate) -> tuple[bytes, str]:
    """Both at once, for many."""
    data = certificate_data(certificate)
    return typeset(LAYOUT, data), _letters_to_see(data)


def _letters_to_see(data: dict[str, Any]) -> str:
    texts = "".join([data["name"], *data["members"], data["title"], *data["body"], data["under"]])
    return "".join([missing_letters(texts), *variant_letters(texts)])


def file_name(certificate: Certificate) -> str:
    """COG2026-vote-finalist-1-I0003-team-ja-<number>: sorted by award, safe on every machine."""
    award, idea = certificate.award, certificate.idea
    what = f"{award.key}-{certificate.place}" if award else "participation"
    return f"{certificate.cycle.code}-{what}-{idea.serial or 0:04d}-{certificate.receiver}-{certificate.language}-{certificate.number}"


def awarded_with(certificate: Certificate) -> str:
    """オンライン投票賞 銀; nothing for a paper of participation."""
    if certificate.award is None or certificate.place is None:
        return ""
    return f"{certificate.award} {place_label(certificate.place, certificate.award.places)}".strip()


def awarded_on(certificate: Certificate) -> date:
    """The day of the final; without one, the day the paper was made out."""
    return certificate.cycle.final_on or timezone.localdate(certificate.issued_at)


def _award_words(certificate: Certificate) -> dict[str, Any]:
    award = awarded_with(certificate)
    said = {**_facts(certificate), "award": award}
    first = {
        "team": _("貴チームは　%(contest)sにおいて　%(municipality)sの課題「%(challenge)s」に　アイデア「%(idea)s」をもって応え　すぐれた成果を示されました"),
        "municipality": _("貴自治体は　%(contest)sにおいて　課題「%(challenge)s」を市民にひらき　チーム「%(team)s」とともにアイデア「%(idea)s」を育て　すぐれた成果を示されました"),
        "member": _("あなたは　%(contest)sにおいて　チーム「%(team)s」の一員として　%(municipality)sの課題「%(challenge)s」に　アイデア「%(idea)s」をもって応え　すぐれた成果を示されました"),
    }[certificate.receiver]  # fmt: skip
    return {"title": _("賞状"), "award": award, "body": [first % said, _("よってここに　これを賞します")]}


def _participation_words(certificate: Certificate) -> dict[str, Any]:
    said = _facts(certificate)
    text = _(
        "%(contest)sに参加し　%(municipality)sの課題「%(challenge)s」に　アイデア「%(idea)s」をもって応えられたことを　ここに証します"
    )
    return {"title": _("参加証"), "award": "", "body": [text % said]}


def _facts(certificate: Certificate) -> dict[str, str]:
    idea, challenge = certificate.idea, certificate.idea.challenge
    return {
        "contest": _("チャレンジ!!オープンガバナンス%(year)d") % {"year": certificate.cycle.fiscal_year},
        "idea": or_english(idea.title, idea.title_en),
        "challenge": or_english(challenge.title, challenge.title_en),
        "team": idea.team.name,
        "municipality": challenge.participant.name,
    }


def _under(certificate: Certificate) -> str:
    """Beneath the name: whose member this person is."""
    if certificate.receiver != Certificate.Receiver.MEMBER:
        return ""
    return _("チーム %(team)s") % {"team": certificate.idea.team.name}


def _members(certificate: Certificate) -> list[str]:
    """A team's paper names those who agreed to it, as far as there is room, and counts the others."""
    if certificate.receiver != Certificate.Receiver.TEAM:
        return []
    members = list(certificate.idea.team.members.all())
    names = [name for member in members if (name := public_name(member, certificate.cycle))][:NAMED]
    rest = len(members) - len(names)
    if names and rest:
        return [*names, ngettext("ほか%(n)d人", "ほか%(n)d人", rest) % {"n": rest}]
    return names


def _written(certificate: Certificate) -> str:
    day = awarded_on(certificate)
    return wareki(day) if certificate.language == "ja" else date_format(day, "j F Y")


def _issuers(certificate: Certificate) -> list[str]:
    """Those who carry the cycle together, by the names they had on the day."""
    hosts = [row for row in certificate.cycle.partnerships.all() if row.role == Partnership.Role.HOST]
    ordered = sorted(hosts, key=lambda row: (row.order, row.pk))
    return [row.organization.name_on(certificate.cycle.final_on) for row in ordered]
