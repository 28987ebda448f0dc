"""つぎの連絡先: added by a member, agreed to by whoever reads the address, taken away by either."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from followup.links import contact_token
from followup.models import Contact, ReportRefused
from ideas.models import Idea
from notifications.models import OutboxMail
from notifications.services import notify

AT_MOST = 3  # addresses an idea
MAILS_A_DAY = 3  # questions to one address from all teams: nobody is bombed


@transaction.atomic
def add_contact(idea: Idea, *, email: str, by: User, at: datetime) -> Contact:
    """Ask an address whether it may be mailed when the report is due; once there already is no error."""
    kept = Idea.objects.select_for_update(of=("self",)).select_related("team").get(pk=idea.pk)
    email = email.strip().lower()
    if there := kept.followup_contacts.filter(email=email).first():
        return there
    if kept.team.members.filter(user__email=email).exists():
        raise ReportRefused(_("このアドレスには、メンバーとしてメールが届きます。ほかのアドレスを書いてください。"))
    if kept.followup_contacts.count() >= AT_MOST:
        raise ReportRefused(_("つぎの連絡先は%(n)dつまでです。") % {"n": AT_MOST})
    recent = OutboxMail.objects.filter(to=email, kind="followup/contact", created_at__gt=at - timedelta(days=1))
    if recent.count() >= MAILS_A_DAY:
        raise ReportRefused(_("このアドレスには、きょうはもうたずねました。あすもう一度お試しください。"))
    made = Contact.objects.create(idea=kept, email=email, added_by=by, created_at=at)
    context = {
        "team": kept.team.name,
        "title": kept.title,
        "number": kept.number,
        "url": settings.SITE_URL + reverse("followup:contact", args=[contact_token(made)]),
    }
    notify(email, "followup/contact", context=context, dedupe_key=f"followup:contact:{made.pk}", at=at)
    return made


@transaction.atomic
def agree_contact(contact: Contact, *, at: datetime) -> Contact:
    """Whoever reads the address says yes; said already is no error."""
    kept = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if kept.agreed_at is None:
        kept.agreed_at = at
        kept.save(update_fields=["agreed_at"])
    return kept


@transaction.atomic
def remove_contact(contact: Contact) -> None:
    """Forget an address altogether; gone already is no error."""
    Contact.objects.filter(pk=contact.pk).delete()
