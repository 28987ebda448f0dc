"""やさしい日本語 on the pages of the vote: a catalogue of its own, chosen in one browser, with readings as ruby.

The catalogue locale/ja_Easy holds the vote's words alone; what it does not hold stays plain Japanese. Readings are written
after their kanji, 投票（とうひょう）: good for titles, labels and mails as they are, and set as ruby in the body of a page.
"""

import re

from django.conf import settings
from django.utils import translation

LANGUAGE = "ja-easy"
READING = re.compile(r"([0-9一-龯々]+)（([ぁ-ん]+)）")
RUBY = r"<ruby>\1<rp>（</rp><rt>\2</rt><rp>）</rp></ruby>"
TAG = re.compile(r"(<[^>]*>)")


class EasyJapanese:
    """Speaks easily on the vote's pages to a reader of Japanese who asked for it; nowhere else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if translation.get_language() == LANGUAGE:
            translation.activate("ja")
            if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
                response.content = with_rubies(response.content.decode()).encode()
        return response

    def process_view(self, request, view, args, kwargs):
        is_vote = request.resolver_match.namespaces == ["voting"]
        if is_vote and is_asked_for(request) and translation.get_language() == "ja":
            translation.activate(LANGUAGE)


def is_asked_for(request) -> bool:
    return request.COOKIES.get(settings.EASY_JAPANESE_COOKIE) == "1"


def with_rubies(page: str) -> str:
    """The readings in the body of a page as ruby; heads, tags and their attributes stay as they are."""
    head, body, rest = page.partition("<body")
    pieces = TAG.split(rest)
    pieces[::2] = [READING.sub(RUBY, text) for text in pieces[::2]]
    return head + body + "".join(pieces)
