"""What keeps a challenge from being handed in."""

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from municipalities.completeness import problems_of
from municipalities.models import Challenge, DataResource, Knowledge
from municipalities.sheet import flatten, sections_of, unflatten, values_of
from tests.factories.municipalities import challenge, empty_challenge, officer

pytestmark = pytest.mark.django_db
TEXTS = st.text(max_size=20)


def fresh(kept):
    return Challenge.objects.for_desk().get(pk=kept.pk)


def found(kept):
    return [(problem.section, problem.field, problem.is_missing) for problem in problems_of(kept)]


def test_a_whole_challenge_has_no_problem():
    assert found(challenge()) == []


def test_an_empty_one_lacks_what_is_needed_in_the_order_of_the_form():
    assert found(empty_challenge(officer())) == [
        ("basics", "title", True),
        ("basics", "theme", True),
        ("answer-who", "answer-who", True),
        ("answer-hope", "answer-hope", True),
        ("data", "data", True),
        ("contact", "department", True),
        ("contact", "contact_name", True),
    ]


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ({"title": "あ" * 41}, "title", "40字以内にしてください（いま 41字）。"),
        ({"answers": {"who": "い" * 1024, "hope": "x"}}, "answer-who", "1,000字以内にしてください（いま 1,024字）。"),
        (
            {"contact_email": "kikaku"},
            "contact_email",
            "メールアドレスの形になっていません。例: kikaku@city.example.jp",
        ),
        ({"contact_phone": "でんわ"}, "contact_phone", "電話番号を数字とハイフンで書いてください。例: 03-1234-5678"),
        ({"summary_en": "a" * 2001}, "summary_en", "2,000字以内にしてください（いま 2,001字）。"),
    ],
)
def test_each_limit_says_so_at_its_field(fields, where, words):
    assert [(p.field, p.message) for p in problems_of(challenge(**fields))] == [(where, words)]


@pytest.mark.parametrize(
    "phone", ["03-1234-5678", "０３－１２３４－５６７８", "+81 3 1234 5678", "03-1234-5678 内線 12", ""]
)
def test_usual_ways_to_write_a_number_pass(phone):
    assert found(challenge(contact_phone=phone)) == []


@pytest.mark.parametrize(
    ("row", "where", "words"),
    [
        ({"url": "https://x.example/"}, "title", "データの名前を書いてください。"),
        ({"title": "人口"}, "url", "アドレス、ファイル、説明のどれか1つは足してください。"),
        ({"title": "人口", "url": "javascript:alert(1)"}, "url", "https:// ではじまるアドレスを書いてください。"),
        ({"title": "人口", "url": "ftp://x.example/"}, "url", "https:// ではじまるアドレスを書いてください。"),
        ({"title": "あ" * 101, "note": "窓口"}, "title", "100字以内にしてください（いま 101字）。"),
        ({"title": "人口", "note": "窓口", "licence": "あ" * 61}, "licence", "60字以内にしてください（いま 61字）。"),
    ],
)
def test_each_row_of_data_needs_a_name_and_a_place(row, where, words):
    kept = challenge()
    made = DataResource.objects.create(challenge=kept, order=1, **row)
    assert [(p.field, p.message) for p in problems_of(fresh(kept))] == [(f"resource-{made.pk}-{where}", words)]


def test_problems_of_data_name_their_row():
    kept = challenge()
    DataResource.objects.create(challenge=kept, order=1, title="人口")
    Knowledge.objects.create(challenge=kept, kind="system", title="名簿のしくみ")
    assert [problem.label for problem in problems_of(fresh(kept))] == ["データ 2 アドレス", "知識 1 内容"]


def test_knowledge_alone_is_enough():
    kept = challenge()
    kept.resources.all().delete()
    Knowledge.objects.create(challenge=kept, kind="person", title="福祉課", text="平日の午前に電話で聞けます")
    assert found(fresh(kept)) == []


@given(
    fields=st.fixed_dictionaries({}, optional=dict.fromkeys(("title", "department", "contact_phone"), TEXTS)),
    answers=st.dictionaries(st.sampled_from(["who", "hope"]), TEXTS),
)
def test_flatten_and_unflatten_are_inverse(fields, answers):
    whole = {**fields, **({"answers": answers} if answers else {})}
    assert unflatten(flatten(whole)) == whole


def test_the_sheet_has_a_value_for_every_question():
    kept = challenge()
    Knowledge.objects.create(challenge=kept, kind="system", title="名簿のしくみ")
    kept = fresh(kept)
    assert set(values_of(kept)) == {name for section in sections_of(kept) for name in section.names}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_sheet_keeps_rows_under_names_that_stay(language):
    kept = challenge()
    first = kept.resources.get()
    added = DataResource.objects.create(
        challenge=kept, order=1, kind="voices", title="声", dated_on=date(2026, 4, 1), licence="CC BY 4.0"
    )
    with override(language):
        before = values_of(fresh(kept))
        DataResource.objects.filter(pk=first.pk).update(order=5)
        assert values_of(fresh(kept)) == before
        first.delete()
        after = values_of(fresh(kept))
    mine = {name: text for name, text in before.items() if name.startswith(f"resource-{added.pk}-")}
    assert mine == {name: text for name, text in after.items() if name.startswith("resource-")}
    assert {name.rsplit("-", 1)[1]: text for name, text in mine.items() if text} == {
        "kind": "voices",
        "title": "声",
        "dated_on": "2026-04-01",
        "licence": "CC BY 4.0",
    }
