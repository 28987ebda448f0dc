"""Two people publish: the fact, the message, and for each refusal that nothing changed."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from awards import services
from awards.models import Award, AwardRefused, Decision
from awards.services import publishing
from common.errors import ContestError
from followup.models import Plan
from notifications.models import OutboxMail
from tests.awards.records import world
from tests.factories import awards, ideas
from tests.factories.accounts import staff
from tests.factories.municipalities import officer
from voting.models import Poll
from voting.services import publish_poll

pytestmark = pytest.mark.django_db


def test_two_people_publish_everything_at_once(evening):
    proposer, agreer = staff(), staff()
    year, entries = awards.proposed(proposer)
    publication = services.agree_publication(year, by=agreer, at=evening)
    assert (publication.proposed_by, publication.agreed_by, publication.published_at) == (proposer, agreer, evening)
    assert [poll.published_at for poll in Poll.objects.all()] == [evening]
    assert set(Plan.objects.values_list("idea", "months")) == {(idea.pk, n) for idea in entries for n in (12, 24)}
    actions = ("awards.propose_publication", "awards.agree_publication")
    assert [AuditEntry.objects.get(action=action).actor for action in actions] == [proposer, agreer]


def test_winners_and_their_officers_are_mailed_once(evening):
    year, entries = awards.proposed()
    retired = officer(entries[0].challenge.participant, until=evening - timedelta(days=1))
    services.agree_publication(year, by=staff(), at=evening)
    keys = set(OutboxMail.objects.filter(kind="awards/won").values_list("dedupe_key", flat=True))
    people = {
        decision.pk: [member.user_id for member in decision.idea.team.members.all()]
        + [post.user_id for post in decision.idea.challenge.participant.officers.filter(until__isnull=True)]
        for decision in Decision.objects.all()
    }
    assert keys == {f"award:{pk}:user:{user}" for pk, users in people.items() for user in users}
    assert not OutboxMail.objects.filter(kind="awards/won", user=retired.user).exists()
    grand = OutboxMail.objects.filter(kind="awards/won", user=ideas.leader_of(entries[0].team)).order_by("pk").first()
    assert grand.subject == "「候補0」が総合賞を受賞しました"
    assert "すばらしい" in grand.body


def test_pressed_twice_it_happens_once(evening):
    year, _entries = awards.proposed()
    services.agree_publication(year, by=staff(), at=evening)
    before = world()
    services.agree_publication(year, by=staff(), at=evening + timedelta(minutes=1))
    assert world() == before


@pytest.mark.parametrize("lacking", ["release", "date", "awards", "seal", "poll", "decision", "published"])
def test_a_proposal_is_refused_while_something_is_lacking(lacking, evening):
    year, entries = awards.final()
    if lacking == "release":
        year.tier_release.delete()
    elif lacking == "date":
        year.final_on = None
        year.save()
    elif lacking == "awards":
        Decision.objects.all().delete()
        Award.objects.all().delete()
    elif lacking == "seal":
        Poll.objects.update(sealed_at=None)
    elif lacking == "poll":
        awards.entry("poster")
    elif lacking == "decision":
        awards.award("idea", "アイデア賞", order=2)
    else:
        services.propose_publication(year, by=staff(), at=evening)
        services.agree_publication(year, by=staff(), at=evening)
    before, by = world(), staff()
    with pytest.raises(ContestError):
        services.propose_publication(year, by=by, at=evening)
    assert world() == before


def test_an_award_without_winner_does_not_stand_in_the_way(evening):
    year, _entries = awards.final()
    services.withhold_award(awards.award("idea", "アイデア賞", order=2), reason="該当なし", by=staff(), at=evening)
    services.propose_publication(year, by=staff(), at=evening)
    assert services.agree_publication(year, by=staff(), at=evening).published_at == evening


def test_nobody_agrees_with_themselves(evening):
    proposer = staff()
    year, _entries = awards.proposed(proposer)
    before = world()
    with pytest.raises(AwardRefused):
        services.agree_publication(year, by=proposer, at=evening)
    assert world() == before


def test_without_a_proposal_there_is_nothing_to_agree_to(evening):
    year, _entries = awards.final()
    before, by = world(), staff()
    with pytest.raises(AwardRefused):
        services.agree_publication(year, by=by, at=evening)
    assert world() == before


def change_winner(year, entries, at):
    services.decide_award(year.awards.get(key="grand"), entries[1], by=staff(), at=at)


def change_citation(year, entries, at):
    services.decide_award(year.awards.get(key="grand"), entries[0], citation_ja="とても", by=staff(), at=at)


def change_award(year, entries, at):
    year.awards.filter(key="grand").update(name_ja="大賞")


def withhold(year, entries, at):
    services.withhold_award(year.awards.get(key="grand"), reason="該当なし", by=staff(), at=at)


@pytest.mark.parametrize("change", [change_winner, change_citation, change_award, withhold])
def test_agreement_holds_only_for_what_was_proposed(change, evening):
    year, entries = awards.proposed()
    change(year, entries, evening)
    before, by = world(), staff()
    with pytest.raises(AwardRefused, match="申し出のあと"):
        services.agree_publication(year, by=by, at=evening)
    assert world() == before
    services.propose_publication(year, by=staff(), at=evening)
    assert services.agree_publication(year, by=by, at=evening).published_at == evening


def test_a_failure_on_the_way_leaves_nothing(evening, monkeypatch):
    year, _entries = awards.proposed()
    before, by = world(), staff()

    def broken(poll, *, at):
        publish_poll(poll, at=at)
        raise AwardRefused("途中")

    monkeypatch.setattr(publishing, "publish_poll", broken)
    with pytest.raises(AwardRefused):
        services.agree_publication(year, by=by, at=evening)
    assert world() == before
