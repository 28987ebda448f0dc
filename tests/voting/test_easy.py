"""やさしい日本語: the vote's pages alone speak it, wholly, with readings."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from deploy.translations import CATALOGUE, EASY, ENTRY, _parts
from tests.factories import voting as make
from tests.voting.test_views import verified
from voting.easy import READING, with_rubies

ROOT = Path(settings.BASE_DIR)
SPOKEN = re.compile(r"#: .*(templates/voting/_?[a-z]+|services/(codes|ballots)|voting/(verifiers|logins)|views/paper)")
ELSEWHERE = ("rules", "mail", "screen", "appeal", "office")  # pages that stay in plain Japanese
SAME = {"アイデア", "メール"}  # easy as they are


def entries(path: Path) -> dict[str, tuple[str, str]]:
    """`{msgid: (where it stands, translation)}`."""
    found = {}
    for entry in ENTRY.finditer((ROOT / path).read_text(encoding="utf-8")):
        parts = _parts(entry["body"])
        found[parts.get("msgid", "")] = (entry["flags"], parts.get("msgstr") or parts.get("msgstr[0]", ""))
    return {words: kept for words, kept in found.items() if words}


def test_every_word_of_the_voters_pages_is_said_easily():
    lines = {words: where.replace(" templates", "\n#: templates") for words, (where, _) in entries(CATALOGUE).items()}
    said = {
        words
        for words, where in lines.items()
        if any(SPOKEN.match(line) and not any(page in line for page in ELSEWHERE) for line in where.splitlines())
    }
    assert said - SAME - set(entries(EASY)) == set()


def test_nothing_is_said_that_is_said_nowhere():
    assert set(entries(EASY)) <= set(entries(CATALOGUE))


def test_every_kanji_has_its_reading():
    rest = [READING.sub("", said).replace("「投票する」", "") for _, said in entries(EASY).values()]
    assert [words for words in rest if re.search("[一-龯]", words)] == []


def test_readings_are_ruby_in_the_body_and_nowhere_else():
    page = '<title>投票（とうひょう）</title><body><p title="投票（とうひょう）">投票（とうひょう）<b>2回（にかい）</b></p>'
    ruby = "<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>".format
    plain = page.partition("<p")[0] + '<p title="投票（とうひょう）">'
    assert with_rubies(page) == f"{plain}{ruby('投票', 'とうひょう')}<b>{ruby('2回', 'にかい')}</b></p>"


@pytest.mark.django_db
def test_the_vote_speaks_easily_to_who_asked_and_the_rest_of_the_house_does_not():
    poll = make.poll()
    client = verified(make.voter(poll))
    paper = reverse("voting:poll", args=[poll.slug])
    client.post(reverse("voting:words"), {"words": "easy", "next": paper})
    body = client.get(paper).content.decode()
    assert '<html lang="ja"' in body
    assert "こまで</strong> えらぶことが できます" in body
    assert "<title>" in body.partition("<ruby>")[0]
    assert "<ruby>" not in re.search("<title>(.*)</title>", body)[1]
    refused = client.post(paper, {"choices": [], "request_id": ""}).content.decode()
    assert "まだ えらんでいません" in refused
    assert "<ruby>" not in client.get("/").content.decode()
    client.post(reverse("set_language"), {"language": "ja", "next": "/"})
    assert "<ruby>" not in client.get(paper).content.decode()


@pytest.mark.django_db
def test_a_reader_of_english_keeps_english():
    client = Client()
    client.cookies["cog-easy"], client.cookies["django_language"] = "1", "en"
    assert "Before you vote" in client.get(reverse("voting:verify")).content.decode()
