"""Every address the site answers, read from the resolver."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One pattern: its full name (`ideas:idea_edit`, `admin:ideas_idea_change`) and the arguments it takes."""

    name: str
    route: str
    parameters: tuple[str, ...]


def addresses(urlconf: tuple | None = None) -> list[Address]:
    """All of them, the libraries' included, in the order the resolver tries them."""
    return _walk(get_resolver(urlconf), (), "")


def _walk(resolver: URLResolver, namespaces: tuple[str, ...], before: str) -> list[Address]:
    found = []
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            found += _walk(pattern, inner, route)
        elif isinstance(pattern, URLPattern):
            name = ":".join([*namespaces, pattern.name or f"<{route}>"])
            found.append(Address(name, route, tuple(pattern.pattern.regex.groupindex)))
    return found
