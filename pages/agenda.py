"""事務局の「つぎにすること」: what waits for a decision by a person now, in the order of the year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from awards.models import Publication
from contest.models import Cycle, Stage
from dialogue.models import Post, Statement
from ideas.models import Idea
from ideas.standings import with_idea_count
from judging.models import Assignment, Conflict, Round, TierRelease
from judging.standings import is_released
from municipalities.models import Challenge, OfficerRequest, Seed
from voting.models import Appeal, Group, Rules


@dataclass(frozen=True)
class Task:
    """One thing to do, where, and how many wait."""

    label: str
    url: str
    count: int | None = None


def tasks(moment: datetime) -> list[Task]:
    """What the secretariat can do now for the year that is on; empty while everything waits for others."""
    cycle = Cycle.objects.prefetch_related("stages").current(moment)
    return [
        *_waiting_officers(),
        *_waiting_challenges(),
        *_reported_seeds(),
        *_reported_posts(),
        *_silent_municipalities(),
        *_waiting_votes(),
        *(_unset_publication(cycle) if cycle else ()),
        *(_of_cycle(cycle, moment) if cycle else ()),
    ]


def _waiting_officers() -> Iterator[Task]:
    count = OfficerRequest.objects.waiting().count()
    if count:
        url = reverse("admin:municipalities_officerrequest_changelist") + "?state__exact=waiting"
        yield Task(_("担当者の申込みを確かめて、認めるか断る"), url, count)


def _waiting_challenges() -> Iterator[Task]:
    count = Challenge.objects.filter(status=Challenge.Status.SUBMITTED).count()
    if count:
        url = reverse("admin:municipalities_challenge_changelist") + "?status__exact=submitted"
        yield Task(_("応募された課題を読んで、受理するか差し戻す"), url, count)


def _reported_seeds() -> Iterator[Task]:
    count = Seed.objects.reported().count()
    if count:
        url = reverse("admin:municipalities_seed_changelist") + "?reports=waiting"
        yield Task(_("知らせのあった課題のたねを読んで、公開をつづけるかかくすかを決める"), url, count)


def _reported_posts() -> Iterator[Task]:
    count = Post.objects.reported().count()
    if count:
        url = reverse("admin:dialogue_post_changelist") + "?reports=waiting"
        yield Task(_("知らせのあった質問と書きこみを読んで、公開をつづけるかかくすかを決める"), url, count)


def _waiting_votes() -> Iterator[Task]:
    """Appeals without an answer, and groups one person wants set aside."""
    if count := Appeal.objects.filter(answered_at__isnull=True).count():
        url = reverse("admin:voting_appeal_changelist") + "?answered_at__isempty=1"
        yield Task(_("除外された票についての申し立てに答える"), url, count)
    asked = Group.objects.filter(verdict=Group.Verdict.VOID, agreed_at__isnull=True)
    for poll in asked.order_by("poll").values_list("poll", flat=True).distinct():
        url = reverse("admin:voting_poll_review", args=[poll])
        yield Task(_("票の除外の申し出を読んで、認めるか取り下げる"), url, asked.filter(poll=poll).count())


def _silent_municipalities() -> Iterator[Task]:
    """Asked twice, and no word yet."""
    count = Statement.objects.waiting().filter(reminded_at__isnull=False).count()
    if count:
        url = reverse("admin:dialogue_statement_changelist") + "?state=waiting"
        yield Task(_("自治体のことばがまだないアイデアを見て、自治体に声をかける"), url, count)


def _unset_publication(cycle: Cycle) -> Iterator[Task]:
    """Accepted challenges wait for a moment nobody has set."""
    stage = cycle.stage(Stage.Kind.CHALLENGES)
    if stage is None or stage.publishes_at is not None:
        return
    count = Challenge.objects.filter(cycle=cycle, status=Challenge.Status.ACCEPTED).count()
    if count:
        url = reverse("admin:municipalities_challenge_publication", args=[cycle.fiscal_year])
        yield Task(_("受理した課題を公開する日時を決める"), url, count)


def _of_cycle(cycle: Cycle, moment: datetime) -> Iterator[Task]:
    """Judging, its release, then the awards: each begins when the one before is done."""
    stage = cycle.stage(Stage.Kind.IDEAS)
    if stage is not None and stage.is_open_at(moment):
        yield from _without_team(cycle, moment)
    if stage is None or moment < stage.closes_at or not Idea.objects.handed_in().filter(cycle=cycle).exists():
        return
    screening = Round.objects.filter(cycle=cycle, kind=Round.Kind.SCREENING).first()
    if screening is None:
        yield Task(_("一次審査の期間と審査基準を決める"), reverse("admin:judging_round_add"))
    elif not is_released(cycle, moment):
        yield from _of_screening(screening, moment)
    else:
        yield from _of_awards(cycle)


def _without_team(cycle: Cycle, moment: datetime) -> Iterator[Task]:
    if count := with_idea_count(Challenge.objects.public(moment).filter(cycle=cycle)).filter(team_count=0).count():
        url = reverse("admin:ideas_health", args=[cycle.fiscal_year]) + "?teams=none"
        yield Task(_("まだチームがいない課題を見て、自治体に声をかける"), url, count)


def _of_screening(screening: Round, moment: datetime) -> Iterator[Task]:
    ideas = Idea.objects.handed_in().filter(cycle_id=screening.cycle_id)
    given = Assignment.objects.released().filter(round=screening)
    unassigned = ideas.exclude(assignments__in=given).count()
    if unassigned:
        url = reverse("admin:judging_round_assigning", args=[screening.pk])
        yield Task(_("アイデアを審査委員に割り当てる"), url, unassigned)
    said = Conflict.objects.filter(judge__cycle=screening.cycle_id, state=Conflict.State.PROPOSED)
    if waiting := said.exclude(source=Conflict.Source.INFERRED).count():
        url = reverse("admin:judging_conflict_changelist") + "?state__exact=proposed"
        yield Task(_("届け出のあった利益相反を、認めるかどうか決める"), url, waiting)
    ranking = reverse("admin:judging_round_ranking", args=[screening.pk])
    if moment < screening.closes_at:
        yield Task(_("採点の進みぐあいを見る"), ranking)
    elif unplaced := ideas.filter(placement__isnull=True).count():
        yield Task(_("アイデアの層（ファイナリストなど）を決める"), ranking, unplaced)
    else:
        yield from _of_release(screening)


def _of_release(screening: Round) -> Iterator[Task]:
    """Nothing is left to do once the moment is set: it comes by itself."""
    if not TierRelease.objects.filter(cycle=screening.cycle_id).exists():
        yield Task(_("審査の結果を公開する日時を決める"), reverse("admin:judging_round_release", args=[screening.pk]))


def _unpublished_rules(cycle: Cycle) -> Iterator[Task]:
    """No poll can be prepared before the rules of the vote are public."""
    if cycle.tiers.filter(has_poll=True).exists():
        rules = Rules.objects.filter(cycle=cycle).first()
        if rules is None:
            yield Task(_("オンライン投票の決まりを書いて、公開する"), reverse("admin:voting_rules_add"))
        elif rules.published_at is None:
            url = reverse("admin:voting_rules_change", args=[rules.pk])
            yield Task(_("オンライン投票の決まりを書いて、公開する"), url)


def _of_awards(cycle: Cycle) -> Iterator[Task]:
    publication = Publication.objects.filter(cycle=cycle).first()
    if publication is None:
        yield from _unpublished_rules(cycle)
    desk = reverse("admin:awards_desk", args=[cycle.fiscal_year])
    if publication is None:
        yield Task(_("賞を決めて、公開を申し出る"), desk)
    elif publication.agreed_at is None:
        yield Task(_("賞の公開を、もう一人が認める"), desk)
