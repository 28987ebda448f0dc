"""Concrete paths: what each address of the site looks like in the promises' small world, and whose it is."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from files.stored import mark_of
from followup import links
from municipalities.links import token as token_of
from tests.promises.addresses import Address, addresses
from tests.promises.world import HIDDEN_EVENT, HIDDEN_YEAR, JOIN_TOKEN, JUDGE_TOKEN, SERVE_TOKEN, World
from voting.models import Poll

SITES = ("admin", "judge")
SEED_PAGES = ("seed", "seed_adopt", "seed_merge", "seed_answer", "seed_reopen")
INTEREST = ("follow", "unfollow", "seen")
TEAM_PAGES = (
    "team",
    "member_edit",
    "invite",
    "idea_new",
    "recommendation",
    "guardian_ask",
    "call",
    "transfer",
    "leave",
)
EVIDENCE = ("evidence", "evidence_new")
MAILED = ("join", "recommend", "guardian")  # links for whoever holds them


class NoRow(LookupError):
    """A shelf of the office that is empty."""


@dataclass(frozen=True)
class Sample:
    """One path; `owner` is the role whose object it shows, `state` what is true of the object (words of the policy)."""

    address: str
    path: str
    owner: str = ""
    state: str = ""


class Samples:
    """Makes the samples of every address of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.special = {**self._owned(), **self._kept(), **self._libraries()}

    def of(self, address: Address) -> list[Sample]:
        """At least one; KeyError names an address that takes arguments nobody thought of."""
        if address.name in self.special:
            return [Sample(address.name, *rest) for rest in self.special[address.name]]
        if address.name.startswith("admin:") and address.parameters:
            return [Sample(address.name, _office_path(address))]
        if address.parameters:
            raise KeyError(f"tests/promises/samples.py knows no sample of {address.name}")
        return [Sample(address.name, "/" + address.route)]

    def _owned(self) -> dict[str, list[tuple]]:
        """Pages of an object that somebody owns: one sample an owner."""
        rows: dict[str, list[tuple]] = {}
        for name, owners in self._owners().items():
            for owner, arguments in owners.items():
                rows.setdefault(name, []).append((reverse(name, args=arguments), owner))
        discard = "municipalities:challenge_discard"
        for owner, challenge in self.world.challenges.items():
            rows[discard].append((reverse(discard, args=[challenge.pk]), owner, "handed in"))
        return rows

    def _owners(self) -> dict[str, dict[str, tuple]]:
        world = self.world
        drafts = {role: (draft.pk,) for role, draft in world.drafts.items()}
        challenges = {role: (row.pk,) for role, row in world.challenges.items()}
        seeds = {role: (row.pk,) for role, row in world.seeds.items()}
        serving = {role: (row.participant_id,) for role, row in world.challenges.items()}
        sheets = {role: (sheet.pk,) for role, sheet in world.sheets.items()}
        parts = {role: (part.pk,) for role, part in world.parts.items()}
        room = "municipalities:challenge_"
        return {
            f"{room}edit": {role: (pk, "basics") for role, (pk,) in drafts.items()},
            f"{room}data": drafts,
            **{f"municipalities:{name}_new": drafts for name in ("resource", "knowledge")},
            **{f"municipalities:resource_{act}": _rows(world, "resources") for act in ROW_ACTS},
            **{f"municipalities:knowledge_{act}": _rows(world, "knowledge") for act in ROW_ACTS},
            f"{room}preview": drafts,
            f"{room}pdf": drafts,
            f"{room}confirm": drafts,
            f"{room}discard": drafts,
            f"{room}receipt": challenges,
            f"{room}copy": challenges,
            "pages:health": challenges,
            "municipalities:participation_new": {role: (part.participant_id,) for role, part in world.parts.items()},
            "municipalities:participation_withdraw": parts,
            **{f"municipalities:{name}": seeds for name in SEED_PAGES},
            **{f"citizens:seed_{name}": {"citizen": (world.seeds["officer"].pk,)} for name in ("credit", "withdraw")},
            "datafiles:file": {"officer": (world.data.pk, mark_of(world.data.file.name), "csv")},
            **{f"municipalities:{name}": serving for name in ("officers", *(f"officer_{act}" for act in OFFICER_ACTS))},
            **{
                f"municipalities:officer_invitation_{act}": {"officer": (world.officer_invitation.pk,)}
                for act in ("cancel", "resend")
            },
            "municipalities:serve": {"citizen": (SERVE_TOKEN,)},
            **{
                f"dialogue:post_{act}": {"citizen": (world.thread.posts.get(is_question=True).pk,)}
                for act in ("edit", "withdraw")
            },
            **{f"dialogue:{name}": {"officer": (world.statement.pk,)} for name in ("statement", "statement_confirm")},
            "judging:invitation": {"citizen": (JUDGE_TOKEN,)},
            "judging:inquiry": {role: (reply.pk,) for role, reply in world.replies.items()},
            "judge:sheet": sheets,
            "judge:advice": sheets,
            "judge:conflict": sheets,
            "judge:recuse": sheets,
            **self._team_owners(),
        }

    def _team_owners(self) -> dict[str, dict[str, tuple]]:
        world = self.world
        ideas = {role: (idea.pk,) for role, idea in world.ideas.items()}
        teams = {role: (idea.team_id,) for role, idea in world.ideas.items()}
        return {
            **{f"ideas:{name}": teams for name in TEAM_PAGES},
            "ideas:invitation_cancel": {"member": (world.invitation.pk,)},
            **{f"ideas:{name}": {"member": (world.request.team_id,)} for name in ("ask", "link_make", "link_close")},
            **{f"ideas:{name}": {"citizen": (world.school_class.pk,)} for name in ("class", "class_team_new")},
            "ideas:class_consent": {
                "citizen": (world.school_class.pk, world.school_class.teams.get().members.get().pk)
            },
            **{f"ideas:card_{name}": {"citizen": (world.card.pk,)} for name in ("reissue", "revoke")},
            "ideas:request_decide": {"member": (world.request.pk,)},
            "ideas:request_withdraw": {"citizen": (world.request.pk,)},
            "ideas:remove": {"member": (world.request.team_id, world.request.team.members.last().pk)},
            "ideas:recommendation_cancel": {"member": (world.recommendation.pk,)},
            "ideas:idea_edit": {role: (pk, "basics") for role, (pk,) in ideas.items()},
            **{f"ideas:idea_{name}": ideas for name in ("picture", "preview", "confirm", "receipt", "agree", "late")},
            "ideas:idea_bring_back": {role: (pk, 1) for role, (pk,) in ideas.items()},
            **{f"ideas:idea_{name}": ideas for name in ("withdraw", "restore", "versions", "document")},
            "pages:similar": ideas,
            "judging:team_conflicts": ideas,
            "followup:contacts": ideas,
            "awards:paper": {"member": (world.certificate.number,)},
            **{f"ideas:{name}": {"member": ideas["member"]} for name in ("idea_second", "idea_second_confirm")},
            **{f"advice:{name}": {"member": ideas["member"]} for name in ("page", "answer")},
            "followup:mentoring": {"member": (world.ideas["member"].pk,)},
            **{f"ideas:{name}": {role: (pk, "notes") for role, (pk,) in ideas.items()} for name in EVIDENCE},
            **{f"ideas:evidence_{act}": _evidence(world) for act in ("edit", "act")},
            **{f"ideas:idea_{name}": ideas for name in ("sheet", "poster")},
            "ideas:picture": {"member": (world.picture.pk, mark_of(world.picture.file.name), "webp")},
            "ideas:document": {"member": (world.document.pk, mark_of(world.document.file.name))},
        }

    def _kept(self) -> dict[str, list[tuple]]:
        """Pages of what belongs to nobody, in each state that matters."""
        world = self.world
        number = world.challenges["officer"].number
        seed, gone = world.seeds["officer"], world.hidden_seed
        challenge, draft = world.challenges["officer"], world.drafts["officer"]
        rows = {
            "pages:challenge": [((number,), ""), ((number.replace("0001", "0099"),), "missing")],
            "pages:challenge_pdf": [((number,), ""), ((number.replace("0001", "0099"),), "missing")],
            **{
                f"pages:{name}": [((world.ideas["member"].number,), "")]
                for name in ("idea", "idea_sheet", "idea_poster")
            },
            "pages:idea_advice": [
                ((world.ideas["member"].number,), ""),
                ((world.ideas["rival"].number,), "not public"),
            ],
            "pages:participant": [((901,), ""), ((999,), "missing")],
            "pages:local_government": [
                ((world.challenges["officer"].participant.lead.code,), ""),
                (("999999",), "missing"),
            ],
            "pages:cycle": [((world.cycle.fiscal_year,), ""), ((HIDDEN_YEAR,), "not public")],
            **{f"citizens:{name}": [((901,), ""), ((999,), "missing")] for name in ("seed_list", "seed_new")},
            **{f"citizens:{name}": [((seed.pk,), ""), ((gone.pk,), "not public")] for name in ("seed", "seed_report")},
            **{f"citizens:{name}": [((challenge.pk,), ""), ((draft.pk,), "not public")] for name in INTEREST},
            **_talked(world),
            "citizens:unfollow_by_mail": [((token_of(world.follow),), ""), (("guessed",), "missing")],
            **self._kept_after(),
        }
        for name in ("poll", "poll_rules", "screen", "result", "log", "seal", "voids", "superseded", "result_json"):
            rows[f"voting:{name}"] = [((poll.slug,), _state_of(poll)) for poll in Poll.objects.order_by("pk")]
        rows["voting:card_scanned"] = [(("0" * 16,), "")]
        rows |= {f"voting:{name}": [(("line",), "missing")] for name in ("login", "login_back")}
        return {name: [(reverse(name, args=args), "", state) for args, state in row] for name, row in rows.items()}

    def _kept_after(self) -> dict[str, list[tuple]]:
        """The same of what stands at the end of the year, and of mailed links."""
        world = self.world
        token, said = links.token(world.plan), links.contact_token(world.contact)
        return {
            "events:event": [((world.event.slug,), ""), ((HIDDEN_EVENT,), "not public")],
            "municipalities:request_new": [((world.unserved.pk,), ""), (("000000",), "missing")],
            **{f"ideas:{name}": [((JOIN_TOKEN,), ""), (("guessed",), "missing")] for name in MAILED},
            **_awarded(world),
            "followup:report": [((token,), ""), ((token[:-1] + "!",), "missing")],
            "followup:contact": [((said,), ""), ((said[:-1] + "!",), "missing")],
            "followup:thanks": [((token,), ""), ((token[:-1] + "!",), "missing")],
        }

    def _libraries(self) -> dict[str, list[tuple]]:
        """Addresses of libraries whose arguments only they could make, or that ask for a query."""
        type_id = ContentType.objects.get_for_model(type(self.world.event)).pk
        key = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).first().pk  # of nobody who looks
        asked = "?app_label=municipalities&model_name=officer&field_name=participant"
        return {
            "accounts:no_passwords": [("/accounts/password/change/",)],
            "accounts:remove_passkey": [(f"/accounts/2fa/webauthn/keys/{key}/remove/",)],
            "mfa_remove_webauthn": [(f"/accounts/2fa/webauthn/keys/{key}/remove/",)],
            "mfa_edit_webauthn": [(f"/accounts/2fa/webauthn/keys/{key}/edit/",)],
            "account_reset_password_from_key": [("/accounts/password/reset/key/1-set/",)],
            "admin:autocomplete": [(reverse("admin:autocomplete") + asked,)],
            "admin:view_on_site": [(reverse("admin:view_on_site", args=[type_id, self.world.event.pk]),)],
            "admin:app_list": [(reverse("admin:app_list", args=["ideas"]),)],
            "admin:<office/(?P<url>.*)$>": [("/office/not-there/",)],
            "voting:receipt": [(f"{reverse('voting:receipt')}?poll={self.world.poll.slug}",)],
            "voting:receipt_file": [(f"{reverse('voting:receipt_file')}?poll={self.world.poll.slug}",)],
            "admin:ideas_team_settle": [
                (reverse("admin:ideas_team_settle", args=[self.world.remark.team_id, self.world.remark.pk]),)
            ],
            "admin:judging_round_topic": [
                (reverse("admin:judging_round_topic", args=[self.world.round.pk, self.world.ideas["member"].number]),)
            ],
            "admin:municipalities_challenge_publication": [
                (reverse("admin:municipalities_challenge_publication", args=[2026]),)
            ],
            **{
                f"admin:ideas_{page}": [(reverse(f"admin:ideas_{page}", args=[2026]),)]
                for page in ("health", "health_table", "export", "remind")
            },
            "admin:judging_advice_board": [(reverse("admin:judging_advice_board", args=[2026]),)],
            "admin:judging_advice_write": [
                (reverse("admin:judging_advice_write", args=[self.world.ideas["member"].pk]),)
            ],
            **{f"admin:awards_{act}": [(reverse(f"admin:awards_{act}", args=[2026]),)] for act in AWARD_ACTS},
        }


ROW_ACTS = ("edit", "move", "remove")
OFFICER_ACTS = ("invite", "hand_over", "leave")
AWARD_ACTS = (
    *("desk", "propose", "agree", "take_back", "carry_out", "lay_out", "stage", "hall"),
    *("papers", "papers_make", "papers_bundle"),
)


def _rows(world: World, shelf: str) -> dict[str, tuple]:
    """A row of data or knowledge of each owner's draft."""
    return {role: (draft.pk, getattr(draft, shelf).get().pk) for role, draft in world.drafts.items()}


def _evidence(world: World) -> dict[str, tuple]:
    """A note of each team's idea."""
    return {role: (idea.pk, "notes", idea.notes.get().pk) for role, idea in world.ideas.items()}


def _awarded(world: World) -> dict[str, list[tuple]]:
    """Winners, certificates, selections, the stage: of nobody in particular."""
    return {
        "pages:winners": [((world.cycle.fiscal_year,), ""), ((HIDDEN_YEAR,), "not public")],
        "pages:press_kit": [((world.cycle.fiscal_year,), "open"), ((HIDDEN_YEAR,), "not public")],
        **{
            f"awards:{name}": [((world.cycle.fiscal_year,), ""), ((1999,), "missing")]
            for name in ("stage", "stage_state")
        },
        "awards:certificate": [((world.certificate.number,), ""), (("2222-2222-2222",), "missing")],
        "awards:selection": [((world.selection.pk,), "")],
        **{f"awards:{name}": [((world.rule.pk,), "open")] for name in ("rule", "rule_json", "points_json")},
    }


def _talked(world: World) -> dict[str, list[tuple]]:
    """Questions on a public challenge, on a draft, and a hidden one."""
    challenge, draft = world.challenges["officer"], world.drafts["officer"]
    return {
        **{f"dialogue:{name}": [((challenge.pk,), ""), ((draft.pk,), "not public")] for name in ("questions", "ask")},
        **{
            f"dialogue:{name}": [((world.thread.pk,), ""), ((world.hidden_thread.pk,), "not public")]
            for name in ("thread", "post")
        },
        "dialogue:post_report": [
            ((world.thread.posts.first().pk,), ""),
            ((world.hidden_thread.posts.get().pk,), "not public"),
        ],
    }


def _state_of(poll: Poll) -> str:
    if not poll.cycle.is_public:
        return "not public"
    return "published" if poll.published_at else "sealed" if poll.sealed_at else "open"


def _office_path(address: Address) -> str:
    """The office's page of the first row there is of a model."""
    app, model = address.route.split("/")[1:3]
    row = ContentType.objects.get_by_natural_key(app, model).model_class().objects.order_by("pk").first()
    if row is None:
        raise NoRow(f"the promises' world has no {app}.{model}")
    if address.name.startswith("admin:<"):
        return f"/office/{app}/{model}/{row.pk}/"
    return reverse(address.name, args=[row.pk])


def samples(world: World, rows: Iterable[Address] | None = None) -> list[Sample]:
    """Of every address of the site, or of these."""
    made = Samples(world)
    return [sample for address in (addresses() if rows is None else rows) for sample in made.of(address)]


def outside(world: World) -> list[str]:
    """Every path that is not inside the office or the judges' site."""
    rows = [address for address in addresses() if address.name.split(":")[0] not in SITES]
    return sorted({sample.path for sample in samples(world, rows)})


def inside(world: World) -> list[str]:
    """Every path of the office and of the judges' site, but for pages of rows there are none of yet."""
    made, paths = Samples(world), set()
    for address in addresses():
        if address.name.split(":")[0] in SITES:
            with suppress(NoRow):
                paths |= {sample.path for sample in made.of(address)}
    return sorted(paths)
