"""Finding a local government by what people call it."""

from datetime import date

import pytest

from municipalities.lookup import find_governments
from tests.factories.municipalities import government

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 1)


@pytest.fixture
def towns():
    city = government(name="横浜市", kana="よこはまし", prefecture="神奈川県", code="141003", kind="designated_city")
    return {
        "北の森": government(name="森町", kana="もりまち", prefecture="北海道", code="013455", kind="town"),
        "南の森": government(name="森町", kana="もりまち", prefecture="静岡県", code="224618", kind="town"),
        "金沢": government(
            name="金沢区", kana="かなざわく", prefecture="神奈川県", code="141089", kind="ward", parent=city
        ),
        "なくなった": government(name="森野町", kana="もりのまち", prefecture="島根県", valid_to=DAY),
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("森町", ["北の森", "南の森"]),
        ("静岡 森町", ["南の森"]),
        ("北海道森町", ["北の森"]),
        ("モリマチ", ["北の森", "南の森"]),
        ("ﾓﾘﾏﾁ　静岡", ["南の森"]),
        ("22461", ["南の森"]),
        ("２２４６１８", ["南の森"]),
        ("横浜市金沢区", ["金沢"]),
        ("ない町", []),
        ("%", []),
    ],
)
def test_every_word_narrows(towns, typed, found):
    assert list(find_governments(typed, DAY)) == [towns[key] for key in found]
