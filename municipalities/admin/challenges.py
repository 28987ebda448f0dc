"""The queue of challenges: read, accept, send back. The texts are the municipality's; nobody edits them here."""

import re

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import AuditEntry
from common import clock
from common.errors import ContestError
from common.office import ReadOnlyOfficeAdmin
from common.templatetags.site import date_ja
from contest.models import Stage
from municipalities.forms import RemarksForm
from municipalities.models import Challenge, Participant, bodies
from municipalities.services import accept_challenge, return_challenge
from municipalities.sheet import DATA, in_words, sections_of, values_of

NUMBER = re.compile(r"COG(?P<year>\d{4})-C-(?P<serial>\d{1,6})", re.ASCII)
SHOWN = ("reference", "status", "publication", "participant", "sheet", "remarks", "dates", "decisions")
HERE = "admin:municipalities_challenge_change"


class WriterFilter(admin.SimpleListFilter):
    """By municipality, of those that have written a challenge."""

    title = _("参加自治体")
    parameter_name = "participant"

    def lookups(self, request, model_admin):
        written = Participant.objects.filter(challenges__isnull=False).distinct().with_members()
        return [(str(participant.pk), participant.name) for participant in written]

    def queryset(self, request, queryset):
        value = self.value() or ""
        is_key = value.isascii() and value.isdecimal() and len(value) < 10
        return queryset.filter(participant_id=int(value)) if is_key else queryset


@admin.register(Challenge)
class ChallengeAdmin(ReadOnlyOfficeAdmin):
    list_display = ["reference", "title", "participant", "theme", "status", "submitted_at", "publication"]
    list_display_links = ["reference", "title"]
    list_filter = ["status", "cycle", WriterFilter]
    show_full_result_count = False
    search_fields = ["title", "department", "participant__members__government__name"]
    ordering = ["-cycle__fiscal_year", "serial", "id"]
    list_per_page = 50
    actions = ["accept"]
    change_form_template = "municipalities/admin_challenge.html"
    fields = SHOWN
    readonly_fields = SHOWN

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("cycle", "theme")
        return rows.prefetch_related(bodies("participant__members"), "cycle__stages")

    def get_search_results(self, request, queryset, search_term):
        if number := NUMBER.fullmatch(search_term.strip()):
            return queryset.filter(cycle__fiscal_year=number["year"], serial=number["serial"]), False
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self):
        own = [
            path(
                "<int:pk>/accept/", self.admin_site.admin_view(self.accept_view), name="municipalities_challenge_accept"
            ),
            path(
                "<int:pk>/return/", self.admin_site.admin_view(self.return_view), name="municipalities_challenge_return"
            ),
        ]
        return own + super().get_urls()

    # --- what is shown -------------------------------------------------------------------------------------------------

    @admin.display(description=_("受付番号"), ordering="serial")
    def reference(self, challenge):
        return challenge.number or gettext("（応募の前）")

    @admin.display(description=_("公開する日時"))
    def publication(self, challenge):
        stage = challenge.cycle.stage(Stage.Kind.CHALLENGES)
        return date_ja(stage.publishes_at) if stage and stage.publishes_at else gettext("まだ決まっていません")

    @admin.display(description=_("内容"))
    def sheet(self, challenge):
        """Every page of the form with what was written on it."""
        values = in_words(values_of(challenge))
        return format_html_join(
            "",
            "<h3>{}</h3><dl>{}</dl>",
            ((section.label, _lines(section, values)) for section in sections_of(challenge)),
        )

    @admin.display(description=_("日時"))
    def dates(self, challenge):
        words = gettext("応募 %(submitted)s　受理・差戻し %(decided)s　保存 %(saved)s")
        return words % {
            "submitted": date_ja(challenge.submitted_at) or "–",
            "decided": date_ja(challenge.decided_at) or "–",
            "saved": date_ja(challenge.updated_at),
        }

    @admin.display(description=_("決定の記録"))
    def decisions(self, challenge):
        entries = AuditEntry.objects.filter(subject=f"municipalities.challenge:{challenge.pk}").select_related("actor")
        words = {"challenge.accept": gettext("受理"), "challenge.return": gettext("差戻し")}
        rows = (
            (
                date_ja(entry.at),
                words.get(entry.action, entry.action),
                entry.actor or "–",
                entry.detail.get("remarks", ""),
            )
            for entry in entries
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {} {} {}</li>", rows))

    # --- what is done --------------------------------------------------------------------------------------------------

    @admin.action(description=_("受理する"), permissions=["view"])
    def accept(self, request, queryset):
        done = sum(self._accept(request, challenge) for challenge in queryset.order_by("pk"))
        if done:
            words = ngettext("%(n)d件の課題を受理しました。", "%(n)d件の課題を受理しました。", done)
            messages.success(request, words % {"n": done})

    def _accept(self, request, challenge) -> bool:
        try:
            accept_challenge(challenge, by=request.user, at=clock.now())
        except ContestError as refusal:
            messages.error(request, str(refusal))
            return False
        return True

    def accept_view(self, request, pk) -> HttpResponse:
        return require_POST(self._accept_one)(request, pk)

    def _accept_one(self, request, pk) -> HttpResponse:
        if self._accept(request, self._challenge(request, pk)):
            messages.success(request, gettext("受理しました。自治体の担当者にメールで知らせました。"))
        return redirect(HERE, pk)

    def return_view(self, request, pk) -> HttpResponse:
        challenge = self._challenge(request, pk)
        form = RemarksForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                return_challenge(challenge, by=request.user, remarks=form.cleaned_data["remarks"], at=clock.now())
            except ContestError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, gettext("差し戻しました。自治体の担当者にメールで知らせました。"))
                return redirect(HERE, pk)
        context = {**self.admin_site.each_context(request), "challenge": challenge, "form": form, "opts": self.opts}
        return render(request, "municipalities/admin_return.html", {**context, "title": gettext("差し戻す")})

    def _challenge(self, request, pk) -> Challenge:
        challenge = self.get_object(request, str(pk))
        if challenge is None or not self.has_view_permission(request, challenge):
            raise Http404
        return challenge


def _lines(section, values):
    """A page's questions and answers; empty rows of data are left out."""
    shown = [question for question in section.questions if values[question.name] or section.key != DATA]
    pairs = ((question.label, values[question.name] or gettext("（書いていません）")) for question in shown)
    return format_html_join("", '<dt>{}</dt><dd class="sheet-text">{}</dd>', pairs)
