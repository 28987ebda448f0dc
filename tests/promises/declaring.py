"""What a declared rule is: who is let in where and when, and what everyone else meets. Knows no Django."""

from dataclasses import dataclass
from enum import StrEnum

STAGES = ("challenges", "ideas", "review", "after")
NOT_THERE = ("missing", "not public")
TEAMS = {"member": ("member", "mate"), "rival": ("rival",)}


class Who(StrEnum):
    """The people a rule speaks of, in the words of docs/permissions.md."""

    EVERYONE = "everyone"
    SIGNED_IN = "whoever is logged in"
    ONESELF = "the person whose it is"
    NOBODY = "nobody"
    TEACHER = "the teacher whose class it is"
    TEAM = "members of its team"
    LEADER = "the leader of its team"
    PARTIES = "its team, officers of its municipality, its mentors"
    OFFICERS = "officers of any municipality"
    MUNICIPALITY = "officers of its municipality"
    SERVED = "officers of the municipality whose challenge it answers"
    JUDGES = "judges"
    ITS_JUDGE = "the judge whose sheet it is"
    READERS = "judges who have a sheet for it"
    STAFF = "the secretariat"


def belongs(role: str, who: Who, owner: str) -> bool:
    """Whether a role is among these people for an object that `owner` owns."""
    return {
        Who.EVERYONE: True,
        Who.SIGNED_IN: role != "visitor",
        Who.ONESELF: role == owner,
        Who.TEACHER: role == owner,
        Who.NOBODY: False,
        Who.TEAM: role in TEAMS.get(owner, ()),
        Who.LEADER: role == owner,
        Who.PARTIES: role in (*TEAMS.get(owner, ()), "officer"),
        Who.OFFICERS: role in ("officer", "neighbour"),
        Who.MUNICIPALITY: role == owner,
        Who.SERVED: role == "officer",
        Who.JUDGES: role == "judge",
        Who.READERS: role == "judge",
        Who.ITS_JUDGE: role == "judge" == owner,
        Who.STAFF: role == "staff",
    }[who]


@dataclass(frozen=True)
class Grant:
    """These people are let in during these stages."""

    who: Who
    when: tuple[str, ...] = STAGES


@dataclass(frozen=True)
class Rule:
    """One address: who is let in, and what everyone else meets (`reached login again forbidden hidden`)."""

    words: str
    grants: tuple[Grant, ...]
    methods: str = "GET"
    only: tuple[str, ...] = ()  # exists only for objects in these states
    closed_in: tuple[str, ...] = ()  # nobody does it to objects in these states
    door: Who = Who.SIGNED_IN  # who else is not even told whether there is something:
    at_door: str = "login"
    posting_at_door: str = ""  # the same as `at_door` unless said
    strangers: str = "hidden"  # past the door, but not granted
    closed: str = "forbidden"  # granted, but not in this stage
    insiders: str = "reached"
    posting_when: tuple[str, ...] = STAGES  # later one may read, and what is posted comes back refused

    @property
    def depends_on_stage(self) -> bool:
        return any(grant.when != STAGES for grant in self.grants)

    @property
    def is_for_all(self) -> bool:
        return not self.depends_on_stage and any(grant.who == Who.EVERYONE for grant in self.grants)

    def expects(self, role: str, *, owner: str, state: str, stage: str, method: str) -> str:
        """What this role must meet; `""` for a method that is not offered, where all but `reached` is right."""
        if not belongs(role, self.door, owner):
            return self.posting_at_door if method == "POST" and self.posting_at_door else self.at_door
        if method not in self.methods.split():
            return ""
        if state in NOT_THERE or (self.only and state not in self.only):
            return "hidden"
        granted = [grant for grant in self.grants if belongs(role, grant.who, owner)]
        if any(stage in grant.when for grant in granted) and state not in self.closed_in:
            return "forbidden" if method == "POST" and stage not in self.posting_when else self.insiders
        return self.closed if granted else self.strangers


def public(words: str, methods: str = "GET", **more) -> Rule:
    return Rule(words, (Grant(Who.EVERYONE, more.pop("when", STAGES)),), methods, door=Who.EVERYONE, **more)


def signed_in(words: str, methods: str = "GET", **more) -> Rule:
    return Rule(words, (Grant(Who.SIGNED_IN),), methods, **more)


def team(words: str, methods: str = "GET", *, when: tuple[str, ...] = STAGES, who: Who = Who.TEAM, **more) -> Rule:
    return Rule(words, (Grant(who, when),), methods, **more)


def leader(words: str) -> Rule:
    """A page of the leader's; a mere member is told whom to ask."""
    return Rule(words, (Grant(Who.LEADER), Grant(Who.TEAM, ())), "GET POST")


def municipality(words: str, methods: str = "GET", *, when: tuple[str, ...] = STAGES, **more) -> Rule:
    """A logged-out officer who posts gets the text back with the refusal, so nothing typed is lost."""
    return Rule(words, (Grant(Who.MUNICIPALITY, when),), methods, posting_at_door="forbidden", **more)


def officers(words: str, methods: str = "GET") -> Rule:
    return Rule(words, (Grant(Who.OFFICERS),), methods, posting_at_door="forbidden")


def judges(
    words: str, methods: str = "GET POST", *, who: Who = Who.JUDGES, when: tuple[str, ...] = STAGES, **more
) -> Rule:
    return Rule(words, (Grant(who, when),), methods, door=Who.JUDGES, closed="hidden", **more)


def office(words: str, methods: str = "GET POST", *, who: Who = Who.STAFF, strangers: str = "forbidden") -> Rule:
    return Rule(words, (Grant(who),), methods, door=Who.STAFF, strangers=strangers)


def nobody(words: str, methods: str = "GET POST") -> Rule:
    return Rule(words, (Grant(Who.NOBODY),), methods, door=Who.EVERYONE)


def own(words: str) -> Rule:
    return Rule(words, (Grant(Who.ONESELF),), "GET POST", posting_at_door="forbidden")


def own_key(words: str) -> Rule:
    return Rule(words, (Grant(Who.ONESELF),), "GET POST", insiders="again")
