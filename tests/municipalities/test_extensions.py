"""More time for one municipality: who may still write, who is told, what is kept, and what is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from contest.models import Cycle, Stage
from municipalities.models import Challenge, ChallengeClosed, Extension, ExtensionRefused
from municipalities.services import grant_extension, start_challenge, submit_challenge
from notifications.models import OutboxMail
from tests.factories import contest
from tests.factories.accounts import staff
from tests.factories.municipalities import challenge, extension, officer
from tests.municipalities.pages import at, edit, text

pytestmark = pytest.mark.django_db
Status = Challenge.Status
CLOSES = contest.windows(2026)[Stage.Kind.CHALLENGES][1]
LONGER = CLOSES + timedelta(days=7)
BEFORE, AFTER = CLOSES - timedelta(days=1), CLOSES + timedelta(days=1)
A_SECOND = timedelta(seconds=1)
REASON = "台風で庁舎が停電したため"
LIST, NEW = reverse("municipalities:challenges"), reverse("municipalities:challenge_new")
ADD = reverse("admin:municipalities_extension_add")


def grant(of, **given):
    act = {"cycle": contest.cycle(), "closes_at": LONGER, "reason": REASON, "by": staff(), "at": BEFORE}
    return grant_extension(of, **act | given)


def snapshot() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Extension, OutboxMail, AuditEntry)]


def test_it_is_kept_with_its_reason_and_told_to_every_officer():
    clerk = officer()
    officer(clerk.participant)
    officer(clerk.participant, until=BEFORE)
    made = grant(clerk.participant, reason=f" {REASON} ")
    assert (made.closes_at, made.reason, made.granted_at) == (LONGER, REASON, BEFORE)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.detail["reason"]) == ("extension.grant", made.granted_by, REASON)
    mails = OutboxMail.objects.filter(kind="municipalities/extended")
    assert mails.count() == 2
    assert mails[0].subject == "課題のしめきりをのばしました（2026年9月7日（月）23:59まで）"
    assert REASON in mails[0].body


def test_the_same_once_more_is_the_same():
    clerk = officer()
    first = grant(clerk.participant)
    before = snapshot()
    assert grant(clerk.participant, at=AFTER) == first
    assert snapshot() == before


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": " \n"}, "理由を書いてください"),
        ({"closes_at": CLOSES}, r"もとのしめきり（2026年8月31日（月）23:59まで）より後"),
        ({"closes_at": LONGER, "at": LONGER}, "もうすぎた日時です"),
    ],
)
def test_what_gives_no_time_or_no_reason_is_refused(given, words):
    clerk = officer()
    before = snapshot()
    with pytest.raises(ExtensionRefused, match=words):
        grant(clerk.participant, **given)
    assert snapshot() == before


def test_a_cycle_without_step1_is_refused():
    with pytest.raises(ExtensionRefused, match="募集する期間がありません"):
        grant(officer().participant, cycle=Cycle.objects.create(fiscal_year=2031))


@pytest.mark.parametrize(
    ("moment", "is_open"), [(LONGER - A_SECOND, True), (LONGER, False), (LONGER + A_SECOND, False)]
)
def test_to_the_second_it_is_open_for_this_one_alone(moment, is_open):
    Stage.objects.filter(cycle=contest.cycle(), kind=Stage.Kind.CHALLENGES).update(publishes_at=None)
    mine, other = challenge(), challenge()
    grant(mine.participant)
    for kept, may in ((mine, is_open), (other, False)):
        clerk = kept.participant.officers.first().user
        for act in (
            lambda clerk=clerk, kept=kept: submit_challenge(kept, by=clerk, at=moment),
            lambda clerk=clerk, kept=kept: start_challenge(kept.participant, cycle=kept.cycle, by=clerk, at=moment),
        ):
            try:
                act()
            except ChallengeClosed:
                assert not may
            else:
                assert may


def test_the_latest_counts_and_takes_no_time_of_the_stage_away():
    clerk = officer()
    for days in (7, 9, 3):
        grant(clerk.participant, closes_at=CLOSES + timedelta(days=days), at=BEFORE + timedelta(minutes=days % 7))
    extension(clerk.participant, closes_at=CLOSES + timedelta(days=5), granted_at=BEFORE + timedelta(hours=1))
    kept = Challenge.objects.for_desk().get(pk=challenge(by=clerk).pk)
    assert kept.window.closes_at == CLOSES + timedelta(days=5)
    extension(clerk.participant, closes_at=CLOSES - timedelta(days=5), granted_at=BEFORE + timedelta(hours=2))
    kept = Challenge.objects.for_desk().get(pk=kept.pk)
    assert (kept.window.closes_at, kept.window.is_extended) == (CLOSES, False)
    assert Challenge.objects.get(pk=kept.pk).window.closes_at == CLOSES


# --- pages ----------------------------------------------------------------------------------------------------------------


def test_every_page_of_the_desk_says_the_longer_deadline(client, clerk, clock_at):
    kept = challenge(by=clerk)
    extension(clerk.participant)
    clock_at(AFTER)
    for page in (LIST, NEW, edit(kept), at(kept, "confirm"), reverse("pages:me")):
        assert "2026年9月7日（月）23:59まで" in text(client.get(page)), page
    client.post(edit(kept), {"title": "のばしたあいだの題", "theme": kept.theme_id})
    assert Challenge.objects.get().title == "のばしたあいだの題"
    assert client.post(at(kept, "confirm")).url == at(kept, "receipt")
    assert client.post(NEW).status_code == 302


def test_others_find_it_closed(client, clerk, clock_at):
    kept = challenge(by=clerk)
    extension(officer().participant)
    clock_at(AFTER)
    assert client.get(edit(kept)).status_code == 403
    assert "いまは課題を募集していません" in text(client.get(NEW))


def test_of_two_municipalities_only_the_one_with_more_time_is_offered(client, clerk, clock_at):
    second = officer(user=clerk.user)
    extension(second.participant)
    clock_at(AFTER)
    assert client.post(NEW).status_code == 302
    assert Challenge.objects.get().participant == second.participant


@pytest.fixture
def secretary(client):
    user = staff()
    client.force_login(user)
    session = client.session
    session["rehearsal_entered"] = True
    session.save()
    return user


def typed(of, **given) -> dict:
    day = {"closes_at_0": "2026-09-08", "closes_at_1": "00:00"}
    return {"participant": of.pk, "cycle": contest.cycle().pk, "reason": REASON, **day} | given


def test_the_office_gives_it_and_keeps_it(client, secretary, clock_at):
    clock_at(BEFORE)
    clerk = officer()
    shown = text(client.post(ADD, typed(clerk.participant), follow=True))
    assert "自治体の担当者にメールで知らせます。" in shown
    made = Extension.objects.get()
    assert (made.closes_at, made.reason, made.granted_by) == (LONGER, REASON, secretary)
    assert made.reason in shown
    change = reverse("admin:municipalities_extension_change", args=[made.pk])
    client.post(change, typed(clerk.participant, reason="別の理由"))
    assert Extension.objects.get().reason == REASON


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": ""}, "このフィールドは必須です。"),
        ({"closes_at_0": "2026-08-31"}, "もとのしめきり（2026年8月31日（月）23:59まで）より後にしてください。"),
    ],
)
def test_the_office_is_told_by_the_field(client, secretary, clock_at, given, words):
    clock_at(BEFORE)
    assert words in text(client.post(ADD, typed(officer().participant, **given)))
    assert not Extension.objects.exists()


@pytest.mark.parametrize("n", [1, 3])
def test_the_offices_list_has_a_fixed_number_of_queries(client, secretary, n, django_assert_num_queries):
    for _ in range(n):
        extension(officer().participant)
    with django_assert_num_queries(10):
        page = client.get(reverse("admin:municipalities_extension_changelist"))
    assert page.context["cl"].result_count == n


def test_the_office_gives_more_time_from_the_page_of_a_challenge(client, secretary, clock_at):
    kept = challenge(Status.SUBMITTED)
    clock_at(BEFORE)
    page = text(client.get(reverse("admin:municipalities_challenge_change", args=[kept.pk])))
    assert f"{ADD}?participant={kept.participant_id}&cycle={kept.cycle_id}" in page
