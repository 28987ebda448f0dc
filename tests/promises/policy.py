"""Who may do what where: the declared rule of every address, libraries' included. The oracle of test_access.py.

Knows no Django and asks nothing: what is written here is what is wanted, not what the code says.
"""

from fnmatch import fnmatchcase

from tests.promises.declaring import (
    STAGES,
    Grant,
    Rule,
    Who,
    judges,
    leader,
    municipality,
    nobody,
    office,
    officers,
    own,
    own_key,
    public,
    signed_in,
    team,
)
from tests.promises.offices import NEEDS, OFFICE, SHELVES

IDEAS, REVIEW = ("ideas",), ("review",)
FROM_IDEAS, FROM_REVIEW, AFTER = STAGES[1:], STAGES[2:], STAGES[3:]
AGAIN = {"insiders": "again"}  # logged in long ago: prove yourself once more
GIVEN_BACK = {"posting_at_door": "forbidden"}  # what was typed comes back with the refusal
MY_SEED = own("My own seed: under which name, or withdraw it")


def asking(words: str) -> Rule:
    """Whoever is logged in, about a public challenge; what was typed comes back after a lost session."""
    return Rule(words, (Grant(Who.SIGNED_IN, FROM_IDEAS),), "GET POST", closed="hidden", **GIVEN_BACK)


FOLLOW = Rule("Follow a challenge, or stop", (Grant(Who.SIGNED_IN, FROM_IDEAS),), "GET POST", closed="hidden")
LOGGED_IN_AS = public("Log in by a mailed code", "GET POST")

SHOWCASE = {
    "pages:challenge": public("A challenge, from its publication on", when=FROM_IDEAS, closed="hidden"),
    "pages:challenge_pdf": public("A challenge on A4, from its publication on", when=FROM_IDEAS, closed="hidden"),
    "pages:idea": public("An idea, from its publication on", when=AFTER, closed="hidden"),
    "pages:idea_advice": public(
        "What a finalist was advised, answered and wrote anew, once published", when=AFTER, closed="hidden"
    ),
    "pages:idea_*": public("An idea on paper, from its publication on", when=AFTER, closed="hidden"),
    "pages:health": Rule(
        "How a challenge of my municipality is doing, once it is public",
        (Grant(Who.MUNICIPALITY, FROM_IDEAS),),
        closed="hidden",
    ),
    "pages:press_kit": public("What the press is given, once the awards are public", only=("published",)),
    "pages:similar": team("Earlier ideas like my team's"),
    "pages:me": signed_in("My page: the way to each desk"),
    "pages:*": public("The showcase"),
    "events:*": public("Meetings that are public"),
    "datafiles:file": Rule(
        "A file of data that was handed in with a challenge",
        (Grant(Who.EVERYONE, FROM_IDEAS), Grant(Who.MUNICIPALITY), Grant(Who.STAFF)),
        "GET POST",
        door=Who.EVERYONE,
        closed="hidden",
    ),
    **{
        f"ideas:{kind}": Rule(
            f"A {kind} that was handed in with an idea",
            (
                Grant(Who.EVERYONE, AFTER),
                Grant(Who.TEAM),
                Grant(Who.STAFF),
                Grant(Who.READERS, FROM_REVIEW),
            ),
            "GET POST",
            door=Who.EVERYONE,
            closed="hidden",
        )
        for kind in ("picture", "document")
    },
}

VOTE = {
    "voting:index": public("Polls"),
    "voting:rules": public("How it is counted"),
    "voting:screen": public("The hall's screen: time left, the seal, then the result", "GET"),
    "voting:rules_file": public("The rules as they were hashed", "GET POST"),
    "voting:poll_rules": public("The rules a poll was held under", "GET POST"),
    "voting:receipt": public("The receipt of this browser's own ballot"),
    "voting:verify_script": public("The script that recounts", "GET POST"),
    "voting:resend": public("Send another code", "POST"),
    "voting:receipt_file": public("The same receipt as a small text"),
    "voting:check": public("Whether this browser may vote, and from when"),
    "voting:card*": public("Take a venue card: looking spends nothing, posting does", "GET POST"),
    "voting:login*": public("To LINE or Google and back, where the site has them"),
    "voting:words": public("The words of the vote's pages, in this browser", "POST"),
    "voting:tablet": public("Set a device to be shared by many voters", "POST"),
    "voting:leave": public("Forget on this device who voted", "POST"),
    "voting:poll": public("The paper; a ballot needs a proven address", "GET POST"),
    "voting:verify": public("Prove an address", "GET POST"),
    "voting:code": public("Type the mailed code", "GET POST"),
    "voting:result": public("The seal once sealed, the count once published", "GET POST"),
    "voting:seal": public("seal.json, from the seal on", "GET POST", only=("sealed", "published")),
    "voting:*": public("The files of the count, once published", "GET POST", only=("published",)),
}

CITIZENS = {
    "citizens:seed": public("A seed; a hidden one is there for its writer alone"),
    "citizens:seed_new": signed_in("Suggest an issue to a municipality, while STEP1 is open", "GET POST", **GIVEN_BACK),
    "citizens:seed_report": signed_in("Tell the secretariat of a seed", "GET POST", **GIVEN_BACK),
    "citizens:seed_credit": MY_SEED,
    "citizens:seed_withdraw": MY_SEED,
    "citizens:seed*": public("課題のたね: whom to suggest to, and what was suggested"),
    "citizens:follow": FOLLOW,
    "citizens:unfollow": FOLLOW,
    "citizens:seen": public("Count one look at a challenge", "POST", when=FROM_IDEAS, closed="hidden"),
    "citizens:unfollow_by_mail": public(
        "Stop following, by the mailed link", "GET POST", when=FROM_IDEAS, closed="hidden"
    ),
}

DIALOGUE = {
    "dialogue:questions": public("Questions on a challenge, from its publication on", when=FROM_IDEAS, closed="hidden"),
    "dialogue:thread": public(
        "A question and its answers; a hidden one is there for its writer alone", when=FROM_IDEAS, closed="hidden"
    ),
    "dialogue:ask": asking("Ask about a challenge; after STEP3 the page says that it is over"),
    "dialogue:post": asking("Answer, as one's municipality where one serves it, or add something"),
    "dialogue:post_report": asking("Tell the secretariat of a post"),
    "dialogue:post_*": own("My own post: mend it, or take it back"),
    "dialogue:desk": officers("Questions on my municipality's challenges; also for whom the secretariat named to help"),
    "dialogue:statements": officers("My municipality's words on ideas"),
    "dialogue:statement*": municipality("Write my municipality's word on an idea, and publish it", "GET POST"),
}

DESKS = {
    "municipalities:challenges": officers("My municipality's challenges"),
    "municipalities:challenge_new": officers("Begin a challenge", "GET POST"),
    "municipalities:challenge_edit": municipality("Write a challenge", "GET POST", when=("challenges",)),
    "municipalities:challenge_data": municipality("A challenge's data and knowledge", when=("challenges",)),
    "municipalities:*_move": municipality("Put data or knowledge in order", "POST", when=("challenges",)),
    "municipalities:resource_*": municipality("Write a challenge's data", "GET POST", when=("challenges",)),
    "municipalities:knowledge_*": municipality("Write a challenge's knowledge", "GET POST", when=("challenges",)),
    "municipalities:challenge_confirm": municipality("Hand a challenge in", "GET POST", when=("challenges",)),
    "municipalities:challenge_copy": municipality("Take an earlier year's challenge into this year's call", "POST"),
    "municipalities:challenge_discard": municipality(
        "Throw away a draft that was never handed in", "GET POST", closed_in=("handed in",)
    ),
    "municipalities:requests": signed_in("What I asked to write for, and where it stands", **GIVEN_BACK),
    "municipalities:request_find": signed_in("Find the local government one works at", **GIVEN_BACK),
    "municipalities:request_new": signed_in("Ask to write for it", "GET POST", **GIVEN_BACK),
    "municipalities:seeds": officers("Seeds for my municipality"),
    "municipalities:seed": municipality("A seed for my municipality"),
    "municipalities:seed_*": municipality("Adopt a seed, merge it, answer it, or undo that", "GET POST"),
    "municipalities:officers": municipality("Who serves my municipality, and invitations that wait"),
    "municipalities:officer_invitation_*": municipality("Mail an invitation again, or take it back", "POST"),
    "municipalities:officer_invite": municipality("Invite a colleague", "GET POST"),
    "municipalities:officer_hand_over": municipality("Hand my service over to a successor", "GET POST"),
    "municipalities:officer_leave": municipality("End my own service", "GET POST"),
    "municipalities:serve": Rule(
        "Become an officer by a mailed link: the person it was sent to, logged in",
        (Grant(Who.ONESELF),),
        "GET POST",
        at_door="reached",
        strangers="forbidden",
    ),
    "judging:invitation": Rule(
        "Agree to judge by a mailed link: the person it was sent to, logged in",
        (Grant(Who.ONESELF),),
        "GET POST",
        at_door="reached",
        strangers="forbidden",
    ),
    "judging:team_conflicts": team(
        "Say that a judge has a stake in my team's idea", "GET POST", posting_at_door="forbidden"
    ),
    "judging:inquiries": signed_in("Further questions to my team and my municipality", posting_at_door="forbidden"),
    "judging:inquiry": Rule(
        "Answer further questions until their deadline; afterwards read both sides' answers",
        (Grant(Who.TEAM), Grant(Who.MUNICIPALITY)),
        "GET POST",
        posting_at_door="forbidden",
    ),
    "municipalities:participations": officers("In which years my municipality takes part"),
    "municipalities:participation_new": municipality("Apply to take part, alone or as a union", "GET POST"),
    "municipalities:participation_withdraw": municipality("Withdraw from a year, with a reason", "GET POST"),
    "municipalities:*": municipality("A challenge's preview, paper, receipt"),
    "ideas:teams": signed_in("My teams"),
    "ideas:team_new": signed_in("Make a team", "GET POST"),
    "ideas:idea_start": signed_in("Begin an idea for a challenge", "GET POST"),
    "ideas:join": public("Join a team; joining needs a login", "GET POST"),
    "ideas:team": team("A team, its members and invitations"),
    "ideas:member_edit": team("What I say of myself", "GET POST"),
    "ideas:invite": leader("Invite somebody; a mere member is told that the leader does"),
    "ideas:link_make": team("Make a link to join and see it, once", "POST", who=Who.LEADER),
    "ideas:link_close": team("Close it", "POST", who=Who.LEADER),
    "ideas:call": leader("Call for members on the board of a challenge"),
    "ideas:ask": Rule("Answer a team's call for members", (Grant(Who.SIGNED_IN, IDEAS),), "GET POST", closed="hidden"),
    "ideas:request_decide": team("Say yes or no to somebody who asked", "POST", who=Who.LEADER),
    "ideas:request_withdraw": team("Take one's own request back", "POST", who=Who.ONESELF),
    "ideas:transfer": leader("Hand the lead on"),
    "ideas:leave": team("Leave the team", "GET POST"),
    "ideas:remove": leader("Take a member out, with a reason"),
    "ideas:recommendation": leader("Ask somebody to speak for the leader"),
    "ideas:recommendation_cancel": team("Take such a request back", "POST", who=Who.LEADER),
    "ideas:recommend": public("Speak for a leader, by the mailed link", "GET POST"),
    "ideas:guardian_ask": team("Ask my guardian", "GET POST"),
    "ideas:guardian": public("Say yes or no for one's child, by the mailed link", "GET POST"),
    "ideas:invitation_cancel": team("Take an invitation back", "POST", who=Who.LEADER),
    "ideas:idea_new": team("Begin an idea for a team", "GET POST"),
    "ideas:idea_edit": team("Write an idea", "GET POST", when=IDEAS, posting_at_door="forbidden"),
    "ideas:idea_picture": team("An idea's pictures and documents", "GET POST", when=IDEAS),
    "ideas:idea_versions": team("What an idea said at each handing-in, compared"),
    "ideas:idea_bring_back": team("A version's text again as the draft", "GET POST", when=IDEAS),
    "ideas:idea_second": team("Write a second version, once advised", "GET POST", posting_at_door="forbidden"),
    "ideas:idea_second_confirm": team("Hand it in; once its time is over the service refuses", "GET POST"),
    "advice:page": Rule(
        "The advice on an idea, once sent",
        (Grant(Who.TEAM), Grant(Who.SERVED)),
        posting_at_door="forbidden",
    ),
    "advice:answer": team("Answer it; after thirty days the service refuses", "POST", posting_at_door="forbidden"),
    "ideas:idea_document": team("The draft as a Word document"),
    "ideas:idea_withdraw": Rule(
        "Take an idea back; a mere member is told that the leader does",
        (Grant(Who.LEADER, IDEAS), Grant(Who.TEAM, ())),
        "POST",
    ),
    "ideas:idea_restore": Rule(
        "Undo taking it back; after the deadline the service refuses", (Grant(Who.LEADER), Grant(Who.TEAM, ())), "POST"
    ),
    "ideas:idea_late": team("Hand in late, by the secretariat's code, used once", "GET POST"),
    "ideas:idea_confirm": team("Hand an idea in; once handed in, its receipt", "GET POST"),
    "ideas:classes": signed_in("My classes"),
    "ideas:class_new": signed_in("Become a teacher by making a class", "GET POST"),
    "ideas:class_team_new": team("Make a team of pupils and print their cards", "GET POST", who=Who.TEACHER),
    "ideas:class_consent": team("Record a consent on paper of a pupil's guardian", "GET POST", who=Who.TEACHER),
    "ideas:class": team("A class, its teams, their cards", who=Who.TEACHER),
    "ideas:card_*": team("Make another card, or make one useless", "POST", who=Who.TEACHER),
    "ideas:card": public("Come in by a card", "GET POST"),
    "ideas:idea_agree": team("Everybody's yes to the text; after the deadline the service refuses", "GET POST"),
    "ideas:evidence": team("What an idea rests on: citations, hypotheses, notes; after the deadline to be read"),
    "ideas:evidence_act": team("Move, remove, bring back a row", "POST", when=IDEAS),
    "ideas:evidence_*": team("Write a row of it", "GET POST", when=IDEAS, posting_at_door="forbidden"),
    "ideas:*": team("An idea's preview, papers, receipt"),
    "followup:report": public("A report, by the mailed link", "GET POST"),
    "followup:thanks": public("The report that was handed in, by the mailed link"),
    "followup:contact": public("An added address agrees, or is taken away, by the mailed link", "GET POST"),
    "followup:mentored_ideas": signed_in("Ideas I talk with a mentor about", posting_at_door="forbidden"),
    "followup:mentoring": team(
        "Talk with the mentor of an idea", "GET POST", who=Who.PARTIES, posting_at_door="forbidden"
    ),
    "followup:contacts": team("Where a team is reached in a year", "GET POST"),
}

AWARDS = {
    "awards:stage": public("What is on at the final, and the speakers' clock"),
    "awards:stage_state": public("The same, for screens that ask every second"),
    "awards:certificate": public("Whether a certificate is genuine", when=AFTER, closed="hidden"),
    "awards:mine": signed_in("My certificates"),
    "awards:ask": signed_in("Have one made out to my own name", "POST"),
    "awards:paper": team("My team's certificate, once the world knows of it", when=AFTER, closed="hidden"),
    "awards:selections": signed_in("The awards I select for"),
    "awards:selection": Rule(
        "Decide the award I select for, as its sponsor or Harvard", (Grant(Who.ONESELF),), "GET POST"
    ),
    "awards:points_json": public("The jury's means, once the awards are public", only=("published",)),
    "awards:*": public("The rule that joins jury and public, from its freezing on"),
}

JUDGING = {
    "judge:login": Rule("The door of the judges' site", (Grant(Who.JUDGES),), "GET POST", strangers="forbidden"),
    "judge:logout": public("Leave", "GET POST"),
    "judge:index": judges("My sheets"),
    "judge:sheet": judges(
        "A sheet, once its round has opened; written on until it closes",
        who=Who.ITS_JUDGE,
        when=FROM_REVIEW,
        posting_when=REVIEW,
        posting_at_door="forbidden",
    ),
    "judge:advice": judges(
        "Propose advice to the team; the service refuses before the lock",
        who=Who.ITS_JUDGE,
        when=FROM_REVIEW,
        posting_at_door="forbidden",
    ),
    "judge:*": judges("Give a sheet back: a conflict of interest, or recusal", who=Who.ITS_JUDGE, when=FROM_REVIEW),
}

ACCOUNT = {
    "accounts:no_passwords": nobody("There are no passwords"),
    "account_*password*": nobody("There are no passwords"),
    "accounts:login_code": public("An old way to log in", "GET POST", insiders="login"),
    "account_request_login_code": public("An old way to log in", "GET POST", insiders="login"),
    "accounts:second_factor_index": public("The way to the second factor", "GET POST", insiders="factor"),
    "mfa_index": public("The way to the second factor", "GET POST", insiders="factor"),
    "accounts:second_factor": signed_in("My second factor", "GET POST"),
    "accounts:leave": signed_in("Have myself forgotten, or undo that", "GET POST"),
    "accounts:copy": signed_in("Everything that is held about me, as a file"),
    "accounts:profile": signed_in("My names, language, consents", "GET POST"),
    "accounts:remove_passkey": own_key("Drop a passkey of my own"),
    "mfa_remove_webauthn": own_key("Drop a passkey of my own"),
    "accounts:*": signed_in("Set up or drop a second factor", "GET POST", **AGAIN),
    "account_login": LOGGED_IN_AS,
    "account_signup": public("Sign up", "GET POST"),
    "account_logout": public("Leave", "GET POST"),
    "account_inactive": public("This account is stopped"),
    "account_confirm_login_code": signed_in("Type the mailed code, half logged in; logged in: led on", "GET POST"),
    "account_email_verification_sent": signed_in("Type the mailed code, half signed up; logged in: led on", "GET POST"),
    "account_email": signed_in("My address", "GET POST"),
    "account_reauthenticate": signed_in("Prove oneself again", "GET POST", **AGAIN),
    "mfa_authenticate": signed_in("Give the second factor, half logged in; logged in: led on", "GET POST"),
    "mfa_login_webauthn": signed_in("Log in with a passkey; logged in: led on", "GET POST"),
    "mfa_reauthenticate": signed_in("Prove oneself again, by an app", "GET POST"),
    "mfa_reauthenticate_webauthn": signed_in("Prove oneself again, by a passkey", "GET POST", **AGAIN),
    "mfa_list_webauthn": signed_in("My passkeys"),
    "mfa_view_recovery_codes": signed_in("My recovery codes", **AGAIN),
    "mfa_*": signed_in("Set up or drop a second factor", "GET POST", **AGAIN),
}

HOUSE = {
    "healthz": public("Are the processes alive", "GET POST"),
    "set_language": public("Choose a language", "GET POST"),
    "notifications:mails": nobody("Mails, in development only (there, everyone)"),
    "rehearsal:*": nobody("Become a sample person, move the clock: in rehearsals only (there, everyone)", "POST"),
}

RULES = {**SHOWCASE, **CITIZENS, **DIALOGUE, **VOTE, **DESKS, **AWARDS, **JUDGING, **ACCOUNT, **HOUSE, **OFFICE}


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
    return office(shelf, "GET POST" if posts else "GET", who=Who.STAFF if NEEDS[page] in may else Who.NOBODY)


# Where officers, judges and the secretariat may go before they have set up a second factor.
OPEN_WITHOUT_FACTOR = (
    *("healthz", "set_language", "pages:privacy", "pages:accessibility", "pages:favicon"),
    *("accounts:second_factor*", "accounts:activate_totp", "accounts:add_passkey", "mfa_*"),
    *("account_email*", "account_logout", "account_reauthenticate"),
    *("voting:*", "rehearsal:*"),
    *("ideas:picture", "ideas:document"),  # public ones
    "datafiles:file",  # likewise
)


def is_open_without_factor(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in OPEN_WITHOUT_FACTOR)
