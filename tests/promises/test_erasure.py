"""P2: everything that points at a person says what becomes of it when they go, and afterwards nothing of theirs is left.

Generated from the models, so that a new field cannot be forgotten.
"""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.erasure import all_held
from accounts.leaving import WAIT, ask_erasure, erase_person
from accounts.models import User
from dialogue.models import Post, PostReport
from ideas.models import Invitation, JoinRequest, Recommendation
from municipalities.models import Follow, SeedReport
from notifications.models import OutboxMail
from notifications.services import notify
from tests.promises import small_world as world
from tests.promises.test_tasks import AFTERWARDS
from tests.support.rows import every_row

SIGNED = "says which of the secretariat, the officers or the judges did it; what is left is a number without a name"
OFFICE = "of an office, not of a person: published with the challenge or the contest"
THIRD = "of somebody without an account; blanked with the member it belongs to"
DECLARED = {
    **dict.fromkeys(
        [
            *("awards.combiningrule.frozen_by", "awards.decision.decided_by", "awards.bundle.asked_by"),
            *("awards.publication.proposed_by", "awards.publication.agreed_by", "awards.certificate.issued_by"),
            *("awards.hallstate.changed_by", "judging.round.locked_by", "judging.reopening.asked_by"),
            *("judging.reopening.agreed_by", "judging.judgeinvitation.invited_by", "judging.conflict.declared_by"),
            *("judging.conflict.decided_by", "judging.assignment.entered_by", "judging.advice.written_by"),
            *("judging.advice.approved_by", "judging.advice.sent_by", "judging.advice.published_by"),
            *("judging.advice.answered_by", "judging.topic.discussed_by", "judging.meetingnote.written_by"),
            *("judging.inquiry.sent_by", "judging.reply.handed_in_by", "judging.reply.drafted_by"),
            *("judging.placement.decided_by", "judging.tierrelease.set_by", "voting.cardbatch.made_by"),
            *("voting.rules.published_by", "voting.group.asked_by", "voting.group.agreed_by", "voting.void.asked_by"),
            *("voting.void.agreed_by", "voting.appeal.answered_by", "voting.confirmation.proposed_by"),
            *("voting.confirmation.agreed_by", "followup.plan.skipped_by", "followup.contact.added_by"),
            *("followup.mentorship.named_by", "dialogue.facilitation.named_by", "dialogue.post.hidden_by"),
            *("dialogue.postreport.settled_by", "dialogue.statement.handed_in_by", "dialogue.statement.drafted_by"),
            *("ideas.schoolclass.teacher", "ideas.team.checked_by", "ideas.invitation.invited_by"),
            *("ideas.joinlink.made_by", "ideas.joinrequest.decided_by", "ideas.guardianconsent.recorded_by"),
            *("ideas.eligibilityremark.written_by", "ideas.ideaversion.handed_in_by", "ideas.leave.given_by"),
            *("ideas.secondversion.handed_in_by", "municipalities.participation.applied_by"),
            *("municipalities.extension.granted_by", "municipalities.challenge.written_by"),
            *("municipalities.challenge.reviewer", "municipalities.challenge.english_checked_by"),
            *("municipalities.challengeversion.handed_in_by", "municipalities.remark.written_by"),
            *("municipalities.officerrequest.decided_by", "municipalities.officerinvitation.invited_by"),
            *("municipalities.seed.answered_by", "municipalities.seed.hidden_by"),
            *("municipalities.seedreport.settled_by", "admin.logentry.user"),
        ],
        SIGNED,
    ),
    **dict.fromkeys(["municipalities.challenge.contact_email", "contest.cycle.contact_email"], OFFICE),
    "accounts.user.email": "emptied itself, by accounts.leaving",
}


def personal() -> set[str]:
    """Every field of every model that points at a person or is an address."""
    return {
        f"{model._meta.label_lower}.{kept.name}"
        for model in apps.get_models()
        for kept in model._meta.concrete_fields
        if kept.related_model is User or isinstance(kept, models.EmailField)
    }


def registered() -> set[str]:
    return {f"{held.model._meta.label_lower}.{held.path}" for held in all_held() if "__" not in held.path}


def test_p2_every_field_about_a_person_says_what_becomes_of_it() -> None:
    assert personal() - registered() - DECLARED.keys() == set()
    assert DECLARED.keys() - personal() == set()
    assert DECLARED.keys() & registered() == set()


def test_p2_what_is_blanked_exists() -> None:
    for held in all_held():
        assert {kept.name for kept in held.model._meta.concrete_fields} >= held.blank.keys()
        assert held.stays or not held.blank


CANARIES = {"family_name": "遠藤canary", "given_name": "消美", "family_kana": "エンドウカナリ", "given_kana": "ケスミ"}
ADDRESS = "canary.goes@people.example"


def somebody() -> User:
    """The leader of a team a year on, who did in every room what a citizen may do."""
    there = world.build()
    user: Any = there.people["member"]
    User.objects.filter(pk=user.pk).update(email=ADDRESS, **CANARIES)
    user.refresh_from_db()
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    now = AFTERWARDS - timedelta(days=30)
    user.teams.update(name_is_public=True, public_name="遠藤canary 消美")
    member, other = user.teams.first(), there.rival_idea.team
    part = {"participant": there.challenge.participant, "expires_at": now}
    Recommendation.objects.create(leader=member, name="推薦canary", email="r.canary@people.example", **part)
    Invitation.objects.create(
        team=other, email=ADDRESS, token_hash="i", invited_by=there.people["rival"], expires_at=now
    )
    JoinRequest.objects.create(team=other, user=user, age_band="30to59", message="canaryです", asked_at=now)
    there.seed.suggested_by, there.seed.credit = user, "遠藤canary"
    there.seed.save()
    Follow.objects.create(user=user, challenge=there.challenge, since=now)
    Post.objects.create(thread=there.thread, text="よい案です。", written_by=user, credit="遠藤canary")
    said = {"kind": "other", "text": "canaryより", "reported_by": user, "reported_at": now}
    SeedReport.objects.create(seed=there.seed, **said)
    PostReport.objects.create(post=there.thread.posts.first(), **said)
    notify(user, "accounts/erasure_undone", context={}, dedupe_key="before", at=now)
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.log_actions(there.people["staff"].pk, [user], ADDITION, single_object=True)
    assert LogEntry.objects.get(content_type=kind).object_repr == user.full_name
    return user


def traces() -> list[str]:
    """Tables in which something of the person can be read."""
    rows = {**every_row(), "admin": list(LogEntry.objects.values())}
    words = ("canary", "カナリ", "ケスミ", "消美", "\\u6d88\\u7f8e")
    return sorted(table for table, kept in rows.items() if any(word in str(kept) for word in words))


@pytest.mark.django_db
def test_p2_afterwards_nothing_of_a_person_is_left(record_property: Any) -> None:
    user = somebody()
    before = traces()
    assert len(before) >= 10  # the control: it was everywhere
    ask_erasure(user, by=user, at=AFTERWARDS)
    assert not erase_person(user, at=AFTERWARDS + WAIT - timedelta(seconds=1))
    assert erase_person(user, at=AFTERWARDS + WAIT)
    farewell = OutboxMail.objects.get(to=ADDRESS)
    assert (farewell.kind, farewell.user) == ("accounts/erased", None)
    farewell.delete()  # as `forget_mails` does after thirty days
    record_property("figure", f"P2: a person in {len(before)} tables, afterwards in {len(traces())}")
    assert traces() == []


@pytest.mark.django_db
def test_p2_what_others_rely_on_still_stands() -> None:
    user = somebody()
    team, post = user.teams.get().team, user.posts.get()
    members, ideas = team.members.count(), list(team.ideas.values_list("title", "status"))
    ask_erasure(user, by=user, at=AFTERWARDS)
    erase_person(user, at=AFTERWARDS + WAIT)
    post.refresh_from_db()
    assert (team.members.count(), list(team.ideas.values_list("title", "status"))) == (members, ideas)
    assert (post.text, post.credit, str(post.written_by)) == ("よい案です。", "", "アカウントを消した人")


# Fields of rows a person's copy tells of that it leaves out, and why. What is named nowhere fails.
ITS_OWN = {"id", "created_at", "updated_at", "token_hash", "code_hash"}  # of the database, and secrets
LEFT_OUT = {
    "accounts.auditentry": {"detail"},  # may name others, or what is not public
    "awards.certificate": {
        "receiver",
        "member",
        "purpose",
        "replaced_by",
        "revoked_reason",
    },  # the reason is the office's
    "dialogue.postreport": {"post"},  # what others wrote
    "followup.mentoringpost": {"report"},
    "ideas.guardianconsent": {"member", "guardian_name", "email", "expires_at"},  # a guardian is told their own
    "ideas.recommendation": {
        "leader",
        "name",
        "email",
        "entry_class",
        "statement",
        "expires_at",
    },  # as is who recommends
    "municipalities.officerrequest": {"has_known_domain"},  # how the office looked at it
    "municipalities.officerinvitation": {"hands_over"},  # a colleague
    "municipalities.seed": {"challenge", "merged_into", "told_at"},  # not public yet, or another's
    "municipalities.seedreport": {"seed"},
    "dialogue.post": {"thread"},
}


def test_p2_a_copy_says_every_field_or_has_a_reason_not_to() -> None:
    for held in all_held():
        if not held.tells:
            continue
        kept = {one.name for one in held.model._meta.concrete_fields if one.related_model is not User}
        told, out = set(held.tells), LEFT_OUT.get(held.model._meta.label_lower, set())
        assert kept - ITS_OWN - told - out == set(), held
        assert out <= kept, held
