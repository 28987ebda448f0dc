"""Eligibility as a pure function: a table of cases, and any team at all against a model that knows only sets.

DOMAIN: a team of one cannot hand in; a leader of classes C–E needs a recommender of class A or B in that municipality.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideas.eligibility import (
    YOUNGEST,
    Answer,
    EntryRule,
    Kind,
    MemberFacts,
    TeamFacts,
    Vouching,
    derived_attribute,
    needs_guardian,
    not_yet,
)
from ideas.models import Member, Team

MEMBERS = tuple(map(EntryRule, ("resident", "commuter", "enthusiast")))
LEADERS = (
    *(EntryRule(key, may_recommend=True) for key in "AB"),
    *(EntryRule(key, needs_recommendation=True) for key in "CDE"),
)
LEADER = MemberFacts(1, "灯野", is_leader=True, entry_class="A", age_band="30to59")
MATE = MemberFacts(2, "杉山", entry_class="commuter", age_band="18to29")
CHILD = replace(MATE, pk=3, name="岩瀬", age_band="under16")
TEAM = TeamFacts(2, 16, MEMBERS, LEADERS, (LEADER, MATE))
ABROAD = replace(LEADER, entry_class="E")


def lacks(facts: TeamFacts) -> list[tuple[Kind, int | None]]:
    return [(missing.kind, missing.member) for missing in not_yet(facts)]


def test_a_team_of_two_grown_ups_from_there_is_eligible():
    assert not_yet(TEAM) == []


@pytest.mark.parametrize(
    ("facts", "kinds", "words"),
    [
        (replace(TEAM, members=(LEADER,)), [(Kind.MEMBERS, None)], "あと1人必要です"),
        (replace(TEAM, min_members=4), [(Kind.MEMBERS, None)], "あと2人必要です"),
        (
            replace(TEAM, members=(LEADER, replace(MATE, entry_class=""))),
            [(Kind.ENTRY_CLASS, 2)],
            "杉山さんの、地域とのつながりを答えてください",
        ),
        (
            replace(TEAM, members=(replace(LEADER, entry_class="resident"), MATE)),
            [(Kind.ENTRY_CLASS, 1)],
            "灯野さんの、代表の資格を答えてください",
        ),
        (replace(TEAM, members=(LEADER, replace(MATE, age_band=""))), [(Kind.AGE_BAND, 2)], "杉山さんの年代"),
        (replace(TEAM, members=(LEADER, CHILD)), [(Kind.GUARDIAN, 3)], "岩瀬さんには、保護者の同意が必要です"),
        (
            replace(TEAM, members=(LEADER, replace(CHILD, guardian=Answer.WAITING))),
            [(Kind.GUARDIAN, 3)],
            "返事がないうちは、同意したことになりません",
        ),
        (
            replace(TEAM, members=(LEADER, replace(CHILD, guardian=Answer.EXPIRED))),
            [(Kind.GUARDIAN, 3)],
            "期限が切れました",
        ),
        (replace(TEAM, members=(LEADER, replace(CHILD, guardian=Answer.NO))), [(Kind.GUARDIAN, 3)], "同意していません"),
        (replace(TEAM, members=(LEADER, replace(CHILD, guardian=Answer.YES))), [], ""),
        (replace(TEAM, members=(ABROAD, MATE)), [(Kind.RECOMMENDATION, 1)], "アイデアをはじめると、推薦を頼めます"),
        (
            replace(TEAM, members=(ABROAD, MATE), vouchings=(Vouching("見本市"),)),
            [(Kind.RECOMMENDATION, 1)],
            "見本市の人の推薦が必要です",
        ),
        (
            replace(TEAM, members=(ABROAD, MATE), vouchings=(Vouching("見本市", Answer.WAITING),)),
            [(Kind.RECOMMENDATION, 1)],
            "見本市の人の返事を待っています",
        ),
        (
            replace(TEAM, members=(ABROAD, MATE), vouchings=(Vouching("見本市", Answer.NO),)),
            [(Kind.RECOMMENDATION, 1)],
            "ことわられました（見本市）",
        ),
        (
            replace(TEAM, members=(ABROAD, MATE), vouchings=(Vouching("見本市", Answer.EXPIRED),)),
            [(Kind.RECOMMENDATION, 1)],
            "期限が切れました（見本市）",
        ),
        (
            replace(TEAM, members=(ABROAD, MATE), vouchings=(Vouching("見本市", Answer.YES, "C"),)),
            [(Kind.RECOMMENDATION, 1)],
            "つながりが足りません",
        ),
        (
            replace(
                TEAM, members=(ABROAD, MATE), vouchings=(Vouching("見本市", Answer.YES, "B"), Vouching("となり市"))
            ),
            [(Kind.RECOMMENDATION, 1)],
            "となり市の人の推薦",
        ),
        (replace(TEAM, members=(ABROAD, MATE), vouchings=(Vouching("見本市", Answer.YES, "B"),)), [], ""),
        (replace(TEAM, vouchings=(Vouching("見本市"),)), [], ""),  # a leader from there needs nobody
        (replace(TEAM, remarks=("学校名を教えてください。",)), [(Kind.REMARK, None)], "学校名を教えてください"),
    ],
)
def test_what_is_missing_is_said_in_words(facts, kinds, words):
    assert lacks(facts) == kinds
    assert all(words in missing.message for missing in not_yet(facts))


@pytest.mark.parametrize(
    ("below_age", "bands"),
    [(0, set()), (16, {"under16"}), (17, {"under16", "16to17"}), (18, {"under16", "16to17"}), (99, set(YOUNGEST))],
)
def test_a_band_counts_as_young_when_anybody_in_it_may_be(below_age, bands):
    assert {band for band in YOUNGEST if needs_guardian(band, below_age)} == bands
    assert not needs_guardian("", below_age)


def test_every_band_has_an_age_and_every_attribute_is_derived():
    assert set(YOUNGEST) == set(Member.AgeBand.values)
    derived = {derived_attribute(flags) for flags in ([], [True], [False], [True, False, True])}
    assert derived == set(Team.Attribute.values)


keys = st.sampled_from(["", "A", "B", "C", "D", "E", "resident", "commuter", "gone"])
people = st.builds(
    MemberFacts,
    pk=st.integers(1, 99),
    name=st.just("見本"),
    entry_class=keys,
    age_band=st.sampled_from(["", *YOUNGEST]),
    guardian=st.sampled_from(Answer),
)
vouchings = st.builds(
    Vouching, municipality=st.sampled_from("甲乙丙"), answer=st.sampled_from(Answer), entry_class=keys
)
teams = st.builds(
    lambda least, age, leader, others, vouched, remarks: TeamFacts(
        least, age, MEMBERS, LEADERS, (*(replace(one, is_leader=True) for one in leader), *others), vouched, remarks
    ),
    st.integers(1, 4),
    st.integers(0, 20),
    st.lists(people, max_size=1),
    st.lists(people, max_size=4),
    st.lists(vouchings, max_size=2).map(tuple),
    st.lists(st.just("？"), max_size=1).map(tuple),
)


def model(team: TeamFacts) -> set[tuple[Kind, int | None]]:
    """The same in sets: who may come in, who is grown up, who is spoken for."""
    young = {band for band, age in YOUNGEST.items() if age < team.guardian_below_age}
    found = {(Kind.MEMBERS, None)} if len(team.members) < team.min_members else set()
    found |= {(Kind.REMARK, None)} if team.remarks else set()
    for one in team.members:
        accepted = set("ABCDE") if one.is_leader else {"resident", "commuter", "enthusiast"}
        found |= {(Kind.ENTRY_CLASS, one.pk)} if one.entry_class not in accepted else set()
        found |= {(Kind.AGE_BAND, one.pk)} if one.age_band not in YOUNGEST else set()
        found |= {(Kind.GUARDIAN, one.pk)} if one.age_band in young and one.guardian != "yes" else set()
        spoken_for = [row.answer == "yes" and row.entry_class in ("A", "B") for row in team.vouchings]
        if one.is_leader and one.entry_class in set("CDE") and not (spoken_for and all(spoken_for)):
            found |= {(Kind.RECOMMENDATION, one.pk)}
    return found


@given(teams)
def test_any_team_agrees_with_the_model(team):
    assert set(lacks(team)) == model(team)
