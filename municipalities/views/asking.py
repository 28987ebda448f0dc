"""Ask to write for a municipality, and see where that stands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common import clock
from contest.models import Cycle
from municipalities.forms import AskForm, FindForm
from municipalities.models import AskedAlready, LocalGovernment, OfficerRefused, Participant
from municipalities.services import ask_for_office
from municipalities.services.requests import entries_of, require_askable
from municipalities.views.mixins import DeskMixin

SHOWN = 30


class AskingMixin(DeskMixin):
    """The way back, on every page of asking."""

    def crumbs(self, label: str = "") -> list[tuple[str, str]]:
        first = [(_("マイページ"), reverse("pages:me"))]
        if not label:
            return [*first, (_("担当者の申込み"), "")]
        return [*first, (_("担当者の申込み"), reverse("municipalities:requests")), (label, "")]


class Requests(AskingMixin):
    """What I asked for, where it stands, and by when it is answered."""

    def get(self, request) -> HttpResponse:
        now = clock.now()
        mine = request.user.officer_requests.select_related("government__parent").order_by("-asked_at", "-pk")
        cycle = Cycle.objects.current(now)
        context = {
            "rows": [(row, row.is_late_at(now)) for row in mine],
            "contact_email": cycle.contact_email if cycle else "",
            "crumbs": self.crumbs(),
        }
        return render(request, "municipalities/office_requests.html", context)


class Find(AskingMixin):
    """Choose the local government: those that know my address's domain first, then a search."""

    def get(self, request) -> HttpResponse:
        form = FindForm(request.GET if "q" in request.GET else None)
        standing = LocalGovernment.objects.valid_on(timezone.localdate(clock.now())).select_related("parent")
        found = standing.matching(form.cleaned_data["q"]) if form.is_valid() else None
        rows = list(found[: SHOWN + 1]) if found is not None else []
        context = {
            "form": form,
            "suggested": Participant.objects.with_domain_of(request.user.email).with_members(),
            "found": rows[:SHOWN],
            "has_more": len(rows) > SHOWN,
            "limit": SHOWN,
            "has_searched": found is not None,
            "crumbs": self.crumbs(_("自治体をえらぶ")),
        }
        return render(request, "municipalities/office_find.html", context)


class Ask(AskingMixin):
    """Department and a word to the secretariat; what cannot be asked for is said before anything is typed."""

    @cached_property
    def government(self) -> LocalGovernment:
        return get_object_or_404(LocalGovernment.objects.select_related("parent"), pk=self.kwargs["code"])

    def get(self, request, **kwargs) -> HttpResponse:
        try:
            require_askable(request.user, self.government, clock.now())
        except OfficerRefused as refusal:
            return self.page(None, reason=str(refusal))
        return self.page(AskForm())

    def post(self, request, **kwargs) -> HttpResponse:
        form = AskForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            ask_for_office(request.user, self.government, at=clock.now(), **form.cleaned_data)
        except AskedAlready as refusal:
            messages.warning(request, str(refusal))
        except OfficerRefused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        else:
            messages.success(request, _("申込みを受け付けました。控えのメールを送ります。"))
        return redirect("municipalities:requests")

    def page(self, form: AskForm | None, reason: str = "") -> HttpResponse:
        entries = entries_of(self.government)
        context = {
            "form": form,
            "reason": reason,
            "government": self.government,
            "is_known": any(entry.lists_domain_of(self.request.user.email) for entry in entries),
            "crumbs": self.crumbs(str(self.government)),
        }
        return render(self.request, "municipalities/office_ask.html", context, status=403 if reason else 200)
