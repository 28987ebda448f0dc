"""What the secretariat allows one idea after the deadline, and taking it back for the team; each with a reason, on record."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from common import clock
from common.errors import ContestError
from ideas.admin.acts import act
from ideas.admin.rows import ReadOnlyRows
from ideas.forms.office import LeaveForm, ReasonForm
from ideas.models import Idea, Leave
from ideas.services import allow_polish, give_late_code, reopen_idea, restore_for_team, withdraw_for_team


class LeaveRows(ReadOnlyRows):
    model = Leave
    fields = readonly_fields = ["kind", "reason", "until", "given_by", "given_at", "used_at"]


class LeavePages:
    """The buttons on an idea's page."""

    def get_urls(self):
        acts = ("polish", "reopen", "late", "withdraw", "restore")
        view = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{name}/", view(getattr(self, f"{name}_view")), name=f"ideas_idea_{name}") for name in acts
        ]
        return own + super().get_urls()

    def polish_view(self, request, pk) -> HttpResponse:
        """Let the team better its text after the deadline."""
        words = _("文章だけを直せます。メンバーと画像は変えられません。メンバー全員にメールで知らせます。")
        return self._act(
            request,
            pk,
            allow_polish,
            LeaveForm,
            _("しめきりのあとの手なおしを認める"),
            words,
            _("手なおしを認めました。"),
        )

    def reopen_view(self, request, pk) -> HttpResponse:
        """Let the team do over what was handed in wrongly."""
        words = _(
            "文章も画像も直して、もう一度応募できます。受付番号は同じです。もう一度応募するまでは、"
            "前に応募した内容が有効です。メンバー全員にメールで知らせます。"
        )
        return self._act(
            request, pk, reopen_idea, LeaveForm, _("応募のやりなおしを認める"), words, _("やりなおしを認めました。")
        )

    def withdraw_view(self, request, pk) -> HttpResponse:
        """Take the idea back for the team."""
        words = _(
            "審査も公開もされなくなります。公開されていれば、すぐに見えなくなります。文章は残り、もどせます。"
            "メンバー全員にメールで知らせます。"
        )
        return self._act(
            request,
            pk,
            withdraw_for_team,
            ReasonForm,
            _("アイデアを取り下げる"),
            words,
            _("アイデアを取り下げました。"),
        )

    def restore_view(self, request, pk) -> HttpResponse:
        """Undo that, or a withdrawal of the team's."""
        words = _("取下げの前の状態にもどります。メンバー全員にメールで知らせます。")
        return self._act(
            request, pk, restore_for_team, ReasonForm, _("取下げをやめる"), words, _("取下げをやめました。")
        )

    def _act(self, request, pk, service, form, title, words, done) -> HttpResponse:
        idea = get_object_or_404(Idea, pk=pk)
        do = partial(service, idea, by=request.user, at=clock.now())
        shown = form(request.POST or None)
        return act(self, request, idea, form=shown, title=title, words=words, done=done, do=do)

    def late_view(self, request, pk) -> HttpResponse:
        """Make a code for a late entry, and show it on the answer to this very request alone."""
        idea = get_object_or_404(Idea.objects.select_related("cycle", "team"), pk=pk)
        form = LeaveForm(request.POST or None)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("遅れての応募のコードを出す"),
            "words": _(
                "コードは、つぎの画面に1回だけ出ます。チームの人に、電話やメールで伝えてください。"
                "前に出した、まだ使われていないコードは使えなくなります。"
            ),
            "about": idea,
            "form": form,
            "back": reverse("admin:ideas_idea_change", args=[idea.pk]),
        }
        if request.method == "POST" and form.is_valid():
            try:
                leave, code = give_late_code(idea, by=request.user, at=clock.now(), **form.cleaned_data)
            except ContestError as refusal:
                form.add_error(None, str(refusal))
            else:
                return render(request, "ideas/office/late_code.html", {**context, "leave": leave, "code": code})
        return render(request, "ideas/office/act.html", context)
