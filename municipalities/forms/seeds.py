"""What citizens and officers type about seeds. Each error says what to do; nothing typed is lost."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contest.forms import CountedField
from municipalities.models import Challenge, Seed
from municipalities.services.seed_answers import ANSWER
from municipalities.services.seeds import CREDIT, TEXT, TITLE

NOBODY, OWN_NAME, OTHER_NAME = "nobody", "own", "other"


class CreditFields(forms.Form):
    """Whether the writer is named, and how; a name somebody does not have cannot be chosen."""

    credit_by = forms.ChoiceField(
        label=gettext_lazy("名前の公開"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "公開すると、課題になったときにも名前が出ます。あとから変えることも、やめることもできます。"
        ),
        error_messages={
            "required": gettext_lazy("名前を公開するかどうかをえらんでください。"),
            "invalid_choice": gettext_lazy("名前の公開をえらびなおしてください。"),
        },
    )
    credit_name = CountedField(
        label=gettext_lazy("公開するほかの名前"),
        max_length=CREDIT,
        help_text=gettext_lazy("「ほかの名前で公開する」をえらんだときに書いてください。例: みなと市の高校生"),
    )

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.fields["credit_by"].choices = _credit_choices(user)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("credit_by") == OTHER_NAME and "credit_name" not in self.errors and not data.get("credit_name"):
            self.add_error("credit_name", _("公開する名前を書いてください。"))
        if "://" in data.get("credit_name", ""):
            self.add_error("credit_name", _("名前には、ホームページのアドレスを書けません。"))
        return data

    def credit(self) -> str:
        """The name to be shown; empty for none."""
        names = {OWN_NAME: self.user.full_name, OTHER_NAME: self.cleaned_data["credit_name"]}
        return names.get(self.cleaned_data["credit_by"], "")


def _credit_choices(user: User) -> list[tuple[str, str]]:
    own = [(OWN_NAME, _("「%(name)s」で公開する") % {"name": user.full_name})] if user.full_name else []
    return [(NOBODY, _("公開しない")), *own, (OTHER_NAME, _("ほかの名前で公開する"))]


def credit_of(seed: Seed) -> dict[str, str]:
    """The initial values of CreditFields for a seed that is there."""
    if not seed.credit:
        return {"credit_by": NOBODY}
    if seed.credit == seed.suggested_by.full_name:
        return {"credit_by": OWN_NAME}
    return {"credit_by": OTHER_NAME, "credit_name": seed.credit}


class SeedForm(CreditFields):
    """A local issue in a citizen's words."""

    title = CountedField(
        label=gettext_lazy("ひとことで言うと"),
        max_length=TITLE,
        help_text=gettext_lazy("60字まで。例: 夕方、子どもがひとりで過ごせる場所がない"),
        empty=gettext_lazy("「ひとことで言うと」を書いてください。"),
    )
    text = CountedField(
        label=gettext_lazy("だれが、どこで、どう困っているか"),
        max_length=TEXT,
        rows=8,
        help_text=gettext_lazy(
            "1,000字まで。見たこと、聞いたことを、そのまま書いてください。解決のしかたは、なくてもかまいません。"
            "だれのことか分かる名前、住所、電話番号、病気のことは書かないでください。"
        ),
        empty=gettext_lazy("だれが、どこで、どう困っているかを書いてください。"),
    )
    field_order = ["title", "text", "credit_by", "credit_name"]

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if "://" in title:
            raise forms.ValidationError(_("ひとことには、ホームページのアドレスを書けません。下の欄に書いてください。"))
        return title


class AdoptForm(forms.Form):
    """Into which draft a seed goes, and who noticed the issue."""

    into = forms.ChoiceField(
        label=gettext_lazy("取り入れる先"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("取り入れる先をえらんでください。"),
            "invalid_choice": gettext_lazy("取り入れる先をえらびなおしてください。"),
        },
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("この課題に気づいたのは"),
        choices=[(origin.value, origin.label) for origin in (Challenge.Origin.CITIZENS, Challenge.Origin.TOGETHER)],
        widget=forms.RadioSelect,
        initial=Challenge.Origin.CITIZENS,
        error_messages={
            "required": gettext_lazy("どちらかをえらんでください。"),
            "invalid_choice": gettext_lazy("えらびなおしてください。"),
        },
    )

    def __init__(self, drafts: list[Challenge], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.drafts = {str(draft.pk): draft for draft in drafts}
        named = ((key, _("下書き「%(title)s」") % {"title": draft}) for key, draft in self.drafts.items())
        self.fields["into"].choices = [("new", _("新しい課題の下書きを作る")), *named]
        self.fields["into"].initial = "new"

    def chosen(self) -> Challenge | None:
        return self.drafts.get(self.cleaned_data["into"])


class MergeForm(forms.Form):
    """With which other seed one goes along."""

    target = forms.ModelChoiceField(
        Seed.objects.none(),
        label=gettext_lazy("合わせる先"),
        empty_label=gettext_lazy("えらんでください"),
        error_messages={
            "required": gettext_lazy("合わせる先をえらんでください。"),
            "invalid_choice": gettext_lazy("合わせる先をえらびなおしてください。"),
        },
    )

    def __init__(self, others: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["target"].queryset = others


class AnswerForm(forms.Form):
    """What the municipality says to the writer, and to everybody."""

    answer = CountedField(
        label=gettext_lazy("返事"),
        max_length=ANSWER,
        rows=6,
        help_text=gettext_lazy(
            "1,000字まで。書いた人に送られ、公開されます。いま課題にしない理由と、自治体がしていることを書いてください。"
        ),
        empty=gettext_lazy("返事を書いてください。"),
    )
