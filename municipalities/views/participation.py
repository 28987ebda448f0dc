"""An officer's pages about taking part in a year: where we stand, applying, withdrawing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from common import clock
from common.errors import ContestError
from contest.models import Cycle
from municipalities import desk
from municipalities.forms import WithdrawForm
from municipalities.models import LocalGovernment, Participant, Participation, words_of
from municipalities.services import apply_to_take_part, withdraw_participation
from municipalities.services.participation import why_held
from municipalities.views.mixins import OfficerMixin

SHOWN = 20


class ParticipationMixin(OfficerMixin):
    """The way back, on every page about taking part."""

    def crumbs(self, label: str = "") -> list[tuple[str, str]]:
        first = [(_("マイページ"), reverse("pages:me"))]
        if not label:
            return [*first, (_("年度の参加"), "")]
        return [*first, (_("年度の参加"), reverse("municipalities:participations")), (label, "")]


class Participations(ParticipationMixin):
    """Each entry I write for: whether it takes part in the year that is open, and in which it did before."""

    def get(self, request) -> HttpResponse:
        calls = self.calls(clock.now())
        stage = calls["open_stage"]
        mine = list(Participation.objects.served_by(request.user).for_desk())
        current = {row.participant_id: row for row in mine if stage and row.cycle_id == stage.cycle_id}
        context = {
            "entries": [(entry, current.get(entry.pk)) for entry in self.participants],
            "earlier": [row for row in mine if row not in current.values()],
            "crumbs": self.crumbs(),
            **calls,
        }
        return render(request, "municipalities/participations.html", context)


class ParticipationNew(ParticipationMixin):
    """Apply, alone or as a union. Who joins stands in the address, so that it survives searching and going back."""

    @cached_property
    def participant(self) -> Participant:
        return get_object_or_404(self.participants, pk=self.kwargs["pk"])

    def get(self, request, **kwargs) -> HttpResponse:
        return self.page(request.GET.getlist("with"))

    def post(self, request, **kwargs) -> HttpResponse:
        now, codes = clock.now(), request.POST.getlist("with")
        stage = desk.open_stage(now)
        if stage is None:
            return self.page(codes)
        try:
            part = apply_to_take_part(self.participant, cycle=stage.cycle, partners=codes, by=request.user, at=now)
        except ContestError as refusal:
            return self.page(codes, refusal=str(refusal))
        words = _("%(name)sで、%(cycle)sへの参加を申し込みました。")
        messages.success(request, words % {"name": part.participant.name, "cycle": stage.cycle.code})
        return redirect("municipalities:participations")

    def page(self, codes: list[str], refusal: str = "") -> HttpResponse:
        calls = self.calls(clock.now())
        chosen = self.chosen(codes)
        query = " ".join(words_of(self.request.GET.get("q", "")))
        context = {
            "participant": self.participant,
            "part": self.standing(calls["open_stage"].cycle) if calls["open_stage"] else None,
            "chosen": [(body, _address(row for row in chosen if row != body)) for body in chosen],
            "codes": [body.pk for body in chosen],
            "kept": [("with", body.pk) for body in chosen],
            "refusal": refusal,
            "query": query,
            "crumbs": self.crumbs(_("申し込む")),
            **calls,
            **(self.search(query, chosen) if query else {}),
        }
        return render(self.request, "municipalities/participation_new.html", context)

    def chosen(self, codes: list[str]) -> list[LocalGovernment]:
        """The bodies behind these codes, once each; what is no code of the register is not shown again."""
        known = LocalGovernment.objects.select_related("parent").in_bulk(codes)
        return [known[code] for code in dict.fromkeys(codes) if code in known]

    def standing(self, cycle: Cycle) -> Participation | None:
        return self.participant.participations.standing().filter(cycle=cycle).first()

    def search(self, query: str, chosen: list[LocalGovernment]) -> dict[str, Any]:
        """What is found, each with the address that takes it in; not who is in already, nor who is gone."""
        there = [*(member.government_id for member in self.participant.members.all()), *(body.pk for body in chosen)]
        rows = LocalGovernment.objects.filter(is_sample=self.participant.is_sample).exclude(pk__in=there)
        rows = rows.valid_on(timezone.localdate(clock.now())).matching(query).select_related("parent")
        found = list(rows[: SHOWN + 1])
        return {
            "found": [(body, _address([*chosen, body])) for body in found[:SHOWN]],
            "has_more": len(found) > SHOWN,
        }


class ParticipationWithdraw(ParticipationMixin):
    """Ask for the reason; what holds the entry is said before anything is typed."""

    @cached_property
    def participation(self) -> Participation:
        mine = Participation.objects.served_by(self.request.user).for_desk()
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    def get(self, request, **kwargs) -> HttpResponse:
        return self.page(WithdrawForm())

    def post(self, request, **kwargs) -> HttpResponse:
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            withdraw_participation(self.participation, by=request.user, at=clock.now(), **form.cleaned_data)
        except ContestError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        words = _("%(cycle)sへの参加をやめました。募集のあいだは、もう一度申し込めます。")
        messages.success(request, words % {"cycle": self.participation.cycle.code})
        return redirect("municipalities:participations")

    def page(self, form: WithdrawForm) -> HttpResponse:
        context = {
            "participation": self.participation,
            "held": why_held(self.participation, clock.now()),
            "form": form,
            "crumbs": self.crumbs(_("参加をやめる")),
        }
        return render(self.request, "municipalities/participation_withdraw.html", context)


def _address(bodies: Any) -> str:
    """The same page with these bodies as partners."""
    return f"?{urlencode([('with', body.pk) for body in bodies])}"
