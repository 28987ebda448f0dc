"""My municipality's officers: who serves, invite a colleague, hand over, leave."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock
from municipalities.forms import InviteForm
from municipalities.models import Officer, OfficerInvitation, OfficerRefused, Participant
from municipalities.services import cancel_invitation, invite_officer, leave_office, resend_invitation
from municipalities.services.handing_over import to_be_moved
from municipalities.views.mixins import DeskMixin


class ServingMixin(DeskMixin):
    """Pages of one municipality's officers: 404 unless I am one of them."""

    @cached_property
    def participant(self) -> Participant:
        mine = Participant.objects.served_by(self.request.user).with_members()
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    @cached_property
    def officers(self) -> list[Officer]:
        serving = self.participant.officers.filter(until__isnull=True, user__is_active=True)
        return list(serving.select_related("user").order_by("since", "pk"))

    @cached_property
    def me(self) -> Officer:
        return next(officer for officer in self.officers if officer.user_id == self.request.user.pk)

    @property
    def invitations(self):
        waiting = self.participant.officer_invitations.waiting().select_related("invited_by", "hands_over__user")
        return waiting.order_by("created_at", "pk")

    def crumbs(self, label: str = "") -> list[tuple[str, str]]:
        first, here = (
            (_("マイページ"), reverse("pages:me")),
            reverse("municipalities:officers", args=[self.participant.pk]),
        )
        name = _("%(name)sの担当者") % {"name": self.participant}
        return [first, (name, here), (label, "")] if label else [first, (name, "")]

    def page(self, template: str, label: str = "", **extra: Any) -> HttpResponse:
        context = {"participant": self.participant, "me": self.me, "crumbs": self.crumbs(label), **extra}
        return render(self.request, f"municipalities/{template}.html", context)


class Officers(ServingMixin):
    """Who serves since when, and the invitations that wait."""

    def get(self, request, **kwargs) -> HttpResponse:
        now = clock.now()
        invitations = [(row, row.is_open_at(now)) for row in self.invitations]
        return self.page("officer_list", officers=self.officers, invitations=invitations)


class InvitingMixin(ServingMixin):
    """A form that mails a link; a refusal stands above it, and nothing typed is lost."""

    done: Any = ""

    def get(self, request, **kwargs) -> HttpResponse:
        return self.form_page(InviteForm(initial={"department": self.me.department}))

    def post(self, request, **kwargs) -> HttpResponse:
        form = InviteForm(request.POST)
        me = self.me
        if not form.is_valid():
            return self.form_page(form)
        try:
            invitation = self.invite(me, by=request.user, at=clock.now(), **form.cleaned_data)
        except OfficerRefused as refusal:
            form.add_error("email", str(refusal))
            return self.form_page(form)
        messages.success(request, self.done % {"email": invitation.email})
        return redirect("municipalities:officers", pk=self.participant.pk)

    def invite(self, me: Officer, **given: Any) -> OfficerInvitation:
        return invite_officer(self.participant, **given)

    def form_page(self, form: InviteForm) -> HttpResponse:
        return self.page("officer_invite", _("同僚を招待する"), form=form)


class Invite(InvitingMixin):
    """Mail a colleague a link."""

    done = gettext_lazy("%(email)s に招待のメールを送ります。")


class HandOver(InvitingMixin):
    """Mail a successor a link; when they accept, what is mine moves and my service ends."""

    done = gettext_lazy("%(email)s に引き継ぎのメールを送ります。後任の人が引き受けるまでは、あなたが担当です。")

    def invite(self, me: Officer, **given: Any) -> OfficerInvitation:
        return invite_officer(self.participant, hands_over=me, **given)

    def form_page(self, form: InviteForm) -> HttpResponse:
        moving = to_be_moved(self.me, clock.now())
        return self.page("officer_hand_over", _("後任に引き継ぐ"), form=form, moving=moving)


class Leave(ServingMixin):
    """Ask once, with what becomes of drafts, then end my service."""

    def get(self, request, **kwargs) -> HttpResponse:
        context = {
            "is_last": len(self.officers) == 1,
            "unpublished": self.participant.challenges.unpublished(clock.now()).order_by("pk"),
            "mine": [row for row in self.invitations if row.invited_by_id == request.user.pk],
        }
        return self.page("officer_leave", _("担当をやめる"), **context)

    def post(self, request, **kwargs) -> HttpResponse:
        leave_office(self.me, at=clock.now())
        messages.success(request, _("%(name)s の担当をやめました。") % {"name": self.participant})
        return redirect("pages:me")


class InvitationMixin(DeskMixin):
    """Buttons beside an invitation of a municipality I serve; to everybody else it does not exist."""

    http_method_names = ["post"]
    done: Any = ""

    def post(self, request, **kwargs) -> HttpResponse:
        mine = OfficerInvitation.objects.filter(participant__in=Participant.objects.served_by(request.user))
        invitation = get_object_or_404(mine.select_related("participant"), pk=self.kwargs["pk"])
        try:
            self.act(invitation, by=request.user, at=clock.now())
        except OfficerRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, self.done % {"email": invitation.email})
        return redirect("municipalities:officers", pk=invitation.participant_id)

    def act(self, invitation: OfficerInvitation, **given: Any) -> OfficerInvitation:
        return cancel_invitation(invitation, **given)


class Cancel(InvitationMixin):
    """Make the link useless."""

    done = gettext_lazy("%(email)s への招待を取り消しました。")


class Resend(InvitationMixin):
    """Mail a new link in place of the old one."""

    done = gettext_lazy("%(email)s に新しいリンクを送ります。前のリンクは使えなくなりました。")

    def act(self, invitation: OfficerInvitation, **given: Any) -> OfficerInvitation:
        return resend_invitation(invitation, **given)
