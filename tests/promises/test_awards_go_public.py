"""E1 and E3 for awards: until the moment two people agreed on, no byte tells; at it everything is there, and once.

A second connection looks after every single statement of the publication; a page is asked between the statements too.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.test import Client

from awards import services
from awards.models import Certificate, Decision, Publication
from common import clock
from common.errors import ContestError
from followup.models import Plan
from notifications.models import OutboxMail
from pages import archive, story
from tests.factories import awards
from tests.factories.accounts import staff
from tests.factories.contest import JST
from tests.promises.visits import fingerprint, only_errors_logged, reads, visit
from tests.support.readers import seen_during

HOUR = timedelta(hours=1)
FINAL = datetime(2027, 2, 28, 17, 0, tzinfo=JST)
SIGN = "公開の前にはだれも読まない授賞のことば"

# One statement, so one snapshot: are the awards public, every poll's result, the mails to winners, the follow-ups?
LOOK = """
SELECT EXISTS (SELECT 1 FROM awards_publication WHERE published_at IS NOT NULL),
       NOT EXISTS (SELECT 1 FROM voting_poll WHERE published_at IS NULL),
       EXISTS (SELECT 1 FROM notifications_outboxmail WHERE kind = 'awards/won'),
       EXISTS (SELECT 1 FROM followup_plan)
"""


@pytest.fixture
def at(clock_at):
    """The evening of the final, when ideas have long been public."""
    clock_at(FINAL)
    return FINAL


def halves(seen):
    return [state for state in seen if len(set(state)) > 1]


def agreed(at):
    """Two people agreed on an hour later."""
    cycle, entries = awards.final()
    services.propose_publication(cycle, by=staff(), at=at, goes_public_at=at + HOUR)
    services.agree_publication(cycle, by=staff(), at=at)
    return cycle, entries


# --- E3: all of it at once ----------------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["second person", "moment"])
def test_readers_see_all_of_a_publication_or_nothing(way, at):
    if way == "moment":
        agreed(at)
        seen = seen_during(lambda: services.publish_due_awards(at=at + HOUR), LOOK)
    else:
        cycle, _entries = awards.proposed()
        agreer = staff()
        seen = seen_during(lambda: services.agree_publication(cycle, by=agreer, at=at), LOOK)
    assert (len(seen) > 20, halves(seen)) == (True, [])
    assert (seen[0], seen[-1]) == ((False,) * 4, (True,) * 4)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_reader_would_notice_a_publication_in_pieces(at):
    """The negative control: the same steps without the transaction around them."""
    agreed(at)
    publication = Publication.objects.get()
    seen = seen_during(lambda: services.publish(publication, at=at), LOOK)
    assert len(halves(seen)) > 0
    assert seen[-1] == (True,) * 4


class PublishingBetween:
    """Publishes in another connection before the n-th statement of a page: the worst moment for a reader."""

    def __init__(self, number, act):
        self.number, self.act, self.seen = number, act, 0

    def __call__(self, execute, sql, *rest):
        self.seen += 1
        if self.seen == self.number:
            thread = Thread(target=self._work)
            thread.start()
            thread.join()
        return execute(sql, *rest)

    def _work(self):
        try:
            self.act()
        finally:
            connection.close()


def half_pages(path, award_sign, vote_sign, act, undo):
    """At which statement a publication between makes the page show one without the other."""
    halves, number = [], 0
    while True:
        number += 1
        undo()
        between = PublishingBetween(number, act)
        with only_errors_logged(), connection.execute_wrapper(between):
            answer = visit(Client(), "GET", path)
        if between.seen < number:
            return halves
        if reads(answer, award_sign) != reads(answer, vote_sign):
            halves.append(number)


@pytest.fixture
def waiting(at, clock_at):
    """Published, so that a page can be shown before it by hiding the two rows that say so."""
    cycle, entries = agreed(at)
    services.publish_due_awards(at=at + HOUR)
    stamp = cycle.polls.get().published_at

    def act():
        with connection.cursor() as cursor:  # one statement, like the one commit of the publication
            cursor.execute(
                "WITH shown AS (UPDATE voting_poll SET published_at = %s) UPDATE awards_publication SET published_at = %s",
                [stamp, stamp],
            )

    def undo():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE voting_poll SET published_at = NULL")
            cursor.execute("UPDATE awards_publication SET published_at = NULL")

    clock_at(at + 2 * HOUR)
    return cycle, entries, act, undo


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_page_shows_awards_without_votes_or_votes_without_awards(waiting):
    cycle, entries, act, undo = waiting
    idea = f"/ideas/{entries[0].number}/"
    assert half_pages(idea, "すばらしい", "オンライン投票で", act, undo) == []
    for path in (f"/cycles/{cycle.fiscal_year}/", f"/cycles/{cycle.fiscal_year}/awards/"):
        assert half_pages(path, "すばらしい", "オンライン投票の結果", act, undo) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", ["idea", "year"])
def test_a_page_that_looks_twice_would_be_noticed(page, waiting, monkeypatch):
    """The negative control: the one look that decides is taken away."""
    cycle, entries, act, undo = waiting
    monkeypatch.setattr(story if page == "idea" else archive, "is_published", lambda cycle: True)
    path, votes = {
        "idea": (f"/ideas/{entries[0].number}/", "オンライン投票で"),
        "year": (f"/cycles/{cycle.fiscal_year}/", "オンライン投票の結果"),
    }[page]
    assert half_pages(path, "すばらしい", votes, act, undo) != []


# --- once: two browsers, doubled workers, a worker that dies ------------------------------------------------------------


def effects():
    return (
        Publication.objects.filter(published_at__isnull=False).count(),
        OutboxMail.objects.filter(kind="awards/won").count(),
        Plan.objects.count(),
        Decision.objects.count(),
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_browsers_and_two_workers_at_once_publish_once(at):
    cycle, entries = agreed(at)
    barrier, errors = Barrier(4), []

    def work(act):
        barrier.wait()
        try:
            with suppress(ContestError):
                act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    by = staff()
    acts = [
        *[lambda: services.publish_due_awards(at=at + HOUR)] * 3,
        lambda: services.agree_publication(cycle, by=by, at=at + HOUR),
    ]
    threads = [Thread(target=work, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    keys = list(OutboxMail.objects.filter(kind="awards/won").values_list("dedupe_key", flat=True))
    assert (effects()[0], len(keys), Plan.objects.count()) == (1, len(set(keys)), len(entries) * 4)


class Killed(BaseException):
    """What ends a worker in the middle."""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_any_statement_leaves_nothing_and_the_next_one_does_it_all(at):
    agreed(at)
    before, number, killed = effects(), 0, 0

    def killing(execute, sql, *rest):
        nonlocal seen
        seen += 1
        if seen == number:
            raise Killed
        return execute(sql, *rest)

    while True:
        number, seen = number + 9, 0
        try:
            with connection.execute_wrapper(killing):
                services.publish_due_awards(at=at + HOUR)
            break
        except Killed:
            killed += 1
            assert effects() == before
    assert (killed > 3, effects()[0]) == (True, 1)
    done = effects()
    services.publish_due_awards(at=at + HOUR)
    assert effects() == done


# --- E1: until then no byte tells ---------------------------------------------------------------------------------------


PATHS = (
    *("/", "/cycles/", "/cycles/2026/", "/cycles/2026/awards/", "/cycles/2026/awards/press.zip", "/awards/"),
    *("/awards/?by=team", "/awards/?by=municipality", "/ideas/", "/ideas/?award=grand", "/vote/"),
    "/vote/cog2026-finalist/result/",
)


def secrets_of(cycle, entries, *, winner, at):
    """One world: the grand prize to this idea, its certificates made out, the moment agreed."""
    services.decide_award(cycle.awards.get(key="grand"), entries[winner], citation_ja=SIGN, by=staff(), at=at)
    services.propose_publication(cycle, by=staff(), at=at, goes_public_at=at + HOUR)
    by = staff()
    services.agree_publication(cycle, by=by, at=at)
    services.issue_certificates(cycle, by=by, at=at)
    for number, row in enumerate(Certificate.objects.order_by("pk")):
        Certificate.objects.filter(pk=row.pk).update(number=f"2222-2222-{number:04d}")


def seen_in(cycle, entries, *, winner, at, look_at, monkeypatch):

    with transaction.atomic():
        secrets_of(cycle, entries, winner=winner, at=at)
        if look_at >= at + HOUR:
            services.publish_due_awards(at=look_at)
        monkeypatch.setattr(clock, "now", lambda: look_at)
        paths = [*PATHS, *(f"/ideas/{idea.number}/" for idea in entries), "/certificates/2222-2222-0000/"]
        with only_errors_logged():
            answers = {path: visit(Client(), "GET", path) for path in paths}
        transaction.set_rollback(True)
    return {path: fingerprint(answer) for path, answer in answers.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("is_out", [False, True], ids=["a second before", "the moment, as control"])
def test_until_the_moment_no_byte_tells_who_won(is_out, settings, at, monkeypatch):
    settings.REHEARSAL = settings.SHOW_MAILS = False
    cycle, entries = awards.final()
    look_at = at + HOUR if is_out else at + HOUR - timedelta(seconds=1)
    one, other = (
        seen_in(cycle, entries, winner=winner, at=at, look_at=look_at, monkeypatch=monkeypatch) for winner in (0, 1)
    )
    differing = {path for path in one if one[path] != other[path]}
    expected = {"/cycles/2026/", "/cycles/2026/awards/", "/awards/", "/certificates/2222-2222-0000/"}
    assert (differing >= expected) if is_out else (differing == set())
