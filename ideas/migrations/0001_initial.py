import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contest", "0001_initial"),
        ("municipalities", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SchoolClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("school", models.CharField(max_length=80, verbose_name="学校名")),
                ("name", models.CharField(max_length=60, verbose_name="クラス名")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="事務局が止めた日時")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="school_classes",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
                (
                    "teacher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="school_classes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="先生",
                    ),
                ),
            ],
            options={
                "verbose_name": "クラス",
                "verbose_name_plural": "クラス",
                "ordering": ["school", "name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "teacher", "school", "name"), name="class_is_once_a_teacher"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("name", models.CharField(max_length=60, verbose_name="チーム名")),
                ("kana", models.CharField(blank=True, max_length=80, verbose_name="チーム名のよみ")),
                (
                    "attribute",
                    models.CharField(
                        choices=[("citizens", "市民"), ("students", "学生"), ("mixed", "混成")],
                        default="citizens",
                        editable=False,
                        max_length=10,
                        verbose_name="チーム属性",
                    ),
                ),
                ("is_recruiting", models.BooleanField(default=False, verbose_name="仲間を募集している")),
                ("recruiting_text", models.TextField(blank=True, max_length=600, verbose_name="募集のことば")),
                ("checked_at", models.DateTimeField(editable=False, null=True, verbose_name="応募資格を確かめた日時")),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="確かめた人",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
                (
                    "recruiting_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="recruiting_teams",
                        to="municipalities.challenge",
                        verbose_name="取り組む課題",
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to="ideas.schoolclass",
                        verbose_name="クラス",
                    ),
                ),
            ],
            options={
                "verbose_name": "チーム",
                "verbose_name_plural": "チーム",
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "name"), name="team_name_is_once_a_cycle"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Idea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("serial", models.PositiveIntegerField(editable=False, null=True, verbose_name="番号")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "下書き"), ("submitted", "応募ずみ"), ("withdrawn", "取下げ")],
                        default="draft",
                        max_length=10,
                        verbose_name="状態",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="アイデア名")),
                ("summary", models.CharField(blank=True, max_length=100, verbose_name="ひとことで言うと")),
                ("answers", models.JSONField(blank=True, default=dict, verbose_name="アイデアの説明")),
                ("evidence", models.JSONField(blank=True, default=dict, editable=False, verbose_name="引用と仮説")),
                (
                    "licence",
                    models.CharField(
                        choices=[("CC BY 4.0", "CC BY 4.0"), ("CC BY-NC 4.0", "CC BY-NC 4.0")],
                        default="CC BY 4.0",
                        max_length=20,
                        verbose_name="利用条件",
                    ),
                ),
                ("title_en", models.CharField(blank=True, max_length=100, verbose_name="アイデア名（英語）")),
                ("summary_en", models.TextField(blank=True, max_length=2000, verbose_name="英語の要約")),
                ("draft", models.JSONField(blank=True, default=dict, editable=False, verbose_name="下書き")),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="応募日時")),
                ("keywords_at", models.DateTimeField(editable=False, null=True)),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ideas",
                        to="municipalities.challenge",
                        verbose_name="課題",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ideas",
                        to="contest.cycle",
                        verbose_name="年度",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ideas",
                        to="ideas.team",
                        verbose_name="チーム",
                    ),
                ),
            ],
            options={
                "verbose_name": "アイデア",
                "verbose_name_plural": "アイデア",
                "ordering": ["cycle", "serial", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "serial"), name="idea_serial_is_once_a_cycle"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "submitted"), _negated=True),
                            models.Q(("serial__isnull", False), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="idea_handed_in_has_a_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                (
                    "kind",
                    models.CharField(
                        choices=[("picture", "画像"), ("document", "資料")],
                        default="picture",
                        editable=False,
                        max_length=10,
                        verbose_name="種類",
                    ),
                ),
                ("file", models.FileField(max_length=200, upload_to="ideas/", verbose_name="ファイル")),
                ("size", models.PositiveIntegerField(default=0, editable=False, verbose_name="大きさ")),
                ("width", models.PositiveIntegerField(default=0, editable=False, verbose_name="幅")),
                ("height", models.PositiveIntegerField(default=0, editable=False, verbose_name="高さ")),
                ("pages", models.PositiveIntegerField(default=0, editable=False, verbose_name="ページ数")),
                (
                    "renditions",
                    models.JSONField(blank=True, default=list, editable=False, verbose_name="小さな画像"),
                ),
                ("rendition_tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("is_handed_in", models.BooleanField(default=False, editable=False, verbose_name="応募ずみ")),
                ("place", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="順番")),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="画面を見ずに読む人のために、何が写っているか。",
                        max_length=120,
                        verbose_name="説明",
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=200, verbose_name="図の下のことば")),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="ideas.idea",
                        verbose_name="アイデア",
                    ),
                ),
            ],
            options={
                "verbose_name": "画像と資料",
                "verbose_name_plural": "画像と資料",
                "ordering": ["place", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_handed_in", False), models.Q(("alt", ""), _negated=True), _connector="OR"
                        ),
                        name="attachment_handed_in_is_described",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PupilCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("code_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="使えなくした日時")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pupil_card",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="児童・生徒",
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="ideas.schoolclass",
                        verbose_name="クラス",
                    ),
                ),
            ],
            options={
                "verbose_name": "児童・生徒のカード",
                "verbose_name_plural": "児童・生徒のカード",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                (
                    "role",
                    models.CharField(
                        choices=[("leader", "代表"), ("member", "メンバー")],
                        default="member",
                        max_length=10,
                        verbose_name="役割",
                    ),
                ),
                (
                    "tie",
                    models.CharField(
                        blank=True,
                        help_text="年度の応募資格の記号。代表にはありません。",
                        max_length=12,
                        verbose_name="地域とのつながり",
                    ),
                ),
                (
                    "leader_class",
                    models.CharField(
                        blank=True,
                        help_text="年度の応募資格の記号（A～E）。代表だけ。",
                        max_length=10,
                        verbose_name="代表の資格",
                    ),
                ),
                ("is_student", models.BooleanField(default=False, verbose_name="学生")),
                (
                    "age_band",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("under16", "15歳以下"),
                            ("16to17", "16～17歳"),
                            ("18to29", "18～29歳"),
                            ("30to59", "30～59歳"),
                            ("60up", "60歳以上"),
                        ],
                        max_length=10,
                        verbose_name="年代",
                    ),
                ),
                ("name_is_public", models.BooleanField(default=False, verbose_name="氏名を公開してよい")),
                (
                    "public_name",
                    models.CharField(
                        blank=True, help_text="書かなければ氏名が出ます。", max_length=60, verbose_name="公開する名前"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="ideas.team",
                        verbose_name="チーム",
                    ),
                ),
            ],
            options={
                "verbose_name": "メンバー",
                "verbose_name_plural": "メンバー",
                "ordering": ["role", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("team", "user"), name="member_is_once_in_a_team"),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "leader")), fields=("team",), name="team_has_one_leader"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tie", models.CharField(blank=True, max_length=12, verbose_name="地域とのつながり")),
                (
                    "age_band",
                    models.CharField(
                        choices=[
                            ("under16", "15歳以下"),
                            ("16to17", "16～17歳"),
                            ("18to29", "18～29歳"),
                            ("30to59", "30～59歳"),
                            ("60up", "60歳以上"),
                        ],
                        max_length=10,
                        verbose_name="年代",
                    ),
                ),
                ("is_student", models.BooleanField(default=False, verbose_name="学生")),
                ("message", models.CharField(max_length=300, verbose_name="チームへのひとこと")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "返事を待っています"),
                            ("accepted", "仲間になりました"),
                            ("declined", "見送られました"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状態",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申し込んだ日時")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="決めた日時")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="決めた人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="join_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="join_requests",
                        to="ideas.team",
                        verbose_name="チーム",
                    ),
                ),
            ],
            options={
                "verbose_name": "参加の申込み",
                "verbose_name_plural": "参加の申込み",
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("team", "user"),
                        name="join_request_waits_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(verbose_name="有効期限")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="閉じた日時")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作った人",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="join_links",
                        to="ideas.team",
                        verbose_name="チーム",
                    ),
                ),
            ],
            options={
                "verbose_name": "参加のリンク",
                "verbose_name_plural": "参加のリンク",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("email", models.EmailField(max_length=254, verbose_name="メールアドレス")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(verbose_name="有効期限")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="受けた日時")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="取り消した日時")),
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
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="ideas.team",
                        verbose_name="チーム",
                    ),
                ),
            ],
            options={
                "verbose_name": "招待",
                "verbose_name_plural": "招待",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at__isnull", True), ("cancelled_at__isnull", True)),
                        fields=("team", "email"),
                        name="invitation_is_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Keyword",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=32, verbose_name="ことば")),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keywords",
                        to="ideas.idea",
                        verbose_name="アイデア",
                    ),
                ),
            ],
            options={
                "verbose_name": "アイデアのことば",
                "verbose_name_plural": "アイデアのことば",
                "constraints": [
                    models.UniqueConstraint(fields=("word", "idea"), name="keyword_is_once_an_idea"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EligibilityRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500, verbose_name="確かめたいこと")),
                ("written_at", models.DateTimeField(verbose_name="書いた日時")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="すんだ日時")),
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
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="eligibility_remarks",
                        to="ideas.team",
                        verbose_name="チーム",
                    ),
                ),
            ],
            options={
                "verbose_name": "応募資格の確認",
                "verbose_name_plural": "応募資格の確認",
                "ordering": ["written_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="IdeaVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="版")),
                ("title", models.CharField(max_length=40, verbose_name="アイデア名")),
                ("summary", models.CharField(max_length=100, verbose_name="ひとことで言うと")),
                ("answers", models.JSONField(verbose_name="アイデアの説明")),
                ("evidence", models.JSONField(blank=True, default=dict, verbose_name="引用と仮説")),
                (
                    "licence",
                    models.CharField(
                        choices=[("CC BY 4.0", "CC BY 4.0"), ("CC BY-NC 4.0", "CC BY-NC 4.0")],
                        default="CC BY 4.0",
                        max_length=20,
                        verbose_name="利用条件",
                    ),
                ),
                ("title_en", models.CharField(blank=True, max_length=100, verbose_name="アイデア名（英語）")),
                ("summary_en", models.TextField(blank=True, max_length=2000, verbose_name="英語の要約")),
                ("handed_in_at", models.DateTimeField(verbose_name="応募日時")),
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
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="ideas.idea",
                        verbose_name="アイデア",
                    ),
                ),
            ],
            options={
                "verbose_name": "アイデアの版",
                "verbose_name_plural": "アイデアの版",
                "ordering": ["idea", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("idea", "number"), name="idea_version_is_written_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("late", "遅れての応募"),
                            ("reopened", "応募のやりなおし"),
                            ("polish", "しめきりのあとの手なおし"),
                        ],
                        max_length=10,
                        verbose_name="種類",
                    ),
                ),
                ("code_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("until", models.DateTimeField(help_text="この瞬間から受け付けません。", verbose_name="いつまで")),
                ("given_at", models.DateTimeField(verbose_name="認めた日時")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="使った日時")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="認めた人",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leaves",
                        to="ideas.idea",
                        verbose_name="アイデア",
                    ),
                ),
            ],
            options={
                "verbose_name": "しめきり後の許可",
                "verbose_name_plural": "しめきり後の許可",
                "ordering": ["given_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="leave_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuardianConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                (
                    "kind",
                    models.CharField(choices=[("mail", "メール"), ("paper", "紙")], max_length=5, verbose_name="方法"),
                ),
                ("guardian_name", models.CharField(max_length=80, verbose_name="保護者の氏名")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="保護者のメールアドレス")),
                ("token_hash", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="有効期限")),
                ("given_at", models.DateTimeField(blank=True, null=True, verbose_name="同意した日時")),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="同意しなかった日時")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="記録した人",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guardian_consents",
                        to="ideas.member",
                        verbose_name="メンバー",
                    ),
                ),
            ],
            options={
                "verbose_name": "保護者の同意",
                "verbose_name_plural": "保護者の同意",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "paper"), _negated=True), ("recorded_by__isnull", False), _connector="OR"
                        ),
                        name="paper_consent_has_a_recorder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="読んだ内容のしるし")),
                ("at", models.DateTimeField(verbose_name="日時")),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="ideas.idea",
                        verbose_name="アイデア",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="ideas.member",
                        verbose_name="メンバー",
                    ),
                ),
            ],
            options={
                "verbose_name": "メンバーの確認",
                "verbose_name_plural": "メンバーの確認",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("idea", "member", "fingerprint"), name="text_is_confirmed_once_by_a_member"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("name", models.CharField(max_length=80, verbose_name="推薦する人の氏名")),
                ("email", models.EmailField(max_length=254, verbose_name="推薦する人のメールアドレス")),
                (
                    "entry_class",
                    models.CharField(blank=True, max_length=10, verbose_name="推薦する人の地域とのつながり"),
                ),
                ("statement", models.CharField(blank=True, max_length=500, verbose_name="推薦のことば")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(verbose_name="有効期限")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="推薦した日時")),
                ("declined_at", models.DateTimeField(blank=True, null=True, verbose_name="ことわった日時")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="取り消した日時")),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommendations",
                        to="ideas.member",
                        verbose_name="代表",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="municipalities.participant",
                        verbose_name="自治体",
                    ),
                ),
            ],
            options={
                "verbose_name": "推薦",
                "verbose_name_plural": "推薦",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True), ("declined_at__isnull", True), _connector="OR"
                        ),
                        name="recommendation_is_not_both_given_and_declined",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順")),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="消した日時")),
                ("title", models.CharField(max_length=300, verbose_name="データの名前")),
                ("source", models.CharField(max_length=300, verbose_name="出典")),
                ("url", models.URLField(blank=True, max_length=1000, verbose_name="アドレス")),
                ("licence", models.CharField(blank=True, max_length=300, verbose_name="利用条件")),
                ("seen_on", models.DateField(blank=True, null=True, verbose_name="見た日")),
                ("use", models.TextField(verbose_name="何に使ったか・何が分かるか")),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="ideas.idea", verbose_name="アイデア"
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="municipalities.dataresource",
                        verbose_name="課題のデータ",
                    ),
                ),
            ],
            options={
                "verbose_name": "データの引用",
                "verbose_name_plural": "データの引用",
                "ordering": ["order", "id"],
                "abstract": False,
                "default_related_name": "citations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="citation_names_its_source"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hypothesis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順")),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="消した日時")),
                ("claim", models.TextField(verbose_name="仮説")),
                ("test", models.TextField(blank=True, verbose_name="検証")),
                ("result", models.TextField(blank=True, verbose_name="結果")),
                ("learning", models.TextField(blank=True, verbose_name="学び")),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="ideas.idea", verbose_name="アイデア"
                    ),
                ),
            ],
            options={
                "verbose_name": "仮説カード",
                "verbose_name_plural": "仮説カード",
                "ordering": ["order", "id"],
                "abstract": False,
                "default_related_name": "hypotheses",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("claim", ""), _negated=True), name="hypothesis_supposes_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="順")),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="消した日時")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("interview", "聞き取り"),
                            ("persona", "ペルソナ（使う人の例）"),
                            ("observation", "見て気づいたこと"),
                        ],
                        max_length=12,
                        verbose_name="種類",
                    ),
                ),
                ("text", models.TextField(verbose_name="メモ")),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="ideas.idea", verbose_name="アイデア"
                    ),
                ),
            ],
            options={
                "verbose_name": "チームのメモ",
                "verbose_name_plural": "チームのメモ",
                "ordering": ["order", "id"],
                "abstract": False,
                "default_related_name": "notes",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="note_says_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="作成日時")),
                ("updated_at", models.DateTimeField(default=common.clock.now, editable=False, verbose_name="更新日時")),
                ("until", models.DateTimeField(verbose_name="いつまで")),
                ("texts", models.JSONField(blank=True, default=dict, verbose_name="応募した文章")),
                ("draft", models.JSONField(blank=True, default=dict, editable=False, verbose_name="下書き")),
                ("handed_in_at", models.DateTimeField(null=True, verbose_name="応募日時")),
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
                (
                    "idea",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_version",
                        to="ideas.idea",
                        verbose_name="アイデア",
                    ),
                ),
            ],
            options={
                "verbose_name": "2回目の案",
                "verbose_name_plural": "2回目の案",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_in_at__isnull", True), models.Q(("texts", {}), _negated=True), _connector="OR"
                        ),
                        name="second_version_handed_in_says_something",
                    ),
                ],
            },
        ),
    ]
