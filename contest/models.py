"""A cycle is data: what one year's contest consists of, as rows copied from last year and edited."""

from datetime import date, datetime

from django.core.validators import RegexValidator
from django.core.validators import validate_comma_separated_integer_list as MONTHS
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common.models import TimeStamped


class CycleQuerySet(models.QuerySet["Cycle"]):
    def public(self):
        """Cycles the world may see."""
        return self.filter(is_public=True)

    def current(self, moment: datetime) -> "Cycle | None":
        """The public cycle whose call opened last, as seen at `moment`; the newest if none has opened."""
        opened = self.public().filter(stages__opens_at__lte=moment).order_by("-fiscal_year").first()
        return opened or self.public().order_by("-fiscal_year").first()


class Cycle(TimeStamped):
    """One year's contest, keyed by its fiscal year (COG2020 ends in February 2021)."""

    fiscal_year = models.PositiveSmallIntegerField(_("年度"), unique=True)
    subtitle_ja = models.CharField(_("副題"), max_length=200, blank=True)
    subtitle_en = models.CharField(_("副題（英語）"), max_length=200, blank=True)
    final_on = models.DateField(_("最終公開審査の日"), null=True, blank=True)
    is_rehearsal = models.BooleanField(_("リハーサル"), default=False)
    is_public = models.BooleanField(_("公開"), default=False)
    contact_email = models.EmailField(_("事務局の連絡先"), blank=True)
    challenge_reply_days = models.PositiveSmallIntegerField(
        _("課題への返事の目安（日）"),
        default=14,
        help_text=_("応募された課題に、事務局が何日以内に返事をするか。担当者の画面に出ます。"),
    )
    min_members = models.PositiveSmallIntegerField(_("チームの最小の人数"), default=2)
    guardian_below_age = models.PositiveSmallIntegerField(
        _("保護者の同意がいる年齢（未満）"), default=16, help_text=_("年代の区分で判断します。0なら、いりません。")
    )
    needs_everyone = models.BooleanField(_("応募の前にメンバー全員の確認がいる"), default=True)
    followup_months = models.CharField(
        _("何か月後に報告を求めるか（例：12,24）"), max_length=40, default="12,24", validators=[MONTHS]
    )
    introduction_ja = models.TextField(_("紹介"), blank=True)
    introduction_en = models.TextField(_("紹介（英語）"), blank=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度のコンテスト")
        verbose_name_plural = pgettext_lazy("plural", "年度のコンテスト")
        ordering = ["-fiscal_year"]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """COG2020: how people name a cycle."""
        return f"COG{self.fiscal_year}"

    def stage(self, kind: str) -> "Stage | None":
        """The stage of that kind; reads prefetched stages where there are."""
        return next((stage for stage in self.stages.all() if stage.kind == kind), None)

    def questions(self, form: str) -> "list[FormSection]":
        """What this cycle asks on that form; reads prefetched form sections where there are."""
        return [row for row in self.form_sections.all() if row.form == form]


class StageQuerySet(models.QuerySet["Stage"]):
    def open_at(self, moment: datetime):
        """Stages whose window [opens_at, closes_at) holds `moment`."""
        return self.filter(opens_at__lte=moment, closes_at__gt=moment)


class Stage(models.Model):
    """A window [opens_at, closes_at) of a cycle, read off the clock and never switched."""

    class Kind(models.TextChoices):
        CHALLENGES = "challenges", _("STEP1 夏の陣 課題の募集")
        IDEAS = "ideas", _("STEP2 秋の陣 アイデアの募集")
        REVIEW = "review", _("STEP3 冬の陣 審査と改善アドバイス")
        AFTER = "after", _("その後 実行こそいのち")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="stages", verbose_name=_("年度"))
    kind = models.CharField(_("段階"), max_length=20, choices=Kind)
    opens_at = models.DateTimeField(_("はじまり"))
    closes_at = models.DateTimeField(
        _("しめきり"), help_text=_("この瞬間から受け付けません（12月20日23:59までなら21日0:00）。")
    )
    publishes_at = models.DateTimeField(
        _("公開する日時"), null=True, blank=True, help_text=_("この段階で集まったものを公開する日時です。")
    )

    objects = StageQuerySet.as_manager()

    class Meta:
        verbose_name = _("段階")
        verbose_name_plural = pgettext_lazy("plural", "段階")
        ordering = ["opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "kind"], name="stage_kind_is_once_a_cycle"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="stage_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} {self.get_kind_display()}"

    def is_open_at(self, moment: datetime) -> bool:
        """The twin of `StageQuerySet.open_at`."""
        return self.opens_at <= moment < self.closes_at

    def is_published_at(self, moment: datetime) -> bool:
        return self.publishes_at is not None and self.publishes_at <= moment


class Translated:
    """Rows with `<name>_ja` and `<name>_en`: Japanese unless English is asked for and written, or is all there is."""

    def in_language(self, name: str) -> str:
        english, japanese = getattr(self, f"{name}_en", ""), getattr(self, f"{name}_ja")
        return english if english and (get_language() == "en" or not japanese) else japanese


class Theme(Translated, models.Model):
    """A field of life a challenge belongs to (子育て, 防災 …)."""

    key = models.SlugField(_("記号"), unique=True)
    name_ja = models.CharField(_("名前"), max_length=50)
    name_en = models.CharField(_("名前（英語）"), max_length=50, blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("分野")
        verbose_name_plural = pgettext_lazy("plural", "分野")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.in_language("name")


class FormSection(Translated, models.Model):
    """One question of a cycle's challenge form or idea form, with its limit."""

    class Form(models.TextChoices):
        CHALLENGE = "challenge", _("課題の応募")
        IDEA = "idea", _("アイデアの応募")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="form_sections", verbose_name=_("年度"))
    form = models.CharField(_("用紙"), max_length=10, choices=Form)
    key = models.SlugField(_("記号"))
    label_ja = models.CharField(_("見出し"), max_length=60)
    label_en = models.CharField(_("見出し（英語）"), max_length=60, blank=True)
    help_ja = models.CharField(_("説明"), max_length=300, blank=True)
    help_en = models.CharField(_("説明（英語）"), max_length=300, blank=True)
    max_chars = models.PositiveIntegerField(_("文字数の上限"), default=1000)
    is_required = models.BooleanField(_("必須"), default=True)
    is_public = models.BooleanField(_("公開"), default=True)
    is_per_member = models.BooleanField(
        _("メンバーそれぞれについて書く"), default=False, help_text=_("アイデアの応募だけ。文字数の上限は1人分です。")
    )
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("用紙の項目")
        verbose_name_plural = pgettext_lazy("plural", "用紙の項目")
        ordering = ["form", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "form", "key"], name="form_section_key_is_once_a_form"),
        ]

    def __str__(self) -> str:
        return self.in_language("label")


class EntryClass(Translated, models.Model):
    """A way of belonging to the municipality that a cycle accepts in a member, or in a leader."""

    class Role(models.TextChoices):
        MEMBER = "member", _("メンバー")
        LEADER = "leader", _("代表")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="entry_classes", verbose_name=_("年度"))
    role = models.CharField(_("役割"), max_length=10, choices=Role)
    key = models.SlugField(_("記号"), max_length=10)
    name_ja = models.CharField(_("名前"), max_length=80)
    name_en = models.CharField(_("名前（英語）"), max_length=80, blank=True)
    needs_recommendation = models.BooleanField(_("推薦がいる"), default=False)
    may_recommend = models.BooleanField(_("推薦できる"), default=False)
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("応募資格")
        verbose_name_plural = pgettext_lazy("plural", "応募資格")
        ordering = ["role", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "role", "key"], name="entry_class_key_is_once_a_role"),
        ]

    def __str__(self) -> str:
        return self.in_language("name")


class Tier(Translated, models.Model):
    """An outcome of the screening: finalist, semi-finalist, poster, web."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="tiers", verbose_name=_("年度"))
    key = models.SlugField(_("記号"))
    name_ja = models.CharField(_("名前"), max_length=50)
    name_en = models.CharField(_("名前（英語）"), max_length=50, blank=True)
    order = models.PositiveSmallIntegerField(_("順"), default=0)
    published_count = models.PositiveSmallIntegerField(_("公表された数"), null=True, blank=True)
    has_poll = models.BooleanField(_("オンライン投票をする"), default=True)
    max_choices = models.PositiveSmallIntegerField(_("一人がえらべる数"), default=3)

    class Meta:
        verbose_name = _("層")
        verbose_name_plural = pgettext_lazy("plural", "層")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["cycle", "key"], name="tier_key_is_once_a_cycle")]

    def __str__(self) -> str:
        return self.in_language("name")


class Principle(Translated, models.Model):
    """One of the principles a cycle stands on."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="principles", verbose_name=_("年度"))
    order = models.PositiveSmallIntegerField(_("順"))
    text_ja = models.CharField(_("ことば"), max_length=100)
    text_en = models.CharField(_("ことば（英語）"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("原則")
        verbose_name_plural = pgettext_lazy("plural", "原則")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["cycle", "order"], name="principle_order_is_once_a_cycle")]

    def __str__(self) -> str:
        return self.in_language("text")


class Figure(models.Model):
    """A published number of a past cycle with where it was read; no value means nobody published it (不明)."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="figures", verbose_name=_("年度"))
    key = models.SlugField(_("記号"), help_text="municipalities, challenges, ideas, finalists …")
    value = models.PositiveIntegerField(_("数"), null=True, blank=True)
    note = models.CharField(_("注記"), max_length=200, blank=True)
    source = models.CharField(_("出典"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("公表された数")
        verbose_name_plural = pgettext_lazy("plural", "公表された数")
        ordering = ["cycle", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "key", "source"], name="figure_is_once_a_source"),
            models.CheckConstraint(condition=Q(value__isnull=True) | ~Q(source=""), name="figure_value_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} {self.key}"


class Organization(TimeStamped):
    """A body that carries, supports or joins: its names change over the years, it does not."""

    class Sector(models.TextChoices):
        INDUSTRY = "industry", _("産")
        GOVERNMENT = "government", _("官")
        ACADEMIA = "academia", _("学")
        CIVIL = "civil", _("民")

    key = models.SlugField(_("記号"), unique=True)
    sector = models.CharField(_("区分"), max_length=12, choices=Sector, blank=True)
    government_code = models.CharField(
        _("全国地方公共団体コード"), max_length=6, blank=True, validators=[RegexValidator(r"^\d{6}$")]
    )
    url = models.URLField(_("ウェブサイト"), blank=True)
    purpose_ja = models.TextField(_("目的"), blank=True)
    founded_on = models.DateField(_("設立日"), null=True, blank=True)
    dissolved_on = models.DateField(_("解散日"), null=True, blank=True)
    source = models.CharField(_("出典"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("団体")
        verbose_name_plural = pgettext_lazy("plural", "団体")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name_on(None)

    def name_on(self, day: date | None) -> str:
        """The name valid on `day` (the latest one when no day is given), in the reader's language."""
        names = sorted(self.names.all(), key=lambda name: name.valid_from or date.min)
        valid = [name for name in names if day is None or (name.valid_from or date.min) <= day]
        name = (valid or names)[-1] if names else None
        return name.in_language("name") if name else self.key


class OrganizationName(Translated, models.Model):
    """What an organisation is called from a day on."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="names", verbose_name=_("団体"))
    name_ja = models.CharField(_("名前"), max_length=150)
    name_en = models.CharField(_("名前（英語）"), max_length=150, blank=True)
    short_ja = models.CharField(_("略称"), max_length=50, blank=True)
    valid_from = models.DateField(_("この名前になった日"), null=True, blank=True)

    class Meta:
        verbose_name = _("団体の名前")
        verbose_name_plural = pgettext_lazy("plural", "団体の名前")
        ordering = ["valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "valid_from"], name="organization_has_one_name_a_day", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.in_language("name")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date):
        """Memberships in force on `day`."""
        return self.filter(Q(joined_on__lte=day), Q(left_on__isnull=True) | Q(left_on__gt=day))

    def counted_in(self, fiscal_year: int):
        """Memberships a fiscal year's list counts: begun before the year's end and going on past it."""
        return self.on(date(fiscal_year + 1, 3, 31)).exclude(left_on=date(fiscal_year + 1, 4, 1))


class Membership(models.Model):
    """That one organisation belongs to another over [joined_on, left_on)."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("一般会員")
        SPECIAL = "special", _("特別会員")

    body = models.ForeignKey(Organization, models.CASCADE, related_name="memberships", verbose_name=_("会"))
    member = models.ForeignKey(Organization, models.PROTECT, related_name="belongs_to", verbose_name=_("会員"))
    kind = models.CharField(_("種別"), max_length=10, choices=Kind, default=Kind.REGULAR)
    office = models.CharField(_("役"), max_length=50, blank=True, help_text=_("例: 会長市"))
    joined_on = models.DateField(_("加入日"))
    left_on = models.DateField(_("脱退日"), null=True, blank=True)
    note = models.CharField(_("注記"), max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("会員")
        verbose_name_plural = pgettext_lazy("plural", "会員")
        ordering = ["joined_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "member", "joined_on"], name="membership_begins_once_a_day"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gt=F("joined_on")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.body}"


class Partnership(models.Model):
    """That an organisation carries or supports one cycle, in one role."""

    class Role(models.TextChoices):
        HOST = "host", _("共催")
        ALLIANCE = "alliance", _("連携")
        SPONSOR = "sponsor", _("協賛")
        ENDORSER = "endorser", _("後援")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="partnerships", verbose_name=_("年度"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="partnerships", verbose_name=_("団体"))
    role = models.CharField(_("役割"), max_length=10, choices=Role)
    order = models.PositiveSmallIntegerField(_("順"), default=0)

    class Meta:
        verbose_name = _("共催・連携・協賛・後援")
        verbose_name_plural = pgettext_lazy("plural", "共催・連携・協賛・後援")
        ordering = ["cycle", "order"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "organization", "role"], name="partnership_role_is_once_a_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.organization}"
