"""A sponsor's or Harvard's selector decides their own award, and nothing else."""

import pytest

from awards import services
from awards.models import AwardRefused, Decision
from ideas.models import Team
from tests.awards.records import world
from tests.factories import awards
from tests.factories import judging as judges
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db
LINES = {"citation_ja": "街の灯り", "citation_en": "Lights of the town"}


@pytest.fixture
def final(evening):
    """A final with a sponsor's and Harvard's award: (sponsor's award, Harvard's award, entries, sponsor)."""
    _cycle, entries = awards.final()
    own = awards.sponsor()
    of_sponsor = awards.award("sponsor-own", "協賛団体賞", awards.By.SPONSOR, sponsor=own, order=5)
    return of_sponsor, awards.award("harvard", "大学の賞", awards.By.PARTNER, order=6), entries, own


def selector(scope, organization=None, **fields):
    return judges.judge(scope=scope, organization=organization, **fields).user


def test_each_selector_decides_their_own_award(final, evening):
    of_sponsor, of_harvard, entries, own = final
    for award, by in ((of_sponsor, selector("sponsor", own)), (of_harvard, selector("harvard"))):
        services.decide_as_selector(award, entries[1], **LINES, by=by, at=evening)
        decision = award.decisions.get()
        assert (decision.idea, decision.citation_en, decision.decided_by) == (entries[1], "Lights of the town", by)
        services.decide_as_selector(award, None, by=by, at=evening)
        assert not award.decisions.exists()


@pytest.mark.parametrize("who", ["another sponsor", "harvard", "committee", "left", "nobody"])
def test_nobody_else_decides_a_sponsors_award(who, final, evening):
    of_sponsor, _harvard, entries, own = final
    by = {
        "another sponsor": lambda: selector("sponsor", awards.sponsor("other", "見本の別の社")),
        "harvard": lambda: selector("harvard"),
        "committee": lambda: selector("committee", own),
        "left": lambda: selector("sponsor", own, left_at=evening),
        "nobody": staff,
    }[who]()
    before = world()
    with pytest.raises(AwardRefused):
        services.decide_as_selector(of_sponsor, entries[0], by=by, at=evening)
    assert world() == before


def test_a_selector_never_decides_the_committees_award(final, evening):
    cycle = final[0].cycle
    by, before = selector("sponsor", final[3]), world()
    with pytest.raises(AwardRefused):
        services.decide_as_selector(cycle.awards.get(key="grand"), final[2][1], by=by, at=evening)
    assert world() == before


def test_the_page_shows_ones_own_award_its_ideas_and_no_points_or_votes(final, client):
    of_sponsor, of_harvard, entries, own = final
    client.force_login(selector("sponsor", own))
    page = client.get(f"/me/selection/{of_sponsor.pk}/").content.decode()
    shown = [words in page for words in (entries[0].number, "候補2", "票が", "位", "すばらしい")]
    assert shown == [True, True, False, False, False]
    listed = client.get("/me/selection/").content.decode()
    assert (str(of_sponsor) in listed, str(of_harvard) in listed) == (True, False)
    assert client.get(f"/me/selection/{of_harvard.pk}/").status_code == 404


def test_my_page_leads_a_selector_to_their_award_and_calls_them_no_judge(final, client):
    of_sponsor, of_harvard, entries, own = final
    client.force_login(selector("sponsor", own))
    page = client.get("/me/").content.decode()
    assert [words in page for words in ('href="/me/selection/"', str(of_sponsor), "まだえらんでいません")] == [True] * 3
    assert [words in page for words in (str(of_harvard), "の審査委員", "採点するアイデア")] == [False] * 3


def test_in_english_the_english_words_come_first(final, client):
    client.force_login(selector("harvard"))
    page = client.get(f"/me/selection/{final[1].pk}/", headers={"accept-language": "en"}).content.decode()
    assert page.index('name="citation_en"') < page.index('name="citation_ja"')


def test_what_is_typed_is_kept_and_a_word_without_an_idea_is_refused_by_its_field(final, client):
    of_harvard, entries = final[1], final[2]
    client.force_login(selector("harvard"))
    path = f"/me/selection/{of_harvard.pk}/"
    answer = client.post(path, {"idea": "", **LINES}, headers={"accept-language": "en"})
    assert (answer.status_code, "Lights of the town" in answer.content.decode(), Decision.objects.count()) == (
        200,
        True,
        1,
    )
    client.post(path, {"idea": str(entries[2].pk), **LINES})
    assert of_harvard.decisions.get().idea == entries[2]


def test_once_two_people_agreed_the_choice_is_closed(final, evening, client):
    of_sponsor, of_harvard, entries, own = final
    by = selector("sponsor", own)
    services.decide_as_selector(of_sponsor, entries[1], by=by, at=evening)
    services.withhold_award(of_harvard, reason="該当なし", by=staff(), at=evening)
    services.propose_publication(of_sponsor.cycle, by=staff(), at=evening, goes_public_at=evening.replace(hour=18))
    services.agree_publication(of_sponsor.cycle, by=staff(), at=evening)
    before = world()
    with pytest.raises(AwardRefused):
        services.decide_as_selector(of_sponsor, entries[2], by=by, at=evening)
    assert world() == before
    client.force_login(by)
    assert "えらぶ期間は終わりました" in client.get(f"/me/selection/{of_sponsor.pk}/").content.decode()


@pytest.mark.parametrize(("attributes", "fits"), [([], True), (["students"], False), (["students", "mixed"], True)])
def test_the_team_attribute_is_asked_in_the_service(attributes, fits, evening):
    _cycle, entries = awards.final()
    assert entries[0].team.attribute == Team.Attribute.MIXED
    award = awards.award("student", "学生賞", team_attributes=attributes, order=4)
    before, by = world(), staff()
    if fits:
        assert services.decide_award(award, entries[0], by=by, at=evening).idea == entries[0]
    else:
        with pytest.raises(AwardRefused):
            services.decide_award(award, entries[0], by=by, at=evening)
        assert world() == before
