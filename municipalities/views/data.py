"""The data and the knowledge of a challenge: a list, and a page for each piece. Works without JavaScript."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common import clock
from contest.sheet import Section, fingerprint
from municipalities import desk
from municipalities.completeness import row_problems
from municipalities.data_rows import Row, row_name, row_words, texts_of
from municipalities.forms import DataRowForm
from municipalities.models import ChallengeRefused, ChangedElsewhere, DataResource, DoesNotFit, Knowledge
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
        form = DataRowForm(self.row, request.POST)
        if not form.is_valid():
            return self.form_page(form, unsaved=_("まだ保存していません。"))
        fields = form.texts()
        if self.row.pk is None and not any(value for name, value in fields.items() if name != "kind"):
            form.show(row_problems(self.row), with_missing=True)
            return self.form_page(form, unsaved=_("まだ何も書かれていないので、保存していません。"))
        try:
            seen = form.cleaned_data["seen"] or None
            row = save_data_row(self.challenge, self.row, fields=fields, seen=seen, **self.act)
        except ChangedElsewhere as refusal:
            return self.conflict(form, str(refusal))
        except DoesNotFit as refusal:
            return self.form_page(form, unsaved=str(refusal))
        return self.after(row)

    def typed(self) -> list[tuple[str, str]]:
        return DataRowForm(self.row, self.request.POST).typed() if self.request.method == "POST" else []

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
            if text != typed[name]
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
        remove_data_row(self.challenge, self.row, **self.act)
        return redirect(desk.section_url(self.challenge, DATA))
