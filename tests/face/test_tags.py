"""Tags every page uses: fields, dates, days left, the bar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from common.templatetags import site
from pages.templatetags import figures

JST = ZoneInfo("Asia/Tokyo")
DEADLINE = datetime(2026, 12, 21, tzinfo=JST)  # said as 12月20日 23:59


class Form(forms.Form):
    title = forms.CharField(label="名前", max_length=5, help_text="短く。")
    story = forms.CharField(label="内容", required=False, widget=forms.Textarea)
    origin = forms.ChoiceField(label="どこから", choices=[("a", "市民"), ("b", "職員")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="同意します")
    email = forms.EmailField(label="メール", max_length=100)


def drawn(form: forms.Form, name: str, arguments: str = "") -> str:
    return Template("{% field form." + name + " " + arguments + " %}").render(Context({"form": form}))


def test_field_goes_from_label_to_error():
    html = drawn(Form({"title": "ながいなまえ"}), "title")
    order = ["名前", "※必須", "短く。", "<input", "6 / 5", "id_title-error"]
    places = [html.rindex(part) if part == "id_title-error" else html.index(part) for part in order]
    assert places == sorted(places)


def test_field_names_what_describes_it():
    html = drawn(Form({"title": "ながいなまえ"}), "title")
    assert 'aria-describedby="id_title-support id_title-counter id_title-error"' in html
    assert 'aria-invalid="true"' in html


def test_field_never_stops_the_browser_from_sending():
    html = drawn(Form(), "title")
    assert "maxlength" not in html
    assert " required" not in html.replace("need required", "")


def test_field_can_need_what_a_draft_may_lack():
    assert "※任意" in drawn(Form(), "story")
    assert "※必須" in drawn(Form(), "story", "required=True")


def test_field_of_choices_is_a_named_group():
    html = drawn(Form({}), "origin")
    assert html.count("<legend>") == 1
    assert 'id="id_origin-group"' in html
    assert 'aria-describedby="id_origin-error"' in html


def test_field_of_one_check_has_its_box_inside_the_label():
    html = drawn(Form(), "agrees")
    assert html.index("<label") < html.index('type="checkbox"') < html.index("</label>")


def test_field_counts_texts_and_not_addresses():
    assert "data-counter-for" not in drawn(Form(), "email")
    assert 'data-limit="9"' in drawn(Form(), "story", "counter=9")


def test_dates_are_said_in_japan():
    assert site.date_ja(datetime(2026, 12, 20, 14, 59, tzinfo=UTC)) == "2026年12月20日（日）23:59"
    with translation.override("en"):
        assert site.day_ja(datetime(2026, 12, 20, 15, 0, tzinfo=UTC)) == "21 December 2026"


@pytest.mark.parametrize(
    ("exclusive", "said"),
    [
        (DEADLINE, "2026年12月20日（日）23:59まで"),
        (datetime(2027, 2, 28, 16, 0, tzinfo=JST), "2027年2月28日（日）16:00まで"),
        (datetime(2027, 1, 1, tzinfo=JST), "2026年12月31日（木）23:59まで"),
        (None, ""),
    ],
)
def test_deadline_is_said_as_its_last_minute(exclusive, said):
    assert site.deadline_ja(exclusive) == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=0), "しめきりました"),
        (timedelta(seconds=1), "きょうまで"),
        (timedelta(hours=24), "きょうまで"),
        (timedelta(hours=24, seconds=1), "あと1日"),
        (timedelta(days=28, hours=1), "あと28日"),
    ],
)
def test_days_left_are_days_of_the_calendar(before, said):
    assert site.days_left(DEADLINE, DEADLINE - before) == said


def test_bar_fills_its_width_and_drops_empty_parts():
    parts = [{"label": "定着", "count": 1, "kind": 1}, {"label": "試行", "count": 0, "kind": 3}]
    parts.append({"label": "中止", "count": 3, "kind": 5})
    segments = figures.stacked_bar(parts)["segments"]
    assert [(s["label"], s["offset"], s["width"]) for s in segments] == [
        ("定着", "0.000", "25.000"),
        ("中止", "25.000", "75.000"),
    ]


def test_bar_without_anything_is_empty():
    assert figures.stacked_bar([])["segments"] == []
