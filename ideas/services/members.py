"""What members say of themselves, and what follows for their team."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contest.models import Cycle, EntryClass
from ideas.eligibility import derived_attribute
from ideas.facts import classes_of
from ideas.models import Member, Team, TeamRefused
from ideas.services.windows import is_over


@dataclass(frozen=True)
class AboutMe:
    """What a person says on coming into a team, or later; `entry_class` is a key of the cycle's, by one's role."""

    entry_class: str
    age_band: str
    is_student: bool
    name_is_public: bool = False
    public_name: str = ""


FACTS = ("tie", "leader_class", "age_band", "is_student")  # what eligibility and the team's attribute rest on


def require_mail(user: User) -> None:
    """Who came in by a card takes part in the teams the teacher made, and in no other."""
    if not user.has_mail:
        raise TeamRefused(_("カードで入った人が参加できるのは、先生が作ったチームだけです。"))


def add_member(team: Team, *, user: User, role: str, about: AboutMe, at: datetime) -> Member:
    """Write a new member down, inside the transaction of whoever lets them in. Raises TeamRefused."""
    if team.members.filter(user=user).exists():
        raise TeamRefused(_("あなたは、もうこのチームにいます。"))
    member = Member(team=team, user=user, role=role, created_at=at)
    _say(member, about)
    member.save()
    settle_attribute(team)
    return member


@transaction.atomic
def update_member(member: Member, *, about: AboutMe, at: datetime) -> Member:
    """Change what one said of oneself. A consent may be taken back at any time; the rest only until the deadline."""
    team = Team.objects.select_for_update().select_related("cycle").get(pk=member.team_id)
    kept = Member.objects.select_for_update().get(pk=member.pk)
    before = [getattr(kept, name) for name in FACTS]
    _say(kept, about)
    if is_over(team.cycle, at) and before != [getattr(kept, name) for name in FACTS]:
        raise TeamRefused(_("しめきりのあとに変えられるのは、公開する名前だけです。"))
    kept.save()
    settle_attribute(team)
    return kept


def settle_attribute(team: Team) -> None:
    """市民, 学生 or 混成 follows from who is in the team; nobody chooses it."""
    derived = derived_attribute(team.members.values_list("is_student", flat=True))
    if team.attribute != derived:
        team.attribute = derived
        team.save(update_fields=["attribute"])


def _say(member: Member, about: AboutMe) -> None:
    """Put the words where they belong. Raises TeamRefused for a class or an age there is not."""
    is_leader = member.role == Member.Role.LEADER
    cycle: Cycle = member.team.cycle
    offered = classes_of(cycle, EntryClass.Role.LEADER if is_leader else EntryClass.Role.MEMBER)
    if offered and about.entry_class not in {row.key for row in offered}:
        raise TeamRefused(_("地域とのつながりをえらんでください。"))
    if about.age_band not in Member.AgeBand.values:
        raise TeamRefused(_("年代をえらんでください。"))
    if "://" in about.public_name:
        raise TeamRefused(_("公開する名前に、アドレスは書けません。"))
    entry_class = about.entry_class if offered else ""
    member.leader_class, member.tie = (entry_class, "") if is_leader else ("", entry_class)
    member.age_band, member.is_student = about.age_band, about.is_student
    member.name_is_public, member.public_name = about.name_is_public, about.public_name.strip()[:60]
