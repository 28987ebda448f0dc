"""Public ideas on paper: from their publication on, for everybody the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from common import clock
from contest.models import FormSection
from ideas.models import Idea
from ideas.printed import PAPERS
from ideas.public import public_ideas
from pages import showcase
from printing.responses import pdf_response


@require_safe
def idea_paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The entry sheet on A4 or the poster on A1.

    Set anew each time: a name whose owner takes the consent back is on no paper from then on.
    """
    row = get_object_or_404(showcase.by_number(Idea.objects.public(clock.now()), number, "I").for_public())
    shown = public_ideas([row], showcase.sections_of(row.cycle_id, FormSection.Form.IDEA))[0]
    return pdf_response(PAPERS[kind](shown, row.pictures), f"{shown.number}-{kind}")
