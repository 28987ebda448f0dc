"""Questions and posts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contest.forms import CountedField
from dialogue.models import Post, Voice
from dialogue.services.steps import QUESTION, limit_for
from municipalities.forms.seeds import NOBODY, OTHER_NAME, OWN_NAME, CreditFields


class PostForm(CreditFields):
    """Words under a question; who answers for the municipality does so under its name."""

    text = CountedField(label=_("内容"), max_length=QUESTION, rows=6, empty=_("内容を書いてください。"))
    field_order = ["text", "credit_by", "credit_name"]

    def __init__(self, user: User, voice: str, *args: Any, **options: Any) -> None:
        super().__init__(user, *args, **options)
        limit = limit_for(voice)
        self.fields["credit_by"].help_text = _("あとから変えることも、やめることもできます。")
        self.fields["text"].max_length = self.fields["text"].validators[0].limit_value = limit
        self.fields["text"].help_text = _("%(n)s字まで。") % {"n": f"{limit:,}"}
        if voice == Voice.OFFICER:
            del self.fields["credit_by"], self.fields["credit_name"]

    def credit(self) -> str:
        return super().credit() if "credit_by" in self.fields else ""


class QuestionForm(PostForm):
    """What somebody wants to know of a challenge."""

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(user, Voice.CITIZEN, *args, **options)
        self.fields["text"].label = _("聞きたいこと")
        self.fields["text"].help_text = _(
            "400字まで。1回に1つのことを聞くと、早く答えられます。だれのことか分かる名前、住所、電話番号は書かないでください。"
        )
        self.fields["text"].error_messages["required"] = _("聞きたいことを書いてください。")


def typed_in(post: Post) -> dict[str, str]:
    """The initial values of PostForm for a post that is there."""
    if not post.credit:
        return {"text": post.text, "credit_by": NOBODY}
    if post.credit == post.written_by.full_name:
        return {"text": post.text, "credit_by": OWN_NAME}
    return {"text": post.text, "credit_by": OTHER_NAME, "credit_name": post.credit}
