"""The page of an idea's pictures and documents: words for each one there is, and room for one more of each kind."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contest.forms import PlainTextField
from ideas.models import Attachment, Idea
from ideas.services.attachments import ALT_LENGTH, CAPTION_LENGTH, MOST, PAGES, words_mark

NEW = ("picture", "alt", "caption", "document", "title")
WHAT_IS_SEEN = _("画面を見ずに読む人のために、何が写っているかを。公開されます。")


class AttachmentsForm(forms.Form):
    """Fields `alt_12`, `caption_12` and `seen_12` for attachment 12, and those of what is added."""

    picture = forms.FileField(
        label=_("足す画像"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG・PNG・WebP、10MBまで。撮影場所などの情報は、こちらで消します。公開されます。"),
    )
    alt = PlainTextField(label=_("足す画像の説明"), max_length=ALT_LENGTH, help_text=WHAT_IS_SEEN)
    caption = PlainTextField(
        label=_("足す画像の下に出すことば"), max_length=CAPTION_LENGTH, help_text=_("出典や、見てほしいところなど。")
    )
    document = forms.FileField(
        label=_("足す資料（PDF）"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
    title = PlainTextField(
        label=_("足す資料の名前"), max_length=ALT_LENGTH, help_text=_("「発表スライド」など。公開されます。")
    )

    def __init__(self, idea: Idea, data: Mapping[str, Any] | None = None, files: Any = None) -> None:
        self.pictures, self.documents = idea.working_pictures, idea.working_documents
        super().__init__(texts_for(idea) if data is None else data, files)
        counted = {"pages": PAGES, "most": MOST[Attachment.Kind.DOCUMENT]}
        self.fields["document"].help_text = (
            gettext("スライドなど。PDF、10MB・%(pages)dページまで、%(most)d個まで。公開されます。") % counted
        )
        for number, row in enumerate(self.pictures, 1):
            self._ask(row, {"n": number}, gettext("図%(n)dの説明"), gettext("図%(n)dの下に出すことば"))
        for number, row in enumerate(self.documents, 1):
            self._ask(row, {"n": number}, gettext("資料%(n)dの名前"))

    def _ask(self, row: Attachment, number: dict[str, int], alt: str, caption: str = "") -> None:
        self.fields[f"alt_{row.pk}"] = PlainTextField(label=alt % number, max_length=ALT_LENGTH)
        if caption:
            self.fields[f"caption_{row.pk}"] = PlainTextField(label=caption % number, max_length=CAPTION_LENGTH)
        hidden = forms.HiddenInput(attrs={"autocomplete": "off"})
        self.fields[f"seen_{row.pk}"] = forms.CharField(required=False, widget=hidden)

    @property
    def rows(self) -> list[Attachment]:
        return [*self.pictures, *self.documents]

    def words(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Of each attachment whose words came and fit: what `describe_attachment` takes."""
        for row in self.rows:
            alt = self.cleaned_data.get(f"alt_{row.pk}")
            caption = self.cleaned_data.get(f"caption_{row.pk}", row.caption if row.is_picture is False else None)
            if f"alt_{row.pk}" in self.data and alt is not None and caption is not None:
                yield row.pk, {"alt": alt, "caption": caption, "seen": self.cleaned_data[f"seen_{row.pk}"] or None}

    def fields_of(self, row: Attachment) -> dict[str, Any]:
        """The bound fields of one attachment, for a template."""
        there = {name: self[f"{name}_{row.pk}"] for name in ("alt", "seen")}
        return there | ({"caption": self[f"caption_{row.pk}"]} if row.is_picture else {})

    def typed(self) -> list[tuple[str, str]]:
        """Label and text as they came, for a page that cannot save them."""
        return [
            (str(field.label), field.value() or "")
            for field in self
            if not field.is_hidden and field.name not in ("picture", "document")
        ]


def texts_for(idea: Idea) -> dict[str, str]:
    """What the form shows before anybody types."""
    texts = {}
    for row in idea.working_attachments:
        texts |= {f"alt_{row.pk}": row.alt, f"caption_{row.pk}": row.caption, f"seen_{row.pk}": words_mark(row)}
    return texts
