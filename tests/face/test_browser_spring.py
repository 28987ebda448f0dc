"""Pages of the spring and of the vote in a real browser, each as whoever meets it: axe finds nothing, nothing is too wide."""

import pytest
from django.urls import reverse

from accounts.models import User
from ideas.models import Idea
from ideas.second import section_of, values_of
from ideas.services import hand_in_second_version, save_second_version
from judging import services
from tests.face.test_browser import SHAPES, is_too_wide, sign_in, violations
from tests.factories import ideas, judging
from tests.factories import voting as make
from tests.factories.accounts import staff
from tests.factories.judging import ADVISED, DURING, WORDS

pytestmark = [pytest.mark.promise, pytest.mark.django_db(transaction=True)]
Visits = dict[str, User | None]
LOGIN = {"client_id": "sample", "secret": "sample", "server": "https://login.example"}


@pytest.fixture
def visits(clock_at, settings) -> Visits:
    """A finalist that is advised and has written anew, for all to read; a poll is open, LINE and Google prove who votes."""
    round, idea = judging.round(), ideas.submitted()
    sheet = judging.handed_in(round, idea, 4, 3, 2)
    judging.placed(idea)
    judging.released(idea.cycle)
    round.locked_at, round.locked_by = DURING, staff()
    round.save()
    clock_at(ADVISED)
    idea = Idea.objects.for_desk().get(pk=idea.pk)
    judge, leader = sheet.judge.user, ideas.leader_of(idea.team)
    services.propose_advice(sheet, words=WORDS, by=judge, at=ADVISED)
    judging.advised(idea)
    write_anew(idea, leader)
    services.publish_advice(idea.cycle, by=staff(), at=ADVISED)
    settings.VOTE_LOGINS = {"line": LOGIN, "google": LOGIN}
    make.poll()
    of_team = ("advice:page", "ideas:idea_second", "ideas:idea_second_confirm")
    of_world = ("pages:idea", "pages:idea_advice")
    return {
        reverse("judge:advice", args=[sheet.pk]): judge,
        **{reverse(name, args=[idea.pk]): leader for name in of_team},
        **{reverse(name, args=[idea.number]): None for name in of_world},
        reverse("voting:verify"): None,
    }


def write_anew(idea: Idea, leader: User) -> None:
    """A second version handed in, and a change of it that is not."""
    second = idea.second_version
    texts = values_of(second, section_of(idea))
    save_second_version(second, values={**texts, "title": "あかりみち改"}, by=leader, at=ADVISED)
    hand_in_second_version(second, by=leader, at=ADVISED)
    second.refresh_from_db()
    save_second_version(second, values={**texts, "title": "あかりみち改二"}, by=leader, at=ADVISED)


@pytest.mark.parametrize(("scheme", "width"), SHAPES)
def test_pages_of_the_spring_are_clean(browser, live_server, visits, scheme, width):
    complaints, found = [], {}
    for address, who in visits.items():
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 844}, locale="ja-JP")
        if who:
            sign_in(context, live_server, who)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        answer = page.goto(live_server.url + address)
        found[address] = (answer.status, page.url.removeprefix(live_server.url), violations(page), is_too_wide(page))
        context.close()
    assert found == {address: (200, address, [], False) for address in visits}
    assert complaints == []
