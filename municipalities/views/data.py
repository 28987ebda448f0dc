"""The data and the knowledge of a challenge: a list, and a page for each piece. Works without JavaScript."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common import clock
from contest.sheet import Section, fingerprint
from files.refusals import FileRefused, too_big
from municipalities import desk
from municipalities.completeness import row_problems
from municipalities.data_rows import Row, row_name, row_words, texts_of
from municipalities.forms import DataRowForm
from municipalities.models import (
    ChallengeRefused,
    ChangedElsewhere,
    DataResource,
    DoesNotFit,
    Knowledge,
    LastRowStays,
    RowIncomplete,
)
from municipalities.services import move_data_row, remove_data_row, save_data_row
from municipalities.sheet import DATA
from municipalities.views.mixins import EDIT, ChallengeMixin


class DataMixin(ChallengeMixin):
    """Pages that change a challenge's data: open exactly while the challenge may be written."""

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and not request.user.has_perm(EDIT, self.challenge):
            return self.closed(kept=self.typed())
        try:
            return super().dispatch(request, *args, **kwargs)
        except ChallengeRefused as refusal:
            return self.closed(str(refusal), kept=self.typed())

    def typed(self) -> list[tuple[str, str]]:
        """What somebody who came too late had written."""
        return []

    def page(self, template: str, **extra: Any) -> HttpResponse:
        context = {
            "challenge": self.challenge,
            "list_url": desk.section_url(self.challenge, DATA),
            "crumbs": self.crumbs(str(self.challenge)),
            **desk.navigation(self.challenge, DATA, clock.now()),
            **desk.remarks_context(self.challenge, DATA),
            **extra,
        }
        return render(self.request, template, context)


class ChallengeData(DataMixin):
    """The data page of the form: what there is, in order."""

    def get(self, request, **kwargs) -> HttpResponse:
        back_url, onward_url = desk.around(self.challenge, DATA)
        context = {
            "back_url": back_url,
            "onward_url": onward_url,
            "is_checked": "check" in request.GET,
            "shelves": desk.shelves_of(self.challenge),
        }
        return self.page("municipalities/challenge_data.html", **context)


class DataRowMixin(DataMixin):
    """Pages of one row; 404 unless it is this challenge's."""

    model: type[Row] = DataResource

    @cached_property
    def row(self) -> Row:
        if "row" not in self.kwargs:
            return self.model(challenge=self.challenge)
        for row in self.shelf:
            if row.pk == self.kwargs["row"]:
                return row
        raise Http404

    @property
    def shelf(self):
        is_data = self.model is DataResource
        return self.challenge.resources.all() if is_data else self.challenge.knowledge.all()

    @property
    def act(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": clock.now()}


class DataRowEdit(DataRowMixin):
    """Write one piece of data or knowledge. Saving keeps everything; what is wrong stands beside its field."""

    def get(self, request, **kwargs) -> HttpResponse:
        row, is_new = self.row, self.row.pk is None
        texts = DataRowForm.texts_for(row)
        if is_new:
            return self.form_page(DataRowForm(row, initial=texts))
        form = DataRowForm(row, {**texts, "seen": fingerprint(texts_of(row))})
        form.full_clean()
        form.show(row_problems(row), with_missing="check" in request.GET)
        onward_url = desk.section_url(self.challenge, DATA)
        return self.form_page(form, is_checked="check" in request.GET, onward_url=onward_url)

    def post(self, request, **kwargs) -> HttpResponse:
        form = DataRowForm(self.row, request.POST, request.FILES)
        if self.is_too_big:
            form.add_error("file", too_big(settings.DATA_FILE_MAX_BYTES))
        if not form.is_valid():
            return self.form_page(form, unsaved=self.unsaved())
        if self.is_blank(form):
            form.show(row_problems(self.row), with_missing=True)
            return self.form_page(form, unsaved=_("まだ何も書かれていないので、保存していません。"))
        try:
            row = save_data_row(self.challenge, self.row, **self.wanted(form), **self.act)
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
            return self.form_page(form, unsaved=self.unsaved())
        except RowIncomplete as refusal:
            form.show(refusal.problems, with_missing=True)
            return self.form_page(form, unsaved=str(refusal))
        except ChangedElsewhere as refusal:
            return self.conflict(form, str(refusal))
        except DoesNotFit as refusal:
            return self.form_page(form, unsaved=str(refusal))
        return self.after(row)

    @property
    def is_too_big(self) -> bool:
        return getattr(self.request, "upload_cap", None) is not None and self.request.upload_cap.is_over

    def unsaved(self) -> str:
        if self.request.FILES or self.is_too_big:
            return _("まだ保存していません。ファイルは、もう一度えらんでください。")
        return _("まだ保存していません。")

    def is_blank(self, form: DataRowForm) -> bool:
        written = any(value for name, value in form.texts().items() if name != "kind")
        return self.row.pk is None and not written and not form.cleaned_data.get("file")

    def wanted(self, form: DataRowForm) -> dict[str, Any]:
        """What was typed and chosen, as `save_data_row` takes it."""
        cleaned = form.cleaned_data
        return {
            "fields": form.texts(),
            "seen": cleaned["seen"] or None,
            "upload": cleaned.get("file"),
            "without_file": cleaned.get("without_file", False),
        }

    def typed(self) -> list[tuple[str, str]]:
        return (
            DataRowForm(self.row, self.request.POST, self.request.FILES).typed()
            if self.request.method == "POST"
            else []
        )

    def after(self, row: Row) -> HttpResponse:
        """Back to the list; or once more to the row while something on it is to be put right."""
        if any(row_problems(row)):
            return redirect(f"{desk.row_url(row)}?check=1")
        return redirect(desk.section_url(self.challenge, DATA))

    def conflict(self, form: DataRowForm, refusal: str) -> HttpResponse:
        """The typed text stays; the stored one stands beside it; saving once more is then a decision."""
        del self.challenge, self.row
        stored = texts_of(self.row)
        form.data = {**dict(form.data.items()), "seen": fingerprint(stored)}
        typed = {name: str(value or "") for name, value in form.texts().items()}
        others = [
            (form[name].label, row_words(row_name(self.row, name), text))
            for name, text in stored.items()
            if text != typed.get(name, text)
        ]
        return self.form_page(form, unsaved=refusal, others=others)

    def form_page(self, form: DataRowForm, **extra: Any) -> HttpResponse:
        title = {
            DataResource: (_("データを足す"), _("データを直す")),
            Knowledge: (_("知識を足す"), _("知識を直す")),
        }[self.model][self.row.pk is not None]
        section = Section(DATA, title)
        return self.page("municipalities/data_row.html", form=form, section=section, row=self.row, **extra)


class DataRowMove(DataRowMixin):
    """One place up or down."""

    def post(self, request, **kwargs) -> HttpResponse:
        direction = "up" if request.POST.get("direction") == "up" else "down"
        move_data_row(self.challenge, self.row, direction=direction, **self.act)
        return redirect(f"{desk.section_url(self.challenge, DATA)}#row-{self.row.pk}")


class DataRowRemove(DataRowMixin):
    """Ask once, then take the row away."""

    def get(self, request, **kwargs) -> HttpResponse:
        return self.page("municipalities/data_row_remove.html", row=self.row)

    def post(self, request, **kwargs) -> HttpResponse:
        try:
            remove_data_row(self.challenge, self.row, **self.act)
        except LastRowStays as refusal:
            return self.page("municipalities/data_row_remove.html", row=self.row, refusal=str(refusal))
        return redirect(desk.section_url(self.challenge, DATA))
