"""The secretariat's queue of challenges: what waits, since when, whose it is, and what changed since it was sent back."""

import re

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import ContestError
from common.office import ReadOnlyOfficeAdmin
from common.templatetags.site import date_ja, day_ja, deadline_ja
from contest.models import Cycle, Stage
from municipalities.admin.filters import EnglishFilter, ReviewerFilter, WaitingFilter, WriterFilter, shortcuts
from municipalities.admin.publication import PublicationPages
from municipalities.admin.review import ReviewPages, is_out
from municipalities.models import WAITING_FIRST, Challenge
from municipalities.reading import changed_pages
from municipalities.services import accept_challenge, assign_reviewer, check_english, mark_of
from municipalities.waiting import days_late, days_waiting, promised_day

NUMBER = re.compile(r"COG(?P<year>\d{4})-C-(?P<serial>\d{1,6})", re.ASCII)
Status = Challenge.Status


@admin.register(Challenge)
class ChallengeAdmin(ReviewPages, PublicationPages, ReadOnlyOfficeAdmin):
    """The queue. Each cell says in words what it means, so that the list reads as cards on a telephone."""

    change_list_template = "municipalities/office/challenge_list.html"
    list_display = ["reference", "standing", "owner", "asked", "english"]
    list_filter = [WaitingFilter, "status", ReviewerFilter, EnglishFilter, "cycle", WriterFilter]
    show_full_result_count = False
    search_fields = ["title", "department", "participant__members__government__name"]
    ordering = [WAITING_FIRST, "-cycle__fiscal_year", "submitted_at", "serial", "id"]
    list_per_page = 50
    empty_value_display = ""
    actions = ["accept", "take", "mark_english"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_queue()

    def get_search_results(self, request, queryset, search_term):
        if number := NUMBER.fullmatch(search_term.strip()):
            return queryset.filter(cycle__fiscal_year=number["year"], serial=number["serial"]), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request, extra_context=None):
        now, here = clock.now(), request.GET.urlencode()
        cycle = Cycle.objects.current(now)
        marked = [(way, way.query == here) for way in shortcuts(request.user, cycle, now)]
        context = {
            "title": gettext("課題に返事をする"),
            "shortcuts": marked,
            "is_shortcut": any(is_here for _way, is_here in marked),
            "cycle": cycle,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    # --- what is shown -------------------------------------------------------------------------------------------------

    @admin.display(description=_("課題"), ordering="serial")
    def reference(self, challenge):
        number = challenge.number or gettext("（応募の前）")
        return format_html("{}<br>{}<br><small>{}</small>", number, challenge, challenge.participant.name)

    @admin.display(description=_("いまの状態"), ordering="submitted_at")
    def standing(self, challenge):
        """Its state, since when, and what was seen here, for the actions to say."""
        seen = format_html(
            '<input type="hidden" name="seen-{}" value="{}">', challenge.pk, mark_of(challenge, challenge.version_count)
        )
        chip = format_html('<span class="office-chip {}">{}</span>', challenge.status, challenge.get_status_display())
        extended = format_html("<br>{}", _extended(challenge)) if challenge.extended_to else ""
        return format_html("{}{} {}{}", seen, chip, _since(challenge, clock.now()), extended)

    @admin.display(description=pgettext_lazy("office", "担当"), ordering="reviewer")
    def owner(self, challenge):
        if challenge.reviewer:
            return gettext("担当 %(who)s") % {"who": challenge.reviewer}
        return "" if challenge.status == Status.DRAFT else gettext("担当はまだいません")

    @admin.display(description=_("直してほしいこと"))
    def asked(self, challenge):
        """How many things are asked, and which pages were changed since."""
        count, pages = challenge.open_remarks, changed_pages(challenge)
        words = ngettext("直してほしいこと %(n)d件", "直してほしいこと %(n)d件", count) % {"n": count} if count else ""
        if challenge.status != Status.SUBMITTED or not challenge.answered_versions:
            return words
        changed = (
            gettext("かわったページ：%(pages)s") % {"pages": gettext("、").join(pages)}
            if pages
            else gettext("差戻しのあと、何もかわっていません")
        )
        return format_html("{}<br>{}", words, changed) if words else changed

    @admin.display(description=_("英語"), ordering="english_checked_at")
    def english(self, challenge):
        if challenge.status == Status.DRAFT:
            return ""
        if not (challenge.title_en and challenge.summary_en):
            return gettext("英語がありません")
        return gettext("英語は確かめました") if challenge.english_checked_at else gettext("英語をまだ確かめていません")

    # --- what is done --------------------------------------------------------------------------------------------------

    @admin.action(description=_("受理する"), permissions=["view"])
    def accept(self, request, queryset):
        done = self._each(request, queryset, accept_challenge)
        if done:
            words = ngettext("%(n)d件の課題を受理しました。", "%(n)d件の課題を受理しました。", len(done))
            messages.success(request, words % {"n": len(done)})
        if any(is_out(challenge, clock.now()) for challenge in done):
            messages.warning(request, gettext("公開の日時をすぎているので、もう公開されています。"))

    @admin.action(description=_("わたしが担当する"), permissions=["view"])
    def take(self, request, queryset):
        if done := self._each(request, queryset, _take):
            words = ngettext("%(n)d件の課題の担当になりました。", "%(n)d件の課題の担当になりました。", len(done))
            messages.success(request, words % {"n": len(done)})

    @admin.action(description=_("英語を確かめたことにする"), permissions=["view"])
    def mark_english(self, request, queryset):
        if done := self._each(request, queryset, check_english):
            words = ngettext(
                "%(n)d件の英語を確かめたことにしました。", "%(n)d件の英語を確かめたことにしました。", len(done)
            )
            messages.success(request, words % {"n": len(done)})

    def _each(self, request, queryset, act) -> list[Challenge]:
        """Those it was done to; each of the others with its reason, and nothing half done."""
        done = []
        for challenge in queryset.order_by("pk"):
            seen = request.POST.get(f"seen-{challenge.pk}") or None
            try:
                act(challenge, by=request.user, at=clock.now(), seen=seen)
            except ContestError as refusal:
                messages.error(request, str(refusal))
            else:
                done.append(challenge)
        return done


def _take(challenge, *, by, at, seen):
    """Of what nobody has; from a colleague it is taken over on its page."""
    assign_reviewer(challenge, to=by, seen=None, by=by, at=at)


def _extended(challenge) -> str:
    return gettext("しめきりをのばしています（%(deadline)s）") % {"deadline": deadline_ja(challenge.extended_to)}


def _since(challenge, now):
    """How long it has been in its state, and what comes next."""
    if challenge.status == Status.SUBMITTED:
        return _waited(challenge, now)
    if challenge.status == Status.RETURNED:
        return gettext("%(day)sに差し戻しました。直すのを待っています") % {"day": day_ja(challenge.decided_at)}
    if challenge.status == Status.DRAFT:
        return gettext("まだ応募していません")
    stage = challenge.cycle.stage(Stage.Kind.CHALLENGES)
    if stage is None or stage.publishes_at is None:
        return gettext("公開の日時は決まっていません")
    if stage.is_published_at(now):
        return gettext("公開されています")
    return gettext("%(moment)sに公開されます") % {"moment": date_ja(stage.publishes_at)}


def _waited(challenge, now):
    day, late, waited = day_ja(promised_day(challenge)), days_late(challenge, now), days_waiting(challenge, now)
    if late:
        words = ngettext(
            "返事が%(n)d日おくれています（約束は%(day)s）", "返事が%(n)d日おくれています（約束は%(day)s）", late
        )
        return format_html('<strong class="office-late">{}</strong>', words % {"n": late, "day": day})
    words = ngettext("応募から%(n)d日。返事の約束は%(day)s", "応募から%(n)d日。返事の約束は%(day)s", waited)
    return words % {"n": waited, "day": day}
