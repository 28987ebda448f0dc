"""The page on which a round's sheets are proposed, mended and released."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock
from common.errors import ContestError
from judging import services
from judging.forms import PairForm
from judging.matching import proposal_of
from judging.models import Assignment, Round


class AssigningPage:
    """Mixed into the rounds' admin."""

    @admin.display(description=gettext_lazy("割り当て"))
    def assigning(self, round):
        url = reverse("admin:judging_round_assigning", args=[round.pk])
        return format_html('<a href="{}">{}</a>', url, _("だれが何を採点するか"))

    def assigning_view(self, request, pk):
        """Who scores what and why; nothing of it is known to a judge before the release."""
        round = get_object_or_404(Round.objects.select_related("cycle"), pk=pk)
        form = PairForm(round, request.POST if request.POST.get("act") == "add" else None)
        if request.method == "POST" and _act(request, round, form):
            return redirect("admin:judging_round_assigning", round.pk)
        ideas, judges = proposal_of(round)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "round": round,
            "form": form,
            "ideas": ideas,
            "judges": judges,
            "proposed": sum(row.new for row in judges),
            "lacking": sum(row.lacking for row in ideas),
            "title": _("%(round)s の割り当て") % {"round": round},
        }
        request.current_app = self.admin_site.name
        return render(request, "judging/office/assigning.html", context)


def _act(request, round, form):
    """What was pressed; a refusal is said and nothing is changed. False where the form has to be shown again."""
    acts = {"propose": _propose, "release": _release, "add": _add, "remove": _remove}
    act = acts.get(request.POST.get("act"))
    if act is None:
        return False
    if act is _add and not form.is_valid():
        return False
    try:
        said = act(request, round, form)
    except ContestError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return True


def _propose(request, round, form):
    count = services.propose_assignments(round, by=request.user, at=clock.now())
    return _("割り当ての案を作りました（あたらしい採点表%(n)d件）。まだだれにも知らせていません。") % {"n": count}


def _release(request, round, form):
    count = services.release_assignments(round, by=request.user, at=clock.now())
    return _("採点表を%(n)d件、審査委員に知らせました。") % {"n": count}


def _add(request, round, form):
    judge, idea = form.cleaned_data["judge"], form.cleaned_data["idea"]
    services.assign_by_hand(round, judge=judge, idea=idea, by=request.user, at=clock.now())
    return _("%(judge)s さんに %(number)s を割り当てました。") % {"judge": judge, "number": idea.number}


def _remove(request, round, form):
    pk = request.POST.get("sheet", "")
    sheet = get_object_or_404(Assignment.objects.filter(round=round), pk=pk if pk.isdecimal() else 0)
    services.unassign(sheet, by=request.user, at=clock.now())
    return _("%(judge)s さんを %(number)s からはずしました。") % {"judge": sheet.judge, "number": sheet.idea.number}
