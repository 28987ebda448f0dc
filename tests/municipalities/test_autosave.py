"""A challenge saved while it is being written: cheap, never over a colleague's words, and always told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common import clock
from contest.sheet import fingerprint
from municipalities.models import Challenge
from municipalities.services import discard_challenge, dismiss_officer, save_challenge
from tests.factories import contest
from tests.factories.accounts import staff
from tests.factories.municipalities import challenge, extension, officer
from tests.municipalities.pages import OPEN, edit, text

pytestmark = pytest.mark.usefixtures("summer")
Status = Challenge.Status
CLOSES = contest.windows(2026)["challenges"][1]
TYPED = {
    "basics": {"title": "新しい題", "theme": "1", "origin": "staff"},
    "answer-who": {"answer-who": "新しい文"},
    "contact": {"department": "防災課", "contact_name": "花子", "contact_email": "a@b.example", "name_is_public": "no"},
    "english": {"title_en": "Roads", "summary_en": "In short"},
}


def post(client, kept, section="answer-who", **typed):
    """What static/js/autosave.js sends, and the words it hears."""
    response = client.post(edit(kept, section), typed, headers={"accept": "application/json"})
    return response.status_code, response.json()


def who(kept) -> str:
    return Challenge.objects.get(pk=kept.pk).answers["who"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("section", TYPED)
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.RETURNED])
def test_an_autosave_costs_six_queries_at_most(client, clerk, section, status, django_assert_max_num_queries):
    kept = challenge(status, by=clerk)
    typed = TYPED[section] | ({"theme": contest.theme("tourism", "観光").pk} if section == "basics" else {})
    officer(kept.participant)
    extension(kept.participant)
    with django_assert_max_num_queries(6):
        assert post(client, kept, section, **typed)[1]["state"] == "saved"


@pytest.mark.django_db
def test_saving_answers_with_the_time_and_what_is_seen_now(client, clerk):
    kept = challenge(by=clerk)
    status, line = post(client, kept, **{"answer-who": " のこる\r\n文 "})
    at = timezone.localtime(clock.now())
    assert (status, line["state"], line["text"]) == (200, "saved", f"保存しました {at:%H:%M}")
    assert (line["seen"], line["colleague"]) == (fingerprint({"answer-who": "のこる\n文"}), "")
    assert who(kept) == "のこる\n文"


@pytest.mark.django_db
def test_saving_on_with_what_was_answered_is_no_conflict(client, clerk):
    kept = challenge(by=clerk)
    seen = fingerprint({"answer-who": who(kept)})
    for words in ("ひと", "ひとつ", "ひとつめ"):
        status, line = post(client, kept, **{"answer-who": words, "seen": seen})
        seen = line["seen"]
    assert (status, who(kept)) == (200, "ひとつめ")


@pytest.mark.django_db
def test_a_text_written_over_is_told_and_kept(client, clerk):
    kept = challenge(by=clerk)
    seen = fingerprint({"answer-who": who(kept)})
    save_challenge(
        kept, fields={"answers": {"who": "となりの人の文"}}, by=officer(kept.participant).user, at=clock.now()
    )
    status, line = post(client, kept, **{"answer-who": "わたしの文", "seen": seen})
    assert (status, line["state"]) == (409, "changed")
    assert line["text"] == "別の画面で、この内容が書きかえられています。まだ保存していません。"
    assert who(kept) == "となりの人の文"


@pytest.mark.django_db
def test_two_officers_are_told_of_each_other(client, clerk):
    kept = challenge(by=clerk)
    colleague = officer(kept.participant)
    at = clock.now() - timedelta(minutes=2)
    save_challenge(kept, fields={"department": "防災課"}, by=colleague.user, at=at)
    told = f"{colleague.user}さんも、この課題を書いています（{timezone.localtime(at):%H:%M}に保存しました）。"
    assert told in text(client.get(edit(kept)))
    assert post(client, kept, **{"answer-who": "わたしの文"})[1]["colleague"] == told
    assert post(client, kept, **{"answer-who": "わたしの文、続き"})[1]["colleague"] == ""
    assert told not in text(client.get(edit(kept)))
    kept.refresh_from_db()
    assert (kept.department, kept.answers["who"]) == ("防災課", "わたしの文、続き")


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [10, 60])
def test_a_colleague_of_long_ago_is_not_mentioned(client, clerk, minutes):
    kept = challenge(by=clerk)
    at = clock.now() - timedelta(minutes=minutes)
    save_challenge(kept, fields={"department": "防災課"}, by=officer(kept.participant).user, at=at)
    assert "この課題を書いています" not in text(client.get(edit(kept)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("section", "typed", "field"),
    [
        ("basics", {"title": "あ" * 301}, "title"),
        ("basics", {"title": "道\x00"}, "title"),
        ("basics", {"title": "道", "theme": "x"}, "theme"),
        ("contact", {"name_is_public": "maybe"}, "name_is_public"),
    ],
)
def test_what_cannot_be_stored_is_told_by_its_field(client, clerk, section, typed, field):
    kept = challenge(by=clerk)
    before = Challenge.objects.values().get()
    status, line = post(client, kept, section, **typed)
    assert (status, line["state"], list(line["errors"])) == (422, "unsaved", [field])
    assert Challenge.objects.values().get() == before


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "state"), [(-1, "saved"), (0, "closed"), (1, "closed")])
def test_the_deadline_is_exact(client, clerk, clock_at, seconds, state):
    kept = challenge(by=clerk)
    clock_at(CLOSES + timedelta(seconds=seconds))
    status, line = post(client, kept, **{"answer-who": "ぎりぎりの文"})
    assert (status, line["state"]) == (200 if state == "saved" else 403, state)
    assert (who(kept) == "ぎりぎりの文") is (state == "saved")


@pytest.mark.django_db
def test_a_lost_session_is_told_with_the_way_back(client):
    kept = challenge()
    status, line = post(client, kept, **{"answer-who": "だれの文"})
    assert (status, line["state"]) == (401, "logged out")
    assert line["url"] == f"{reverse('account_login')}?next={edit(kept, 'answer-who').replace('/', '%2F')}"


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["dismissed", "thrown away"])
def test_what_is_no_longer_there_is_not_found(client, clerk, how):
    kept = challenge(by=clerk)
    if how == "dismissed":
        dismiss_officer(clerk, by=staff(), at=OPEN)
    else:
        discard_challenge(kept, by=clerk.user, at=OPEN)
    answer = client.post(edit(kept, "answer-who"), {"answer-who": "x"}, headers={"accept": "application/json"})
    assert answer.status_code == 404
