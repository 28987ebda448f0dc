"""Codes, names, and what the rows themselves refuse."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from municipalities.models import Challenge, LocalGovernment, check_digit, validate_code
from tests.factories.municipalities import challenge, government, officer, participant

FIVE = st.text("0123456789", min_size=5, max_size=5)


@pytest.mark.parametrize("code", ["011002", "131016", "271004", "401307", "472018", "013455", "224618"])
def test_real_codes_check(code):
    validate_code(code)
    assert check_digit(code[:5]) == code[5]


@given(FIVE)
def test_check_digit_makes_a_code_that_checks(five):
    validate_code(five + check_digit(five))


@given(FIVE, st.integers(1, 9))
def test_a_wrong_check_digit_is_refused(five, shift):
    wrong = str((int(check_digit(five)) + shift) % 10)
    with pytest.raises(ValidationError):
        validate_code(five + wrong)


@given(FIVE, st.integers(0, 4), st.integers(1, 9))
def test_one_mistyped_digit_is_noticed_but_for_one_collision(five, place, shift):
    """Modulus 11 folded to one digit: the remainders 0 and 10 share the digit 1, everything else is noticed."""
    typed = five[:place] + str((int(five[place]) + shift) % 10) + five[place + 1 :]
    remainders = {sum(int(d) * w for d, w in zip(code, (6, 5, 4, 3, 2), strict=True)) % 11 for code in (five, typed)}
    assert len(remainders) == 2
    assert check_digit(five) != check_digit(typed) or remainders == {0, 10}


@given(st.text(max_size=8).filter(lambda text: not (len(text) == 6 and text.isascii() and text.isdigit())))
def test_anything_but_six_digits_is_refused(text):
    with pytest.raises(ValidationError):
        validate_code(text)


@pytest.mark.django_db
def test_names_carry_prefecture_and_city():
    city = government(name="浜松市", prefecture="静岡県")
    ward = government(name="中央区", prefecture="静岡県", parent=city, kind=LocalGovernment.Kind.WARD)
    prefecture = government(name="静岡県", prefecture="静岡県", kind=LocalGovernment.Kind.PREFECTURE)
    assert [row.full_name for row in (city, ward, prefecture)] == ["静岡県 浜松市", "静岡県 浜松市中央区", "静岡県"]
    assert participant(city, ward).name == "静岡県 浜松市・静岡県 浜松市中央区"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "known"), [("a@city.example", True), ("A@CITY.EXAMPLE", True), ("a@else.example", False)]
)
def test_domains_of_a_municipality(email, known):
    assert participant(email_domains="city.example pref.example").knows_domain_of(email) is known
    assert participant().knows_domain_of(email)


@pytest.mark.django_db
def test_rows_refuse_what_no_challenge_can_be():
    kept = challenge(Challenge.Status.SUBMITTED)
    with pytest.raises(IntegrityError, match="serial"), transaction.atomic():
        challenge(Challenge.Status.SUBMITTED, serial=kept.serial)
    with pytest.raises(IntegrityError, match="number"), transaction.atomic():
        challenge(Challenge.Status.ACCEPTED, serial=None)


@pytest.mark.django_db
def test_an_officer_serves_once_at_a_time():
    serving = officer()
    with pytest.raises(IntegrityError), transaction.atomic():
        officer(serving.participant, serving.user)
