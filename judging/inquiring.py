"""Further questions at the desks of a finalist's team and of its municipality's officers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import clock
from contest.sheet import Problem, Section
from contest.views import SheetPage, WritingMixin
from judging.beside import answered
from judging.models import Reply, ReplyQuerySet
from judging.replying import problems_of_reply, section_of_reply, values_of_reply
from judging.services import hand_in_reply, save_reply


def mine(user: Any) -> ReplyQuerySet:
    """What I may answer, the newest first; what was not sent is not there."""
    return Reply.objects.of_person(user).filter(inquiry__sent_at__isnull=False).for_list().order_by("-pk")


class Inquiries(WritingMixin):
    """The further questions to my team and to my municipality."""

    def get(self, request) -> HttpResponse:
        now = clock.now()
        rows = [{"reply": row, "is_open": row.inquiry.is_open_at(now)} for row in mine(request.user)]
        crumbs = [(_("マイページ"), reverse("pages:me")), (pgettext("plural", "追加質問"), "")]
        return render(request, "judging/inquiries.html", {"rows": rows, "now": now, "crumbs": crumbs})


class InquiryPage(SheetPage):
    """One side's answers; once the deadline has passed, everybody's. To everybody else it does not exist."""

    template_name = "judging/inquiry_edit.html"

    @cached_property
    def row(self) -> Reply:
        return get_object_or_404(mine(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def section(self) -> Section:  # type: ignore[override]  # made once from the row, never set
        return section_of_reply(self.row)

    @property
    def may_edit(self) -> bool:
        return bool(self.section.questions) and self.row.inquiry.is_open_at(clock.now())

    def stored(self, row: Reply) -> dict[str, str]:
        return values_of_reply(row)

    def problems(self) -> list[Problem]:
        return problems_of_reply(self.row)

    def look_again(self) -> None:
        del self.row

    def keep(self, form: Any, seen: str | None) -> Reply:
        """Save; hand in when that was asked and nothing is missing. What could be saved stays saved."""
        act: dict[str, Any] = {"by": self.request.user, "at": clock.now()}
        kept = save_reply(self.row, values=form.as_values(), seen=seen, **act)
        if self.request.POST.get("then") == "hand_in" and not problems_of_reply(kept):
            kept = hand_in_reply(kept, **act)
        return kept

    def next_url(self, row: Reply, then: str) -> str:
        url = reverse("judging:inquiry", args=[row.pk])
        if then == "hand_in" and problems_of_reply(row):
            return f"{url}?check=1"
        said = _("答えを出しました。しめきりまでは、書きかえて、もう一度出せます。")
        messages.success(self.request, said if then == "hand_in" else _("下書きを保存しました。まだ出していません。"))
        return url

    def context(self) -> dict[str, Any]:
        reply, now = self.row, clock.now()
        inquiry, idea = reply.inquiry, reply.inquiry.idea
        lists = (pgettext("plural", "追加質問"), reverse("judging:inquiries"))
        is_shown = inquiry.is_shown_at(now)
        return {
            "reply": reply,
            "inquiry": inquiry,
            "idea": idea,
            "now": now,
            "is_open": self.may_edit,
            "is_withdrawn": idea.status != idea.Status.SUBMITTED,
            "questions": answered(inquiry, inquiry.questions.all(), inquiry.replies.all()) if is_shown else (),
            "crumbs": [(_("マイページ"), reverse("pages:me")), lists, (idea.number, "")],
        }

    def own_words(self) -> list[tuple[str, str]]:
        """What this side wrote, where it does not stand among the answers: not handed in, or not shown."""
        reply, words = self.row, values_of_reply(self.row)
        if reply.inquiry.is_shown_at(clock.now()) and not reply.draft:
            return []
        return [(question.label, words[question.name]) for question in self.section.questions if words[question.name]]

    def closed(self, reason: str = "", kept: list[tuple[str, str]] | None = None) -> HttpResponse:
        """To be read, with what was typed and came too late."""
        context = {**self.context(), "own": self.own_words(), "reason": reason, "kept": kept or [], "is_open": False}
        status = 403 if self.request.method == "POST" else 200
        return render(self.request, self.template_name, context, status=status)
