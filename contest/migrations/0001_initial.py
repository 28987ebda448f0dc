import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import common.clock
import contest.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Cycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("fiscal_year", models.PositiveSmallIntegerField(unique=True, verbose_name="年度")),
                ("subtitle_ja", models.CharField(blank=True, max_length=200, verbose_name="副題")),
                ("subtitle_en", models.CharField(blank=True, max_length=200, verbose_name="副題（英語）")),
                ("final_on", models.DateField(blank=True, null=True, verbose_name="最終公開審査の日")),
                ("is_rehearsal", models.BooleanField(default=False, verbose_name="リハーサル")),
                ("is_public", models.BooleanField(default=False, verbose_name="公開")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="事務局の連絡先")),
                (
                    "challenge_reply_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="応募された課題に、事務局が何日以内に返事をするか。担当者の画面に出ます。",
                        verbose_name="課題への返事の目安（日）",
                    ),
                ),
                ("min_members", models.PositiveSmallIntegerField(default=2, verbose_name="チームの最小の人数")),
                (
                    "guardian_below_age",
                    models.PositiveSmallIntegerField(
                        default=16,
                        help_text="年代の区分で判断します。0なら、いりません。",
                        verbose_name="保護者の同意がいる年齢（未満）",
                    ),
                ),
                (
                    "needs_everyone",
                    models.BooleanField(default=True, verbose_name="応募の前にメンバー全員の確認がいる"),
                ),
                (
                    "followup_months",
                    models.CharField(
                        default="12,24",
                        max_length=40,
                        validators=[django.core.validators.validate_comma_separated_integer_list],
                        verbose_name="何か月後に報告を求めるか（例：12,24）",
                    ),
                ),
                ("introduction_ja", models.TextField(blank=True, verbose_name="紹介")),
                ("introduction_en", models.TextField(blank=True, verbose_name="紹介（英語）")),
            ],
            options={
                "verbose_name": "年度のコンテスト",
                "verbose_name_plural": "年度のコンテスト",
                "ordering": ["-fiscal_year"],
            },
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("key", models.SlugField(unique=True, verbose_name="記号")),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[("industry", "産"), ("government", "官"), ("academia", "学"), ("civil", "民")],
                        max_length=12,
                        verbose_name="区分",
                    ),
                ),
                (
                    "government_code",
                    models.CharField(
                        blank=True,
                        max_length=6,
                        validators=[django.core.validators.RegexValidator("^\\d{6}$")],
                        verbose_name="全国地方公共団体コード",
                    ),
                ),
                ("url", models.URLField(blank=True, verbose_name="ウェブサイト")),
                ("purpose_ja", models.TextField(blank=True, verbose_name="目的")),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="設立日")),
                ("dissolved_on", models.DateField(blank=True, null=True, verbose_name="解散日")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="出典")),
            ],
            options={
                "verbose_name": "団体",
                "verbose_name_plural": "団体",
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(unique=True, verbose_name="記号")),
                ("name_ja", models.CharField(max_length=50, verbose_name="名前")),
                ("name_en", models.CharField(blank=True, max_length=50, verbose_name="名前（英語）")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順")),
            ],
            options={
                "verbose_name": "分野",
                "verbose_name_plural": "分野",
                "ordering": ["order", "id"],
            },
            bases=(contest.models.Translated, models.Model),
        ),
        migrations.CreateModel(
            name="EntryClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("member", "メンバー"), ("leader", "代表")], max_length=10, verbose_name="役割"
                    ),
                ),
                ("key", models.SlugField(max_length=10, verbose_name="記号")),
                ("name_ja", models.CharField(max_length=80, verbose_name="名前")),
                ("name_en", models.CharField(blank=True, max_length=80, verbose_name="名前（英語）")),
                ("needs_recommendation", models.BooleanField(default=False, verbose_name="推薦がいる")),
                ("may_recommend", models.BooleanField(default=False, verbose_name="推薦できる")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry_classes",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "応募資格",
                "verbose_name_plural": "応募資格",
                "ordering": ["role", "order", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "role", "key"), name="entry_class_key_is_once_a_role")
                ],
            },
            bases=(contest.models.Translated, models.Model),
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.SlugField(help_text="municipalities, challenges, ideas, finalists …", verbose_name="記号"),
                ),
                ("value", models.PositiveIntegerField(blank=True, null=True, verbose_name="数")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="注記")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="出典")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "公表された数",
                "verbose_name_plural": "公表された数",
                "ordering": ["cycle", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "key", "source"), name="figure_is_once_a_source"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True), models.Q(("source", ""), _negated=True), _connector="OR"
                        ),
                        name="figure_value_has_a_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.CharField(
                        choices=[("challenge", "課題の応募"), ("idea", "アイデアの応募")],
                        max_length=10,
                        verbose_name="用紙",
                    ),
                ),
                ("key", models.SlugField(verbose_name="記号")),
                ("label_ja", models.CharField(max_length=60, verbose_name="見出し")),
                ("label_en", models.CharField(blank=True, max_length=60, verbose_name="見出し（英語）")),
                ("help_ja", models.CharField(blank=True, max_length=300, verbose_name="説明")),
                ("help_en", models.CharField(blank=True, max_length=300, verbose_name="説明（英語）")),
                ("max_chars", models.PositiveIntegerField(default=1000, verbose_name="文字数の上限")),
                ("is_required", models.BooleanField(default=True, verbose_name="必須")),
                ("is_public", models.BooleanField(default=True, verbose_name="公開")),
                (
                    "is_per_member",
                    models.BooleanField(
                        default=False,
                        help_text="アイデアの応募だけ。文字数の上限は1人分です。",
                        verbose_name="メンバーそれぞれについて書く",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="form_sections",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "用紙の項目",
                "verbose_name_plural": "用紙の項目",
                "ordering": ["form", "order", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "form", "key"), name="form_section_key_is_once_a_form")
                ],
            },
            bases=(contest.models.Translated, models.Model),
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("regular", "一般会員"), ("special", "特別会員")],
                        default="regular",
                        max_length=10,
                        verbose_name="種別",
                    ),
                ),
                ("office", models.CharField(blank=True, help_text="例: 会長市", max_length=50, verbose_name="役")),
                ("joined_on", models.DateField(verbose_name="加入日")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="脱退日")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="注記")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="contest.organization",
                        verbose_name="会",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="belongs_to",
                        to="contest.organization",
                        verbose_name="会員",
                    ),
                ),
            ],
            options={
                "verbose_name": "会員",
                "verbose_name_plural": "会員",
                "ordering": ["joined_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("body", "member", "joined_on"), name="membership_begins_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_on__isnull", True), ("left_on__gt", models.F("joined_on")), _connector="OR"
                        ),
                        name="membership_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganizationName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_ja", models.CharField(max_length=150, verbose_name="名前")),
                ("name_en", models.CharField(blank=True, max_length=150, verbose_name="名前（英語）")),
                ("short_ja", models.CharField(blank=True, max_length=50, verbose_name="略称")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="この名前になった日")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="contest.organization",
                        verbose_name="団体",
                    ),
                ),
            ],
            options={
                "verbose_name": "団体の名前",
                "verbose_name_plural": "団体の名前",
                "ordering": ["valid_from", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "valid_from"),
                        name="organization_has_one_name_a_day",
                        nulls_distinct=False,
                    )
                ],
            },
            bases=(contest.models.Translated, models.Model),
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("host", "共催"), ("alliance", "連携"), ("sponsor", "協賛"), ("endorser", "後援")],
                        max_length=10,
                        verbose_name="役割",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partnerships",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partnerships",
                        to="contest.organization",
                        verbose_name="団体",
                    ),
                ),
            ],
            options={
                "verbose_name": "共催・連携・協賛・後援",
                "verbose_name_plural": "共催・連携・協賛・後援",
                "ordering": ["cycle", "order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "organization", "role"), name="partnership_role_is_once_a_cycle"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Principle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="順")),
                ("text_ja", models.CharField(max_length=100, verbose_name="ことば")),
                ("text_en", models.CharField(blank=True, max_length=100, verbose_name="ことば（英語）")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="principles",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "原則",
                "verbose_name_plural": "原則",
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "order"), name="principle_order_is_once_a_cycle")
                ],
            },
            bases=(contest.models.Translated, models.Model),
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("challenges", "STEP1 夏の陣 課題の募集"),
                            ("ideas", "STEP2 秋の陣 アイデアの募集"),
                            ("review", "STEP3 冬の陣 審査と改善アドバイス"),
                            ("after", "その後 実行こそいのち"),
                        ],
                        max_length=20,
                        verbose_name="段階",
                    ),
                ),
                ("opens_at", models.DateTimeField(verbose_name="はじまり")),
                (
                    "closes_at",
                    models.DateTimeField(
                        help_text="この瞬間から受け付けません（12月20日23:59までなら21日0:00）。",
                        verbose_name="しめきり",
                    ),
                ),
                (
                    "publishes_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="この段階で集まったものを公開する日時です。",
                        null=True,
                        verbose_name="公開する日時",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stages",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "段階",
                "verbose_name_plural": "段階",
                "ordering": ["opens_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "kind"), name="stage_kind_is_once_a_cycle"),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="stage_closes_after_it_opens"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(verbose_name="記号")),
                ("name_ja", models.CharField(max_length=50, verbose_name="名前")),
                ("name_en", models.CharField(blank=True, max_length=50, verbose_name="名前（英語）")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順")),
                (
                    "published_count",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="公表された数"),
                ),
                ("has_poll", models.BooleanField(default=True, verbose_name="オンライン投票をする")),
                ("max_choices", models.PositiveSmallIntegerField(default=3, verbose_name="一人がえらべる数")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tiers",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "層",
                "verbose_name_plural": "層",
                "ordering": ["order", "id"],
                "constraints": [models.UniqueConstraint(fields=("cycle", "key"), name="tier_key_is_once_a_cycle")],
            },
            bases=(contest.models.Translated, models.Model),
        ),
    ]
