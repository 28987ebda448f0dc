"""事務局の「つぎにすること」: what waits for a decision by a person now, in the order of the year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.models import Certificate, Decision, Publication
from contest.models import Cycle, Stage
from dialogue.models import Post, Statement, closing_of
from followup.models import Plan
from ideas.models import Idea
from ideas.standings import with_idea_count
from judging.models import Advice, Assignment, Conflict, Inquiry, InquiryQuestion, Round, TierRelease, Topic
from judging.progress import unfinished
from judging.standings import finalists_of, is_released
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
        *_overdue_reports(moment),
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
    """Judging, its release, then questions, advice and awards: each begins when the one before is done."""
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
        yield from _of_inquiries(cycle, screening, moment)
        yield from _of_advice(cycle)
        yield from _of_final(cycle, moment)
        yield from _of_awards(cycle, moment)
        yield from _of_papers(cycle, moment)


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
    if TierRelease.objects.filter(cycle=screening.cycle_id).exists():
        return  # nothing is left to do once the moment is set: it comes by itself
    if screening.locked_at is None:
        yield _scoring(screening, unassigned, moment)
    else:
        yield from _meeting(screening)
    if moment >= screening.closes_at or screening.locked_at:
        yield from _of_release(screening, ideas.filter(placement__isnull=True).count())


def _scoring(screening: Round, unassigned: int, moment: datetime) -> Task:
    """Sheets are waited for until all are in, or the deadline has passed."""
    is_complete = moment >= screening.opens_at and not unassigned and not unfinished(screening).exists()
    if is_complete or moment >= screening.closes_at:
        return Task(_("一次審査の採点を締める"), reverse("admin:judging_round_running", args=[screening.pk]))
    return Task(_("採点の進みぐあいを見る"), reverse("admin:judging_round_ranking", args=[screening.pk]))


def _meeting(screening: Round) -> Iterator[Task]:
    """After the lock the committee meets, until it has talked over all it meant to."""
    topics = Topic.objects.filter(idea__cycle=screening.cycle_id)
    url = reverse("admin:judging_round_meeting", args=[screening.pk])
    if not topics.exists():
        yield Task(_("審査会をひらく（話し合う順をつくる）"), url)
    elif waiting := topics.filter(discussed_at__isnull=True, idea__in=_handed_in(screening.cycle_id)).count():
        yield Task(_("審査会で、まだ話し合っていないアイデアを話し合う"), url, waiting)


def _of_release(screening: Round, unplaced: int) -> Iterator[Task]:
    if unplaced:
        url = reverse("admin:judging_round_ranking", args=[screening.pk])
        yield Task(_("アイデアの層（ファイナリストなど）を決める"), url, unplaced)
    else:
        yield Task(_("審査の結果を公開する日時を決める"), reverse("admin:judging_round_release", args=[screening.pk]))


def _of_inquiries(cycle: Cycle, screening: Round, moment: datetime) -> Iterator[Task]:
    """Until the final: what is written waits to be sent; once some are sent, who was not asked is left alone."""
    last, finalists = closing_of(cycle), finalists_of(cycle).order_by()
    if last is not None and moment >= last:
        return
    inquiries = Inquiry.objects.filter(idea__in=finalists)
    written = inquiries.filter(Exists(InquiryQuestion.objects.filter(inquiry=OuterRef("pk"))))
    url = reverse("admin:judging_round_inquiries", args=[screening.pk])
    if unsent := written.filter(sent_at__isnull=True).count():
        yield Task(_("書いた追加質問を、ファイナリストと自治体に送る"), url, unsent)
    elif not inquiries.sent().exists() and (count := finalists.count()):
        yield Task(_("ファイナリストへの追加質問を書く"), url, count)


def _of_advice(cycle: Cycle) -> Iterator[Task]:
    """Every team is owed its advice: written, approved by a second person, sent; the finalists' then published."""
    url = reverse("admin:judging_advice_board", args=[cycle.fiscal_year])
    ideas = _handed_in(cycle.pk)
    if unwritten := ideas.filter(advice__isnull=True).count():
        yield Task(_("改善アドバイスを書く"), f"{url}?mark=none", unwritten)
    drafts = Advice.objects.filter(idea__in=ideas, sent_at__isnull=True)
    if unread := drafts.filter(approved_at__isnull=True).count():
        yield Task(_("改善アドバイスの下書きを、書いた人とは別の人が承認する"), f"{url}?mark=draft", unread)
    if unsent := drafts.filter(approved_at__isnull=False).count():
        yield Task(_("承認した改善アドバイスを、チームに送る"), f"{url}?mark=approved", unsent)
    finalists = finalists_of(cycle).order_by()
    unpublished = finalists.filter(advice__published_at__isnull=True).count()
    if unpublished and not finalists.filter(advice__sent_at__isnull=True).exists():
        yield Task(_("ファイナリストへの改善アドバイスを公開する"), url, unpublished)


def _handed_in(cycle_pk: int) -> QuerySet[Idea]:
    return Idea.objects.handed_in().filter(cycle=cycle_pk).order_by()


def _of_final(cycle: Cycle, moment: datetime) -> Iterator[Task]:
    """Its sheets are handed in on stage; once all are, or time is up, the points are locked for the awards."""
    final = Round.objects.filter(cycle=cycle, kind=Round.Kind.FINAL, locked_at__isnull=True).first()
    if final is None or moment < final.opens_at:
        return
    given = Assignment.objects.released().filter(round=final)
    unassigned = finalists_of(cycle).exclude(assignments__in=given).exists()
    if moment >= final.closes_at or not (unassigned or unfinished(final).exists()):
        yield Task(_("最終公開審査の採点を締める"), reverse("admin:judging_round_running", args=[final.pk]))


def _unpublished_rules(cycle: Cycle) -> Iterator[Task]:
    """No poll can be prepared before the rules of the vote are public."""
    if cycle.tiers.filter(has_poll=True).exists():
        rules = Rules.objects.filter(cycle=cycle).first()
        if rules is None:
            yield Task(_("オンライン投票の決まりを書いて、公開する"), reverse("admin:voting_rules_add"))
        elif rules.published_at is None:
            url = reverse("admin:voting_rules_change", args=[rules.pk])
            yield Task(_("オンライン投票の決まりを書いて、公開する"), url)


def _of_awards(cycle: Cycle, moment: datetime) -> Iterator[Task]:
    publication = Publication.objects.filter(cycle=cycle).first()
    if publication is None:
        yield from _unpublished_rules(cycle)
    desk = reverse("admin:awards_desk", args=[cycle.fiscal_year])
    if publication is None:
        yield Task(_("賞を決めて、公開を申し出る"), desk)
    elif publication.agreed_at is None:
        yield Task(_("賞の公開を、もう一人が認める"), desk)
    elif Publication.objects.due(moment).filter(pk=publication.pk).exists():
        yield Task(_("日時がきても公開されない賞を確かめて、公開を申し出なおす"), desk)


def _of_papers(cycle: Cycle, moment: datetime) -> Iterator[Task]:
    """Once the publication is proposed: what was made and taken back on purpose is not asked for again."""
    if not Publication.objects.filter(cycle=cycle).exists():
        return
    url = reverse("admin:awards_papers", args=[cycle.fiscal_year])
    made = Certificate.objects.filter(cycle=cycle, receiver=Certificate.Receiver.TEAM)
    given = Decision.objects.filter(award__cycle=cycle, returned_at__isnull=True)
    same = {name: OuterRef(name) for name in ("idea", "award", "place")}
    if waiting := given.exclude(Exists(made.filter(**same))).count():
        yield Task(_("賞状をつくる"), url, waiting)
    ideas = Idea.objects.public(moment).filter(cycle=cycle)
    if waiting := ideas.exclude(certificates__in=made.filter(award__isnull=True)).count():
        yield Task(_("参加証をつくる"), url, waiting)


def _overdue_reports(moment: datetime) -> Iterator[Task]:
    """Of every year: two reminders went out, and nothing came."""
    if count := Plan.objects.overdue_on(timezone.localdate(moment)).count():
        url = reverse("admin:followup_plan_changelist") + "?standing=overdue"
        yield Task(_("期日を6週間すぎた「その後の報告」について、チームや自治体に声をかける"), url, count)
