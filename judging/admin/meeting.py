"""The committee's meeting: what is talked over in which order, and the page of one idea."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from common import clock
from common.errors import ContestError
from judging import services
from judging.admin.running import OfficePage
from judging.forms import DecisionForm, NoteForm
from judging.meeting import meeting_of, topic_page
from judging.models import JudgingRefused, Round, Topic
from judging.standings import is_released


class MeetingPages(OfficePage):
    """Mixed into the rounds' admin; only the screening has a meeting."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/meeting/", view(self.meeting_view), name="judging_round_meeting"),
            path("<int:pk>/meeting/<str:number>/", view(self.topic_view), name="judging_round_topic"),
            *super().get_urls(),
        ]

    def meeting_view(self, request, pk):
        """Every idea in the order of the meeting."""
        screening = _screening(pk)
        if request.method == "POST":
            anchor = _rearrange(request, screening)
            return redirect(reverse("admin:judging_round_meeting", args=[pk]) + anchor)
        title = _("%(cycle)s の審査会") % {"cycle": screening.cycle}
        return self.office_page(request, "meeting", {**_facts(request, screening), "title": title})

    def topic_view(self, request, pk, number):
        """One idea: figures, words, notes, the decision."""
        screening = _screening(pk)
        page = _or_word(request, lambda: topic_page(screening, number), None)
        if page is None:
            raise Http404
        forms = _forms(screening, page, request.POST if request.method == "POST" else None)
        if request.method == "POST" and _act_on(request, page, forms):
            return redirect("admin:judging_round_topic", pk, page.row.compared.row.idea.number)
        title = _("%(number)s を話し合う") % {"number": page.row.compared.row.idea.number}
        state = _state(screening)
        return self.office_page(request, "topic", {**state, "page": page, **forms, "title": title})


def _screening(pk) -> Round:
    return get_object_or_404(Round.objects.select_related("cycle"), pk=pk, kind=Round.Kind.SCREENING)


def _state(screening):
    released = is_released(screening.cycle, clock.now())
    return {
        "round": screening,
        "is_released": released,
        "may_write": screening.locked_at is not None and not released,
    }


def _facts(request, screening):
    """What the list shows; of a round that still takes scores nothing is ordered."""
    meeting = _or_word(request, lambda: meeting_of(screening), None) if screening.locked_at else None
    return {**_state(screening), "meeting": meeting}


def _or_word(request, read, otherwise):
    """A reading; if the ranking cannot be computed, why not."""
    try:
        return read()
    except JudgingRefused as refusal:
        messages.error(request, str(refusal))
        return otherwise


def _rearrange(request, screening) -> str:
    """Lay the order anew, or move one topic; where on the page to go on."""
    act, now = request.POST.get("act"), clock.now()
    try:
        if act == "lay":
            count = services.lay_topics(screening.cycle, by=request.user, at=now)
            messages.success(request, _("話し合う順を作りました（これから話すアイデア%(n)d件）。") % {"n": count})
        elif act in ("up", "down"):
            topic = _topic(screening, request.POST.get("topic", ""))
            services.move_topic(topic, up=act == "up", by=request.user, at=now)
            return f"#topic-{topic.pk}"
    except ContestError as refusal:
        messages.error(request, str(refusal))
    return ""


def _topic(screening, text) -> Topic:
    topics = Topic.objects.filter(idea__cycle=screening.cycle_id).select_related("idea__cycle")
    return get_object_or_404(topics, pk=int(text) if text.isdecimal() and len(text) < 10 else 0)


def _forms(screening, page, data):
    """The form that was sent is bound, the other as it stands."""
    act = data.get("act") if data else None
    placement = page.row.placement
    initial = {"tier": placement.tier_id, "reason": placement.reason} if placement else {}
    return {
        "note_form": NoteForm(data if act == "note" else None),
        "decision_form": DecisionForm(screening.cycle, data if act == "decide" else None, initial=initial),
    }


def _act_on(request, page, forms) -> bool:
    """What was pressed; False where a form has to be shown again with what was typed."""
    act = request.POST.get("act")
    form = {"note": forms["note_form"], "decide": forms["decision_form"]}.get(act)
    if form is not None and not form.is_valid():
        return False
    idea, who = page.row.compared.row.idea, {"by": request.user, "at": clock.now()}
    try:
        if act == "note":
            services.write_note(idea, **form.cleaned_data, **who)
            messages.success(request, _("メモを書きのこしました。"))
        elif act == "decide":
            services.decide_in_meeting(idea, **form.cleaned_data, **who)
            messages.success(request, _("層を決めました。公開の日時まで、だれにも見えません。"))
        elif act in ("discussed", "open") and page.row.topic:
            services.mark_topic(page.row.topic, is_discussed=act == "discussed", **who)
    except ContestError as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return True
        form.add_error(None, str(refusal))
        return False
    return True
