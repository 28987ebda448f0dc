"""Files of data: chosen, refused by a sentence at their field, kept, replaced, and fetched by those who may."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from contest.models import Stage
from municipalities.models import Challenge, DataResource
from municipalities.public import file_url_of
from municipalities.services import discard_challenge, remove_data_row
from tests.factories import contest
from tests.factories.accounts import person, staff
from tests.factories.municipalities import challenge, empty_challenge, officer
from tests.files import tables
from tests.municipalities.pages import OPEN, at, edit, errors, text
from tests.municipalities.test_data_views import TYPED, new, page
from tests.support.rows import every_row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("summer")]
PUBLISHES = contest.windows(2026)[Stage.Kind.CHALLENGES][2]


def csv_file(content: bytes = tables.ROADS.encode("cp932"), name: str = "避難路.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/csv")


def stored() -> set[str]:
    return set(default_storage.listdir("data")[1]) if default_storage.exists("data") else set()


def read(response) -> bytes:
    return b"".join(response.streaming_content)


def with_file(client, kept) -> DataResource:
    client.post(new(kept), {**TYPED, "url": "", "format": "", "file": csv_file()})
    return DataResource.objects.get()


def test_a_table_is_kept_and_shows_itself(client, clerk):
    kept = empty_challenge(clerk)
    row = with_file(client, kept)
    assert (row.file_name, row.format, row.file_size) == ("避難路.csv", "CSV", len(tables.ROADS.encode("utf-8-sig")))
    for url in (edit(kept, "data"), at(kept, "preview")):
        shown = text(client.get(url))
        for words in (
            "避難路.csv",
            "もとの文字コードは Shift_JIS です。",
            "港二丁目",
            "区間ごとの幅(m)",
            'class="chart-bar"',
        ):
            assert words in shown, (url, words)


def test_it_is_fetched_as_something_to_save(client, clerk):
    row = with_file(client, empty_challenge(clerk))
    served = client.get(file_url_of(row))
    assert read(served).decode("utf-8-sig") == tables.ROADS
    assert served["Content-Disposition"].startswith("attachment; filename*=utf-8''%E9%81%BF")
    assert (served["Content-Type"], served["X-Content-Type-Options"]) == ("text/csv; charset=utf-8", "nosniff")
    assert served["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert served["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空です"),
        (tables.html(), "使えません"),
        (tables.macro_workbook(), "マクロ"),
        (b"a,b\n1\0,2\n", "NULL文字"),
        (b"a,b\n" + b"1,2\n" * 6_000_000, "20MBまで"),
    ],
    ids=["nothing", "a page", "macros", "NUL", "too large"],
)
def test_a_bad_file_is_refused_at_its_field_and_nothing_typed_is_lost(client, clerk, content, words):
    kept = empty_challenge(clerk)
    before = every_row()
    response = client.post(new(kept), {**TYPED, "file": csv_file(content)})
    assert list(errors(response)) == ["file"]
    assert words in errors(response)["file"][0]
    assert "ファイルは、もう一度えらんでください。" in text(response)
    form = response.context["form"]
    assert {name: form[name].value() for name in TYPED} == TYPED
    assert (every_row(), stored()) == (before, set())


def test_a_good_file_beside_a_wrong_date_is_to_be_chosen_again(client, clerk):
    response = client.post(new(empty_challenge(clerk)), {**TYPED, "dated_on": "きのう", "file": csv_file()})
    assert "ファイルは、もう一度えらんでください。" in text(response)
    assert (DataResource.objects.count(), stored()) == (0, set())


def test_another_file_takes_its_place_and_the_first_one_goes(client, clerk):
    row = with_file(client, empty_challenge(clerk))
    first = file_url_of(row)
    client.post(page(row), {**TYPED, "file": csv_file(b"a,b\n1,2\n", "other.txt")})
    row.refresh_from_db()
    assert (row.file_name, len(stored())) == ("other.csv", 1)
    assert client.get(first).status_code == 404


def test_a_file_is_taken_away_and_the_rest_stays(client, clerk):
    row = with_file(client, empty_challenge(clerk))
    client.post(page(row), {**TYPED, "without_file": "on"})
    row.refresh_from_db()
    assert (row.file.name, row.preview, row.title, stored()) == ("", None, TYPED["title"], set())


def test_saving_words_keeps_the_file(client, clerk):
    row = with_file(client, empty_challenge(clerk))
    client.post(page(row), {**TYPED, "title": "新しい名前"})
    row.refresh_from_db()
    assert (row.title, row.file_name) == ("新しい名前", "避難路.csv")


def test_a_row_taken_away_takes_its_file_unless_another_has_it(client, clerk):
    kept = empty_challenge(clerk)
    row = with_file(client, kept)
    twin = DataResource.objects.create(challenge=kept, title="同じもの", file=row.file.name, order=1)
    remove_data_row(kept, row, by=clerk.user, at=OPEN)
    assert len(stored()) == 1
    remove_data_row(kept, twin, by=clerk.user, at=OPEN)
    assert stored() == set()


def test_a_draft_thrown_away_takes_its_files(client, clerk):
    kept = empty_challenge(clerk)
    with_file(client, kept)
    discard_challenge(kept, by=clerk.user, at=OPEN)
    assert stored() == set()


def test_a_refused_save_leaves_no_file_behind(client, clerk, clock_at):
    kept = challenge(by=clerk)
    row = kept.resources.all()[0]
    seen = client.get(page(row)).context["form"]["seen"].value()
    DataResource.objects.update(title="となりの人の名前")
    response = client.post(page(row), {**TYPED, "seen": seen, "file": csv_file()})
    assert "別の画面で、この内容が書きかえられています。" in text(response)
    assert stored() == set()


def test_the_public_fetches_it_once_it_is_public(client, clerk, clock_at):
    kept = challenge(Challenge.Status.ACCEPTED, by=clerk)
    row = kept.resources.all()[0]
    row.file.save("x.csv", csv_file())
    url = file_url_of(row)
    client.logout()
    assert client.get(url).status_code == 404
    for user, status in ((person(), 404), (officer().user, 404), (clerk.user, 200), (staff(), 200)):
        client.force_login(user)
        served = client.get(url)
        served.close()
        assert served.status_code == status, user
    client.force_login(staff(second_factor=False))
    assert client.get(url).status_code == 404
    client.logout()
    clock_at(PUBLISHES)
    served = client.get(url)
    served.close()
    assert (served.status_code, served["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert "Set-Cookie" not in served
    assert client.get(url.replace("-", "-0", 1)).status_code == 404
    assert client.get(url.replace(".csv", ".pdf")).status_code == 404
    default_storage.delete(row.file.name)
    assert client.get(url).status_code == 404
