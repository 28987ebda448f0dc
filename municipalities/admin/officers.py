"""Who writes for a municipality: those who ask, those who serve, as the secretariat sees them."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import ContestError
from common.office import OfficeAdmin, ReadOnlyOfficeAdmin
from common.templatetags.site import day_ja
from municipalities.domains import is_of_local_government
from municipalities.forms import ApproveForm, DeclineForm, OfficeInviteForm
from municipalities.models import Officer, OfficerInvitation, OfficerRequest, bodies
from municipalities.models.officers import QUEUE_ORDER
from municipalities.services import (
    appoint_officer,
    approve_request,
    cancel_invitation,
    decline_request,
    dismiss_officer,
    resend_invitation,
)
from municipalities.services.requests import entries_of

SHOWN = (
    "user",
    "address",
    "mark",
    "government",
    "department",
    "message",
    "asked_at",
    "waited",
    "answer",
    "state",
    "decided_by",
    "decided_at",
    "reason",
)
HERE = "admin:municipalities_officerrequest_change"


@admin.register(OfficerRequest)
class OfficerRequestAdmin(ReadOnlyOfficeAdmin):
    """The queue of those who ask: known domains first, then the oldest."""

    list_display = ["user", "government", "department", "mark", "waited", "answer", "state"]
    list_filter = ["state", "has_known_domain"]
    search_fields = ["user__email", "user__family_name", "government__name", "government__code", "department"]
    ordering = QUEUE_ORDER
    show_full_result_count = False
    list_per_page = 50
    change_form_template = "municipalities/admin_request.html"
    fields = SHOWN
    readonly_fields = SHOWN

    def get_queryset(self, request):
        return super().get_queryset(request).for_queue()

    def get_urls(self):
        view, name = self.admin_site.admin_view, "municipalities_officerrequest"
        own = [
            path("<int:pk>/approve/", view(self.approve_view), name=f"{name}_approve"),
            path("<int:pk>/decline/", view(self.decline_view), name=f"{name}_decline"),
        ]
        return own + super().get_urls()

    @admin.display(description=_("メールアドレス"))
    def address(self, asked):
        return asked.user.email

    @admin.display(description=_("アドレスのドメイン"))
    def mark(self, asked):
        if asked.has_known_domain:
            return gettext("この自治体のドメイン")
        if is_of_local_government(asked.user.email):
            return gettext("要確認（どこかの自治体の lg.jp）")
        return gettext("要確認")

    @admin.display(description=_("待っている日数"))
    def waited(self, asked):
        return (clock.now() - asked.asked_at).days if asked.state == OfficerRequest.State.WAITING else "–"

    @admin.display(description=_("返事の目安"))
    def answer(self, asked):
        if asked.state != OfficerRequest.State.WAITING:
            return "–"
        words = gettext("%(day)s（過ぎました）") if asked.is_late_at(clock.now()) else gettext("%(day)sまで")
        return words % {"day": day_ja(asked.answer_by)}

    def approve_view(self, request, pk) -> HttpResponse:
        asked = self._asked(request, pk)
        form = ApproveForm(asked, entries_of(asked.government), request.POST or None)

        def approve(**given):
            approve_request(asked, by=request.user, at=clock.now(), **given)
            return gettext("認めました。本人にメールで知らせました。")

        return self._decide(request, asked, form, approve, gettext("認める"))

    def decline_view(self, request, pk) -> HttpResponse:
        asked = self._asked(request, pk)

        def decline(**given):
            decline_request(asked, by=request.user, at=clock.now(), **given)
            return gettext("断りました。本人にメールで知らせました。")

        return self._decide(request, asked, DeclineForm(request.POST or None), decline, gettext("断る"))

    def _decide(self, request, asked, form, act, title) -> HttpResponse:
        if request.method == "POST" and form.is_valid():
            try:
                messages.success(request, act(**form.cleaned_data))
            except ContestError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect(HERE, asked.pk)
        entries = gettext("、").join(f"{entry.number} {entry}" for entry in entries_of(asked.government))
        context = {"asked": asked, "entries": entries, "mark": self.mark(asked)}
        context |= {"form": form, "title": title, "opts": self.opts}
        context |= self.admin_site.each_context(request)
        return render(request, "municipalities/admin_request_decide.html", context)

    def _asked(self, request, pk) -> OfficerRequest:
        asked = self.get_object(request, str(pk))
        if asked is None or not self.has_view_permission(request, asked):
            raise Http404
        return asked


class OfficerForm(forms.ModelForm):
    """Says by the field what the service would refuse."""

    def clean(self):
        super().clean()
        data = self.cleaned_data
        user, participant = data.get("user"), data.get("participant")
        if user and participant and not participant.knows_domain_of(user.email):
            words = gettext("この自治体のメールのドメイン（%(domains)s）のアドレスではありません。")
            self.add_error("user", words % {"domains": participant.email_domains})
        return data

    def validate_constraints(self):
        """Appointing somebody who serves already renews the department; the service sees to it."""


@admin.register(OfficerInvitation)
class OfficerInvitationAdmin(OfficeAdmin):
    """Links that are out, and inviting or handing over in a municipality's stead."""

    form = OfficeInviteForm
    list_display = ["email", "participant", "department", "hands_over", "invited_by", "created_at", "standing"]
    list_filter = [("accepted_at", admin.EmptyFieldListFilter), ("cancelled_at", admin.EmptyFieldListFilter)]
    search_fields = ["email", "department", "participant__members__government__name"]
    list_select_related = ["participant", "invited_by", "hands_over__participant"]
    autocomplete_fields = ["participant", "hands_over"]
    ordering = ["-created_at", "-pk"]
    actions = ["resend", "cancel"]

    def get_queryset(self, request):
        names = (bodies("participant__members"), bodies("hands_over__participant__members"))
        return super().get_queryset(request).prefetch_related(*names)

    def get_fields(self, request, obj=None):
        written = ["participant", "email", "department", "hands_over"]
        return [*written, *(["invited_by", "created_at", "expires_at", "accepted_at", "cancelled_at"] if obj else [])]

    def has_change_permission(self, request, obj=None):
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        return type("OfficeInviteForm", (super().get_form(request, obj, change, **kwargs),), {"by": request.user})

    def save_model(self, request, obj, form, change):
        """The service has written it already."""

    @admin.display(description=_("状態"))
    def standing(self, invitation):
        if invitation.accepted_at:
            return gettext("受けました")
        if invitation.cancelled_at:
            return gettext("取り消しました")
        return gettext("返事を待っています") if invitation.is_open_at(clock.now()) else gettext("期限が切れました")

    @admin.action(description=_("新しいリンクを送りなおす"), permissions=["view"])
    def resend(self, request, queryset):
        self._each(request, queryset, resend_invitation, gettext("%(email)s に新しいリンクを送ります。"))

    @admin.action(description=_("招待を取り消す"), permissions=["view"])
    def cancel(self, request, queryset):
        self._each(request, queryset, cancel_invitation, gettext("%(email)s への招待を取り消しました。"))

    def _each(self, request, queryset, act, done):
        for invitation in queryset.order_by("pk"):
            try:
                act(invitation, by=request.user, at=clock.now())
            except ContestError as refusal:
                messages.error(request, f"{invitation.email}: {refusal}")
            else:
                messages.success(request, done % {"email": invitation.email})


@admin.register(Officer)
class OfficerAdmin(OfficeAdmin):
    form = OfficerForm
    list_display = ["user", "participant", "department", "since", "until"]
    list_filter = [("until", admin.EmptyFieldListFilter), "participant__is_sample"]
    search_fields = ["user__email", "user__family_name", "department", "participant__members__government__name"]
    autocomplete_fields = ["user", "participant"]
    actions = ["dismiss"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user").prefetch_related(bodies("participant__members"))

    def get_fields(self, request, obj=None):
        return ["user", "participant", "department", *(["since", "until"] if obj else [])]

    def get_readonly_fields(self, request, obj=None):
        return ["user", "participant", "since", "until"] if obj else []

    def has_change_permission(self, request, obj=None):
        return request.user.is_staff and (obj is None or obj.until is None)

    def save_model(self, request, obj, form, change):
        kept = appoint_officer(obj.user, obj.participant, department=obj.department, by=request.user, at=clock.now())
        obj.pk, obj.since = kept.pk, kept.since

    @admin.action(description=_("担当を終える"))
    def dismiss(self, request, queryset):
        for officer in queryset:
            dismiss_officer(officer, by=request.user, at=clock.now())
        messages.success(request, gettext("担当を終えました。課題は自治体に残ります。"))
