"""What is decided on municipalities, their officers, challenges and seeds, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.decided import REASON, Decisions, named_by, one_of, person
from contest.models import FormSection
from contest.sheet import ANSWER, ENGLISH, answer_name
from municipalities.models import LocalGovernment, Participant, Seed
from municipalities.sheet import BASICS, CONTACT, DATA

PAGES = {BASICS: _("基本のこと"), DATA: _("データと知識"), CONTACT: _("連絡先"), ENGLISH: _("英語")}


def _by_page(asked: dict[str, str]) -> dict[str, str]:
    """What was asked, by what the pages of the form are called."""
    keys = [key.removeprefix(ANSWER) for key in asked if key.startswith(ANSWER)]
    rows = FormSection.objects.filter(form=FormSection.Form.CHALLENGE, key__in=keys)
    pages = {key: str(words) for key, words in PAGES.items()} | {answer_name(row.key): str(row) for row in rows}
    return {pages.get(key, key): text for key, text in asked.items()}


def _participant(number: Any) -> Any:
    found = Participant.objects.filter(number=number).with_members().first()
    return str(found) if found else number


_government = named_by(LocalGovernment.objects.all, "code")

DECISIONS = Decisions(
    room="municipalities",
    actions={
        "challenge.accept": _("課題を受理した"),
        "challenge.return": _("課題を差し戻した"),
        "challenge.assign": _("課題に返事をする担当を決めた"),
        "challenge.check_english": _("課題の英語を確かめた"),
        "challenge.discard": _("課題の下書きを消した"),
        "challenges.publication": _("課題を公開する日時を決めた"),
        "extension.grant": _("自治体のしめきりをのばした"),
        "seed.adopt": _("課題のたねを課題に取り入れた"),
        "seed.merge": _("課題のたねを、ほかのたねと合わせた"),
        "seed.answer": _("課題のたねに返事をした"),
        "seed.reopen": _("課題のたねを、もう一度返事待ちにした"),
        "seed.withdraw": _("課題のたねを取り下げた"),
        "seed.hide": _("課題のたねをかくした"),
        "seed.let_stand": _("課題のたねを確かめて、公開をつづけた"),
        "seed.restore": _("課題のたねをまた公開した"),
        "participant.add": _("参加自治体を加えた"),
        "participant.list_domain": _("自治体のメールのドメインを加えた"),
        "participation.apply": _("参加を申し込んだ"),
        "participation.withdraw": _("参加をやめた"),
        "officer.invite": _("担当者を招待した"),
        "officer.cancel_invitation": _("担当者の招待を取り消した"),
        "officer.accept": _("招待を受けて、担当者になった"),
        "officer.appoint": _("担当者にした"),
        "officer.dismiss": _("担当者の担当を終えた"),
        "officer.left": _("自分から担当をやめた"),
        "officer.handed_over": _("次の担当者に引きついだ"),
        "officer_request.approve": _("担当者の申込みを認めた"),
        "officer_request.decline": _("担当者の申込みを認めなかった"),
        "register.import": _("地方公共団体の一覧を新しくした"),
    },
    names={
        "number": _("番号"),
        "remarks": _("全体へのことば"),
        "sections": _("ページごとのことば"),
        "reviewer": _("担当"),
        "before": _("前は"),
        "after": _("これからは"),
        "participant": _("参加自治体"),
        "cycle": _("年度"),
        "closes_at": _("しめきり"),
        "reason": REASON,
        "challenge": _("課題の下書きの番号"),
        "into": _("合わせた先"),
        "was": _("前の状態"),
        "government": _("自治体"),
        "governments": _("自治体"),
        "domain": _("ドメイン"),
        "hands_over": _("引きつぎのための招待"),
        "user": _("人"),
        "on": _("いつから"),
        "source": _("もとのファイル"),
        "unchanged": _("変わらない数"),
        "new": _("新しいもの"),
        "changed": _("変わったもの"),
        "abolished": _("なくなったもの"),
    },
    shows={
        "sections": _by_page,
        "reviewer": person,
        "before": person,
        "user": person,
        "participant": _participant,
        "into": named_by(Seed.objects.all, "pk"),
        "was": one_of(Seed.Status.choices),
        "government": _government,
        "governments": _government,
    },
)
