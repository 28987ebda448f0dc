"""The desk 「賞を決める」: one page a cycle, which works without scripts, and the acts of two people."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import services
from awards.forms import AwardForm, MomentForm
from awards.models import AwardRefused, Publication
from awards.standings import evidence_of, is_published
from common import clock
from common.errors import ContestError
from contest.models import Cycle
from judging.sealing import is_sealed
from judging.standings import is_released


class DeskPages:
    """Pages of the desk, mixed into the admin of awards."""

    def desk_urls(self):
        view = self.admin_site.admin_view
        acts = (self.propose_view, self.agree_view, self.take_back_view, self.carry_out_view, self.lay_out_view)
        return [
            path("desk/<int:year>/", view(self.desk_view), name="awards_desk"),
            *(
                path(f"desk/<int:year>/{name}/", view(require_POST(act)), name=f"awards_{name}")
                for name, act in zip(ACTS, acts, strict=True)
            ),
        ]

    def desk_view(self, request, year):
        """Every award of a cycle in one form, with the evidence beside it."""
        cycle = get_object_or_404(Cycle, fiscal_year=year)
        now, rounds = clock.now(), list(cycle.rounds.all())
        evidence = evidence_of(cycle, now)
        is_sent = request.method == "POST"
        forms = award_forms(cycle, evidence, request.POST if is_sent else None)
        if is_sent and not any(form.errors for form in forms) and _decide_all(request, forms):
            return redirect("admin:awards_desk", year)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("%(cycle)s の賞を決める") % {"cycle": cycle},
            "cycle": cycle,
            "forms": forms,
            "has_errors": is_sent,
            "evidence": evidence,
            "rounds": rounds,
            "has_sealed_round": any(is_sealed(round, now) for round in rounds),
            "is_released": is_released(cycle, now),
            "is_published": is_published(cycle),
            "moment_form": MomentForm(),
            **_publication_facts(cycle, request.user),
        }
        request.current_app = self.admin_site.name
        return render(request, "awards/office/desk.html", context)

    def propose_view(self, request, year):
        said = _("公開を申し出ました。もう一人が内容を確かめて認めると、公開されます。")
        form = MomentForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("公開する日時を読めません。日と時刻の両方を書くか、両方を空にしてください。"))
            return redirect("admin:awards_desk", year)
        return press(request, year, services.propose_publication, said, **form.cleaned_data)

    def agree_view(self, request, year):
        return press(request, year, services.agree_publication, _agreed)

    def take_back_view(self, request, year):
        return press(request, year, services.take_back_publication, _("公開を取りやめました。決定は変えられます。"))

    def carry_out_view(self, request, year):
        """The moment has come and no worker was there: the same act, by hand."""
        done = services.publish_due_awards(at=clock.now())
        said = _("賞を公開しました。") if done else _("公開の日時が来ていて、まだ公開されていない賞はありません。")
        messages.success(request, said)
        return redirect("admin:awards_desk", year)

    def lay_out_view(self, request, year):
        return press(
            request, year, services.lay_out_awards, _("いつもの賞をならべました。年度に合わせて直してください。")
        )


def _agreed(publication):
    if publication.published_at:
        return _("賞を公開し、受賞した人たちへのメールを用意しました。")
    return _("公開を認めました。公開の日時に、賞と投票の結果が公開され、受賞した人たちにメールが届きます。")


ACTS = ("propose", "agree", "take_back", "carry_out", "lay_out")


def _publication_facts(cycle, user):
    """What the desk says of the publication, and whether the decisions are still those that were proposed."""
    publication = Publication.objects.filter(cycle=cycle).select_related("proposed_by", "agreed_by").first()
    waits = publication is not None and publication.published_at is None
    return {
        "publication": publication,
        "is_mine": waits and publication.proposed_by_id == user.pk,
        "is_changed": waits and publication.digest != services.digest_of(cycle),
        "is_due": waits and publication.agreed_at is not None and publication.goes_public_at <= clock.now(),
    }


def award_forms(cycle, evidence, data):
    """A form for each award over the ideas that may get it."""
    awards = cycle.awards.select_related("tier", "cycle").prefetch_related("tiers", "decisions__idea__cycle")
    return [_award_form(award, [row for row in evidence if _is_eligible(award, row)], data) for award in awards]


def _award_form(award, eligible, data):
    """What was sent, where something was changed; else what is decided now."""
    facts = {"award": award, "eligible": eligible, "decisions": list(award.decisions.all())}
    sent = AwardForm(data, **facts)
    return AwardForm(**facts) if sent.is_as_shown else sent


def _is_eligible(award, row):
    """The desk's twin of `standings.eligible_ideas`, over rows that are read already."""
    tiers, attributes = award.eligible_tiers, award.team_attributes
    return (not tiers or row.tier in tiers) and (not attributes or row.idea.team.attribute in attributes)


def _decide_all(request, forms):
    """Everything on the desk, or nothing and the refusal by its award."""
    with transaction.atomic():
        for form in forms:
            try:
                _decide(request, form)
            except ContestError as refusal:
                form.add_error(None, str(refusal))
                transaction.set_rollback(True)
                return False
    messages.success(request, _("保存しました。公開するまで、だれにも見えません。"))
    return True


def _decide(request, form):
    act = {"by": request.user, "at": clock.now()}
    if not form.is_bound or not form.has_changed():
        return
    if form.is_overtaken:
        raise AwardRefused(
            _("このページを開いたあとで、この賞の決定が変わりました。もう一度保存すると、あなたの決定にかわります。")
        )
    if form.cleaned_data["is_withheld"]:
        services.withhold_award(form.award, reason=form.cleaned_data["reason"], **act)
        return
    if form.award.is_withheld:
        services.clear_award(form.award, **act)
    for place, idea, citations in form.winners():
        if idea:
            services.decide_award(form.award, idea, place=place, **citations, **act)
        elif place in form.decided:
            services.clear_award(form.award, place=place, **act)


def press(request, year, service, said, **more):
    """One button of the desk; its refusal is said in words."""
    cycle = get_object_or_404(Cycle, fiscal_year=year)
    try:
        made = service(cycle, by=request.user, at=clock.now(), **more)
    except ContestError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said(made) if callable(said) else said)
    return redirect("admin:awards_desk", year)
