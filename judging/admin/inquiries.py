"""The secretariat's page on further questions: write them, send them, see who has answered, give more time."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditEntry
from common import clock
from common.errors import ContestError
from contest.models import Cycle
from judging import services, standings
from judging.admin.running import OfficePage
from judging.beside import AnsweredQuestion, answered
from judging.forms.inquiries import ExtensionForm, QuestionsForm, SendForm
from judging.models import Inquiry, InquiryQuestion, Reply, Round, Side
from judging.services.inquiries import writer_counts

FORMS = {"add": QuestionsForm, "send": SendForm, "extend": ExtensionForm}


@dataclass(frozen=True)
class Standing:
    """How far one side is, in words; `has_nobody` where the team is empty or the last officer has left."""

    label: str
    words: str
    is_waiting: bool
    has_nobody: bool


@dataclass(frozen=True)
class BoardRow:
    """An idea with its questions, how far both sides are, and what they handed in."""

    inquiry: Inquiry
    is_off: bool  # withdrawn, or no finalist any more: it is not sent
    sides: list[Standing]
    questions: tuple[AnsweredQuestion, ...]
    extensions: list[AuditEntry]


def board_of(cycle: Cycle, moment: datetime) -> list[BoardRow]:
    finalists = set(standings.finalists_of(cycle).values_list("pk", flat=True))
    rows = list(Inquiry.objects.filter(idea__cycle=cycle, questions__isnull=False).distinct().for_board())
    writers = writer_counts(rows)
    given = AuditEntry.objects.filter(action="judging.extend_inquiry").select_related("actor").order_by("pk")
    by_row: dict[str, list[AuditEntry]] = {f"judging.inquiry:{row.pk}": [] for row in rows}
    for entry in given.filter(subject__in=by_row):
        by_row[entry.subject].append(entry)
    return [
        BoardRow(
            inquiry=row,
            is_off=row.idea_id not in finalists,
            sides=[_standing(row, side, writers[row.pk, side], moment) for side in Side],
            questions=answered(row, row.questions.all(), row.replies.all()),
            extensions=by_row[f"judging.inquiry:{row.pk}"],
        )
        for row in rows
    ]


def _standing(inquiry: Inquiry, side: Side, writers: int, moment: datetime) -> Standing:
    reply = next((row for row in inquiry.replies.all() if row.side == side), Reply(side=side))
    reply.inquiry = inquiry
    waits = bool(reply.questions) and inquiry.sent_at is not None and reply.handed_in_at is None
    nobody = bool(reply.questions) and not writers
    return Standing(str(side.label), _words(reply, moment), is_waiting=waits, has_nobody=nobody)


def _words(reply: Reply, moment: datetime) -> str:
    if not reply.questions:
        return _("聞いていません")
    if reply.inquiry.sent_at is None:
        return _("まだ送っていません")
    if reply.handed_in_at:
        return _("出しました（書きかえ中）") if reply.draft and reply.inquiry.is_open_at(moment) else _("出しました")
    return _("下書きがあります") if reply.draft else _("まだです")


class InquiryPages(OfficePage):
    """Mixed into the rounds' admin; the questions are the year's, whichever round one comes from."""

    @admin.display(description=gettext_lazy("追加質問"))
    def inquiries(self, round):
        url = reverse("admin:judging_round_inquiries", args=[round.pk])
        return format_html('<a href="{}">{}</a>', url, _("書く・送る・答えのようす"))

    def get_urls(self):
        view = self.admin_site.admin_view(self.inquiries_view)
        return [path("<int:pk>/inquiries/", view, name="judging_round_inquiries"), *super().get_urls()]

    def inquiries_view(self, request, pk):
        round = get_object_or_404(Round.objects.select_related("cycle"), pk=pk)
        cycle, act = round.cycle, request.POST.get("act", "")
        forms = {name: form(cycle, request.POST if act == name else None, prefix=name) for name, form in FORMS.items()}
        if request.method == "POST" and _acted(request, cycle, act, forms):
            return redirect("admin:judging_round_inquiries", round.pk)
        now = clock.now()
        context = {
            "round": round,
            "now": now,
            "forms": forms,
            "rows": board_of(cycle, now),
            "is_released": standings.is_released(cycle, now),
            "title": _("%(cycle)s の追加質問") % {"cycle": cycle},
        }
        return self.office_page(request, "inquiries", context)


def _acted(request, cycle, act, forms) -> bool:
    """What was pressed, whole or not at all; False where a form has to be shown again with what was typed."""
    form = forms.get(act)
    if (form is None and act != "drop") or (form is not None and not form.is_valid()):
        return False
    try:
        with transaction.atomic():
            said = ACTS[act](request, cycle, form)
    except ContestError as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return True
        form.add_error(None, str(refusal))
        return False
    messages.success(request, said)
    return True


def _add(request, cycle, form):
    lines, ideas = form.cleaned_data["texts"].splitlines(), form.ideas()
    if not ideas:
        raise ContestError(_("質問を書けるファイナリストがいません。層を決めていないか、もう送りました。"))
    count = services.add_questions(ideas, to=form.cleaned_data["to"], texts=lines)
    return _("質問を%(n)d個、書きくわえました。送るまで、だれにも見えません。") % {"n": count}


def _drop(request, cycle, form):
    key = request.POST.get("question", "")
    found = InquiryQuestion.objects.filter(
        inquiry__idea__cycle=cycle, pk=int(key) if key.isdecimal() and len(key) < 10 else 0
    )
    for question in found:
        services.drop_question(question)
    return _("質問を消しました。")


def _send(request, cycle, form):
    closes_at = form.cleaned_data["closes_at"]
    count = services.send_inquiries(cycle, closes_at=closes_at, by=request.user, at=clock.now())
    if not count:
        raise ContestError(_("送る質問はありません。まだ書いていないか、もう送りました。"))
    return _("アイデア%(n)d件の追加質問を送りました。") % {"n": count}


def _extend(request, cycle, form):
    data = form.cleaned_data
    given = {"closes_at": data["closes_at"], "reason": data["reason"], "by": request.user, "at": clock.now()}
    if not form.inquiries():
        raise ContestError(_("追加質問は、まだ送っていません。"))
    count = len([services.extend_inquiry(inquiry, **given) for inquiry in form.inquiries()])
    return _("アイデア%(n)d件のしめきりをのばし、メールを用意しました。") % {"n": count}


ACTS = {"add": _add, "drop": _drop, "send": _send, "extend": _extend}
