"""V8: aliases of one mailbox are one voter, and different mailboxes stay different."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.identity import CARD_LETTERS, card_code, deliverable, mailed_code, normalise, receipt_code, voter_key

ALIASES = [
    (
        "hanako@example.jp",
        ["HANAKO@EXAMPLE.JP", " hanako@example.jp ", "hanako+cog@example.jp", "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ"],
    ),
    ("taro.yamada@gmail.com", ["taroyamada@gmail.com", "T.a.r.o.yamada+x+y@googlemail.com", "TAROYAMADA@Gmail.Com."]),
    ("hanako@例え.jp", ["hanako@xn--r8jz45g.jp", "HANAKO+1@例え.JP", "hanako@例え。jp"]),
    ("straße@example.com", ["STRASSE@example.com"]),
    ("+@example.jp", ["+@EXAMPLE.jp"]),
]
DIFFERENT = [
    ("taro.yamada@example.jp", "taroyamada@example.jp"),
    ("taro@example.jp", "taro@example.com"),
    ("taro@mail.example.jp", "taro@example.jp"),
    ("taro-1@example.jp", "taro@example.jp"),
    ("taro_1@example.jp", "taro1@example.jp"),
    ("taro@gmail.com", "taro@gmail.co.jp"),
]


@pytest.mark.parametrize(("address", "alias"), [(one, alias) for one, aliases in ALIASES for alias in aliases])
def test_aliases_are_one(address, alias):
    assert normalise(alias) == normalise(address)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_others_stay_others(one, other):
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize("text", ["", "@", "a@", "@b.jp", "plain", "a@" + "x" * 64 + ".jp", "a@.jp", "a@b..jp"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError):
        normalise(text)


def test_mail_goes_where_the_person_said():
    assert deliverable(" Hanako.Y+cog@例え.JP ") == "Hanako.Y+cog@xn--r8jz45g.jp"


LOCALS = st.text(string.ascii_lowercase + string.digits + "_-", min_size=1, max_size=20)
DOMAINS = st.sampled_from(["example.jp", "mail.example.co.jp", "example.com", "gmail.com"])
TAGS = st.text(string.ascii_letters + string.digits + "+.-", max_size=8)
WIDE = {ord(char): ord(char) + 0xFEE0 for char in string.ascii_letters + string.digits + "+@._-"}


@given(LOCALS, DOMAINS, TAGS, st.lists(st.booleans(), min_size=40, max_size=40), st.booleans(), st.data())
def test_no_false_split(local, domain, tag, upper, wide, data):
    plain = f"{local}@{domain}"
    if domain == "gmail.com":
        dots = data.draw(st.lists(st.booleans(), min_size=len(local), max_size=len(local)))
        local = "".join(
            char + "." * (dot and place < len(dots) - 1)
            for place, (char, dot) in enumerate(zip(local, dots, strict=True))
        )
        domain = data.draw(st.sampled_from(["gmail.com", "googlemail.com"]))
    alias = f"{local}+{tag}@{domain}"
    alias = "".join(char.upper() if up else char for char, up in zip(alias, upper + [False] * len(alias), strict=False))
    assert normalise(alias.translate(WIDE) if wide else alias) == plain


@given(LOCALS, DOMAINS, LOCALS, DOMAINS)
def test_no_false_merge(local, domain, other_local, other_domain):
    same = (local, domain) == (other_local, other_domain)
    assert (normalise(f"{local}@{domain}") == normalise(f"{other_local}@{other_domain}")) == same


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text):
    try:
        once = normalise(text)
    except ValueError:
        return
    assert normalise(once) == once


def test_a_voter_key_tells_polls_and_methods_apart():
    pepper, other = "00" * 32, "01" * 32
    keys = {
        voter_key(pepper, "email", "a@b.jp"),
        voter_key(other, "email", "a@b.jp"),
        voter_key(pepper, "line", "a@b.jp"),
    }
    assert len(keys) == 3
    assert voter_key(pepper, "email", "a@b.jp") == voter_key(pepper, "email", "a@b.jp")


@pytest.mark.parametrize(
    "typed",
    [
        "0123 4567 89AB CDEF",
        "0123-4567-89ab-cdef",
        "O1Z3-4567-89AB-CDEF".replace("Z", "2"),
        "０１２３４５６７８９ＡＢＣＤＥＦ",
    ],
)
def test_a_card_is_read_however_it_was_typed(typed):
    assert card_code(typed) == "0123456789ABCDEF"
    assert voter_key("00" * 32, "card", typed) == voter_key("00" * 32, "card", "0123456789ABCDEF")


@given(st.text(CARD_LETTERS, min_size=16, max_size=16))
def test_no_two_cards_are_one(code):
    assert card_code(code) == code


@pytest.mark.parametrize(
    "text", ["", "0123", "0123456789ABCDEFG", "0123456789ABCDEU", "ぜろいちに", "0123456789ABCDE\x00"]
)
def test_what_is_no_card_is_refused(text):
    with pytest.raises(ValueError):
        card_code(text)


@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        "１２３４５６",
        "123-456",
        "123 456",
        "123ー456",
        "１２３‐４５６",
        "123−456",
        "確認コード：123456",
        "123456\u200b",
    ],
)
def test_a_mailed_code_is_read_as_meant(typed):
    assert mailed_code(typed) == "123456"


@pytest.mark.parametrize(
    "typed",
    [
        "GPO3-GWIJ-W6PV-BG2A",
        "gpo3 gwij w6pv bg2a",
        "GPO3GWIJW6PVBG2A",
        "GP03-GW1J-W6PV-8G2A",
        "ＧＰＯ３ーＧＷＩＪーＷ６ＰＶーＢＧ２Ａ",
        "Receipt: GPO3-GWIJ-W6PV-BG2A",
        "控え番号：GPO3-GWIJ-W6PV-BG2A",
    ],
)
def test_a_receipt_is_read_as_meant(typed):
    assert receipt_code(typed) == "GPO3GWIJW6PVBG2A"


@pytest.mark.parametrize("typed", ["", "😀", "ー", "\x00", "　"])
def test_what_holds_no_letter_is_no_receipt(typed):
    assert receipt_code(typed) == ""
