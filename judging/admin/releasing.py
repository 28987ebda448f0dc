"""The page on which the moment is set from which everybody sees the tiers."""

from datetime import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from common import clock
from common.errors import ContestError
from judging import services, standings
from judging.models import Round, TierRelease
from municipalities.forms import PublicationForm


class ReleasePage:
    """Mixed into the rounds' admin: type the moment, read what it does, press once more."""

    def release_view(self, request, pk):
        round = get_object_or_404(Round.objects.select_related("cycle"), pk=pk)
        release = TierRelease.objects.filter(cycle=round.cycle).select_related("set_by").first()
        form = PublicationForm(request.POST or None, initial=_initial(release))
        if request.method != "POST" or not form.is_valid():
            return self._release(request, round, release, form)
        if "confirmed" not in request.POST:
            return self._release(request, round, release, form, asks=True)
        return self._set(request, round, form)

    def _set(self, request, round, form):
        act = {"releases_at": form.moment, "seen": _moment(form.cleaned_data["seen"])}
        try:
            kept = services.set_tier_release(round.cycle, **act, by=request.user, at=clock.now())
        except ContestError as refusal:
            release = TierRelease.objects.filter(cycle=round.cycle).select_related("set_by").first()
            form.data = {**form.data.dict(), "seen": _text(release)}
            return self._release(request, round, release, form, refusal=str(refusal))
        done = _("審査の結果を公開する日時を決めました。") if kept else _("公開する日時を取り消しました。")
        messages.success(request, done)
        return redirect("admin:judging_round_release", round.pk)

    def _release(self, request, round, release, form, *, asks=False, refusal=""):
        tiers = standings.tier_counts(round.cycle)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("%(cycle)s の審査の結果の公開") % {"cycle": round.cycle},
            "round": round,
            "release": release,
            "form": form,
            "tiers": tiers,
            "count": sum(count for _tier, count in tiers),
            "is_out": release is not None and release.is_out_at(clock.now()),
            "asks": asks,
            "wanted": form.moment if asks else None,
            "refusal": refusal,
        }
        request.current_app = self.admin_site.name
        return render(request, "judging/office/release.html", context)


def _initial(release):
    moment = timezone.localtime(release.releases_at) if release else None
    typed = {"day": moment.date(), "time": moment.time()} if moment else {}
    return {**typed, "seen": _text(release)}


def _text(release) -> str:
    return timezone.localtime(release.releases_at).isoformat() if release else ""


def _moment(text):
    """What the hidden field says the decider saw; nonsense is nothing seen, and is then refused as changed."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is None or timezone.is_aware(moment) else None
