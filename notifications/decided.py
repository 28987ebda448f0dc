"""What is decided on mails, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.decided import Decisions

DECISIONS = Decisions(
    room="notifications",
    actions={"notifications.resend_mail": _("メールをもう一度送った")},
)
