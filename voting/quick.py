"""The vote's own door, in front of Django: on the evening everyone comes through it within minutes.

It does what `views.paper.Paper.post` does, with the same parts (Django's request and CSRF check, the signed cookie, the
paper, `cast_ballot`), and without what no ballot needs: sessions, accounts, languages, routes. It knows one answer only, "cast",
in the very headers Django gave that answer before. Ballots that come at the same moment are written together. Whatever
is not plain it leaves to Django: the first ballot of a poll, a wrong paper, a closed poll, a database that went away. The
request's own id makes that safe.
"""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error
from django.http import HttpResponse, UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from voting import browser, dialects, services, standings
from voting.errors import VoteError
from voting.together import Together
from voting.views.paper import Paper

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[..., Iterable[bytes]]
Place = tuple[str, str, str]  # slug, host and scheme

CAST = "303 See Other"
FORM = "application/x-www-form-urlencoded"
LONGEST = 8192  # bytes of a filled-in paper
PLACES = 64  # whose answers are remembered
UNUSUAL = (VoteError, Error, SuspiciousOperation, UnreadablePostError, LookupError, ValueError)


class QuickCast:
    """A WSGI application around Django's."""

    def __init__(self, django: Application) -> None:
        self.django = django
        self.csrf = CsrfViewMiddleware(lambda request: HttpResponse())
        self.before, _, self.after = reverse("voting:poll", args=["slug"]).partition("slug")
        self.receipt = f"{reverse('voting:receipt')}?poll="
        self.write_together = Together(dialects.cast)
        self.answers: dict[Place, Headers] = {}

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH", "")
        slug = self._slug_of(environ)
        if not slug or not length.isdecimal() or int(length) > LONGEST:
            return self.django(environ, start_response)
        body = environ["wsgi.input"].read(int(length))
        request = WSGIRequest({**environ, "wsgi.input": BytesIO(body)})
        place = (slug, environ.get("HTTP_HOST", ""), str(request.scheme))
        headers = self.answers.get(place)
        if headers and self._is_cast(slug, request, body):
            start_response(CAST, headers)
            return [b""]
        return self.django({**environ, "wsgi.input": BytesIO(body)}, self._learning(place, start_response))

    def _slug_of(self, environ: Environ) -> str:
        """Of the poll whose filled-in paper this may be; empty for everything else."""
        if environ["REQUEST_METHOD"] != "POST" or environ.get("CONTENT_TYPE") != FORM or environ.get("QUERY_STRING"):
            return ""
        path = environ.get("PATH_INFO", "")
        is_paper = not environ.get("SCRIPT_NAME") and path.startswith(self.before) and path.endswith(self.after)
        return path[len(self.before) : -len(self.after)] if is_paper else ""

    def _is_cast(self, slug: str, request: WSGIRequest, body: bytes) -> bool:
        """Cast the ballot, if everything about it is as it should be."""
        paper = standings.paper_of(slug)
        try:
            form: Any = MultiValueDict(parse_qs(body.decode(), keep_blank_values=True))
            request.POST = form  # Django would read the same, into a QueryDict
            voter_id = browser.voters_of(request).get(paper.poll.pk) if paper else None
            if paper is None or voter_id is None or browser.kept_choices(request)[0] or not self._is_own_form(request):
                return False
            request_id, choices = UUID(form["request_id"]), form.getlist("choices")
            services.cast_ballot(
                paper, voter_id=voter_id, choices=choices, request_id=request_id, write=self.write_together
            )
        except UNUSUAL:
            return False
        return True

    def _is_own_form(self, request: WSGIRequest) -> bool:
        """Django's own check, that the form comes from our page in this browser."""
        self.csrf.process_request(request)
        return self.csrf.process_view(request, Paper.post, (), {}) is None

    def _learning(self, place: Place, start_response: Callable[..., Any]) -> Callable[..., Any]:
        """Keep the headers of a plain "cast": no cookie with them, and no language, for there is no text."""

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            named = {name.lower(): value for name, value in headers}
            is_plain = status == CAST and named.get("location") == self.receipt + place[0]
            if is_plain and "set-cookie" not in named and len(self.answers) < PLACES:
                self.answers[place] = [pair for pair in headers if pair[0].lower() != "content-language"]
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        return start
