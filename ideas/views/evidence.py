"""What an idea rests on: a list of each kind, a page for each row, and the acts on it. Works without JavaScript."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common import clock
from contest.sheet import Problem, Section, fingerprint
from contest.views import SheetPage
from ideas import desk
from ideas.evidence import MOST, MOST_REMOVED, RESOURCE, SHELVES, is_of_challenge, texts_of
from ideas.forms.evidence import EvidenceForm, resource_label, section_of
from ideas.models import Citation, DoesNotFit, Evidence, IdeasClosed, Note
from ideas.services import forget_evidence, move_evidence, remove_evidence, restore_evidence, save_evidence
from ideas.views.writing import IdeaMixin
from municipalities.models import DataResource


class EvidenceMixin(IdeaMixin):
    """Pages of one kind of evidence; 404 for a kind there is not, and for rows of other ideas."""

    @cached_property
    def shelf(self) -> type[Evidence]:
        try:
            return SHELVES[self.kwargs["shelf"]]
        except KeyError:
            raise Http404 from None

    @property
    def rows(self) -> Any:
        return self.shelf._default_manager.filter(idea=self.idea)

    @cached_property
    def row(self) -> Any:
        """A removed one too: whoever was writing on it meanwhile loses nothing."""
        if "row" not in self.kwargs:
            return self.shelf(idea=self.idea)
        if (row := self.rows.filter(pk=self.kwargs["row"]).first()) is None:
            raise Http404
        return row

    @property
    def list_url(self) -> str:
        return desk.evidence_url(self.idea, self.kwargs["shelf"])

    @property
    def label(self) -> str:
        return str(desk.evidence_label(self.kwargs["shelf"]))


class EvidenceList(EvidenceMixin):
    """What there is, in order, and what was removed; after the deadline to be read only."""

    def get(self, request, **kwargs) -> HttpResponse:
        standing = list(self.rows.standing())
        context = {
            "idea": self.idea,
            "shelf": self.kwargs["shelf"],
            "label": self.label,
            "rows": standing,
            "removed": list(self.rows.removed()),
            "most": MOST[self.shelf],
            "most_removed": MOST_REMOVED,
            "is_full": len(standing) >= MOST[self.shelf],
            "may_edit": self.may_edit,
            "has_data": self.shelf is Citation and desk.data_of_challenge(self.idea, clock.now()).exists(),
            "crumbs": self.crumbs(),
            **desk.navigation(self.idea, self.kwargs["shelf"], clock.now()),
        }
        return render(request, "ideas/evidence.html", context)


class EvidenceEdit(EvidenceMixin, SheetPage):
    """Write one row. A new one is there once it is saved; nothing is saved by itself."""

    template_name = "ideas/evidence_row.html"

    @cached_property
    def of_challenge(self) -> bool:
        if self.row.pk is not None and self.request.method != "POST":
            return is_of_challenge(self.row)
        asked = RESOURCE in self.request.POST or self.request.GET.get("from") == "challenge"
        return self.shelf is Citation and (is_of_challenge(self.row) or asked)

    @cached_property
    def offered(self) -> list[DataResource]:
        """The challenge's public data, and what the row cites already."""
        if not self.of_challenge:
            return []
        rows = list(desk.data_of_challenge(self.idea, clock.now()))
        cited = self.row.resource
        return rows if cited is None or cited in rows else [*rows, cited]

    @cached_property
    def section(self) -> Section:
        label = _("%(kind)sを直す") if self.row.pk else _("%(kind)sを足す")
        kind = str(self.shelf._meta.verbose_name)
        return section_of(self.shelf, self.kwargs["shelf"], label % {"kind": kind}, of_challenge=self.of_challenge)

    def form_class(self, section: Section, *args: Any, **options: Any) -> EvidenceForm:  # type: ignore[override]
        return EvidenceForm(section, *args, shelf=self.shelf, offered=self.offered, **options)

    def get(self, request, **kwargs) -> HttpResponse:
        if not self.may_edit:
            return self.closed()
        if self.row.removed_at:
            return redirect(self.list_url)
        if self.row.pk is None:
            return self.page(self.form_class(self.section))
        values = self.stored(self.row)
        return self.page(self.form_class(self.section, initial={**values, "seen": fingerprint(values)}))

    def stored(self, row: Evidence) -> dict[str, str]:
        return {**dict.fromkeys(self.section.names, ""), **(texts_of(row) if row.pk else {})}

    def problems(self) -> list[Problem]:
        return []

    def keep(self, form: Any, seen: str | None) -> Evidence:
        act = {"by": self.request.user, "at": clock.now()}
        return save_evidence(self.idea, self.row, fields=form.texts(), seen=seen, **act)

    def look_again(self) -> None:
        """The page is made of what was sent; only the idea and the row are read anew."""
        if "row" in self.kwargs:
            found = self.rows.filter(pk=self.kwargs["row"]).first()
            self.row = found if found is not None else self.row

    def in_words(self, values: dict[str, str]) -> dict[str, str]:
        choices = {
            RESOURCE: {str(row.pk): resource_label(row) for row in self.offered},
            "kind": dict(Note.Kind.choices),
        }
        return {name: str(choices.get(name, {}).get(text, text)) for name, text in values.items()}

    def next_url(self, row: Evidence, then: str) -> str:
        return f"{self.list_url}#row-{row.pk}"

    def context(self) -> dict[str, Any]:
        return {
            "idea": self.idea,
            "shelf": self.kwargs["shelf"],
            "list_url": self.list_url,
            "autosave": None,
            "crumbs": self.crumbs(),
            **desk.navigation(self.idea, self.kwargs["shelf"], clock.now()),
        }


ACTS = {"remove": remove_evidence, "restore": restore_evidence, "forget": forget_evidence}


class EvidenceAct(EvidenceMixin):
    """One act on one row: up, down, remove, restore, forget."""

    http_method_names = ["post", "options"]

    def post(self, request, **kwargs) -> HttpResponse:
        wanted, who = request.POST.get("then", ""), {"by": request.user, "at": clock.now()}
        row, anchor = self.row, f"#row-{self.row.pk}"
        try:
            if wanted in ACTS:
                ACTS[wanted](self.idea, row, **who)
            else:
                move_evidence(self.idea, row, direction="up" if wanted == "up" else "down", **who)
        except IdeasClosed as refusal:
            return self.closed(str(refusal))
        except DoesNotFit as refusal:
            messages.error(request, str(refusal))
            anchor = ""
        else:
            anchor = self.say(wanted, anchor)
        return redirect(f"{self.list_url}{anchor}")

    def say(self, wanted: str, anchor: str) -> str:
        words = {
            "remove": _("消しました。下の「消したもの」から、もどせます。"),
            "restore": _("もどしました。"),
            "forget": _("完全に消しました。"),
        }
        if wanted in words:
            messages.success(self.request, words[wanted])
        return "" if wanted in ("remove", "forget") else anchor
