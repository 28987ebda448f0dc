"""Domains of office addresses: their form, and whose they are."""

import pytest
from django.core.exceptions import ValidationError

from municipalities.domains import clean_domains, is_of_local_government
from municipalities.models import Participant
from tests.factories.municipalities import participant


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("city.minato.example", "city.minato.example"),
        ("  City.Minato.Example　＠ｃｉｔｙ．ｊｐ ", "city.minato.example city.jp"),
        ("a.example,b.example、c.example; a.example", "a.example b.example c.example"),
        ("town.xn--eckwd4c7c.xn--zckzah", "town.xn--eckwd4c7c.xn--zckzah"),
    ],
)
def test_domains_are_kept_in_one_form(typed, kept):
    assert clean_domains(typed) == kept


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("city", "「city」"),
        ("a@city.example", "「a@city.example」"),
        ("https://city.example/", "「https://city.example/」"),
        ("city..example", "「city..example」"),
        ("-city.example", "「-city.example」"),
        ("みなと市.jp", "「みなと市.jp」"),
        ("city.example gmail.com", "だれでも使える"),
        (" ".join(f"d{n}.city.example" for n in range(20)), "200字まで"),
        ("a" * 200 + ".example", "ドメインの形"),
    ],
)
def test_what_is_no_domain_is_said(typed, word):
    with pytest.raises(ValidationError, match=word):
        clean_domains(typed)


@pytest.mark.parametrize(
    ("email", "is_theirs"),
    [("a@city.minato.lg.jp", True), ("a@lg.jp", True), ("a@notlg.jp", False), ("a@lg.jp.example", False)],
)
def test_lg_jp_is_known_by_its_end(email, is_theirs):
    assert is_of_local_government(email) is is_theirs


@pytest.mark.django_db
def test_entries_are_found_by_the_whole_domain():
    first = participant(email_domains="city.example city.pref.example")
    participant(email_domains="xcity.example city.example.com city-example")
    for email, found in [
        ("a@city.example", [first]),
        ("A@City.Pref.Example", [first]),
        ("a@example", []),
        ("a@.*", []),
        ("city.example", []),
    ]:
        assert list(Participant.objects.with_domain_of(email)) == found, email
        assert first.lists_domain_of(email) is bool(found) or "@" not in email
