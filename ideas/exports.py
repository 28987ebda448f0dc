"""What the secretariat takes away as files: teams, ideas, and what each column means. Handed-in words alone, ages as bands."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contest.models import Cycle, FormSection
from files.tables import Column, Table, table_of
from ideas.models import Idea, Member, Team
from ideas.roster import State, for_roster, lacks_of, with_state


def tables(cycle: Cycle, moment: datetime) -> dict[str, Table]:
    """By key: teams, ideas, fields."""
    teams, ideas = _team_columns(moment), _idea_columns(cycle)
    sheets = {"teams": (_("チーム"), teams), "ideas": (_("アイデア"), ideas)}
    head = [_("表"), _("項目"), _("意味")]
    meanings = [[name, str(column.label), str(column.meaning)] for name, kept in sheets.values() for column in kept]
    return {
        "teams": table_of(*sheets["teams"], with_state(for_roster(Team.objects.filter(cycle=cycle)))),
        "ideas": table_of(*sheets["ideas"], Idea.objects.filter(cycle=cycle).for_desk()),
        "fields": Table(_("項目の説明"), [head, *meanings]),
    }


def _moment(value: datetime | None) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _leader(team: Team) -> Member | None:
    return next((member for member in team.members.all() if member.role == Member.Role.LEADER), None)


def _leader_name(team: Team) -> str:
    leader = _leader(team)
    return leader.user.full_name if leader else ""


def _leader_mail(team: Team) -> str:
    leader = _leader(team)
    return leader.user.email if leader and leader.user.has_mail else ""


def _bands(team: Team) -> str:
    counted = Counter(member.age_band for member in team.members.all())
    named = {**dict(Member.AgeBand.choices), "": _("答えていない")}
    return _("、").join(f"{named[band]} {counted[band]}" for band in named if counted[band])


def _team_columns(moment: datetime) -> list[Column]:
    rows = [
        (gettext_lazy("チーム名"), gettext_lazy("チームがつけた名前"), lambda team: team.name),
        (gettext_lazy("よみ"), gettext_lazy("チーム名のよみ"), lambda team: team.kana),
        (
            gettext_lazy("属性"),
            gettext_lazy("メンバーから決まる市民・学生・混成"),
            lambda team: str(team.get_attribute_display()),
        ),
        (gettext_lazy("状態"), gettext_lazy("いちばん進んだアイデアの状態"), lambda team: str(State(team.state).label)),
        (gettext_lazy("人数"), gettext_lazy("メンバーの数"), lambda team: str(len(team.members.all()))),
        (gettext_lazy("年代"), gettext_lazy("年代ごとの人数。生年月日は集めていません"), _bands),
        (
            gettext_lazy("名前の公開"),
            gettext_lazy("名前を公開してよいと答えた人の数"),
            lambda team: str(sum(member.name_is_public for member in team.members.all())),
        ),
        (
            gettext_lazy("たりないもの"),
            gettext_lazy("応募までにすることの数"),
            lambda team: _("、").join(lacks_of(team, moment).words()),
        ),
        (
            gettext_lazy("受付番号"),
            gettext_lazy("応募したアイデアの番号"),
            lambda team: " ".join(idea.number for idea in team.ideas.all() if idea.number),
        ),
        (gettext_lazy("さいごの動き"), gettext_lazy("日本時間"), lambda team: _moment(team.active_at)),
        (gettext_lazy("資格の確認"), gettext_lazy("事務局が確かめた日時"), lambda team: _moment(team.checked_at)),
        (gettext_lazy("代表の氏名"), gettext_lazy("連絡のためだけに使います"), _leader_name),
        (
            gettext_lazy("代表のメールアドレス"),
            gettext_lazy("連絡のためだけに使います。カードで入る人にはありません"),
            _leader_mail,
        ),
    ]
    return [Column(*row) for row in rows]


def _idea_columns(cycle: Cycle) -> list[Column]:
    handed_in = gettext_lazy("応募された内容。下書きは入りません")
    rows = [
        (gettext_lazy("受付番号"), gettext_lazy("応募すると決まり、変わりません"), lambda idea: idea.number),
        (gettext_lazy("状態"), gettext_lazy("下書き・応募ずみ・取下げ"), lambda idea: str(idea.get_status_display())),
        (gettext_lazy("アイデア名"), handed_in, lambda idea: idea.title),
        (gettext_lazy("ひとことで言うと"), handed_in, lambda idea: idea.summary),
        (gettext_lazy("チーム名"), gettext_lazy("作者として示される名前"), lambda idea: idea.team.name),
        (gettext_lazy("課題の番号"), gettext_lazy("こたえる課題"), lambda idea: idea.challenge.number),
        (gettext_lazy("課題"), gettext_lazy("こたえる課題の名前"), lambda idea: idea.challenge.title),
        (
            gettext_lazy("参加自治体"),
            gettext_lazy("課題を出した自治体"),
            lambda idea: idea.challenge.participant.name,
        ),
        (
            gettext_lazy("利用条件"),
            gettext_lazy("「アイデアの説明」の利用条件"),
            lambda idea: idea.licence if idea.number else "",
        ),
        (
            gettext_lazy("応募日時"),
            gettext_lazy("さいごに応募した日時。日本時間"),
            lambda idea: _moment(idea.submitted_at),
        ),
        (
            gettext_lazy("応募の回数"),
            gettext_lazy("応募しなおすと増えます"),
            lambda idea: str(len(idea.versions.all())),
        ),
        (
            gettext_lazy("応募のあとの書きかえ"),
            gettext_lazy("書きかえたまま、もう一度応募していないとき「あり」"),
            lambda idea: _("あり") if idea.has_unsent_changes else "",
        ),
        *(_question(row) for row in cycle.questions(FormSection.Form.IDEA)),
        (gettext_lazy("アイデア名（英語）"), handed_in, lambda idea: idea.title_en),
        (gettext_lazy("英語の要約"), handed_in, lambda idea: idea.summary_en),
    ]
    return [Column(*row) for row in rows]


def _question(row: FormSection) -> tuple[str, Any, Callable[[Idea], str]]:
    return str(row), gettext_lazy("応募された内容。下書きは入りません"), lambda idea: idea.answers.get(row.key, "")
