"""Who may do what where: the declared rule of every address, libraries' included. The oracle of test_access.py.

Knows no Django and asks nothing: what is written here is what is wanted, not what the code says.
"""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

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
    OFFICERS = "officers of any municipality"
    MUNICIPALITY = "officers of its municipality"
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
        Who.OFFICERS: role in ("officer", "neighbour"),
        Who.MUNICIPALITY: role == owner,
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
            return self.insiders
        return self.closed if granted else self.strangers


def _public(words: str, methods: str = "GET", **more) -> Rule:
    return Rule(words, (Grant(Who.EVERYONE, more.pop("when", STAGES)),), methods, door=Who.EVERYONE, **more)


def _signed_in(words: str, methods: str = "GET", **more) -> Rule:
    return Rule(words, (Grant(Who.SIGNED_IN),), methods, **more)


def _team(words: str, methods: str = "GET", *, when: tuple[str, ...] = STAGES, who: Who = Who.TEAM, **more) -> Rule:
    return Rule(words, (Grant(who, when),), methods, **more)


def _leader(words: str) -> Rule:
    """A page of the leader's; a mere member is told whom to ask."""
    return Rule(words, (Grant(Who.LEADER), Grant(Who.TEAM, ())), "GET POST")


def _municipality(words: str, methods: str = "GET", *, when: tuple[str, ...] = STAGES, **more) -> Rule:
    """A logged-out officer who posts gets the text back with the refusal, so nothing typed is lost."""
    return Rule(words, (Grant(Who.MUNICIPALITY, when),), methods, posting_at_door="forbidden", **more)


def _officers(words: str, methods: str = "GET") -> Rule:
    return Rule(words, (Grant(Who.OFFICERS),), methods, posting_at_door="forbidden")


def _judges(words: str, methods: str = "GET POST", *, who: Who = Who.JUDGES, when: tuple[str, ...] = STAGES) -> Rule:
    return Rule(words, (Grant(who, when),), methods, door=Who.JUDGES, closed="hidden")


def _office(words: str, methods: str = "GET POST", *, who: Who = Who.STAFF, strangers: str = "forbidden") -> Rule:
    return Rule(words, (Grant(who),), methods, door=Who.STAFF, strangers=strangers)


def _nobody(words: str, methods: str = "GET POST") -> Rule:
    return Rule(words, (Grant(Who.NOBODY),), methods, door=Who.EVERYONE)


def _own(words: str) -> Rule:
    return Rule(words, (Grant(Who.ONESELF),), "GET POST", posting_at_door="forbidden")


def _own_key(words: str) -> Rule:
    return Rule(words, (Grant(Who.ONESELF),), "GET POST", insiders="again")


IDEAS = ("ideas",)
FROM_IDEAS, FROM_REVIEW, AFTER = STAGES[1:], STAGES[2:], STAGES[3:]
AGAIN = {"insiders": "again"}  # logged in long ago: prove yourself once more
GIVEN_BACK = {"posting_at_door": "forbidden"}  # what was typed comes back with the refusal
MY_SEED = _own("My own seed: under which name, or withdraw it")
FOLLOW = Rule("Follow a challenge, or stop", (Grant(Who.SIGNED_IN, FROM_IDEAS),), "GET POST", closed="hidden")
LOGGED_IN_AS = _public("Log in by a mailed code", "GET POST")

SHOWCASE = {
    "pages:challenge": _public("A challenge, from its publication on", when=FROM_IDEAS, closed="hidden"),
    "pages:challenge_pdf": _public("A challenge on A4, from its publication on", when=FROM_IDEAS, closed="hidden"),
    "pages:idea": _public("An idea, from its publication on", when=AFTER, closed="hidden"),
    "pages:health": Rule(
        "How a challenge of my municipality is doing, once it is public",
        (Grant(Who.MUNICIPALITY, FROM_IDEAS),),
        closed="hidden",
    ),
    "pages:me": _signed_in("My page: the way to each desk"),
    "pages:*": _public("The showcase"),
    "events:*": _public("Meetings that are public"),
    "datafiles:file": Rule(
        "A file of data that was handed in with a challenge",
        (Grant(Who.EVERYONE, FROM_IDEAS), Grant(Who.MUNICIPALITY), Grant(Who.STAFF)),
        "GET POST",
        door=Who.EVERYONE,
        closed="hidden",
    ),
    "ideas:picture": Rule(
        "A picture that was handed in with an idea",
        (
            Grant(Who.EVERYONE, AFTER),
            Grant(Who.TEAM),
            Grant(Who.STAFF),
            Grant(Who.READERS, FROM_REVIEW),
        ),
        "GET POST",
        door=Who.EVERYONE,
        closed="hidden",
    ),
}

VOTE = {
    "voting:index": _public("Polls"),
    "voting:rules": _public("How it is counted"),
    "voting:receipt": _public("The receipt of this browser's own ballot"),
    "voting:verify_script": _public("The script that recounts", "GET POST"),
    "voting:resend": _public("Send another code", "POST"),
    "voting:leave": _public("Forget on this device who voted", "POST"),
    "voting:poll": _public("The paper; a ballot needs a proven address", "GET POST"),
    "voting:verify": _public("Prove an address", "GET POST"),
    "voting:code": _public("Type the mailed code", "GET POST"),
    "voting:result": _public("The seal once sealed, the count once published", "GET POST"),
    "voting:seal": _public("seal.json, from the seal on", "GET POST", only=("sealed", "published")),
    "voting:*": _public("The files of the count, once published", "GET POST", only=("published",)),
}

CITIZENS = {
    "citizens:seed": _public("A seed; a hidden one is there for its writer alone"),
    "citizens:seed_new": _signed_in(
        "Suggest an issue to a municipality, while STEP1 is open", "GET POST", **GIVEN_BACK
    ),
    "citizens:seed_report": _signed_in("Tell the secretariat of a seed", "GET POST", **GIVEN_BACK),
    "citizens:seed_credit": MY_SEED,
    "citizens:seed_withdraw": MY_SEED,
    "citizens:seed*": _public("課題のたね: whom to suggest to, and what was suggested"),
    "citizens:follow": FOLLOW,
    "citizens:unfollow": FOLLOW,
    "citizens:seen": _public("Count one look at a challenge", "POST", when=FROM_IDEAS, closed="hidden"),
    "citizens:unfollow_by_mail": _public(
        "Stop following, by the mailed link", "GET POST", when=FROM_IDEAS, closed="hidden"
    ),
}

DESKS = {
    "municipalities:challenges": _officers("My municipality's challenges"),
    "municipalities:challenge_new": _officers("Begin a challenge", "GET POST"),
    "municipalities:challenge_edit": _municipality("Write a challenge", "GET POST", when=("challenges",)),
    "municipalities:challenge_data": _municipality("A challenge's data and knowledge", when=("challenges",)),
    "municipalities:*_move": _municipality("Put data or knowledge in order", "POST", when=("challenges",)),
    "municipalities:resource_*": _municipality("Write a challenge's data", "GET POST", when=("challenges",)),
    "municipalities:knowledge_*": _municipality("Write a challenge's knowledge", "GET POST", when=("challenges",)),
    "municipalities:challenge_confirm": _municipality("Hand a challenge in", "GET POST", when=("challenges",)),
    "municipalities:challenge_copy": _municipality("Take an earlier year's challenge into this year's call", "POST"),
    "municipalities:challenge_discard": _municipality(
        "Throw away a draft that was never handed in", "GET POST", closed_in=("handed in",)
    ),
    "municipalities:requests": _signed_in("What I asked to write for, and where it stands", **GIVEN_BACK),
    "municipalities:request_find": _signed_in("Find the local government one works at", **GIVEN_BACK),
    "municipalities:request_new": _signed_in("Ask to write for it", "GET POST", **GIVEN_BACK),
    "municipalities:seeds": _officers("Seeds for my municipality"),
    "municipalities:seed": _municipality("A seed for my municipality"),
    "municipalities:seed_*": _municipality("Adopt a seed, merge it, answer it, or undo that", "GET POST"),
    "municipalities:officers": _municipality("Who serves my municipality, and invitations that wait"),
    "municipalities:officer_invitation_*": _municipality("Mail an invitation again, or take it back", "POST"),
    "municipalities:officer_invite": _municipality("Invite a colleague", "GET POST"),
    "municipalities:officer_hand_over": _municipality("Hand my service over to a successor", "GET POST"),
    "municipalities:officer_leave": _municipality("End my own service", "GET POST"),
    "municipalities:serve": Rule(
        "Become an officer by a mailed link: the person it was sent to, logged in",
        (Grant(Who.ONESELF),),
        "GET POST",
        at_door="reached",
        strangers="forbidden",
    ),
    "municipalities:participations": _officers("In which years my municipality takes part"),
    "municipalities:participation_new": _municipality("Apply to take part, alone or as a union", "GET POST"),
    "municipalities:participation_withdraw": _municipality("Withdraw from a year, with a reason", "GET POST"),
    "municipalities:*": _municipality("A challenge's preview, paper, receipt"),
    "ideas:teams": _signed_in("My teams"),
    "ideas:team_new": _signed_in("Make a team", "GET POST"),
    "ideas:idea_start": _signed_in("Begin an idea for a challenge", "GET POST"),
    "ideas:join": _public("Join a team; joining needs a login", "GET POST"),
    "ideas:team": _team("A team, its members and invitations"),
    "ideas:member_edit": _team("What I say of myself", "GET POST"),
    "ideas:invite": _leader("Invite somebody; a mere member is told that the leader does"),
    "ideas:link_make": _team("Make a link to join and see it, once", "POST", who=Who.LEADER),
    "ideas:link_close": _team("Close it", "POST", who=Who.LEADER),
    "ideas:call": _leader("Call for members on the board of a challenge"),
    "ideas:ask": Rule("Answer a team's call for members", (Grant(Who.SIGNED_IN, IDEAS),), "GET POST", closed="hidden"),
    "ideas:request_decide": _team("Say yes or no to somebody who asked", "POST", who=Who.LEADER),
    "ideas:request_withdraw": _team("Take one's own request back", "POST", who=Who.ONESELF),
    "ideas:transfer": _leader("Hand the lead on"),
    "ideas:leave": _team("Leave the team", "GET POST"),
    "ideas:remove": _leader("Take a member out, with a reason"),
    "ideas:recommendation": _leader("Ask somebody to speak for the leader"),
    "ideas:recommendation_cancel": _team("Take such a request back", "POST", who=Who.LEADER),
    "ideas:recommend": _public("Speak for a leader, by the mailed link", "GET POST"),
    "ideas:guardian_ask": _team("Ask my guardian", "GET POST"),
    "ideas:guardian": _public("Say yes or no for one's child, by the mailed link", "GET POST"),
    "ideas:invitation_cancel": _team("Take an invitation back", "POST", who=Who.LEADER),
    "ideas:idea_new": _team("Begin an idea for a team", "GET POST"),
    "ideas:idea_edit": _team("Write an idea", "GET POST", when=IDEAS, posting_at_door="forbidden"),
    "ideas:idea_picture": _team("An idea's picture", "GET POST", when=IDEAS),
    "ideas:idea_withdraw": _team("Take an idea back", "POST", when=IDEAS),
    "ideas:idea_restore": _team("Undo taking it back; after the deadline the service refuses", "POST"),
    "ideas:idea_confirm": _team("Hand an idea in; once handed in, its receipt", "GET POST"),
    "ideas:classes": _signed_in("My classes"),
    "ideas:class_new": _signed_in("Become a teacher by making a class", "GET POST"),
    "ideas:class_team_new": _team("Make a team of pupils and print their cards", "GET POST", who=Who.TEACHER),
    "ideas:class_consent": _team("Record a consent on paper of a pupil's guardian", "GET POST", who=Who.TEACHER),
    "ideas:class": _team("A class, its teams, their cards", who=Who.TEACHER),
    "ideas:card_*": _team("Make another card, or make one useless", "POST", who=Who.TEACHER),
    "ideas:card": _public("Come in by a card", "GET POST"),
    "ideas:idea_agree": _team("Everybody's yes to the text; after the deadline the service refuses", "GET POST"),
    "ideas:*": _team("An idea's preview, receipt"),
    "followup:report": _public("A report, by the mailed link", "GET POST"),
    "followup:thanks": _public("The report that was handed in, by the mailed link"),
}

JUDGING = {
    "judge:login": Rule("The door of the judges' site", (Grant(Who.JUDGES),), "GET POST", strangers="forbidden"),
    "judge:logout": _public("Leave", "GET POST"),
    "judge:index": _judges("My sheets"),
    "judge:*": _judges("A sheet, once its round has opened", who=Who.ITS_JUDGE, when=FROM_REVIEW),
}

ACCOUNT = {
    "accounts:no_passwords": _nobody("There are no passwords"),
    "account_*password*": _nobody("There are no passwords"),
    "accounts:login_code": _public("An old way to log in", "GET POST", insiders="login"),
    "account_request_login_code": _public("An old way to log in", "GET POST", insiders="login"),
    "accounts:second_factor_index": _public("The way to the second factor", "GET POST", insiders="factor"),
    "mfa_index": _public("The way to the second factor", "GET POST", insiders="factor"),
    "accounts:second_factor": _signed_in("My second factor", "GET POST"),
    "accounts:profile": _signed_in("My names, language, consents", "GET POST"),
    "accounts:remove_passkey": _own_key("Drop a passkey of my own"),
    "mfa_remove_webauthn": _own_key("Drop a passkey of my own"),
    "accounts:*": _signed_in("Set up or drop a second factor", "GET POST", **AGAIN),
    "account_login": LOGGED_IN_AS,
    "account_signup": _public("Sign up", "GET POST"),
    "account_logout": _public("Leave", "GET POST"),
    "account_inactive": _public("This account is stopped"),
    "account_confirm_login_code": _signed_in("Type the mailed code, half logged in; logged in: led on", "GET POST"),
    "account_email_verification_sent": _signed_in(
        "Type the mailed code, half signed up; logged in: led on", "GET POST"
    ),
    "account_email": _signed_in("My address", "GET POST"),
    "account_reauthenticate": _signed_in("Prove oneself again", "GET POST", **AGAIN),
    "mfa_authenticate": _signed_in("Give the second factor, half logged in; logged in: led on", "GET POST"),
    "mfa_login_webauthn": _signed_in("Log in with a passkey; logged in: led on", "GET POST"),
    "mfa_reauthenticate": _signed_in("Prove oneself again, by an app", "GET POST"),
    "mfa_reauthenticate_webauthn": _signed_in("Prove oneself again, by a passkey", "GET POST", **AGAIN),
    "mfa_list_webauthn": _signed_in("My passkeys"),
    "mfa_view_recovery_codes": _signed_in("My recovery codes", **AGAIN),
    "mfa_*": _signed_in("Set up or drop a second factor", "GET POST", **AGAIN),
}

HOUSE = {
    "healthz": _public("Are the processes alive", "GET POST"),
    "set_language": _public("Choose a language", "GET POST"),
    "notifications:mails": _nobody("Mails, in development only (there, everyone)"),
    "rehearsal:*": _nobody("Become a sample person, move the clock: in rehearsals only (there, everyone)", "POST"),
}

OFFICE = {
    "admin:index": _office("The office"),
    "admin:app_list": _office("The office"),
    "admin:login": Rule("The door of the office", (Grant(Who.STAFF),), "GET POST", strangers="forbidden"),
    "admin:logout": Rule("Leave", (Grant(Who.STAFF),), "POST", door=Who.STAFF, at_door="reached"),  # led to the door
    "admin:password_change*": _office("There are no passwords", who=Who.NOBODY, strangers="hidden"),
    "admin:autocomplete": _office("Choose a row while typing", "GET"),
    "admin:jsi18n": _office("Words of the scripts", "GET"),
    "admin:view_on_site": _office("Look at a row outside", who=Who.NOBODY, strangers="hidden"),
    "admin:<office/(?P<url>*": _office("What is not there", who=Who.NOBODY, strangers="hidden"),
    "admin:<office/*": _office("An old address of a row"),
    "admin:awards_desk": _office("Give the awards"),
    "admin:awards_propose": _office("Propose the publication", "POST"),
    "admin:awards_agree": _office("Agree to it, as a second person", "POST"),
    "admin:judging_round_ranking": _office("Ranking and tiers"),
    "admin:judging_round_release": _office("Release the tiers"),
    "admin:ideas_health*": _office("The board: which challenges find teams", "GET POST"),
    "admin:municipalities_challenge_accept": _office("Accept a challenge", "POST"),
    "admin:municipalities_officerrequest_approve": _office("Let somebody write for a municipality"),
    "admin:municipalities_officerrequest_decline": _office("Tell somebody why they may not"),
    "admin:municipalities_seed_hide": _office("Hide a seed"),
    "admin:municipalities_seed_*": _office("Let a reported seed stand, or show a hidden one again", "POST"),
    "admin:municipalities_participation_apply": _office("Let an entry take part again", "POST"),
    "admin:municipalities_participation_withdraw": _office("Withdraw an entry from a year"),
    "admin:ideas_team_consent": _office("Record a guardian's consent on paper"),
    "admin:ideas_idea_polish": _office("Let a team better its text after the deadline"),
    "admin:municipalities_challenge_return": _office("Send a challenge back", "POST"),
    "admin:municipalities_challenge_assign": _office("Say who of the secretariat answers", "POST"),
    "admin:municipalities_challenge_english": _office("Say that its English was read", "POST"),
    "admin:municipalities_challenge_publication": _office("Set the moment at which challenges become public"),
}

# What the secretariat may do to the rows of each kind. Beyond it acts are services behind buttons and actions.
SHELVES = {
    "accounts_user": "view add change",
    "accounts_consent": "view",
    "accounts_auditentry": "view",
    "awards_award": "view add change",
    "awards_decision": "view",
    "awards_publication": "view",
    "contest_cycle": "view add change",
    "contest_organization": "view add change",
    "contest_theme": "view add change",
    "events_event": "view add change",
    "events_session": "view add change",
    "followup_plan": "view",
    "followup_report": "view",
    "ideas_idea": "view",
    "ideas_schoolclass": "view",
    "ideas_team": "view",
    "judging_assignment": "view",
    "judging_conflict": "view add",
    "judging_judge": "view add change delete",
    "judging_round": "view add change",
    "judging_tierrelease": "view",
    "municipalities_challenge": "view",
    "municipalities_dataresource": "view",
    "municipalities_extension": "view add",
    "municipalities_localgovernment": "view",
    "municipalities_officer": "view add change",
    "municipalities_officerinvitation": "view add",
    "municipalities_officerrequest": "view",
    "municipalities_participant": "view add change",
    "municipalities_participation": "view add",  # ended by a service, with a reason
    "municipalities_seed": "view",
    "notifications_outboxmail": "view",
    "voting_ballot": "view",
    "voting_poll": "view change",  # changed only until it opens
    "voting_seal": "view",
    "voting_void": "view add",
    "voting_voter": "view",
    # libraries' own pages: for a superuser, whom the site never makes
    "account_emailaddress": "",
    "auth_group": "",
    "mfa_authenticator": "",
}
NEEDS = {"changelist": "view", "history": "view", "add": "add", "change": "view", "delete": "delete"}

RULES = {**SHOWCASE, **CITIZENS, **VOTE, **DESKS, **JUDGING, **ACCOUNT, **HOUSE, **OFFICE}


def pattern_of(name: str) -> str | None:
    """The first line of the table that speaks of this address; None for an address nobody declared."""
    if _shelf_of(name) is not None:
        return name
    return next((pattern for pattern in RULES if fnmatchcase(name, pattern)), None)


def rule_of(name: str) -> Rule:
    """The declared rule; KeyError for an address without one."""
    if (rule := _shelf_of(name)) is not None:
        return rule
    pattern = pattern_of(name)
    if pattern is None:
        raise KeyError(name)
    return RULES[pattern]


def _shelf_of(name: str) -> Rule | None:
    """The rule of a page of one kind of rows, `admin:ideas_idea_change`."""
    shelf, _, page = name.removeprefix("admin:").rpartition("_")
    if not name.startswith("admin:") or shelf not in SHELVES or page not in NEEDS:
        return None
    may = SHELVES[shelf].split()
    posts = page != "change" or "change" in may
    return _office(shelf, "GET POST" if posts else "GET", who=Who.STAFF if NEEDS[page] in may else Who.NOBODY)


# Where officers, judges and the secretariat may go before they have set up a second factor.
OPEN_WITHOUT_FACTOR = (
    *("healthz", "set_language", "pages:privacy", "pages:accessibility", "pages:favicon"),
    *("accounts:second_factor*", "accounts:activate_totp", "accounts:add_passkey", "mfa_*"),
    *("account_email*", "account_logout", "account_reauthenticate"),
    *("voting:*", "rehearsal:*"),
    "ideas:picture",  # a public one
    "datafiles:file",  # likewise
)


def is_open_without_factor(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in OPEN_WITHOUT_FACTOR)
