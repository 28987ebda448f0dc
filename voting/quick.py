"""The vote's own door, in front of Django: on the evening everyone comes through it within minutes.

It does what `views.paper.Paper.post` does, with the same parts (Django's request and CSRF check, the signed cookie, the
paper, the cast), and without what no ballot needs: a thread, sessions, accounts, languages, routes. It knows one answer only,
"cast", in the very headers Django gave that answer before. Ballots that come at the same moment are written together.
Whatever is not plain it leaves to Django: the first ballot of a poll, a wrong paper, a closed poll, a database that went
away. The request's own id makes that safe.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest
from django.db import Error, close_old_connections
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from common.asgi import Application, Message, Receive, Scope, Send
from voting import browser, dialects, services, standings
from voting.errors import VoteError
from voting.together import Together
from voting.views.paper import Paper

Place = tuple[str, str, str]  # slug, host and scheme

CAST = 303
FORM = b"application/x-www-form-urlencoded"
LONGEST = 8192  # bytes of a filled-in paper
PLACES = 64  # whose answers are remembered
NOTHING_MORE = {"type": "http.response.body", "body": b""}
UNUSUAL = (VoteError, Error, SuspiciousOperation, LookupError, ValueError)


class QuickCast:
    """An ASGI application around Django's."""

    def __init__(self, django: Application) -> None:
        self.django = django
        self.csrf = CsrfViewMiddleware(lambda request: HttpResponse())
        self.before, _, self.after = reverse("voting:poll", args=["slug"]).partition("slug")
        self.receipt = f"{reverse('voting:receipt')}?poll="
        self.paper_of = sync_to_async(_by_itself(standings.paper_of))
        self.write_together = Together(_by_itself(dialects.cast))
        self.answers: dict[Place, Message] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        slug = self._slug_of(scope)
        if not slug:
            await self.django(scope, receive, send)
            return
        heard, length = [await receive()], 0
        while heard[-1].get("more_body") and length <= LONGEST:
            heard.append(await receive())
            length += len(heard[-1].get("body", b""))
        body = b"".join(message.get("body", b"") for message in heard)
        request = (
            ASGIRequest(scope, BytesIO(body)) if heard[-1]["type"] == "http.request" and len(body) <= LONGEST else None
        )
        place = (slug, request.META.get("HTTP_HOST", ""), str(request.scheme)) if request else ("", "", "")
        answer = self.answers.get(place)
        if request and answer and await self._is_cast(slug, request, body):
            await send(answer)
            await send(NOTHING_MORE)
            return

        async def again() -> Message:
            return heard.pop(0) if heard else await receive()

        await self.django(scope, again, self._learning(place, send))

    def _slug_of(self, scope: Scope) -> str:
        """Of the poll whose filled-in paper this may be; empty for everything else."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["query_string"] or scope.get("root_path"):
            return ""
        path = scope["path"]
        is_paper = (
            path.startswith(self.before) and path.endswith(self.after) and (b"content-type", FORM) in scope["headers"]
        )
        return path[len(self.before) : -len(self.after)] if is_paper else ""

    async def _is_cast(self, slug: str, request: ASGIRequest, body: bytes) -> bool:
        """Cast the ballot, if everything about it is as it should be."""
        try:
            paper = standings.paper_in_mind(slug) or await self.paper_of(slug)
            form: Any = MultiValueDict(parse_qs(body.decode(), keep_blank_values=True))
            request.POST = form  # Django would read the same, into a QueryDict
            voter_id = browser.voters_of(request).get(paper.poll.pk) if paper else None
            if paper is None or voter_id is None or browser.kept_choices(request)[0] or not self._is_own_form(request):
                return False
            request_id, choices = UUID(form["request_id"]), form.getlist("choices")
            filled = services.fill_in(paper, voter_id=voter_id, choices=choices, request_id=request_id)
            return filled.receipt in await self.write_together(filled)
        except UNUSUAL:
            return False

    def _is_own_form(self, request: ASGIRequest) -> bool:
        """Django's own check, that the form comes from our page in this browser."""
        self.csrf.process_request(request)
        return self.csrf.process_view(request, Paper.post, (), {}) is None

    def _learning(self, place: Place, send: Send) -> Send:
        """Keep the headers of a plain "cast": no cookie with them, and no language, for there is no text."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == CAST and len(self.answers) < PLACES:
                named = {name.lower(): value for name, value in message["headers"]}
                if named.get(b"location") == (self.receipt + place[0]).encode() and b"set-cookie" not in named:
                    headers = [pair for pair in message["headers"] if pair[0].lower() != b"content-language"]
                    self.answers[place] = {**message, "headers": headers}
            await send(message)

        return told


def _by_itself(ask: Callable[..., Any]) -> Callable[..., Any]:
    """For a thread where no request begins or ends: a connection that broke is let go, and the next one asks anew."""

    def asked(*args: Any) -> Any:
        try:
            return ask(*args)
        except Error:
            close_old_connections()
            raise

    return asked
