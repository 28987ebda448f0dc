"""送信箱: the secretariat sees what was sent to whom, and sends again what failed."""

from django.contrib import admin, messages
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import ContestError
from common.office import ReadOnlyOfficeAdmin
from notifications.models import OutboxMail
from notifications.services import resend_mail


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnlyOfficeAdmin):
    """Seen, filtered and sent again; never edited."""

    list_display = ["id", "to", "subject", "state", "due_at", "sent_at", "attempts", "kind"]
    list_filter = ["state", "kind"]
    search_fields = ["to", "subject", "dedupe_key"]
    show_full_result_count = False
    list_per_page = 50
    list_select_related = False
    actions = ["resend"]
    readonly_fields = ["claimed_at", "created_at", "sent_at"]

    def get_exclude(self, request, obj=None):
        """A code on its way to a person is read by that person alone."""
        return ["body"] if obj and obj.is_secret else []

    @admin.action(description=_("選んだメールをもう一度送る"))
    def resend(self, request, queryset):
        done = 0
        for mail in queryset.order_by("id"):
            try:
                resend_mail(mail, by=request.user, at=clock.now())
                done += 1
            except ContestError as refusal:
                text = gettext("%(number)s番：%(reason)s") % {"number": mail.pk, "reason": refusal}
                messages.error(request, text)
        if done:
            text = ngettext("%(n)d通を送りなおします。", "%(n)d通を送りなおします。", done) % {"n": done}
            messages.success(request, text)
