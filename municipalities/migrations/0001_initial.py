import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.clock
import municipalities.models.register


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contest", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(unique=True, verbose_name="番号")),
                ("is_sample", models.BooleanField(default=False, verbose_name="見本")),
                (
                    "is_on_record",
                    models.BooleanField(
                        default=False,
                        help_text="どの年に参加したかの記録がなくても、一覧に出します。",
                        verbose_name="過去の一覧にある",
                    ),
                ),
                (
                    "email_domains",
                    models.CharField(
                        blank=True,
                        help_text="空白で区切ります。",
                        max_length=200,
                        verbose_name="職員のメールのドメイン",
                    ),
                ),
            ],
            options={
                "verbose_name": "参加自治体",
                "verbose_name_plural": "参加自治体",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("serial", models.PositiveIntegerField(editable=False, null=True, verbose_name="番号")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "下書き"),
                            ("submitted", "応募ずみ"),
                            ("returned", "差戻し"),
                            ("accepted", "受理"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状態",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="課題の名前")),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[("citizens", "市民の声"), ("staff", "職員"), ("together", "いっしょに")],
                        max_length=10,
                        verbose_name="この課題に気づいたのは",
                    ),
                ),
                ("answers", models.JSONField(blank=True, default=dict, verbose_name="内容")),
                ("department", models.CharField(blank=True, max_length=300, verbose_name="担当部署")),
                ("contact_name", models.CharField(blank=True, max_length=300, verbose_name="担当者氏名")),
                ("name_is_public", models.BooleanField(default=True, verbose_name="担当者氏名を公開する")),
                ("contact_email", models.EmailField(blank=True, max_length=300, verbose_name="メールアドレス")),
                ("email_is_public", models.BooleanField(default=True, verbose_name="メールアドレスを公開する")),
                ("contact_phone", models.CharField(blank=True, max_length=300, verbose_name="電話番号")),
                ("phone_is_public", models.BooleanField(default=True, verbose_name="電話番号を公開する")),
                ("title_en", models.CharField(blank=True, max_length=300, verbose_name="課題の名前（英語）")),
                ("summary_en", models.TextField(blank=True, verbose_name="英語の要約")),
                (
                    "draft",
                    models.JSONField(blank=True, default=dict, editable=False, verbose_name="応募したあとの下書き"),
                ),
                ("written_at", models.DateTimeField(editable=False, null=True, verbose_name="書いた日時")),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="応募日時")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="受理・差戻しの日時")),
                ("remarks", models.TextField(blank=True, max_length=1000, verbose_name="差戻しの理由")),
                (
                    "english_checked_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="英語を確かめた日時"),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="copies",
                        to="municipalities.challenge",
                        verbose_name="もとにした課題",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
                (
                    "english_checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="英語を確かめた人",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="事務局の担当",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="contest.theme",
                        verbose_name="分野",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="書いた人",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="municipalities.participant",
                        verbose_name="参加自治体",
                    ),
                ),
            ],
            options={
                "verbose_name": "課題",
                "verbose_name_plural": "課題",
                "ordering": ["cycle", "serial", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "serial"), name="challenge_serial_is_once_a_cycle"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "draft"),
                            models.Q(("serial__isnull", False), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="challenge_handed_in_has_a_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChallengeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="版")),
                ("values", models.JSONField(verbose_name="内容")),
                ("handed_in_at", models.DateTimeField(verbose_name="応募日時")),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="municipalities.challenge",
                        verbose_name="課題",
                    ),
                ),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="応募した人",
                    ),
                ),
            ],
            options={
                "verbose_name": "課題の版",
                "verbose_name_plural": "課題の版",
                "ordering": ["challenge", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("challenge", "number"), name="challenge_version_is_written_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DataResource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("numbers", "数のデータ"), ("voices", "声・聞き取り"), ("document", "資料・画像")],
                        default="numbers",
                        max_length=10,
                        verbose_name="種類",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="データの名前")),
                ("url", models.URLField(blank=True, max_length=1000, verbose_name="アドレス")),
                (
                    "file",
                    models.FileField(
                        blank=True, editable=False, max_length=300, upload_to="data/", verbose_name="ファイル"
                    ),
                ),
                (
                    "file_name",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="ファイルの名前"),
                ),
                ("file_size", models.PositiveIntegerField(default=0, editable=False, verbose_name="大きさ")),
                ("preview", models.JSONField(blank=True, editable=False, null=True, verbose_name="はじめの数行")),
                ("publisher", models.CharField(blank=True, max_length=300, verbose_name="公開しているところ")),
                ("format", models.CharField(blank=True, max_length=300, verbose_name="形式")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="いつのデータか")),
                ("licence", models.CharField(blank=True, max_length=300, verbose_name="利用条件")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="説明")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順")),
                ("checked_at", models.DateTimeField(editable=False, null=True, verbose_name="リンクを確かめた日時")),
                (
                    "failures",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="つづけて開けなかった回数"
                    ),
                ),
                ("dead_since", models.DateTimeField(editable=False, null=True, verbose_name="開けなくなった日時")),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resources",
                        to="municipalities.challenge",
                        verbose_name="課題",
                    ),
                ),
            ],
            options={
                "verbose_name": "データ",
                "verbose_name_plural": "データ",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(verbose_name="はじまり")),
                (
                    "told_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="アイデアの公開を知らせた日時"),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="municipalities.challenge",
                        verbose_name="課題",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followed_challenges",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人",
                    ),
                ),
            ],
            options={
                "verbose_name": "フォロー",
                "verbose_name_plural": "フォロー",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "challenge"), name="challenge_is_followed_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Knowledge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("system", "制度"), ("history", "経緯"), ("person", "聞ける人")],
                        max_length=10,
                        verbose_name="種類",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="見出し")),
                ("text", models.TextField(max_length=1000, verbose_name="内容")),
                ("url", models.URLField(blank=True, max_length=1000, verbose_name="アドレス")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順")),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="knowledge",
                        to="municipalities.challenge",
                        verbose_name="課題",
                    ),
                ),
            ],
            options={
                "verbose_name": "知識",
                "verbose_name_plural": "知識",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="LocalGovernment",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=6,
                        primary_key=True,
                        serialize=False,
                        validators=[municipalities.models.register.validate_code],
                        verbose_name="コード",
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="名前")),
                ("kana", models.CharField(help_text="ひらがな", max_length=80, verbose_name="よみ")),
                ("name_en", models.CharField(blank=True, max_length=80, verbose_name="名前（英語）")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("prefecture", "都道府県"),
                            ("designated_city", "政令指定都市"),
                            ("ward", "行政区"),
                            ("special_ward", "特別区"),
                            ("city", "市"),
                            ("town", "町"),
                            ("village", "村"),
                        ],
                        max_length=20,
                        verbose_name="種類",
                    ),
                ),
                ("prefecture", models.CharField(max_length=10, verbose_name="都道府県")),
                ("region", models.CharField(max_length=10, verbose_name="地方")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="緯度")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="経度")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="はじまり")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="おわり")),
                ("is_sample", models.BooleanField(default=False, verbose_name="見本")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="municipalities.localgovernment",
                        verbose_name="属する市",
                    ),
                ),
            ],
            options={
                "verbose_name": "地方公共団体",
                "verbose_name_plural": "地方公共団体",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9]{6}$")), name="local_government_code_is_six_digits"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Officer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("department", models.CharField(max_length=80, verbose_name="部署")),
                ("since", models.DateTimeField(verbose_name="はじまり")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="おわり")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="officers",
                        to="municipalities.participant",
                        verbose_name="参加自治体",
                    ),
                ),
            ],
            options={
                "verbose_name": "自治体の担当者",
                "verbose_name_plural": "自治体の担当者",
                "ordering": ["participant", "since"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("user", "participant"),
                        name="officer_serves_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficerRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("department", models.CharField(max_length=80, verbose_name="部署")),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="事務局へのひとこと")),
                ("has_known_domain", models.BooleanField(default=False, verbose_name="自治体のドメインのアドレス")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "確認を待っています"),
                            ("approved", "認めました"),
                            ("declined", "認めませんでした"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状態",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申し込んだ日時")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="決めた日時")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="決めた人",
                    ),
                ),
                (
                    "government",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.localgovernment",
                        verbose_name="団体",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="officer_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人",
                    ),
                ),
            ],
            options={
                "verbose_name": "担当者の申込み",
                "verbose_name_plural": "担当者の申込み",
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("user", "government"),
                        name="officer_request_waits_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "waiting"), ("decided_at__isnull", False), _connector="OR"),
                        name="officer_request_decided_has_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficerInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("email", models.EmailField(max_length=254, verbose_name="メールアドレス")),
                ("department", models.CharField(max_length=80, verbose_name="部署")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(verbose_name="有効期限")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="受けた日時")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="取り消した日時")),
                (
                    "hands_over",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="municipalities.officer",
                        verbose_name="引き継ぐ担当",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="招待した人",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="officer_invitations",
                        to="municipalities.participant",
                        verbose_name="参加自治体",
                    ),
                ),
            ],
            options={
                "verbose_name": "担当者の招待",
                "verbose_name_plural": "担当者の招待",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at__isnull", True), ("cancelled_at__isnull", True)),
                        fields=("participant", "email"),
                        name="officer_invitation_is_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "closes_at",
                    models.DateTimeField(
                        help_text="この瞬間から受け付けません（9月7日23:59までなら8日0:00）。",
                        verbose_name="のばしたしめきり",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("granted_at", models.DateTimeField(verbose_name="決めた日時")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="決めた人",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="municipalities.participant",
                        verbose_name="参加自治体",
                    ),
                ),
            ],
            options={
                "verbose_name": "しめきりの延長",
                "verbose_name_plural": "しめきりの延長",
                "ordering": ["granted_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="extension_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ParticipantMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順")),
                (
                    "government",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="municipalities.localgovernment",
                        verbose_name="団体",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="municipalities.participant",
                        verbose_name="参加自治体",
                    ),
                ),
            ],
            options={
                "verbose_name": "参加自治体の団体",
                "verbose_name_plural": "参加自治体の団体",
                "ordering": ["order", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "government"), name="body_is_once_in_an_entry"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="申し込んだ日時")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="参加をやめた日時")),
                ("withdrawal_reason", models.CharField(blank=True, max_length=300, verbose_name="やめる理由")),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申し込んだ人",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="municipalities.participant",
                        verbose_name="参加自治体",
                    ),
                ),
            ],
            options={
                "verbose_name": "参加",
                "verbose_name_plural": "参加",
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "cycle"), name="participation_is_once_a_cycle"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.SlugField(max_length=60, verbose_name="用紙のページ")),
                ("text", models.TextField(max_length=1000, verbose_name="直してほしいこと")),
                ("written_at", models.DateTimeField(verbose_name="書いた日時")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="すんだ日時")),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="section_remarks",
                        to="municipalities.challenge",
                        verbose_name="課題",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.challengeversion",
                        verbose_name="読んだ版",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="書いた人",
                    ),
                ),
            ],
            options={
                "verbose_name": "直してほしいこと",
                "verbose_name_plural": "直してほしいこと",
                "ordering": ["written_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Seed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("title", models.CharField(max_length=300, verbose_name="ひとことで言うと")),
                ("text", models.TextField(verbose_name="だれが、どこで、どう困っているか")),
                ("credit", models.CharField(blank=True, max_length=300, verbose_name="公開する名前")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "返事を待っています"),
                            ("adopted", "課題に取り入れました"),
                            ("merged", "ほかの課題のたねと合わせました"),
                            ("answered", "返事がありました"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状態",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="自治体の返事")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="返事の日時")),
                (
                    "told_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="担当者に知らせた日時"),
                ),
                ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="かくした日時")),
                ("hidden_reason", models.CharField(blank=True, max_length=1500, verbose_name="かくした理由")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="返事をした人",
                    ),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="seeds",
                        to="municipalities.challenge",
                        verbose_name="もとになった課題",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seeds",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="かくした人",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="municipalities.seed",
                        verbose_name="合わせた先",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seeds",
                        to="municipalities.participant",
                        verbose_name="参加自治体",
                    ),
                ),
                (
                    "suggested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seeds",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="書いた人",
                    ),
                ),
            ],
            options={
                "verbose_name": "課題のたね",
                "verbose_name_plural": "課題のたね",
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "answered"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="seed_answered_has_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "merged"), _negated=True),
                            ("merged_into__isnull", False),
                            _connector="OR",
                        ),
                        name="seed_merged_has_a_target",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hidden_at__isnull", True), models.Q(("hidden_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="seed_hidden_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeedReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("spam", "宣伝や関係のない内容"),
                            ("abuse", "人を傷つける内容"),
                            ("private", "個人が分かってしまう内容"),
                            ("other", "そのほか"),
                        ],
                        max_length=10,
                        verbose_name="理由",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=2500, verbose_name="くわしく")),
                ("reported_at", models.DateTimeField(verbose_name="知らせた日時")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="確かめた日時")),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="知らせた人",
                    ),
                ),
                (
                    "seed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="municipalities.seed",
                        verbose_name="課題のたね",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="確かめた人",
                    ),
                ),
            ],
            options={
                "verbose_name": "課題のたねの知らせ",
                "verbose_name_plural": "課題のたねの知らせ",
                "ordering": ["reported_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("seed", "reported_by"), name="seed_is_reported_once_by_a_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ViewCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日")),
                ("views", models.PositiveIntegerField(default=0, verbose_name="見られた回数")),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="view_counts",
                        to="municipalities.challenge",
                        verbose_name="課題",
                    ),
                ),
            ],
            options={
                "verbose_name": "見られた回数",
                "verbose_name_plural": "見られた回数",
                "ordering": ["day"],
                "constraints": [
                    models.UniqueConstraint(fields=("challenge", "day"), name="challenge_views_are_counted_by_day"),
                ],
            },
        ),
    ]
