"""The secretariat's papers of any idea, as its team has them."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe

from common import clock
from ideas import desk
from ideas.models import Idea
from ideas.printed import PAPERS
from printing.responses import pdf_response


class PaperPages:
    """Adds `<pk>/sheet.pdf` and `<pk>/poster.pdf`."""

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path(
                f"<int:pk>/{kind}.pdf",
                view(require_safe(partial(self.paper_view, kind=kind))),
                name=f"ideas_idea_{kind}",
            )
            for kind in PAPERS
        ]
        return own + super().get_urls()

    def paper_view(self, request, pk, *, kind: str) -> HttpResponse:
        idea = get_object_or_404(Idea.objects.for_desk(), pk=pk)
        return pdf_response(desk.paper(idea, kind, clock.now()), desk.paper_name(idea, kind))
