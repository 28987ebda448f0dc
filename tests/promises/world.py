"""One small world with every role and an object of every kind, for the promises that walk the whole site."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import User
from awards.models import Award, Certificate, CombiningRule, StageItem
from contest.models import Cycle, Stage
from dialogue.models import Post, Statement, Thread
from events.models import Event
from followup.models import Contact, MentoringPost, Mentorship, Plan, Report
from ideas.evidence import snapshot_of
from ideas.models import (
    Attachment,
    Citation,
    EligibilityRemark,
    GuardianConsent,
    Hypothesis,
    Idea,
    IdeaVersion,
    Invitation,
    JoinRequest,
    Member,
    Note,
    PupilCard,
    Recommendation,
    SchoolClass,
    Team,
)
from judging.models import Assignment, Criterion, Inquiry, Judge, JudgeInvitation, Reply, Round, Side
from municipalities.models import (
    Challenge,
    DataResource,
    Follow,
    Knowledge,
    LocalGovernment,
    Officer,
    OfficerInvitation,
    Participant,
    ParticipantMember,
    Participation,
    Seed,
    check_digit,
)
from notifications.invitations import token_hash
from tests.factories.accounts import person
from tests.factories.contest import JST, cycle, instant, theme, windows
from tests.factories.ideas import JOINS, LEADS
from tests.factories.voting import ruled
from voting.models import Choice, Poll

# `member` leads a team and `mate` is in it; `rival` leads another. `neighbour` serves another municipality than `officer`.
ROLES = ("visitor", "citizen", "member", "mate", "rival", "officer", "neighbour", "judge", "staff")
FINAL = date(2027, 2, 28)
FOREVER = datetime(2040, 1, 1, tzinfo=JST)
HIDDEN_YEAR, HIDDEN_EVENT = 2031, "not-announced-yet"
NOTE = "メモの金糸雀"  # stands in every team's notes and nowhere else
JOIN_TOKEN, SERVE_TOKEN = "a-token-that-was-mailed", "another-token-that-was-mailed"
JUDGE_TOKEN = "a-third-token-that-was-mailed"
ANSWER = "答えの金糸雀"  # stands in what both sides answered, and nowhere else


@dataclass
class World:
    """Who is there and what they own; `people["visitor"]` is nobody. Objects are kept by the role that owns them."""

    cycle: Cycle
    people: dict[str, User | None] = field(default_factory=dict)
    unserved: LocalGovernment = None
    parts: dict[str, Participation] = field(default_factory=dict)
    drafts: dict[str, Challenge] = field(default_factory=dict)
    challenges: dict[str, Challenge] = field(default_factory=dict)
    ideas: dict[str, Idea] = field(default_factory=dict)
    sheets: dict[str, Assignment] = field(default_factory=dict)
    seeds: dict[str, Seed] = field(default_factory=dict)
    hidden_seed: Seed = None
    follow: Follow = None
    thread: Thread = None
    hidden_thread: Thread = None
    statement: Statement = None
    invitation: Invitation = None
    recommendation: Recommendation = None
    officer_invitation: OfficerInvitation = None
    request: JoinRequest = None
    school_class: SchoolClass = None
    card: PupilCard = None
    picture: Attachment = None
    document: Attachment = None
    data: DataResource = None
    round: Round = None
    replies: dict[str, Reply] = field(default_factory=dict)
    poll: Poll = None
    plan: Plan = None
    contact: Contact = None
    event: Event = None
    award: Award = None
    certificate: Certificate = None
    rule: CombiningRule = None
    selection: Award = None
    remark: EligibilityRemark = None


def build() -> World:
    """A cycle of 2026 with people, challenges, ideas, sheets, polls, awards; nothing secret is decided yet."""
    world = World(cycle=cycle())
    world.people = {"visitor": None, **{role: _holder() for role in ROLES[1:-1]}, "staff": _holder(is_staff=True)}
    for number, role in enumerate(("officer", "neighbour"), start=1):
        _municipality(world, role, number)
    world.unserved = _government(3)
    _voices(world)
    for number, role in enumerate(("member", "rival"), start=1):
        _team(world, role, number)
    Member.objects.create(team=world.ideas["member"].team, user=world.people["mate"], **JOINS)
    _talk(world)
    _invitation(world)
    _data(world)
    _officer_invitation(world)
    _picture(world)
    _evidence(world)
    _judging(world)
    _inquiry(world)
    _vote(world)
    _after(world)
    return world


def _holder(**fields) -> User:
    """A person whose second factor is an app, as real as any, with codes for the day the telephone is lost."""
    made = person(second_factor=False, **fields)
    TOTP.activate(made, generate_totp_secret())
    RecoveryCodes.activate(made)
    return made


def _government(number: int) -> LocalGovernment:
    five = f"9900{number}"
    names = {"name": f"見本{number}市", "kana": "みほん", "kind": "city", "prefecture": "見本県", "region": "近畿"}
    return LocalGovernment.objects.create(code=five + check_digit(five), **names)


def _municipality(world: World, role: str, number: int) -> None:
    moment, government = instant(Stage.Kind.CHALLENGES), _government(number)
    participant = Participant.objects.create(number=900 + number, is_sample=True, is_on_record=True)
    ParticipantMember.objects.create(participant=participant, government=government)
    Officer.objects.create(user=world.people[role], participant=participant, department="企画課", since=moment)
    common = {
        "cycle": world.cycle, "participant": participant, "theme": theme(), "written_by": world.people[role],
        "department": "企画課", "contact_name": "見本 担当", "contact_email": "kikaku@mihon.example",
        "contact_phone": "000-0000-0000", "answers": {"who": "高校生"},
    }  # fmt: skip
    world.parts[role] = Participation.objects.create(cycle=world.cycle, participant=participant)
    world.challenges[role] = Challenge.objects.create(
        **common, serial=number, status="accepted", title=f"最終バスのあと{number}", submitted_at=moment
    )
    world.drafts[role] = Challenge.objects.create(**common, title=f"下書きの課題{number}")
    DataResource.objects.create(challenge=world.drafts[role], title="バスの時刻", note="窓口で読めます")
    Knowledge.objects.create(
        challenge=world.drafts[role], kind="history", title="廃止の経緯", text="2019年に話し合いました"
    )


def _voices(world: World) -> None:
    """A seed for each municipality, one that was hidden, and someone who follows a challenge."""
    moment, citizen = instant(Stage.Kind.CHALLENGES), world.people["citizen"]
    words = {"cycle": world.cycle, "text": "夕方、子どもがひとりで過ごせる場所がない。", "created_at": moment}
    for role, challenge in world.challenges.items():
        place = {"participant": challenge.participant, "suggested_by": citizen}
        world.seeds[role] = Seed.objects.create(**words, **place, title=f"{role}への課題のたね")
    place = {"participant": world.challenges["officer"].participant, "suggested_by": person()}
    hidden = {"hidden_at": moment, "hidden_by": world.people["staff"], "hidden_reason": "人の名前があります。"}
    world.hidden_seed = Seed.objects.create(**words, **place, **hidden, title="かくされた課題のたね")
    world.follow = Follow.objects.create(user=citizen, challenge=world.challenges["officer"], since=moment)


def _team(world: World, role: str, number: int) -> None:
    moment = instant(Stage.Kind.IDEAS)
    team = Team.objects.create(cycle=world.cycle, name=f"見本隊{number}", attribute="students")
    said = {**LEADS, "name_is_public": number == 1}
    Member.objects.create(team=team, user=world.people[role], role="leader", **said)
    words = {"title": f"見本のアイデア{number}", "summary": "ひとこと", "answers": {"story": "道を照らす"}}
    idea = Idea.objects.create(
        cycle=world.cycle, team=team, challenge=world.challenges["officer"], serial=number, status="submitted",
        submitted_at=moment, **words,
    )  # fmt: skip
    IdeaVersion.objects.create(idea=idea, number=1, handed_in_at=moment, **words)
    world.ideas[role] = idea


def _talk(world: World) -> None:
    """A question with its answer, one that was hidden, and an idea that waits for its municipality's word."""
    moment, about = instant(Stage.Kind.IDEAS), world.challenges["officer"]
    hidden = {"hidden_at": moment, "hidden_by": world.people["staff"], "hidden_reason": "人の名前があります。"}
    for asker, facts in ((world.people["citizen"], {}), (person(), hidden)):
        thread = Thread.objects.create(challenge=about, asked_by=asker, created_at=moment)
        words = {"text": "停留所の地図はありますか。", "written_by": asker, "created_at": moment, **facts}
        Post.objects.create(thread=thread, is_question=True, **words)
        world.thread, world.hidden_thread = (world.thread or thread), thread
    answer = {"text": "あります。", "voice": "officer", "credit": "見本1市 企画課", "created_at": moment}
    Post.objects.create(thread=world.thread, written_by=world.people["officer"], **answer)
    world.statement = Statement.objects.create(idea=world.ideas["member"], created_at=moment)


def _invitation(world: World) -> None:
    world.invitation = Invitation.objects.create(
        team=world.ideas["member"].team,
        email="guest@people.example",
        token_hash=token_hash(JOIN_TOKEN),
        invited_by=world.people["member"],
        expires_at=instant(Stage.Kind.AFTER) + timedelta(days=900),
    )
    for_ever = {"token_hash": token_hash(JOIN_TOKEN), "expires_at": datetime(2040, 1, 1, tzinfo=JST)}
    leader = Member.objects.get(user=world.people["member"])
    world.recommendation = Recommendation.objects.create(
        leader=leader,
        participant=world.ideas["member"].challenge.participant,
        name="見本",
        email="a@b.example",
        **for_ever,
    )
    Team.objects.filter(pk=leader.team_id).update(
        is_recruiting=True, recruiting_text="いっしょに夜道を歩きませんか。", recruiting_for=world.challenges["officer"]
    )
    world.request = JoinRequest.objects.create(
        team=leader.team,
        user=world.people["citizen"],
        message="入りたいです。",
        age_band="30to59",
        asked_at=leader.created_at,
    )
    world.remark = EligibilityRemark.objects.create(
        team=leader.team, text="住所を確かめています。", written_by=world.people["staff"], written_at=leader.created_at
    )
    world.school_class = SchoolClass.objects.create(
        cycle=world.cycle, teacher=world.people["citizen"], school="見本中学校", name="2年1組"
    )
    pupil = User.objects.create_user("pupil@cards.invalid", family_name="見本の生徒")
    world.card = PupilCard.objects.create(school_class=world.school_class, user=pupil, code_hash="c" * 64)
    taught = Team.objects.create(cycle=world.cycle, name="見本の班", school_class=world.school_class)
    Member.objects.create(team=taught, user=pupil, role="leader", **LEADS)
    mate = Member.objects.get(user=world.people["mate"])
    GuardianConsent.objects.create(member=mate, kind="mail", guardian_name="見本", email="a@b.example", **for_ever)


def _data(world: World) -> None:
    row = DataResource(challenge=world.challenges["officer"], title="バスの乗客", file_name="riders.csv")
    row.file.save("riders.csv", ContentFile("年,人\r\n2024,12\r\n".encode()))
    world.data = row


def _officer_invitation(world: World) -> None:
    world.officer_invitation = OfficerInvitation.objects.create(
        participant=world.challenges["officer"].participant,
        email=world.people["citizen"].email,
        department="企画課",
        token_hash=token_hash(SERVE_TOKEN),
        invited_by=world.people["officer"],
        expires_at=instant(Stage.Kind.AFTER) + timedelta(days=900),
    )


def _picture(world: World) -> None:
    encoded = BytesIO()
    Image.new("RGB", (64, 36), "#0055ad").save(encoded, "WEBP")
    world.picture = Attachment(idea=world.ideas["member"], alt="夜の道", is_handed_in=True)
    world.picture.file.save("picture.webp", ContentFile(encoded.getvalue()))
    world.document = Attachment(idea=world.ideas["member"], kind="document", alt="見本のスライド", is_handed_in=True)
    world.document.file.save("document.pdf", ContentFile(b"%PDF-1.7"))


def _evidence(world: World) -> None:
    """Each idea was handed in with a citation and a card; the notes are its team's alone."""
    for role, idea in world.ideas.items():
        said = {"title": "バスの乗客", "source": "見本1市", "use": "夜に降りる人の数"}
        Citation.objects.create(idea=idea, resource=world.data, **said)
        Hypothesis.objects.create(idea=idea, claim="暗いから歩かない", test="5人に聞く")
        Note.objects.create(idea=idea, kind="interview", text=f"{NOTE}。{role}が聞いた話")
        idea.evidence = snapshot_of(idea)
        idea.save()
        idea.versions.update(evidence=idea.evidence)


def _judging(world: World) -> None:
    """A round with the judge's own sheets and another judge's; none has a point on it."""
    opens, closes, _ = windows(2026)[Stage.Kind.REVIEW]
    world.round = Round.objects.create(cycle=world.cycle, kind="screening", opens_at=opens, closes_at=closes)
    Criterion.objects.create(round=world.round, key="novelty", name_ja="新規性")
    JudgeInvitation.objects.create(
        cycle=world.cycle,
        email=world.people["citizen"].email,
        token_hash=token_hash(JUDGE_TOKEN),
        invited_by=world.people["staff"],
        expires_at=instant(Stage.Kind.AFTER) + timedelta(days=900),
    )
    own = Judge.objects.create(cycle=world.cycle, user=world.people["judge"])
    other = Judge.objects.create(cycle=world.cycle, user=person())
    for idea in world.ideas.values():
        for owner, judge in (("judge", own), ("another judge", other)):
            world.sheets[owner] = Assignment.objects.create(round=world.round, judge=judge, idea=idea, state="released")


def _inquiry(world: World) -> None:
    """Further questions on the member's idea that both sides answered, and may still."""
    moment = instant(Stage.Kind.REVIEW)
    sent = {"sent_at": moment, "sent_by": world.people["staff"], "told_at": moment, "closes_at": FOREVER}
    inquiry = Inquiry.objects.create(idea=world.ideas["member"], **sent)
    asked = inquiry.questions.create(to="both", text="だれと続けますか。")
    for role, side in (("member", Side.TEAM), ("officer", Side.MUNICIPALITY)):
        said = {"answers": {str(asked.pk): f"{ANSWER}。{role}の答え"}, "handed_in_by": world.people[role]}
        world.replies[role] = Reply.objects.create(inquiry=inquiry, side=side, handed_in_at=moment, **said)


def _vote(world: World) -> None:
    ruled(world.cycle)
    day = datetime.combine(FINAL, datetime.min.time(), tzinfo=JST)
    world.poll = Poll.objects.create(
        cycle=world.cycle, tier=world.cycle.tiers.get(key="finalist"), slug="cog2026-finalist",
        opens_at=day.replace(hour=13), closes_at=day.replace(hour=16),
    )  # fmt: skip
    for order, idea in enumerate(world.ideas.values()):
        Choice.objects.create(poll=world.poll, idea=idea, order=order)


def _after(world: World) -> None:
    moment = instant(Stage.Kind.CHALLENGES)
    world.award = Award.objects.create(cycle=world.cycle, key="grand", name_ja="総合賞", decided_by="committee")
    idea, joined = world.ideas["member"], {"decided_by": "combined", "tier": world.poll.tier}
    paper = {"purpose": "promise", "name": idea.team.name, "number": "2222-3333-4444", "issued_at": moment}
    StageItem.objects.create(cycle=world.cycle, kind="talk", title="開会")
    world.certificate = Certificate.objects.create(cycle=world.cycle, idea=idea, receiver="team", **paper)
    joint = Award.objects.create(cycle=world.cycle, key="joint", name_ja="審査と投票の賞", **joined)
    frozen = {"text": "{}", "digest": "0" * 64, "frozen_at": moment, "frozen_by": world.people["staff"]}
    world.rule = CombiningRule.objects.create(award=joint, **frozen)
    world.selection = Award.objects.create(cycle=world.cycle, key="harvard", name_ja="大学の賞", decided_by="partner")
    plans = {"side": "team", "months": 12, "due_on": date(2028, 2, 28)}
    world.plan = Plan.objects.create(idea=world.ideas["member"], **plans)
    idea = world.ideas["member"]
    world.contact = Contact.objects.create(
        idea=idea, email="later@people.example", added_by=idea.team.members.first().user, created_at=moment
    )
    mentor = person()
    Mentorship.objects.create(idea=idea, user=mentor, named_by=world.people["staff"], named_at=moment)
    MentoringPost.objects.create(idea=idea, text="見本", voice="mentor", written_by=mentor, created_at=moment)
    answered = Plan.objects.create(idea=world.ideas["rival"], **plans)
    Report.objects.create(plan=answered, state="running", done="12 の店が参加した。", handed_in_at=moment)
    cycle(HIDDEN_YEAR, is_public=False)
    Event.objects.create(slug=HIDDEN_EVENT, kind="agora", title_ja="準備中", starts_at=moment, is_public=False)
    world.event = Event.objects.create(slug="mihon-agora", kind="agora", title_ja="見本のアゴラ", starts_at=moment)
