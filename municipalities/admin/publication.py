"""The publication of a cycle's challenges: what will be shown when, what is still open, and the moment itself."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from common import clock
from common.errors import ContestError
from contest.models import Stage
from municipalities.forms import PublicationForm
from municipalities.reading import outlook
from municipalities.services import set_publication


class PublicationPages:
    """One page a cycle: type the moment, read what it does, press once more."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.publication_view)
        return [path("publication/<int:year>/", view, name="municipalities_challenge_publication"), *super().get_urls()]

    def publication_view(self, request, year) -> HttpResponse:
        stages = Stage.objects.select_related("cycle").filter(kind=Stage.Kind.CHALLENGES, cycle__fiscal_year=year)
        stage = stages.first()
        if stage is None:
            raise Http404
        form = PublicationForm(request.POST or None, initial=_initial(stage))
        if request.method != "POST" or not form.is_valid():
            return self._publication(request, stage, form)
        if "confirmed" not in request.POST:
            return self._publication(request, stage, form, asks=True)
        return self._set(request, stage, form)

    def _set(self, request, stage, form) -> HttpResponse:
        moment = form.moment
        act = {"by": request.user, "at": clock.now(), "seen": _moment(form.cleaned_data["seen"])}
        try:
            kept = set_publication(stage, publishes_at=moment, right_away="right_away" in request.POST, **act)
        except ContestError as refusal:
            stage.refresh_from_db()
            form.data = form.data.copy()
            form.data["seen"] = _text(stage.publishes_at)
            return self._publication(request, stage, form, refusal=str(refusal))
        done = (
            _("公開の日時を決めました。")
            if kept.publishes_at
            else _("公開の日時を、まだ決まっていないことにしました。")
        )
        messages.success(request, _("課題を公開しました。") if kept.is_published_at(clock.now()) else done)
        return redirect("admin:municipalities_challenge_publication", stage.cycle.fiscal_year)

    def _publication(self, request, stage, form, *, asks=False, refusal="") -> HttpResponse:
        now = clock.now()
        wanted = form.moment if asks else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("%(cycle)s の課題の公開") % {"cycle": stage.cycle},
            "stage": stage,
            "form": form,
            "outlook": outlook(stage.cycle),
            "is_out": stage.is_published_at(now),
            "asks": asks,
            "wanted": wanted,
            "is_past": wanted is not None and wanted <= now,
            "is_early": wanted is not None and wanted < stage.closes_at,
            "refusal": refusal,
        }
        request.current_app = self.admin_site.name
        return render(request, "municipalities/office/publication.html", context)


def _initial(stage):
    moment = timezone.localtime(stage.publishes_at) if stage.publishes_at else None
    typed = {"day": moment.date(), "time": moment.time()} if moment else {}
    return {**typed, "seen": _text(stage.publishes_at)}


def _text(moment) -> str:
    return timezone.localtime(moment).isoformat() if moment else ""


def _moment(text):
    """What the hidden field says the decider saw; nonsense is nothing seen, and is then refused as changed."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
