"""A ballot box on a running site, and people who fill it over HTTP as browsers do, on a bad network."""

import http.client
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from tests.factories import voting as make
from tests.support.live import LiveSite
from voting.browser import voter_cookie

TOKEN = "b" * 32
PATIENCE = 60.0  # seconds a person goes on trying
NO_ANSWER = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Booth:
    """An open poll: what can be chosen in it, and the cookie of each voter by its number."""

    poll: int
    slug: str
    numbers: list[str]
    cookies: dict[int, str]


def print_booths(tiers: Sequence[str], voters: int) -> None:
    """In the site's own process, on its database, with its secret."""
    booths = []
    for poll in [make.poll(tier=tier) for tier in tiers]:
        rows = [make.voter(poll) for _ in range(voters)]
        cookies = {row.pk: "=".join(voter_cookie({poll.pk: row.pk}, is_secure=False)) for row in rows}
        booths.append([poll.pk, poll.slug, make.numbers(poll), cookies])
    print(json.dumps(booths))  # noqa: T201  # read by `open_booths`


def open_booths(site: LiveSite, *tiers: str, voters: int) -> list[Booth]:
    """Open a poll a tier on a running site, each with so many proven voters."""
    said = site.manage("shell", "-c", f"from tests.support.booth import print_booths; print_booths({tiers}, {voters})")
    return [
        Booth(poll, slug, numbers, {int(voter): cookie for voter, cookie in cookies.items()})
        for poll, slug, numbers, cookies in json.loads(said.splitlines()[-1])
    ]


@dataclass(frozen=True)
class Acknowledged:
    """A ballot the site said it has."""

    voter: int
    request: UUID
    choices: list[str]
    at: float


@dataclass
class Person:
    """One voter at a browser: sends, and sends the same again until there is an answer; `is_careless` sends a new one."""

    base_url: str
    booth: Booth
    voter: int
    is_careless: bool = False
    pause: float = 0.02
    loss: float = 0.1  # of the answers on their way back
    acknowledged: list[Acknowledged] = field(default_factory=list)
    unanswered: int = 0
    tries: int = 0

    def vote_until(self, over: Event) -> None:
        draw = random.Random(self.voter)
        while not over.is_set():
            self.cast(draw.sample(self.booth.numbers, draw.randint(1, 3)), is_answer_lost=draw.random() < self.loss)
            time.sleep(self.pause)

    def cast(self, choices: list[str], *, is_answer_lost: bool = False) -> None:
        """Until it is acknowledged; the first answer may get lost on the way back."""
        request, end = uuid4(), time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.tries += 1
            if self._send(request, choices, is_answer_lost=is_answer_lost):
                self.acknowledged.append(Acknowledged(self.voter, request, sorted(choices), time.monotonic()))
                return
            is_answer_lost = False
            time.sleep(0.05)
            request = uuid4() if self.is_careless else request
        self.unanswered += 1

    def _send(self, request: UUID, choices: list[str], *, is_answer_lost: bool) -> bool:
        """Whether it was answered with the way to the receipt."""
        line = http.client.HTTPConnection(urlsplit(self.base_url).netloc, timeout=10)
        form = urlencode({"csrfmiddlewaretoken": TOKEN, "request_id": request, "choices": choices}, doseq=True)
        headers = {"Cookie": f"{self.booth.cookies[self.voter]}; csrftoken={TOKEN}"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request("POST", f"/vote/{self.booth.slug}/", form, headers)
            if is_answer_lost:
                time.sleep(0.2)
                return False
            return "/receipt/" in (line.getresponse().headers["Location"] or "")
        except NO_ANSWER:
            return False
        finally:
            line.close()


class Crowd:
    """People voting at once, each in a thread."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people, self.over = people, Event()
        self.threads = [Thread(target=person.vote_until, args=[self.over], daemon=True) for person in people]

    def __enter__(self) -> "Crowd":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(timeout=2 * PATIENCE)

    @property
    def acknowledged(self) -> list[Acknowledged]:
        return sorted((ballot for person in self.people for ballot in person.acknowledged), key=lambda one: one.at)

    @property
    def unanswered(self) -> int:
        return sum(person.unanswered for person in self.people)

    def wait_for(self, more: int, *, seconds: float = PATIENCE) -> None:
        """Until so many more ballots are acknowledged."""
        wanted, end = len(self.acknowledged) + more, time.monotonic() + seconds
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < end, f"no {more} ballots within {seconds:.0f} seconds"
            time.sleep(0.05)
