"""The team's own papers, from the draft too; the world gets them after the publication (pages.papers)."""

from django.http import HttpResponse

from common import clock
from ideas import desk
from ideas.views.writing import IdeaMixin
from printing.responses import pdf_response


class IdeaPaper(IdeaMixin):
    """The entry sheet on A4 or the poster on A1, with what is saved now."""

    kind = ""

    def get(self, request, **kwargs) -> HttpResponse:
        return pdf_response(desk.paper(self.idea, self.kind, clock.now()), desk.paper_name(self.idea, self.kind))
