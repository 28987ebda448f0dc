"""Choose, describe and order an idea's pictures and documents. Every button of the page saves what was typed first."""

from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common import clock
from files.refusals import too_big
from files.uploads import capped
from ideas import desk
from ideas.completeness import problems_of
from ideas.forms.attachments import NEW, AttachmentsForm, texts_for
from ideas.models import Attachment, IdeaRefused, IdeasClosed
from ideas.public import public_documents, public_pictures
from ideas.services import (
    attach_document,
    attach_picture,
    describe_attachment,
    move_attachment,
    remove_attachment,
    restore_attachment,
)
from ideas.services.attachments import MOST
from ideas.sheet import PICTURE
from ideas.views.writing import IdeaMixin

STEPS = {"up": -1, "down": 1}


class IdeaPicture(IdeaMixin):
    """The page of pictures and documents."""

    def get(self, request, **kwargs):
        if not self.may_edit:
            return self.closed()
        form = AttachmentsForm(self.idea)
        form.full_clean()
        if "check" in request.GET:
            for problem in problems_of(self.idea):
                if problem.section == PICTURE:
                    form.add_error(problem.field, problem.message)
        return self.page(form)

    def post(self, request, **kwargs):
        form = AttachmentsForm(self.idea, request.POST, request.FILES)
        form.full_clean()
        if not self.may_edit:
            return self.closed(kept=form.typed())
        self.errors = {name: list(words) for name, words in form.errors.items()}
        self.data = dict(request.POST.items())
        try:
            self.keep(form)
        except IdeasClosed as refusal:
            return self.closed(str(refusal), kept=form.typed())
        self.__dict__.pop("idea", None)  # read it anew
        if self.errors:
            return self.page(self.again())
        return redirect(self.next_url(request.POST.get("then", "")))

    def keep(self, form: AttachmentsForm) -> None:
        """What can be kept is kept even when something else on the page cannot, so that nothing is done twice."""
        for pk, words in form.words():
            with self.beside(f"alt_{pk}"):
                describe_attachment(self.idea, pk, **words, **self.act)
        self.add(form, "picture", attach_picture, {"alt": "alt", "caption": "caption"})
        self.add(form, "document", attach_document, {"title": "title"})
        self.arrange(*self.request.POST.get("then", "").partition("-")[::2])

    def add(self, form: AttachmentsForm, field: str, attach: Any, names: dict[str, str]) -> None:
        """The chosen file with its words; a file whose words are too long is kept without them."""
        upload = form.cleaned_data.get(field)
        words = {name: form.cleaned_data.get(name) or "" for name in names}
        if self.request.upload_cap.is_over and self.request.upload_cap.over_in == field:
            self.errors[field] = [too_big(settings.UPLOAD_MAX_BYTES)]
        elif upload:
            with self.beside(field):
                self.added(attach(self.idea, upload=upload, **words, **self.act), names)
        elif any(words.values()) or self.request.POST.get("then") == f"add-{field}":
            no_file = {"picture": _("画像をえらんでください。"), "document": _("PDFをえらんでください。")}
            self.errors[field] = [no_file[field]]

    def added(self, row: Attachment, names: dict[str, str]) -> None:
        """What was typed for the new one now belongs to it, and the fields for one more are empty."""
        self.__dict__.pop("idea", None)  # read it anew
        for name in names:
            own = f"{'caption' if name == 'caption' else 'alt'}_{row.pk}"
            self.data[own] = self.data.pop(name, "")
            if name in self.errors:
                self.errors[own] = self.errors.pop(name)
        if not row.alt and f"alt_{row.pk}" not in self.errors:
            self.errors |= {p.field: [p.message] for p in problems_of(self.idea) if p.field == f"alt_{row.pk}"}

    def arrange(self, then: str, pk: str) -> None:
        """The button of one attachment."""
        if not pk.isdecimal():
            return
        with self.beside(None):
            if then in STEPS:
                move_attachment(self.idea, int(pk), step=STEPS[then], **self.act)
            elif then == "remove":
                remove_attachment(self.idea, int(pk), **self.act)
                for name in ("alt", "caption"):
                    self.errors.pop(f"{name}_{pk}", None)
                messages.success(
                    self.request, _("はずしました。応募するまでは、この下の「はずしたもの」からもどせます。")
                )
            elif then == "restore":
                restore_attachment(self.idea, int(pk), **self.act)
                messages.success(self.request, _("もどしました。"))

    @contextmanager
    def beside(self, field: str | None):
        """A refusal is said by its field, or above the form; a page that closed meanwhile is another answer."""
        try:
            yield
        except IdeasClosed:
            raise
        except IdeaRefused as refusal:
            self.errors[field or "__all__"] = [str(refusal)]

    @property
    def act(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": clock.now()}

    def again(self) -> AttachmentsForm:
        """The page as it stands now with what was typed: where it says who wrote what since, saving again decides."""
        stored = texts_for(self.idea)
        seen = {name: mark for name, mark in stored.items() if name.startswith("seen_")}
        form = AttachmentsForm(self.idea, {**stored, **self.data, **seen})
        form.full_clean()
        for name, words in self.errors.items():
            if name == "__all__" or (name in form.fields and name not in form.errors):
                form.add_error(None if name == "__all__" else name, words)
        return form

    def next_url(self, then: str) -> str:
        here = desk.section_url(self.idea, PICTURE)
        if then == "preview":
            return reverse("ideas:idea_preview", args=[self.idea.pk])
        if then == "back":
            return desk.back_url(self.idea, PICTURE)
        if then.startswith("add-") or then.partition("-")[0] in STEPS:
            rows = self.idea.working_attachments
            return f"{here}#file-{then.partition('-')[2] if then.partition('-')[0] in STEPS else rows[-1].pk}"
        if then != "next" or any(problem.section == PICTURE for problem in problems_of(self.idea)):
            return f"{here}?check=1"
        return desk.onward_url(self.idea, PICTURE)

    def page(self, form: AttachmentsForm):
        pictures, documents = public_pictures(form.pictures), public_documents(form.documents)
        aside = self.idea.set_aside
        context = {
            "idea": self.idea,
            "form": form,
            "pictures": [(row, shown, form.fields_of(row)) for row, shown in zip(form.pictures, pictures, strict=True)],
            "documents": [
                (row, shown, form.fields_of(row)) for row, shown in zip(form.documents, documents, strict=True)
            ],
            "aside": list(zip(aside, public_pictures(aside), strict=True)),
            "has_room": {
                "picture": len(pictures) < MOST[Attachment.Kind.PICTURE],
                "document": len(documents) < MOST[Attachment.Kind.DOCUMENT],
            },
            "is_waiting": any(picture.is_waiting for picture in pictures),
            "typed_new": {name: form[name] for name in NEW},
            "onward_url": desk.onward_url(self.idea, PICTURE),
            "crumbs": self.crumbs(),
            **desk.navigation(self.idea, PICTURE, clock.now()),
        }
        return render(self.request, "ideas/idea_picture.html", context)


idea_picture = capped(IdeaPicture.as_view(), lambda: settings.UPLOAD_MAX_BYTES)
