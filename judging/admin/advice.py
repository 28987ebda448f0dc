"""The secretariat's pages of advice: a board of a year's ideas, and the page on which one advice is written."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common import clock
from common.errors import ContestError
from common.office import ReadOnlyOfficeAdmin
from common.readable import readable
from contest.models import Cycle
from ideas.models import Idea
from judging import services
from judging.admin.running import OfficePage
from judging.advising import ANSWERED, SECOND, board_of, criteria_of, finalists_of, materials_for, officers_of
from judging.forms import AdviceForm
from judging.forms.advice import typed_of, with_more
from judging.models import Advice, AdviceChanged
from judging.public import public_advice
from judging.services.advice import mark_of

MARKS = {
    **dict(Advice.State.choices),
    ANSWERED: gettext_lazy("返事があった"),
    SECOND: gettext_lazy("2回目の案がある"),
}
ACTS = {
    "approve": (services.approve_advice, gettext_lazy("承認する")),
    "send": (services.send_advice, gettext_lazy("チームに送る")),
}


@admin.register(Advice)
class AdviceAdmin(OfficePage, ReadOnlyOfficeAdmin):
    """What was written and sent, to be read only; acts stand on the board."""

    list_display = ("idea", "state_in_words", "written_by", "approved_by", "sent_at", "answered_at")
    list_filter = ("idea__cycle", ("sent_at", admin.EmptyFieldListFilter))
    list_select_related = ("idea__cycle", "written_by", "approved_by")
    search_fields = ("idea__title", "idea__team__name")
    change_list_template = "judging/office/advice_list.html"

    fields = readonly_fields = (
        *("idea", "state_in_words", "strengths_told", "improvement", "strengths_told_en", "improvement_en"),
        *(
            "written_by",
            "written_at",
            "approved_by",
            "approved_at",
            "sent_by",
            "sent_at",
            "published_by",
            "published_at",
        ),
        *("answer", "answered_by", "answered_at"),
    )

    @admin.display(description=gettext_lazy("よいところ"))
    def strengths_told(self, advice):
        return _by_criterion(advice, advice.strengths)

    @admin.display(description=gettext_lazy("よいところ（英語）"))
    def strengths_told_en(self, advice):
        return _by_criterion(advice, advice.strengths_en)

    @admin.display(description=gettext_lazy("状態"))
    def state_in_words(self, advice):
        return advice.state.label

    def changelist_view(self, request, extra_context=None):
        cycles = Cycle.objects.filter(rounds__isnull=False).distinct().order_by("-fiscal_year")
        return super().changelist_view(request, {"cycles": cycles, **(extra_context or {})})

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("board/<int:year>/", view(self.board_view), name="judging_advice_board"),
            path("write/<int:idea>/", view(self.write_view), name="judging_advice_write"),
        ]
        return own + super().get_urls()

    def board_view(self, request, year):
        """Who still waits; many at once are approved or sent after a look at them."""
        cycle = get_object_or_404(Cycle, fiscal_year=year)
        if request.method == "POST":
            return self._act(request, cycle)
        board, query = board_of(cycle), {key: request.GET.get(key, "") for key in ("mark", "tier")}
        in_tier = [row for row in board if not query["tier"] or query["tier"] == (row.tier.key if row.tier else "none")]
        context = {
            "cycle": cycle,
            "query": query,
            "marks": [(key, label, sum(key in row.marks for row in in_tier)) for key, label in MARKS.items()],
            "tiers": [*((tier.key, str(tier)) for tier in cycle.tiers.all()), ("none", _("まだ決めない"))],
            "rows": [row for row in in_tier if not query["mark"] or query["mark"] in row.marks],
            "total": len(board),
            "title": _("%(cycle)s の改善アドバイス") % {"cycle": cycle},
        }
        return self.office_page(request, "advice_board", context)

    def _act(self, request, cycle):
        """First a preview of what was chosen, then the act; a refusal changes nothing and names the ideas."""
        name = request.POST.get("act", "")
        if name == "publish":
            return self._publish(request, cycle)
        keys = [int(key) for key in request.POST.getlist("idea") if key.isdecimal() and len(key) < 10]
        chosen = list(_to_preview(Idea.objects.filter(cycle=cycle, pk__in=keys)))
        if name not in ACTS or not chosen:
            messages.error(request, _("アイデアをえらんでください。"))
            return redirect("admin:judging_advice_board", cycle.fiscal_year)
        act, label = ACTS[name]
        if "confirmed" in request.POST and _done(request, name, lambda at: act(chosen, by=request.user, at=at)):
            return redirect("admin:judging_advice_board", cycle.fiscal_year)
        return self._preview(request, cycle, name, label, chosen)

    def _publish(self, request, cycle):
        done = "confirmed" in request.POST and _done(
            request, "publish", lambda at: services.publish_advice(cycle, by=request.user, at=at)
        )
        if done:
            return redirect("admin:judging_advice_board", cycle.fiscal_year)
        chosen = list(_to_preview(finalists_of(cycle, clock.now())))
        return self._preview(request, cycle, "publish", _("ファイナリストの分を公開する"), chosen)

    def _preview(self, request, cycle, name, label, chosen):
        criteria = criteria_of(cycle)
        context = {
            "cycle": cycle,
            "act": name,
            "label": label,
            "rows": [_preview_row(idea, criteria) for idea in chosen],
            "title": _("%(act)s前の確認（%(cycle)s）") % {"act": label, "cycle": cycle},
        }
        return self.office_page(request, "advice_preview", context)

    def write_view(self, request, idea):
        """One advice beside what judges wrote towards it."""
        desk = WritingDesk(request, get_object_or_404(Idea.objects.select_related("cycle", "team"), pk=idea))
        if request.method == "POST" and desk.act():
            return redirect(desk.next_url)
        return self.office_page(request, "advice_write", desk.context())


def _to_preview(ideas):
    rows = ideas.select_related("cycle", "team", "advice", "challenge__participant")
    return rows.prefetch_related("team__members").order_by("serial")


def _preview_row(idea, criteria):
    advice = getattr(idea, "advice", None)
    return {
        "idea": idea,
        "advice": advice,
        "shown": public_advice(advice, criteria) if advice else None,
        "members": len(idea.team.members.all()),
        "officers": officers_of(idea).count(),
    }


def _done(request, name, act):
    """Whether it was done; said either way."""
    try:
        count = act(clock.now())
    except ContestError as refusal:
        messages.error(request, str(refusal))
        return False
    said = {
        "approve": ngettext("%(n)d件を承認しました。", "%(n)d件を承認しました。", count),
        "send": ngettext("%(n)d件を送りました。", "%(n)d件を送りました。", count),
        "publish": ngettext("%(n)d件を公開しました。", "%(n)d件を公開しました。", count),
    }[name]
    messages.success(request, said % {"n": count})
    return True


class WritingDesk:
    """What happens on the page of one advice: saving, adopting a judge's proposal, taking a text over."""

    def __init__(self, request, idea):
        self.request, self.idea = request, idea
        self.criteria = criteria_of(idea.cycle)
        self.advice = Advice.objects.filter(idea=idea).select_related("written_by", "approved_by").first()
        self.stored = None
        is_posted = request.method == "POST"
        first = {**typed_of(self.advice), "seen": mark_of(self.advice)}
        self.form = AdviceForm(self.criteria, request.POST if is_posted else None, initial=first)

    @cached_property
    def materials(self):
        return materials_for(self.idea, self.criteria, clock.now())

    @property
    def next_url(self):
        return reverse("admin:judging_advice_write", args=[self.idea.pk])

    def act(self):
        """Whether the page is done with; otherwise it is shown again with all that was typed."""
        if source := self.request.POST.get("take"):
            self._take(source)
            return False
        if adopted := self.request.POST.get("adopt"):
            return self._adopt(adopted)
        return self.form.is_valid() and self._save()

    def _save(self):
        try:
            services.save_advice(
                self.idea,
                words=self.form.words,
                by=self.request.user,
                at=clock.now(),
                seen=self.form.cleaned_data["seen"],
            )
        except AdviceChanged as refusal:
            self.stored = Advice.objects.get(idea=self.idea)
            typed = {**self.form.cleaned_data, "seen": mark_of(self.stored)}
            self.form = AdviceForm(self.criteria, typed)
            self.form.add_error(None, str(refusal))
            return False
        except ContestError as refusal:
            self.form.add_error(None, str(refusal))
            return False
        messages.success(self.request, _("下書きを保存しました。"))
        return True

    def _take(self, source):
        """Put a judge's text below what was typed; nothing is saved by it."""
        kind, _dash, key = source.partition("-")
        found = next((row for row in self.materials if str(row.sheet.pk) == key), None)
        typed = {name: self.request.POST.get(name, "") for name in self.form.fields}
        if found and kind == "sheet":
            typed = with_more(typed, {"improvement": found.text})
        elif found and found.proposal:
            typed = with_more(typed, typed_of(found.proposal))
        self.form = AdviceForm(self.criteria, initial=typed)
        messages.info(self.request, _("文章を写しました。まだ保存していません。"))

    def _adopt(self, key):
        found = next((row for row in self.materials if row.proposal and str(row.sheet.pk) == key), None)
        try:
            if found is None:
                raise ContestError(_("この案は、いまはありません。"))
            services.adopt_proposal(found.proposal, by=self.request.user, at=clock.now())
        except ContestError as refusal:
            self.form.add_error(None, str(refusal))
            return False
        messages.success(self.request, _("案を下書きにしました。承認するのは、別の人です。"))
        return True

    def context(self):
        return {
            "idea": self.idea,
            "form": self.form,
            "advice": self.advice,
            "stored": public_advice(self.stored, self.criteria) if self.stored else None,
            "shown": public_advice(self.advice, self.criteria) if self.advice and self.advice.sent_at else None,
            "materials": self.materials,
            "criteria": self.criteria,
            "is_withdrawn": self.idea.status != Idea.Status.SUBMITTED,
            "title": _("改善アドバイスを書く：%(number)s") % {"number": self.idea.number},
        }


def _by_criterion(advice, texts):
    """What is good, by what the criteria are called."""
    names = {row.key: str(row) for row in criteria_of(advice.idea.cycle)}
    return readable({names.get(key, key): text for key, text in texts.items() if text})
