"""What is decided on questions, posts, facilitators and the municipality's words on ideas, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.decided import REASON, Decisions, one_of, person
from dialogue.models import Facilitation, Statement

DECISIONS = Decisions(
    room="dialogue",
    actions={
        "facilitation.name": _("課題のファシリテーターかメンターにした"),
        "facilitation.end": _("課題のファシリテーターかメンターを終えた"),
        "post.withdraw": _("質問か書きこみを取り下げた"),
        "post.hide": _("質問か書きこみをかくした"),
        "post.let_stand": _("質問か書きこみを確かめて、公開をつづけた"),
        "post.restore": _("質問か書きこみをまた公開した"),
        "statement.remind": _("アイデアへのことばを、自治体にもう一度頼んだ"),
        "statement.hand_in": _("アイデアへの自治体のことばを公開した"),
    },
    names={
        "user": _("人"),
        "kind": _("役"),
        "thread": _("質問の番号"),
        "reason": REASON,
        "stance": _("こたえ"),
        "text": _("ことば"),
        "steps": _("だれが、何を、いつまでに"),
        "who": _("だれが"),
        "what": _("何を"),
        "by": _("いつまでに"),
    },
    shows={"user": person, "kind": one_of(Facilitation.Kind.choices), "stance": one_of(Statement.Stance.choices)},
)
