"""The secretariat reads teams and asks of them; what a team says of itself is changed by the team alone."""

import re
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from common import clock
from common.errors import ContestError
from common.office import ReadOnlyOfficeAdmin
from common.templatetags.site import date_ja
from contest.models import Cycle
from ideas import desk
from ideas.admin.acts import act
from ideas.admin.filters import QuietFilter, StateFilter, WaitingFilter, ways
from ideas.admin.rows import ReadOnlyRows
from ideas.admin.yearly import YearPages
from ideas.eligibility import needs_guardian
from ideas.forms.office import MemberConsentForm, RemarkForm, SettleForm
from ideas.models import EligibilityRemark, Idea, Invitation, Member, SchoolClass, Team, people
from ideas.roster import State, for_roster, lacks_of, names_shown, title_of, with_state
from ideas.services import check_team, record_paper_consent, settle_remark, write_remark
from ideas.services.classes import stop_class

NUMBER = re.compile(r"COG(?P<year>\d{4})-I-(?P<serial>\d{1,6})", re.ASCII)


class MemberRows(ReadOnlyRows):
    model = Member
    fields = readonly_fields = ["user", "role", "belonging", "age_band", "is_student", "name_is_public"]

    @admin.display(description=_("応募資格"))
    def belonging(self, member):
        """In the words the cycle has for it, not by its key."""
        rows = member.team.cycle.entry_classes.filter(role=member.role, key=member.entry_class)
        return next((str(row) for row in rows), member.entry_class)


class InvitationRows(ReadOnlyRows):
    model = Invitation
    fields = readonly_fields = ["email", "invited_by", "expires_at", "accepted_at", "cancelled_at"]


@admin.register(Team)
class TeamAdmin(YearPages, ReadOnlyOfficeAdmin):
    """All teams with how far each has come. Cells say in words what they mean, so that the list reads on a telephone."""

    list_display = ["name", "standing", "people", "lacks", "activity", "checked"]
    list_filter = [StateFilter, WaitingFilter, QuietFilter, "attribute", "cycle"]
    search_fields = ["name", "kana", "members__user__family_name", "members__user__email"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["name", "id"]
    empty_value_display = ""
    inlines = [MemberRows, InvitationRows]
    fields = readonly_fields = [
        *["cycle", "name", "kana", "attribute", "school_class", "not_yet", "is_recruiting", "recruiting_text"],
        *["checked_at", "checked_by", "created_at", "updated_at"],
    ]
    change_list_template = "ideas/office/team_list.html"
    change_form_template = "ideas/office/team.html"

    def get_queryset(self, request):
        return with_state(for_roster(super().get_queryset(request)))

    def get_search_results(self, request, queryset, search_term):
        if number := NUMBER.fullmatch(search_term.strip()):
            found = Idea.objects.filter(cycle__fiscal_year=number["year"], serial=number["serial"])
            return queryset.filter(pk__in=found.values("team")), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request, extra_context=None):
        cycle, here = Cycle.objects.current(clock.now()), request.GET.urlencode()
        marked = [(way, way.query == here) for way in ways(cycle)]
        context = {"ways": marked, "is_way": any(is_here for _way, is_here in marked), "cycle": cycle}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        remarks = EligibilityRemark.objects.filter(team=unquote(object_id)).select_related("written_by")
        context = {"remarks": remarks if object_id.isdecimal() else (), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/consent/", view(self.consent_view), name="ideas_team_consent"),
            path("<int:pk>/remark/", view(self.remark_view), name="ideas_team_remark"),
            path("<int:pk>/remark/<int:remark>/", view(self.settle_view), name="ideas_team_settle"),
            path("<int:pk>/check/", view(require_POST(self.check_view)), name="ideas_team_check"),
        ]
        return [*own, *super().get_urls()]

    # --- what is done --------------------------------------------------------------------------------------------------

    def consent_view(self, request, pk):
        """Write down what a guardian signed."""
        team = get_object_or_404(Team.objects.select_related("cycle").prefetch_related(people("members")), pk=pk)
        below = team.cycle.guardian_below_age
        young = [row for row in team.members.all() if needs_guardian(row.age_band, below) and not row.consents]
        return act(
            self,
            request,
            team,
            form=MemberConsentForm(young, request.POST or None),
            title=gettext("紙の同意を記録する"),
            words=gettext("署名のある同意書を見て、記録してください。だれが記録したかが残ります。"),
            done=gettext("保護者の同意を記録しました。"),
            do=lambda member, guardian_name, is_seen: record_paper_consent(
                member, guardian_name=guardian_name, by=request.user, at=clock.now()
            ),
        )

    def remark_view(self, request, pk):
        """Ask something of a team."""
        team = get_object_or_404(Team, pk=pk)
        return act(
            self,
            request,
            team,
            form=RemarkForm(request.POST or None),
            title=gettext("応募資格について確かめたいことを書く"),
            words=gettext("すむまで、チームは応募できません。書いたことは記録に残ります。"),
            done=gettext("確かめたいことを書きました。"),
            do=partial(write_remark, team, by=request.user, at=clock.now()),
        )

    def settle_view(self, request, pk, remark):
        """Close a remark, or open it again."""
        row = get_object_or_404(EligibilityRemark.objects.select_related("team"), pk=remark, team=pk)
        is_settled = row.settled_at is None
        return act(
            self,
            request,
            row.team,
            form=SettleForm(request.POST or None),
            title=gettext("すんだことにする") if is_settled else gettext("まだすんでいないことにする"),
            words=row.text,
            done=gettext("すんだことにしました。") if is_settled else gettext("まだすんでいないことにしました。"),
            do=partial(settle_remark, row, is_settled=is_settled, by=request.user, at=clock.now()),
        )

    def check_view(self, request, pk):
        """Note that this team was looked at, or has to be looked at again."""
        team = get_object_or_404(Team, pk=pk)
        try:
            kept = check_team(team, is_checked=team.checked_at is None, by=request.user, at=clock.now())
        except ContestError as refusal:
            messages.error(request, str(refusal))
        else:
            said = gettext("応募資格を確かめたことにしました。") if kept.checked_at else gettext("確かめなおします。")
            messages.success(request, said)
        return redirect("admin:ideas_team_change", pk)

    # --- what is shown -------------------------------------------------------------------------------------------------

    @admin.display(description=_("応募の前にすること"))
    def not_yet(self, team):
        """The same list as on the team's own page."""
        whole = Team.objects.for_desk().get(pk=team.pk)
        lacks = desk.missing_of(whole, whole.ideas.all(), clock.now())
        return format_html_join("", "<div>{}</div>", ((lack.message,) for lack in lacks)) or gettext("ありません。")

    @admin.display(description=_("いまの状態"))
    def standing(self, team):
        chip = format_html('<span class="office-chip {}">{}</span>', team.state, State(team.state).label)
        ideas = format_html_join("", "<br><small>{}</small>", ((title_of(idea),) for idea in team.ideas.all()))
        unsent = (
            format_html("<br><small>{}</small>", gettext("応募のあとに書きかえています")) if team.has_unsent else ""
        )
        return format_html("{}{}{}", chip, ideas, unsent)

    @admin.display(description=_("メンバー"))
    def people(self, team):
        return format_html("{}<br><small>{}</small>", names_shown(team), team.get_attribute_display())

    @admin.display(description=_("たりないもの"))
    def lacks(self, team):
        rows = [(gettext("まだ：%(what)s") % {"what": words},) for words in lacks_of(team, clock.now()).words()]
        return format_html_join("", "<div>{}</div>", rows) or gettext("たりないものはありません。")

    @admin.display(description=_("さいごの動き"), ordering="active_at")
    def activity(self, team):
        return gettext("%(moment)s に動きがありました") % {"moment": date_ja(team.active_at)}

    @admin.display(description=_("資格の確認"), ordering="checked_at")
    def checked(self, team):
        if team.waits_for_office:
            return gettext("資格を確かめています")
        return gettext("資格を確かめました") if team.checked_at else gettext("資格をまだ確かめていません")


@admin.register(SchoolClass)
class SchoolClassAdmin(ReadOnlyOfficeAdmin):
    """Classes teachers have made: seen, and stopped."""

    list_display = ["school", "name", "cycle", "teacher", "created_at", "stopped_at"]
    list_filter = ["cycle"]
    list_select_related = ["cycle", "teacher"]
    search_fields = ["school", "name", "teacher__email"]
    readonly_fields = ["created_at", "updated_at"]
    actions = ["stop"]

    @admin.action(description=_("クラスを止める（先生とカードは、すぐに入れなくなります）"), permissions=["view"])
    def stop(self, request, queryset):
        for row in queryset.order_by("pk"):
            stop_class(row, by=request.user, at=clock.now())
        messages.success(request, gettext("クラスを止めました。"))
