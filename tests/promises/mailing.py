"""Every service that mails, with what it is given in the promises' small world. The test: test_outbox.py."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from accounts.leaving import ask_erasure, erase_person, keep_account
from accounts.models import User
from contest.models import Stage
from followup.models import Mentorship, Plan, Report
from followup.services import (
    add_contact,
    escalate_late,
    hand_in_report,
    invite_due_report,
    name_mentor,
    post_to_mentoring,
    remind_of_report,
    tell_followers_of,
)
from ideas.services import (
    allow_polish,
    answer_guardian,
    answer_recommendation,
    ask_for_yeses,
    ask_guardian,
    ask_recommendation,
    ask_to_join,
    call_for_members,
    decide_request,
    give_late_code,
    invite_member,
    leave_team,
    remove_member,
    reopen_idea,
    restore_for_team,
    transfer_leadership,
    use_late_code,
    withdraw_for_team,
    withdraw_idea,
)
from ideas.services.checking import settle_remark, write_remark
from ideas.services.classes import make_class
from ideas.services.interest import tell_follower, warn_of_no_team
from ideas.services.reminders import remind_by_office, remind_team
from municipalities.models import Challenge, LocalGovernment, Officer, OfficerRequest, Participant, Participation, Seed
from municipalities.services import (
    accept_challenge,
    accept_invitation,
    apply_to_take_part,
    approve_request,
    ask_for_office,
    assign_reviewer,
    decline_request,
    dismiss_officer,
    grant_extension,
    invite_officer,
    leave_office,
    resend_invitation,
    return_challenge,
    set_publication,
    withdraw_participation,
)
from municipalities.services.links import FAILURES, note_link
from municipalities.services.seed_answers import adopt_seed, answer_seed, merge_seed, reopen_seed
from municipalities.services.seed_news import tell_officers_of_seeds
from municipalities.services.seed_reports import hide_seed, restore_seed
from municipalities.services.seeds import withdraw_seed
from tests.factories import ideas as make
from tests.factories.accounts import staff
from tests.factories.contest import instant, windows
from tests.promises.acts import OF_ADVICE, OF_DIALOGUE, OF_THE_VOTE
from tests.promises.acts import bound as _bound
from tests.promises.award_acts import OF_AWARDS
from tests.promises.judging_acts import OF_JUDGING
from tests.promises.small_world import World
from voting.services import request_code

SUMMER, AUTUMN, WINTER = (instant(kind) for kind in (Stage.Kind.CHALLENGES, Stage.Kind.IDEAS, Stage.Kind.REVIEW))
LATER = WINTER + timedelta(days=800)


def _handed_in(there: World) -> Any:
    there.challenge.status = "submitted"
    there.challenge.save()
    return there.challenge


def _going(there: World, who: Any = None) -> Any:
    who = who or there.people["citizen"]
    who.erases_at = SUMMER
    who.save()
    return who


def _teammate(there: World) -> Any:
    return there.idea.team.members.get(role="member").user


def _last(there: World) -> Any:
    """The leader of a team whose other member has left the site before."""
    User.objects.filter(pk=_teammate(there).pk).update(erased_at=AUTUMN)
    return there.people["member"]


def _asked(there: World) -> OfficerRequest:
    return OfficerRequest.objects.create(
        user=there.people["citizen"], government=LocalGovernment.objects.first(), department="企画課", asked_at=SUMMER
    )


def _approval(there: World) -> Callable[[], Any]:
    asked, given = _asked(there), {"participant": None, "adds_domain": True, "by": there.people["staff"], "at": SUMMER}
    return _bound(approve_request, asked, email=asked.user.email, **given)


def _step1(there: World) -> Any:
    return there.cycle.stages.get(kind=Stage.Kind.CHALLENGES)


def _serving(there: World) -> Officer:
    return there.people["officer"].offices.get()


def _invitation(there: World, **given: Any) -> Callable[[], Any]:
    inviting = {"email": there.people["citizen"].email, "department": "企画課", "by": there.people["officer"]}
    return _bound(invite_officer, _serving(there).participant, **inviting, at=SUMMER, **given)


def _succession(there: World) -> Callable[[], Any]:
    invitation = _invitation(there, hands_over=_serving(there))()
    return _bound(accept_invitation, invitation, user=there.people["citizen"], at=SUMMER)


def _another(there: World, **fields: Any) -> Seed:
    kept = there.seed
    place = {"cycle": kept.cycle, "participant": kept.participant, "suggested_by": kept.suggested_by}
    return Seed.objects.create(**place, title="となりの課題のたね", text="夜道が暗い。", created_at=SUMMER, **fields)


def _answered(there: World) -> Seed:
    facts = {"answered_by": there.people["officer"], "answered_at": SUMMER}
    return _another(there, status=Seed.Status.ANSWERED, answer="考えます。", **facts)


def _hidden(there: World) -> Seed:
    return _another(there, hidden_at=SUMMER, hidden_by=there.people["staff"], hidden_reason="人の名前があります。")


def _with_another(there: World) -> Seed:
    _another(there, status=Seed.Status.MERGED, merged_into=there.seed)
    return there.seed


def _unconfirmed(there: World) -> Any:
    there.cycle.needs_everyone = True
    there.cycle.save()
    return make.draft(challenge=there.challenge)


def _told(there: World) -> Any:
    there.cycle.contact_email = "office@people.example"
    there.cycle.save()
    return there.cycle


def _calling(there: World) -> Any:
    return call_for_members(there.idea.team, text="来てください。", challenge=there.challenge, at=AUTUMN)


def _request(there: World) -> Any:
    asker = {"user": there.people["citizen"], "about": make.about()}
    return ask_to_join(_calling(there), **asker, message="入りたいです。", at=AUTUMN)


def _published_late(there: World) -> dict[str, Any]:
    """What a leave is given with, where the ideas come out some days after the deadline."""
    stage = there.cycle.stages.get(kind=Stage.Kind.IDEAS)
    stage.publishes_at = stage.closes_at + timedelta(days=10)
    stage.save()
    return {
        "until": stage.closes_at + timedelta(days=1),
        "reason": "停電のため",
        "by": there.people["staff"],
        "at": AUTUMN,
    }


def _late(there: World) -> Callable[[], Any]:
    draft = make.draft(challenge=there.challenge)
    _leave, code = give_late_code(draft, **_published_late(there))
    return _bound(use_late_code, draft, code=code, by=make.leader_of(draft.team), at=AUTUMN)


def _recommendation(there: World) -> Any:
    named = {"name": "見本", "email": "r@people.example", "by": there.people["member"], "at": AUTUMN}
    return ask_recommendation(there.idea.team, participant=there.challenge.participant, **named)


def _consent(there: World) -> Any:
    named = {"name": "見本", "email": "g@people.example", "by": there.people["member"], "at": AUTUMN}
    return ask_guardian(there.idea.team.members.last(), **named)


def _lonely(there: World) -> datetime:
    """A challenge nobody has taken up, a week before the deadline."""
    draft = there.draft_challenge
    Challenge.objects.filter(pk=draft.pk).update(status="accepted", serial=7, submitted_at=SUMMER)
    return windows(2026)[Stage.Kind.IDEAS][1] - timedelta(days=5)


def _union(there: World) -> Callable[[], Any]:
    lead, partner = Participant.objects.with_members().order_by("number")[:2]
    named = {"cycle": there.cycle, "partners": [partner.lead.pk], "by": there.people["officer"], "at": SUMMER}
    return _bound(apply_to_take_part, lead, **named)


def _part(there: World) -> Participation:
    return Participation.objects.create(participant=Participant.objects.get(number=902), cycle=there.cycle)


def _failing_link(there: World) -> Any:
    row = there.challenge.resources.get()
    row.failures = FAILURES - 1
    row.save()
    return row


def _mentored(there: World) -> Any:
    named = {"named_by": there.people["staff"], "named_at": LATER}
    Mentorship.objects.create(idea=there.idea, user=there.people["citizen"], **named)
    return there.idea


def _invited(there: World) -> Plan:
    there.plan.invited_at = LATER - timedelta(days=20)
    there.plan.save()
    return there.plan


SERVICES: dict[str, Callable[[World], Callable[[], Any]]] = {
    **OF_DIALOGUE,
    **OF_JUDGING,
    **OF_AWARDS,
    **OF_ADVICE,
    **OF_THE_VOTE,
    "ask_erasure": lambda w: _bound(ask_erasure, w.people["citizen"], by=w.people["citizen"], at=SUMMER),
    "keep_account": lambda w: _bound(keep_account, _going(w), by=w.people["staff"], at=SUMMER),
    "erase_person": lambda w: _bound(erase_person, _going(w), at=SUMMER),
    "erase_person of a team": lambda w: _bound(erase_person, _going(w, _teammate(w)), at=SUMMER),
    "erase_person, the last of a team": lambda w: _bound(erase_person, _going(w, _last(w)), at=LATER),
    "accept_challenge": lambda w: _bound(accept_challenge, _handed_in(w), by=w.people["staff"], at=SUMMER),
    "return_challenge": lambda w: _bound(
        return_challenge,
        _handed_in(w),
        by=w.people["staff"],
        remarks="数字の出典を足してください。",
        sections={"contact": "部署の名前を書いてください。"},
        at=SUMMER,
    ),
    "assign_reviewer": lambda w: _bound(
        assign_reviewer, _handed_in(w), to=staff(), seen=None, by=w.people["staff"], at=SUMMER
    ),
    "ask_for_office": lambda w: _bound(
        ask_for_office,
        w.people["citizen"],
        LocalGovernment.objects.first(),
        department="企画課",
        message="内線 12",
        at=SUMMER,
    ),
    "approve_request": _approval,
    "apply_to_take_part": _union,
    "withdraw_participation": lambda w: _bound(
        withdraw_participation, _part(w), reason="人手が足りません。", by=w.people["neighbour"], at=SUMMER
    ),
    "decline_request": lambda w: _bound(
        decline_request, _asked(w), reason="職場のアドレスで申し込んでください。", by=w.people["staff"], at=SUMMER
    ),
    "adopt_seed": lambda w: _bound(
        adopt_seed, w.seed, into=w.draft_challenge, origin="citizens", by=w.people["officer"], at=SUMMER
    ),
    "merge_seed": lambda w: _bound(merge_seed, w.seed, into=_another(w), by=w.people["officer"], at=SUMMER),
    "answer_seed": lambda w: _bound(answer_seed, w.seed, answer="考えます。", by=w.people["officer"], at=SUMMER),
    "reopen_seed": lambda w: _bound(reopen_seed, _answered(w), by=w.people["officer"], at=SUMMER),
    "hide_seed": lambda w: _bound(hide_seed, w.seed, reason="人の名前があります。", by=w.people["staff"], at=SUMMER),
    "restore_seed": lambda w: _bound(restore_seed, _hidden(w), by=w.people["staff"], at=SUMMER),
    "withdraw_seed": lambda w: _bound(withdraw_seed, _with_another(w), by=w.people["citizen"], at=SUMMER),
    "tell_officers_of_seeds": lambda w: _bound(tell_officers_of_seeds, at=SUMMER + timedelta(days=1)),
    "set_publication": lambda w: _bound(
        set_publication, _step1(w), publishes_at=AUTUMN, seen=_step1(w).publishes_at, by=w.people["staff"], at=SUMMER
    ),
    "warn_of_no_team": lambda w: _bound(warn_of_no_team, at=_lonely(w)),
    "tell_follower": lambda w: _bound(tell_follower, w.follow, at=WINTER),
    "invite_officer": _invitation,
    "resend_invitation": lambda w: _bound(
        resend_invitation, _invitation(w)(), by=w.people["officer"], at=SUMMER + timedelta(days=1)
    ),
    "accept_invitation": _succession,
    "leave_office": lambda w: _bound(leave_office, _serving(w), at=SUMMER),
    "dismiss_officer": lambda w: _bound(dismiss_officer, _serving(w), by=w.people["staff"], at=SUMMER),
    "note_link": lambda w: _bound(note_link, _failing_link(w), is_open=False, at=SUMMER),
    "grant_extension": lambda w: _bound(
        grant_extension,
        w.challenge.participant,
        cycle=w.cycle,
        closes_at=AUTUMN,
        reason="台風で庁舎が停電したため",
        by=w.people["staff"],
        at=SUMMER,
    ),
    "invite_member": lambda w: _bound(
        invite_member, w.idea.team, email="new@people.example", by=w.people["member"], at=AUTUMN
    ),
    "transfer_leadership": lambda w: _bound(
        transfer_leadership, w.idea.team, to=w.idea.team.members.last(), by=w.people["member"], at=AUTUMN
    ),
    "leave_team": lambda w: _bound(leave_team, make.member(w.idea.team), at=AUTUMN),
    "remove_member": lambda w: _bound(
        remove_member, make.member(w.idea.team), reason="来られないため", by=w.people["member"], at=AUTUMN
    ),
    "ask_to_join": lambda w: _bound(
        ask_to_join, _calling(w), user=w.people["citizen"], about=make.about(), message="入りたいです。", at=AUTUMN
    ),
    "decide_request": lambda w: _bound(decide_request, _request(w), is_accepted=True, by=w.people["member"], at=AUTUMN),
    "allow_polish": lambda w: _bound(
        allow_polish, w.idea, reason="読みにくいため", until=WINTER, by=w.people["staff"], at=AUTUMN
    ),
    "reopen_idea": lambda w: _bound(reopen_idea, w.idea, **_published_late(w)),
    "use_late_code": _late,
    "withdraw_for_team": lambda w: _bound(
        withdraw_for_team, w.idea, reason="電話で聞いた", by=w.people["staff"], at=AUTUMN
    ),
    "restore_for_team": lambda w: _bound(
        restore_for_team,
        withdraw_idea(w.idea, by=w.people["member"], at=AUTUMN),
        reason="電話で聞いた",
        by=w.people["staff"],
        at=AUTUMN,
    ),
    "write_remark": lambda w: _bound(
        write_remark, w.idea.team, text="住所を確かめています。", tells=True, by=w.people["staff"], at=AUTUMN
    ),
    "settle_remark": lambda w: _bound(
        settle_remark,
        write_remark(w.idea.team, text="住所を確かめています。", tells=False, by=w.people["staff"], at=AUTUMN),
        is_settled=True,
        tells=True,
        by=w.people["staff"],
        at=AUTUMN,
    ),
    "remind_team": lambda w: _bound(
        remind_team, _unconfirmed(w), step="72h", closes_at=AUTUMN + timedelta(days=3), at=AUTUMN
    ),
    "remind_by_office": lambda w: _bound(remind_by_office, _unconfirmed(w).cycle, by=w.people["staff"], at=AUTUMN),
    "make_class": lambda w: _bound(
        make_class, cycle=_told(w), teacher=w.people["citizen"], school="見本中学校", name="2年1組", at=AUTUMN
    ),
    "ask_for_yeses": lambda w: _bound(ask_for_yeses, _unconfirmed(w), by=w.people["member"], at=AUTUMN),
    "ask_recommendation": lambda w: _bound(
        ask_recommendation,
        w.idea.team,
        participant=w.challenge.participant,
        name="見本",
        email="r@people.example",
        by=w.people["member"],
        at=AUTUMN,
    ),
    "answer_recommendation": lambda w: _bound(
        answer_recommendation, _recommendation(w), is_yes=True, entry_class="A", at=AUTUMN
    ),
    "ask_guardian": lambda w: _bound(
        ask_guardian,
        w.idea.team.members.last(),
        name="見本",
        email="g@people.example",
        by=w.people["member"],
        at=AUTUMN,
    ),
    "answer_guardian": lambda w: _bound(answer_guardian, _consent(w), is_yes=False, at=AUTUMN),
    "withdraw_idea": lambda w: _bound(withdraw_idea, w.idea, by=w.people["member"], at=AUTUMN),
    "request_code": lambda w: _bound(
        request_code, w.cycle, address="viewer@people.example", network="192.0.2.0", language="ja", at=WINTER
    ),
    "invite_due_report": lambda w: _bound(invite_due_report, w.plan, at=LATER),
    "remind_of_report": lambda w: _bound(remind_of_report, _invited(w), at=LATER),
    "escalate_late": lambda w: _bound(escalate_late, at=LATER),
    "hand_in_report": lambda w: _bound(hand_in_report, w.plan, state="trial", done="歩いた。", at=LATER),
    "tell_followers_of": lambda w: _bound(tell_followers_of, Report.objects.get(), at=LATER),
    "name_mentor": lambda w: _bound(
        name_mentor, Mentorship(idea=w.idea, user=w.people["citizen"]), by=w.people["staff"], at=LATER
    ),
    "post_to_mentoring": lambda w: _bound(
        post_to_mentoring, _mentored(w), text="雪の日は。", by=w.people["citizen"], at=LATER
    ),
    "add_contact": lambda w: _bound(
        add_contact, w.idea, email="later@people.example", by=w.people["member"], at=AUTUMN
    ),
}
