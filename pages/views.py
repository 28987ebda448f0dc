"""The showcase: reads only, and only what is public at this moment."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from common import clock
from common.templatetags.site import or_english
from contest.models import Cycle, FormSection
from files.workers.table import written
from ideas.models import Idea, Team
from ideas.public import public_calls, public_ideas
from ideas.standings import with_health
from judging.models import Advice
from municipalities.models import Challenge, LocalGovernment, Participant
from municipalities.printed import challenge_sheet
from municipalities.public import public_challenges
from pages import afterwards as later
from pages import archive, councils, desk, front, galleries, interest, now, showcase, similarity, story, talk
from pages import participants as entries
from pages.errors import bad_request, csrf_failure, page_not_found, permission_denied, server_error
from pages.remembered import remembered
from printing.responses import pdf_response

__all__ = ["bad_request", "csrf_failure", "page_not_found", "permission_denied", "server_error"]


def _page(gallery: galleries.Gallery, request: HttpRequest) -> Any:
    return Paginator(gallery.rows, galleries.CARDS_A_PAGE).get_page(request.GET.get("page"))


@require_safe
@remembered
def home(request: HttpRequest) -> HttpResponse:
    moment = clock.now()
    cycle = Cycle.objects.prefetch_related("stages").current(moment)
    return render(request, "pages/home.html", {"nav": "home", "now": moment, **front.front(cycle, moment)})


@require_safe
@remembered
def challenges(request: HttpRequest) -> HttpResponse:
    moment = clock.now()
    gallery = galleries.challenges(request.GET, moment)
    page = _page(gallery, request)
    context = {"nav": "challenges", "now": moment, "page": page, "cards": showcase.challenge_cards(page.object_list)}
    return render(request, "pages/challenges.html", {**context, "gallery": gallery})


@require_safe
@remembered
def challenge(request: HttpRequest, number: str) -> HttpResponse:
    moment = clock.now()
    rows = showcase.by_number(Challenge.objects.public(moment), number, "C").for_page()
    row = get_object_or_404(now.with_call(showcase.with_team_count(rows)))
    shown = public_challenges([row], showcase.sections_of(row.cycle_id, FormSection.Form.CHALLENGE))[0]
    cards = showcase.idea_cards(Idea.objects.public(moment).filter(challenge=row).for_public(), moment)
    context = {
        "nav": "challenges",
        "now": moment,
        "challenge": shown,
        "team_count": row.team_count,
        "call": now.call_of(row, moment),
        "ideas": cards,
        "data": showcase.data_with_ideas(shown, cards),
        "calls": public_calls(Team.objects.calling_at(moment).filter(recruiting_for=row).for_board()),
        **interest.of_challenge(row.pk, request.user),
        **talk.of_challenge(row, moment),
        "crumbs": [(pgettext("plural", "課題"), "../"), (or_english(shown.title, shown.title_en), "")],
    }
    return render(request, "pages/challenge.html", context)


@require_safe
def challenge_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same challenge on A4; nothing that changes while it is read."""
    row = get_object_or_404(showcase.by_number(Challenge.objects.public(clock.now()), number, "C").for_page())
    shown = public_challenges([row], showcase.sections_of(row.cycle_id, FormSection.Form.CHALLENGE))[0]
    return pdf_response(challenge_sheet(shown), shown.number)


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    moment = clock.now()
    gallery = galleries.calls(request.GET, moment)
    page = _page(gallery, request)
    context = {"nav": "challenges", "page": page, "calls": public_calls(page.object_list.for_board())}
    crumbs = [(pgettext("plural", "課題"), "../challenges/"), (pgettext("plural", "仲間募集"), "")]
    return render(request, "pages/calls.html", {**context, "gallery": gallery, "crumbs": crumbs})


@require_safe
@remembered
def ideas(request: HttpRequest) -> HttpResponse:
    moment = clock.now()
    gallery = galleries.ideas(request.GET, moment)
    page = _page(gallery, request)
    cards = showcase.idea_cards(page.object_list.for_public(), moment)
    context = {"nav": "ideas", "now": moment, "page": page, "cards": cards, "gallery": gallery}
    return render(request, "pages/ideas.html", context)


@require_safe
@remembered
def idea(request: HttpRequest, number: str) -> HttpResponse:
    moment = clock.now()
    rows = showcase.by_number(Idea.objects.public(moment), number, "I")
    row = get_object_or_404(story.with_milestones(rows.for_public()))
    shown = public_ideas([row], showcase.sections_of(row.cycle_id, FormSection.Form.IDEA))[0]
    context = {
        "nav": "ideas",
        "idea": shown,
        "crumbs": story.crumbs(shown),
        **story.story(row, shown, moment),
    }
    return render(request, "pages/idea.html", context)


@require_safe
@remembered
def idea_advice(request: HttpRequest, number: str) -> HttpResponse:
    """What a finalist was advised, answered and wrote anew, once the secretariat has published it."""
    moment = clock.now()
    advised = Idea.objects.public(moment).filter(advice__in=Advice.objects.public(moment))
    row = get_object_or_404(story.with_advice(showcase.by_number(advised, number, "I").for_public()))
    context = {"nav": "ideas", **story.advised(row, showcase.sections_of(row.cycle_id, FormSection.Form.IDEA))}
    return render(request, "pages/idea_advice.html", context)


@require_safe
@remembered
def participants(request: HttpRequest) -> HttpResponse:
    listing = entries.listing(request.GET, clock.now())
    return render(request, "pages/participants.html", {"nav": "participants", "listing": listing})


@require_safe
@remembered
def participant(request: HttpRequest, number: int) -> HttpResponse:
    moment = clock.now()
    row = get_object_or_404(Participant.objects.listed().with_members(), number=number)
    context = {
        "nav": "participants",
        "participant": row,
        "crumbs": [(pgettext("plural", "参加自治体"), "../"), (row.name, "")],
        **entries.through_the_years(row, moment),
        **interest.of_participant(row, moment),
    }
    return render(request, "pages/participant.html", context)


@require_safe
@remembered
def local_government(request: HttpRequest, code: str) -> HttpResponse:
    """The address by code: leads to the body's entry, or says that it never took part."""
    row = get_object_or_404(LocalGovernment.objects.select_related("parent"), code=code)
    if entry := entries.entry_of(row):
        return redirect("pages:participant", entry.number)
    context = {
        "nav": "participants",
        "government": row,
        "is_over": row.valid_to is not None and row.valid_to <= timezone.localdate(clock.now()),
        "neighbours": entries.neighbours(row),
        "crumbs": [(pgettext("plural", "参加自治体"), "../"), (row.full_name, "")],
    }
    return render(request, "pages/local_government.html", context)


@require_safe
@remembered
def cycles(request: HttpRequest) -> HttpResponse:
    rows = archive.overview(Cycle.objects.public().prefetch_related("figures"))
    context = {"nav": "cycles", "rows": rows, "labels": archive.overview_labels()}
    return render(request, "pages/cycles.html", context)


@require_safe
@remembered
def cycle(request: HttpRequest, year: int) -> HttpResponse:
    moment = clock.now()
    row = get_object_or_404(archive.remembered(Cycle.objects.public(), moment), fiscal_year=year)
    context = {"nav": "cycles", "cycle": row, "crumbs": [(_("あゆみ"), "../"), (row.code, "")]}
    return render(request, "pages/cycle.html", {**context, **archive.year(row, moment)})


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    rows = Cycle.objects.public().filter(partnerships__isnull=False).distinct()
    years = archive.partner_years(rows)
    return render(request, "pages/partners.html", {"years": years})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html", {"cycle": Cycle.objects.current(clock.now())})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html", {"cycle": Cycle.objects.current(clock.now())})


@require_safe
def council(request: HttpRequest) -> HttpResponse:
    context = {"nav": "cycles", "crumbs": [(_("あゆみ"), "../cycles/"), (_("オープンガバメント推進協議会"), "")]}
    body = councils.remembered()
    return render(request, "pages/council.html", {**context, **(councils.council(body) if body else {})})


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look without being told."""
    return redirect(static("img/favicon.svg"))


@login_required
@require_safe
def health(request: HttpRequest, pk: int) -> HttpResponse:
    """How a published challenge of my municipality is doing."""
    moment = clock.now()
    mine = Challenge.objects.public(moment).filter(pk__in=Challenge.objects.written_by(request.user).values("pk"))
    row = get_object_or_404(with_health(mine).select_related("cycle").prefetch_related("cycle__stages"), pk=pk)
    return render(request, "pages/health.html", {"challenge": row, "now": moment, **interest.health(row, moment)})


@login_required
@require_safe
def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """For an idea's own team: earlier ideas like theirs."""
    mine = Idea.objects.of_member(request.user).select_related("cycle", "team", "challenge")
    row = get_object_or_404(mine, pk=pk)
    return render(request, "pages/similar.html", {"idea": row, **similarity.similar(row, clock.now())})


@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    moment = clock.now()
    return render(request, "pages/me.html", {"now": moment, **desk.desk(request.user, moment)})


@require_safe
@remembered
def afterwards(request: HttpRequest) -> HttpResponse:
    moment = clock.now()
    return render(request, "pages/afterwards.html", {"nav": "cycles", "now": moment, **later.page(moment)})


@require_safe
def execution_table(request: HttpRequest) -> HttpResponse:
    """The same numbers as a file: UTF-8 with its mark."""
    headers = {"Content-Disposition": 'attachment; filename="execution.csv"'}
    return HttpResponse(written(later.table(clock.now())), content_type="text/csv; charset=utf-8", headers=headers)
