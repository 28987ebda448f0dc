"""Groups of voters verified alike: what makes one, and what of a school, an office or a mobile network does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from voting.groups import Sight, find_groups
from voting.traces import Look, keyed_by, look_at, shape_of

START = datetime(2027, 2, 20, 9, tzinfo=UTC)
MINUTES = timedelta(minutes=7)


def crowd(count: int, first: int = 1, *, apart: timedelta = MINUTES, **fields) -> list[Sight]:
    """So many voters, one after the other, each with a network and a device of their own unless said."""
    own = {"network": "n{}", "device": "d{}", "seconds": 40.0} | fields
    return [
        Sight(voter=n, at=START + n * apart, **{k: v.format(n) if isinstance(v, str) else v for k, v in own.items()})
        for n in range(first, first + count)
    ]


def signs(sights) -> list[tuple[int, dict]]:
    return [(len(found.voters), dict(found.signs)) for found in find_groups(sights)]


@pytest.mark.parametrize(
    ("name", "alike", "found"),
    [
        ("one phone at home", {"network": "home", "device": "phone"}, {"network": 6, "device": 6}),
        ("an office that makes addresses", {"network": "hall", "shape": "vote###"}, {"network": 6, "names": 6}),
        ("a script behind changing networks", {"domain": "x", "is_disposable": True}, {"disposable": 6, "domain": 6}),
        ("a script in one network", {"network": "home", "seconds": 0.4}, {"network": 6, "fast": 6}),
        ("one's own domain on one device", {"device": "pc", "domain": "own"}, {"device": 6, "domain": 6}),
    ],
)
def test_what_is_made_by_one_hand_is_found(name, alike, found):
    made = crowd(6, 100, **alike)
    assert signs(crowd(50) + made) == [(6, found)]
    group = find_groups(crowd(50) + made)[0]
    assert group.voters == tuple(range(100, 106))
    assert (group.first, group.last) == (made[0].at, made[-1].at)


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("everybody their own", {}),
        ("a mobile network", {"network": "carrier"}),
        ("a class on its own phones, in a minute", {"network": "school", "apart": timedelta(seconds=2)}),
        ("a class at one tablet, with school addresses", {"network": "school", "device": "t", "is_institution": True}),
        ("numbered school addresses", {"network": "school", "shape": "s######", "is_institution": True}),
        ("a small company", {"network": "office", "domain": "company"}),
        ("people of the same surname all over", {"shape": "sato##"}),
        ("throw-away addresses of strangers", {"is_disposable": True}),
    ],
)
def test_what_is_usual_is_no_group(name, alike):
    assert find_groups(crowd(40, **alike)) == ()


def test_fewer_than_five_are_no_group():
    same = {"network": "home", "device": "phone"}
    assert find_groups(crowd(4, **same)) == ()
    assert signs(crowd(5, **same)) == [(5, {"device": 5, "network": 5})]


def test_many_in_a_minute_adds_a_sign_where_something_else_is_shared():
    quick = timedelta(seconds=5)
    assert find_groups(crowd(6, device="pc")) == ()
    assert signs(crowd(6, device="pc", apart=quick)) == [(6, {"burst": 6, "device": 6})]


def test_two_hands_are_two_groups_the_larger_first_and_the_order_of_asking_does_not_matter():
    one, other = crowd(5, network="a", device="a"), crowd(7, 50, network="b", device="b")
    groups = find_groups(one + other)
    assert [group.voters for group in groups] == [tuple(range(50, 57)), tuple(range(1, 6))]
    assert find_groups([*reversed(other), *reversed(one)]) == groups


def test_nobody_is_in_two_groups():
    chain = crowd(5, network="a", device="a") + crowd(5, 20, network="b", device="b")
    chain.append(replace(crowd(1, 30)[0], network="a", device="b"))
    voters = [voter for group in find_groups(chain) for voter in group.voters]
    assert len(voters) == len(set(voters))


@pytest.mark.parametrize(
    ("local", "shape"),
    [
        ("vote001", "vote###"),
        ("hanako1985", "hanako####"),
        ("a8f3k2", "??????"),
        ("xkqjwzt", "???????"),
        ("hanako", ""),
        ("t.yamada", ""),
        ("taro1", ""),
    ],
)
def test_a_generated_looking_name(local, shape):
    assert shape_of(local) == shape


@pytest.mark.parametrize(
    ("mailbox", "look"),
    [
        ("hanako@gmail.com", Look()),
        ("hanako@mihon-shokai.example", Look(domain="mihon-shokai.example")),
        ("vote12@gmail.com", Look(shape="vote##@gmail.com")),
        ("x@sub.mailinator.com", Look(domain="sub.mailinator.com", is_disposable=True)),
        ("s123456@st.mihon.ac.jp", Look(is_institution=True)),
        ("kikaku@city.mihon.lg.jp", Look(is_institution=True)),
        ("hanako@notac.jp", Look(domain="notac.jp")),
    ],
)
def test_what_is_compared_in_an_address(mailbox, look):
    assert look_at(mailbox) == look


def test_a_keyed_hash_is_of_its_poll_and_its_kind_alone():
    one, other = "00" * 32, "11" * 32
    values = [keyed_by(pepper, kind, "x") for pepper in (one, other) for kind in ("network", "device")]
    assert len(set(values)) == 4
    assert (len(values[0]), keyed_by(one, "network", "")) == (32, "")
