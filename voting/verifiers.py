"""The ways to prove who somebody is, behind one question: `identify(request)` gives the method and a raw identifier.

What follows is the same for all: `services.admit_voter` keeps an HMAC of the two, and forgets them.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.http import HttpRequest
from django.utils.translation import gettext as _

from common import clock
from contest.models import Cycle
from voting import browser, services
from voting.errors import CardRefused, CodeRefused
from voting.models import Channel


class Identity(NamedTuple):
    """Who somebody is to one verifier."""

    method: str
    identifier: str


class Verifier(Protocol):
    """One way to prove it. Raises a VoteError that says to the person what is wrong."""

    def identify(self, request: HttpRequest) -> Identity: ...


@dataclass(frozen=True)
class MailedCode:
    """Six digits from a mail, typed into the browser that asked for them."""

    code: str

    def identify(self, request: HttpRequest) -> Identity:
        pending = browser.pending_of(request)
        if pending is None:
            raise CodeRefused(_("このコードはもう使えません。もう一度コードを送ってください。"))
        return Identity(Channel.EMAIL, services.prove_code(pending, code=self.code, at=clock.now()))


@dataclass(frozen=True)
class VenueCard:
    """A card handed out in the hall, scanned or typed; `holder` is what its browser was given to be known by."""

    code: str
    holder: str

    def identify(self, request: HttpRequest) -> Identity:
        now = clock.now()
        cycle, network = Cycle.objects.current(now), browser.network_of(request)
        if cycle is None:
            raise CardRefused(_("いま、これから投票できるものはありません。"))
        code = services.take_card(cycle, code=self.code, browser=self.holder, network=network, at=now)
        return Identity(Channel.CARD, code)
