"""What the idea said before: all versions, what differs between two, one of them again as the draft; the draft as a file."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common import clock
from contest.sheet import fingerprint
from ideas.document import document_of
from ideas.models import ChangedElsewhere, IdeaRefused, IdeasClosed, IdeaVersion
from ideas.services import bring_back
from ideas.sheet import values_of
from ideas.versions import DRAFT, changes, editions_of
from ideas.views.mixins import private
from ideas.views.writing import IdeaMixin

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class IdeaVersions(IdeaMixin):
    """Every version, and the comparison of any two (`?from=1&to=draft`)."""

    def get(self, request, **kwargs):
        editions = editions_of(self.idea)
        by_mark = {edition.mark: edition for edition in editions}
        last = editions[1].mark if len(editions) > 1 else DRAFT
        before, after = by_mark.get(request.GET.get("from", last)), by_mark.get(request.GET.get("to", DRAFT))
        if before is None or after is None:
            raise Http404
        context = {
            "idea": self.idea,
            "editions": editions,
            "before": before,
            "after": after,
            "changes": changes(self.idea, before, after),
            "may_edit": self.may_edit,
            "crumbs": self.crumbs(_("版をくらべる")),
        }
        return render(request, "ideas/idea_versions.html", context)


class IdeaBringBack(IdeaMixin):
    """One version's text again as the draft: shown with what it replaces, done by a button."""

    @cached_property
    def version(self) -> IdeaVersion:
        found = self.idea.versions.filter(number=self.kwargs["number"]).first()
        if found is None:
            raise Http404
        return found

    def get(self, request, **kwargs):
        self.version  # noqa: B018  404 before anything is said
        return self.page() if self.may_edit else self.closed()

    def post(self, request, **kwargs):
        seen = request.POST.get("seen", "")
        try:
            bring_back(self.version, by=request.user, at=clock.now(), seen=seen)
        except IdeasClosed as refusal:
            return self.closed(str(refusal))
        except ChangedElsewhere as refusal:
            del self.idea
            return self.page(str(refusal))
        except IdeaRefused as refusal:
            return self.page(str(refusal))
        messages.success(request, _("この版の文章を下書きに戻しました。応募するまで、応募ずみの内容は変わりません。"))
        return redirect("ideas:idea_versions", pk=self.idea.pk)

    def page(self, refusal: str = ""):
        editions = {edition.mark: edition for edition in editions_of(self.idea)}
        version = editions[str(self.version.number)]
        context = {
            "idea": self.idea,
            "version": version,
            "changes": changes(self.idea, editions[DRAFT], version),
            "seen": fingerprint(values_of(self.idea)),
            "refusal": refusal,
            "crumbs": self.crumbs(version.label),
        }
        return render(self.request, "ideas/idea_bring_back.html", context)


class IdeaDocument(IdeaMixin):
    """The draft as a Word document."""

    def get(self, request, **kwargs):
        content = BytesIO(document_of(self.idea, clock.now()))
        name = f"{self.idea.number or f'idea-{self.idea.pk}'}.docx"
        return private(FileResponse(content, as_attachment=True, filename=name, content_type=DOCX))
