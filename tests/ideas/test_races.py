"""Two people at the same moment: numbers stay single, a link lets one in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import AuditEntry
from ideas.models import Idea, IdeaRefused, IdeasClosed, IdeaVersion, InvitationRefused
from ideas.services import give_late_code, join_team, start_idea, submit_idea, use_late_code
from notifications.models import OutboxMail
from tests.factories import ideas as make
from tests.factories.accounts import person, staff
from tests.factories.contest import cycle, windows
from tests.factories.municipalities import challenge

pytestmark = pytest.mark.django_db(transaction=True)
AUTUMN, DEADLINE = make.AUTUMN, windows(2026)["ideas"][1]


def at_once(acts) -> list:
    """Run all acts from the same moment on; results, or the exceptions they raised."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            return act()
        except (InvitationRefused, IdeaRefused) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_numbers_are_given_once():
    drafts = [make.draft() for _ in range(4)]
    acts = [lambda idea=idea: submit_idea(idea, by=make.leader_of(idea.team), at=AUTUMN) for idea in drafts]
    assert sorted(idea.serial for idea in at_once(acts)) == [1, 2, 3, 4]


def test_a_double_click_hands_in_once():
    idea = make.draft()
    leader = make.leader_of(idea.team)
    at_once([lambda: submit_idea(idea, by=leader, at=AUTUMN)] * 4)
    assert IdeaVersion.objects.count() == 1


def test_a_double_click_starts_one_draft():
    team, about = make.team(), challenge("accepted")
    leader = make.leader_of(team)
    at_once([lambda: start_idea(team, challenge=about, by=leader, at=AUTUMN)] * 4)
    assert Idea.objects.count() == 1


def test_one_link_lets_one_person_in():
    team = make.team(1)
    invitation = make.invitation(team)
    people = [person() for _ in range(4)]
    acts = [lambda user=user: join_team(invitation, user=user, about=make.about(), at=AUTUMN) for user in people]
    refused = [result for result in at_once(acts) if isinstance(result, InvitationRefused)]
    assert (len(refused), team.members.count()) == (3, 2)


def test_two_members_at_once_hand_in_one_version_under_one_number():
    """Each has read the same text; whoever comes second finds it done, and both are led to the same receipt."""
    idea = make.draft(make.team(2))
    people = [member.user for member in idea.team.members.all()]
    handed_in = at_once([lambda user=user: submit_idea(idea, by=user, at=AUTUMN) for user in people])
    assert {row.number for row in handed_in} == {"COG2026-I-0001"}
    assert (IdeaVersion.objects.count(), OutboxMail.objects.filter(kind="ideas/receipt").count()) == (1, 2)


def test_a_code_two_members_type_at_once_is_used_once():
    idea = make.draft(make.team(2))
    cycle().stages.filter(kind="ideas").update(publishes_at=DEADLINE + timedelta(days=9))
    given = {"reason": "停電のため", "until": DEADLINE + timedelta(days=1), "by": staff(), "at": DEADLINE}
    _leave, code = give_late_code(idea, **given)
    people = [member.user for member in idea.team.members.all()]
    acts = [lambda user=user: use_late_code(idea, code=code, by=user, at=DEADLINE) for user in people]
    refused = [result for result in at_once(acts) if isinstance(result, IdeaRefused)]
    assert [str(refusal) for refusal in refused] == ["このコードは、もう使われました。コードは1回だけ使えます。"]
    assert AuditEntry.objects.filter(action="ideas.use_late_code").count() == 1


def test_thirty_at_the_deadline_lose_nothing_and_only_the_late_are_refused():
    """Each comes in at its own moment around the deadline; the lock they wait for makes nobody late."""
    drafts = [make.draft(title=f"案{number}") for number in range(30)]
    moments = [DEADLINE + (number - 20) * timedelta(milliseconds=50) for number in range(30)]
    acts = [
        lambda idea=idea, moment=moment: submit_idea(idea, by=make.leader_of(idea.team), at=moment)
        for idea, moment in zip(drafts, moments, strict=True)
    ]
    results = at_once(acts)
    assert [isinstance(result, IdeasClosed) for result in results] == [moment >= DEADLINE for moment in moments]
    kept = Idea.objects.filter(status="submitted")
    assert sorted(idea.serial for idea in kept) == list(range(1, 21))
    assert {idea.title for idea in kept} == {f"案{number}" for number in range(20)}
    assert IdeaVersion.objects.count() == 20
    late = Idea.objects.filter(status="draft")
    assert {idea.working["title"] for idea in late} == {f"案{number}" for number in range(20, 30)}
    assert OutboxMail.objects.filter(kind="ideas/receipt").count() == 40
