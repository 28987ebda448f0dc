"""What the world may read of a closed poll: the seal first, then the result, the log and the script that recounts."""

from django.http import FileResponse, Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from common import clock
from common.errors import ContestError
from common.templatetags.site import or_english
from contest.models import Cycle
from voting import browser, log, reviewing, services, standings
from voting.export import SCRIPT
from voting.forms import AppealForm
from voting.identity import receipt_code
from voting.models import Appeal, Channel
from voting.models import Rules as RuleText
from voting.tally import places
from voting.views.paper import in_fours, paper_or_404
from voting.wording import sections, whole


@method_decorator(never_cache, "dispatch")
class Result(TemplateView):
    """Open: nothing yet. Sealed: the seal. Published: the count, how to recount it, and what became of a receipt."""

    template_name = "voting/result.html"
    http_method_names = ["get", "head", "post", "options"]

    appeal: AppealForm | None = None  # one that was sent and refused

    def post(self, request, *args, **kwargs):
        """Look a receipt up, or appeal with it; posted, so that no log on the way keeps it beside an address."""
        if "text" in request.POST:
            self.appeal = _appeal(request, kwargs["slug"])
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        slug = self.kwargs["slug"]
        poll = get_object_or_404(standings.public_polls().select_related("seal"), slug=slug)
        context = super().get_context_data(nav="vote", poll=poll, now=clock.now(), **kwargs)
        if poll.sealed_at:
            context["channels"] = [(_channel(key), number) for key, number in poll.seal.channels.items()]
        if not poll.is_published:
            return context
        return context | published_context(poll) | self._asked(poll)

    def _asked(self, poll):
        """What became of the receipt that was asked for, and what one may say against it."""
        asked = receipt_code(self.request.POST.get("receipt", ""))
        found = standings.look_up(poll, asked) if asked else None
        appeal_until = services.appeal_until(found.void) if found and found.void else None
        return {
            "asked": in_fours(asked),
            "found": found,
            "is_empty": "receipt" in self.request.POST and not asked,
            "elsewhere": _elsewhere(poll, asked) if found and found.state == "unknown" else None,
            "has_own": poll.pk in browser.voters_of(self.request),
            "found_chosen": paper_or_404(poll.slug).chosen(found.choices) if found else [],
            "appeal": Appeal.objects.filter(void=found.void).first() if found and found.void else None,
            "appeal_until": appeal_until,
            "may_appeal": appeal_until is not None and clock.now() < appeal_until,
            "form": self.appeal or AppealForm(initial={"receipt": asked}),
        }


def published_context(poll):
    """What the result's page and the hall's screen both show of a published poll."""
    said = poll.result or {}
    return {
        "rows": _rows(poll, {idea.number: idea for idea in paper_or_404(poll.slug).ideas}),
        "state": said.get("state", ""),
        "unsettled": said.get("unsettled", 0),
        "final_on": parse_datetime(said.get("final_on") or ""),
        "voids": reviewing.voids_by_rule(poll),
    }


def _elsewhere(poll, receipt):
    """The other published poll of the evening this receipt is of: people vote in three and keep three numbers."""
    others = standings.public_polls().filter(cycle=poll.cycle_id, published_at__isnull=False)
    return others.filter(ballots__receipt=receipt).first()


def _channel(key):
    return Channel(key).label if key in Channel.values else key


def _appeal(request, slug):
    """None where the appeal was taken; else the form with what was typed and why it was not."""
    form = AppealForm(request.POST)
    if form.is_valid():
        poll = _published(slug)
        receipt = receipt_code(form.cleaned_data["receipt"])
        try:
            services.make_appeal(poll, receipt=receipt, text=form.cleaned_data["text"], at=clock.now())
        except ContestError as refusal:
            form.add_error("text", str(refusal))
        else:
            return None
    return form


def seal_file(request, slug):
    """seal.json, from the seal on."""
    poll = get_object_or_404(standings.public_polls().select_related("seal"), slug=slug, sealed_at__isnull=False)
    return JsonResponse(log.seal_record(poll), json_dumps_params={"indent": 2})


def result_file(request, slug):
    """result.json: the published count."""
    return JsonResponse(_published(slug).result, json_dumps_params={"indent": 2})


def log_file(request, slug):
    """log.jsonl, line by line."""
    poll = _published(slug)
    return _lines("log.jsonl", log.lines(poll, is_paired=poll.seal.is_paired))


def voids_file(request, slug):
    """voids.jsonl: what two people set aside, by which rule."""
    return _lines("voids.jsonl", log.void_lines(_published(slug)))


def superseded_file(request, slug):
    """superseded.txt: receipts of ballots their voters replaced."""
    return _lines("superseded.txt", log.replaced(_published(slug)))


def verify_script(request):
    """verify.py, as it is run here too."""
    return FileResponse(SCRIPT.open("rb"), as_attachment=True, filename="verify.py", content_type="text/x-python")


@method_decorator(never_cache, "dispatch")
class Rules(TemplateView):
    """数え方と決まり: who may vote, how it is counted, what is set aside; public before the poll."""

    template_name = "voting/rules.html"

    def get_context_data(self, **kwargs):
        rules = _rules_now()
        text = or_english(rules.text_ja, rules.text_en) if rules else ""
        return super().get_context_data(nav="vote", rules=rules, sections=sections(text), **kwargs)


def rules_file(request):
    """rules.txt: the rules of this year, byte for byte as their fingerprint was taken."""
    rules = _rules_now()
    if rules is None:
        raise Http404
    return _text(rules)


def poll_rules_file(request, slug):
    """rules.txt of the year of this poll."""
    poll = get_object_or_404(standings.public_polls(), slug=slug)
    return _text(get_object_or_404(RuleText, cycle=poll.cycle_id, published_at__isnull=False))


def _rules_now() -> RuleText | None:
    cycle = Cycle.objects.current(clock.now())
    return RuleText.objects.filter(cycle=cycle, published_at__isnull=False).select_related("cycle").first()


def _text(rules: RuleText) -> HttpResponse:
    response = HttpResponse(whole(rules), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rules.txt"'
    return response


def _published(slug):
    polls = standings.public_polls().select_related("seal")
    return get_object_or_404(polls, slug=slug, published_at__isnull=False)


def _lines(name, lines):
    response = StreamingHttpResponse((f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(poll, ideas):
    """Place (equal counts share it; none without votes), medal, idea, votes, and the bar's width in percent of the longest."""
    counts = standings.result_of(poll)
    ranks = dict(places(counts, len(counts)))
    most = max((votes for _number, votes in counts), default=0) or 1
    return [
        {
            "rank": ranks.get(number),
            "medal": _medal(ranks.get(number), poll.prizes),
            "idea": ideas.get(number),
            "number": number,
            "votes": votes,
            "width": f"{100 * votes / most:.2f}",
        }
        for number, votes in counts
    ]


def _medal(place, prizes):
    """金, 銀, 銅 as far as the prizes reach."""
    medals = [_("金"), _("銀"), _("銅")]
    return medals[place - 1] if place and place <= min(prizes, len(medals)) else ""
