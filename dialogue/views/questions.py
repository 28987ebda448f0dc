"""Questions on a public challenge: read, ask, answer, mend, take back, report."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import View

from common import clock
from common.errors import ContestError
from common.templatetags.site import or_english
from contest.views import ReportPage, WritingMixin
from dialogue import reading
from dialogue.forms.posts import PostForm, QuestionForm, typed_in
from dialogue.models import Post, Thread, Voice
from dialogue.models.threads import is_open_for_questions
from dialogue.public import public_threads
from dialogue.rules import voice_of
from dialogue.services.questions import add_post, ask_question, mend_post, withdraw_post
from dialogue.services.reports import report_post
from municipalities.models import Challenge

PER_PAGE = 24


def crumbs(challenge: Challenge, *more: tuple[str, str]) -> list[tuple[str, str]]:
    title = or_english(challenge.title, challenge.title_en)
    first = (pgettext("plural", "課題"), reverse("pages:challenges"))
    return [first, (title, reverse("pages:challenge", args=[challenge.number])), *more]


class ChallengeMixin(View):
    """Pages of one public challenge."""

    @cached_property
    def challenge(self) -> Challenge:
        rows = Challenge.objects.public(clock.now()).for_cards().prefetch_related("cycle__stages")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def is_open(self) -> bool:
        return is_open_for_questions(self.challenge.cycle, clock.now())


class QuestionList(ChallengeMixin):
    """Every question on a challenge, the newest first."""

    def get(self, request, **kwargs) -> HttpResponse:
        rows = Thread.objects.public(clock.now()).filter(challenge=self.challenge).for_list()
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "nav": "challenges",
            "challenge": self.challenge,
            "is_open": self.is_open,
            "page": page,
            "threads": public_threads(page.object_list),
            "crumbs": crumbs(self.challenge, (pgettext("plural", "質問"), "")),
        }
        return render(request, "dialogue/question_list.html", context)


class Ask(WritingMixin, ChallengeMixin):
    """Ask something, while questions are taken; afterwards the page says so, with what was typed."""

    def get(self, request, **kwargs) -> HttpResponse:
        return self.page(QuestionForm(request.user))

    def post(self, request, **kwargs) -> HttpResponse:
        form = QuestionForm(request.user, request.POST)
        if not self.is_open or not form.is_valid():
            return self.page(form)
        words = {"text": form.cleaned_data["text"], "credit": form.credit()}
        try:
            thread = ask_question(self.challenge, by=request.user, at=clock.now(), **words)
        except ContestError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("質問を届けました。自治体が答えると、メールで知らせます。"))
        return redirect("dialogue:thread", pk=thread.pk)

    def page(self, form: QuestionForm) -> HttpResponse:
        back = (pgettext("plural", "質問"), reverse("dialogue:questions", args=[self.challenge.pk]))
        context = {
            "challenge": self.challenge,
            "is_open": self.is_open,
            "has_officers": self.challenge.participant.officers.filter(until__isnull=True).exists(),
            "form": form,
            "kept": [(str(field.label), field.value()) for field in form] if form.is_bound else [],
            "crumbs": crumbs(self.challenge, back, (_("質問する"), "")),
        }
        return render(self.request, "dialogue/question_new.html", context)


class ThreadMixin(View):
    """One question with everything under it, and the form to add to it."""

    @cached_property
    def thread(self) -> Thread:
        rows = Thread.objects.visible_to(self.request.user, clock.now()).for_list()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def page(self, form: PostForm | None) -> HttpResponse:
        challenge = self.thread.challenge
        context = {
            "nav": "challenges",
            "form": form,
            "crumbs": crumbs(
                challenge,
                (pgettext("plural", "質問"), reverse("dialogue:questions", args=[challenge.pk])),
                (_("質問と回答"), ""),
            ),
            **reading.thread_page(self.thread, self.request.user, clock.now()),
        }
        return render(self.request, "dialogue/thread.html", context)

    def form(self, *data: Any) -> PostForm:
        return PostForm(self.request.user, voice_of(self.request.user, self.thread.challenge), *data)


class ThreadPage(ThreadMixin):
    def get(self, request, **kwargs) -> HttpResponse:
        return self.page(self.form() if request.user.is_authenticated else None)


class PostNew(WritingMixin, ThreadMixin):
    """Answer, or add something; a refusal stands by the form."""

    def get(self, request, **kwargs) -> HttpResponse:
        return redirect("dialogue:thread", pk=self.thread.pk)

    def post(self, request, **kwargs) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        words = {"text": form.cleaned_data["text"], "credit": form.credit()}
        try:
            post = add_post(self.thread, by=request.user, at=clock.now(), **words)
        except ContestError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        is_answer = post.voice == Voice.OFFICER
        said = _("回答を公開し、質問した人にメールで知らせました。") if is_answer else _("書きこみを公開しました。")
        messages.success(request, said)
        return redirect("dialogue:thread", pk=self.thread.pk)


class PostMixin(WritingMixin):
    """Pages of one post."""

    title = ""

    def rows(self):
        return Post.objects.public(clock.now())

    @cached_property
    def written(self) -> Post:
        return get_object_or_404(self.rows().for_page(), pk=self.kwargs["pk"])

    def context(self, **more: Any) -> dict[str, Any]:
        here = (_("質問と回答"), reverse("dialogue:thread", args=[self.written.thread_id]))
        place = crumbs(self.written.challenge, here, (str(self.title), ""))
        return {"written": self.written, "crumbs": place, **more}

    def back(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        rows = Thread.objects.visible_to(self.request.user, clock.now())
        if rows.filter(pk=self.written.thread_id).exists():
            return redirect("dialogue:thread", pk=self.written.thread_id)
        return redirect("pages:me")


class OwnPostMixin(PostMixin):
    """Pages of the person who wrote it; to others they do not exist."""

    def rows(self):
        return Post.objects.written_by(self.request.user).filter(withdrawn_at__isnull=True)


class PostEdit(OwnPostMixin):
    """Mend the words for some minutes; say under which name at any time."""

    title = gettext_lazy("書きなおす・名前の公開を変える")

    def form(self, *data: Any, **options: Any) -> PostForm:
        form = PostForm(self.request.user, self.written.voice, *data, **options)
        if not self.written.is_mendable_at(clock.now()):
            form.fields["text"].disabled = True
        return form

    def get(self, request, **kwargs) -> HttpResponse:
        return self.page(self.form(initial=typed_in(self.written)))

    def post(self, request, **kwargs) -> HttpResponse:
        form = self.form(request.POST, initial=typed_in(self.written))
        if not form.is_valid():
            return self.page(form)
        try:
            mend_post(self.written, text=form.cleaned_data["text"], credit=form.credit(), at=clock.now())
        except ContestError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        return self.back(_("保存しました。"))

    def page(self, form: PostForm) -> HttpResponse:
        return render(self.request, "dialogue/post_edit.html", self.context(form=form))


class PostWithdraw(OwnPostMixin):
    """Ask once, then let the words be gone."""

    title = gettext_lazy("取り下げる")

    def get(self, request, **kwargs) -> HttpResponse:
        return render(request, "dialogue/post_withdraw.html", self.context())

    def post(self, request, **kwargs) -> HttpResponse:
        withdraw_post(self.written, by=request.user, at=clock.now())
        return self.back(_("取り下げました。"))


class PostReportPage(PostMixin, ReportPage):
    """Tell the secretariat of something that should not be there."""

    title = gettext_lazy("事務局に知らせる")

    def quoted(self) -> tuple[str, str]:
        return self.written.text, reverse("dialogue:thread", args=[self.written.thread_id])

    def report(self, **said: Any) -> None:
        report_post(self.written, **said)
