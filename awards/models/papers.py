"""Certificates that are handed to people, and the ZIP files of them that a worker makes."""

import secrets
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.models.awards import Award
from awards.models.decisions import Decision
from common.errors import ContestError
from common.models import TimeStamped
from contest.models import Cycle
from ideas.models import Idea, Member, people
from municipalities.models import Officer, bodies

NUMBER_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another
NAME_LENGTH = 120


class CertificateRefused(ContestError):
    """A certificate that cannot be made, renewed or revoked."""


def new_number() -> str:
    """58 bits in three groups of four: nobody finds a certificate by guessing."""
    drawn = "".join(secrets.choice(NUMBER_LETTERS) for _n in range(12))
    return "-".join(drawn[start : start + 4] for start in (0, 4, 8))


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def standing(self):
        """Neither replaced nor revoked."""
        return self.filter(replaced_at__isnull=True, revoked_at__isnull=True)

    def printable(self):
        """Standing, with a name to print."""
        return self.standing().exclude(name="")

    def public(self, moment: datetime):
        """What the world may ask about: of awards that are public, and of ideas that are."""
        awarded = Q(award__cycle__publication__published_at__isnull=False)
        took_part = Q(award__isnull=True, idea__in=Idea.objects.public(moment).order_by().values("pk"))
        return self.filter(awarded | took_part)

    def held_by(self, user):
        """Standing papers of one's own: of one's teams, one's municipality, and made out to oneself."""
        team = Q(receiver="team", idea__team__members__user=user)
        serving = Officer.objects.filter(user=user, until__isnull=True).values("participant")
        municipality = Q(receiver="municipality", idea__challenge__participant__in=serving)
        return self.standing().filter(team | municipality | Q(member__user=user)).distinct()

    def for_paper(self):
        """What printing one needs, in a fixed number of queries."""
        award, challenge = "award__cycle__publication", "idea__challenge__participant"
        rows = self.select_related("cycle", award, "idea__cycle", "idea__team", challenge, "replaced_by")
        return rows.prefetch_related(
            bodies(f"{challenge}__members"), people("idea__team__members"), "cycle__partnerships__organization__names"
        )


class Certificate(TimeStamped):
    """One paper for one receiver; its number leads to a public page that says whether it is genuine.

    Of an award's place, or, without an award, that a team took part. The paper is set from these rows: the same rows, the
    same bytes. It says what was decided when it was made out; a decision that changes afterwards makes it void.
    """

    class Receiver(models.TextChoices):
        TEAM = "team", _("チーム")
        MUNICIPALITY = "municipality", _("自治体")
        MEMBER = "member", _("メンバー")

    number = models.CharField(_("番号"), max_length=14, unique=True, default=new_number, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="certificates", verbose_name=_("年度"))
    idea = models.ForeignKey(Idea, models.PROTECT, related_name="certificates", verbose_name=_("アイデア"))
    award = models.ForeignKey(
        Award, models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("賞")
    )
    place = models.PositiveSmallIntegerField(_("順位"), null=True, blank=True)
    receiver = models.CharField(_("受け取る人"), max_length=12, choices=Receiver)
    member = models.ForeignKey(
        Member, models.CASCADE, null=True, blank=True, related_name="certificates", verbose_name=_("メンバー")
    )
    purpose = models.CharField(max_length=80, editable=False, help_text="what for, to whom, in which language")
    name = models.CharField(_("紙に書く名前"), max_length=NAME_LENGTH)
    language = models.CharField(
        _("ことば"), max_length=2, choices=[("ja", _("日本語")), ("en", _("英語"))], default="ja"
    )
    issued_at = models.DateTimeField(_("発行した日時"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("発行した人")
    )
    replaced_at = models.DateTimeField(_("発行しなおした日時"), null=True, blank=True)
    replaced_by = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces", verbose_name=_("新しい賞状")
    )
    revoked_at = models.DateTimeField(_("取り消した日時"), null=True, blank=True)
    revoked_reason = models.CharField(_("取り消した理由"), max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("賞状")
        verbose_name_plural = pgettext_lazy("plural", "賞状")
        ordering = ["cycle", "award__order", "place", "idea__serial", "-receiver", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"],
                condition=Q(replaced_at__isnull=True, revoked_at__isnull=True),
                name="certificate_stands_once_a_receiver",
            ),
            models.CheckConstraint(
                condition=Q(receiver="member", member__isnull=False) | (~Q(receiver="member") & Q(member__isnull=True)),
                name="certificate_of_a_member_names_them",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""), name="certificate_revoked_says_why"
            ),
            models.CheckConstraint(
                condition=Q(award__isnull=True, place__isnull=True) | Q(award__isnull=False, place__isnull=False),
                name="certificate_of_an_award_says_its_place",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def purpose_of(idea: Idea, decision: Decision | None, receiver: str, member: Member | None, language: str) -> str:
        """Of which only one stands at a time."""
        award, place = (decision.award_id, decision.place) if decision else (0, 0)
        return f"{idea.pk}:{award}:{place}:{receiver}:{member.pk if member else 0}:{language}"

    @property
    def is_standing(self) -> bool:
        """The twin of `CertificateQuerySet.standing`."""
        return self.replaced_at is None and self.revoked_at is None

    @property
    def is_nameless(self) -> bool:
        """Made out to a person who has left the site: the number stays, the name went. There is nothing to print."""
        return not self.name


class BundleQuerySet(models.QuerySet["Bundle"]):
    def unfinished(self):
        return self.filter(finished_at__isnull=True)


class Bundle(models.Model):
    """All certificates of a cycle in one ZIP, asked for by a person and made by a worker, bit by bit."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="bundles", verbose_name=_("年度"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("たのんだ人")
    )
    asked_at = models.DateTimeField(_("たのんだ日時"))
    done = models.PositiveIntegerField(_("できた枚数"), default=0)
    total = models.PositiveIntegerField(_("全部の枚数"), default=0)
    missing = models.JSONField(_("文字が足りない賞状"), default=list)
    file = models.FileField(_("ZIP"), upload_to="certificates/", blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("できた日時"), null=True, blank=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("賞状のZIP")
        verbose_name_plural = pgettext_lazy("plural", "賞状のZIP")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(finished_at__isnull=True), name="bundle_is_made_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cycle} {PurePosixPath(self.file.name or '').name}"
