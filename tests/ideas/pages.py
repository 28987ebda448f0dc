"""What the tests of the desk's pages share."""

from django.urls import reverse

from tests.factories import ideas as make


def at(name: str, *args, **query) -> str:
    return reverse(f"ideas:{name}", args=args, query=query or None)


def as_leader(client, idea) -> None:
    client.force_login(make.leader_of(idea.team))


def read(response) -> bytes:
    """The bytes of a file that is served; reading to the end closes it."""
    return b"".join(response)


def text_of(response) -> str:
    return response.content.decode()
