"""Numbers and days are read as people in Sweden write them, and written so that they can be read back."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resultatbank.rules.numbers import format_decimal, format_kronor, parse_day, parse_decimal, parse_year


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 234,5", "1234.5"),
        ("12 000", "12000"),
        ("12\u00a0000\u00a0000", "12000000"),
        ("12\u202f000,25", "12000.25"),
        ("1,5", "1.5"),
        ("-3", "-3"),
        ("\u22123,10", "-3.1"),
        (" 007 ", "7"),
        ("0,50", "0.5"),
        ("999999999999,9999", "999999999999.9999"),
        ("1,50000000", "1.5"),
    ],
)
def test_a_number_is_read(text, number):
    assert parse_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "kr",
        "5 kr",
        "12 %",
        "1.5",
        "1.234",
        "1,2,3",
        "1 23",
        "12 0000",
        "1e5",
        "NaN",
        "Infinity",
        "--3",
        ",5",
        "5,",
        "٣",
        "1\x00",
    ],
)
def test_what_is_no_number_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="till exempel 1 234,5"):
        parse_decimal(text)


def test_a_number_with_too_many_digits_is_refused():
    with pytest.raises(ValueError, match="för stort"):
        parse_decimal("1" * 13)
    with pytest.raises(ValueError, match="för stort"):
        parse_decimal("9" * 1_000_000)
    with pytest.raises(ValueError, match="för många decimaler"):
        parse_decimal("0,12345")


def test_minus_nothing_is_nothing():
    assert not parse_decimal("-0,0").is_signed()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("1234.50"), "1\u00a0234,5"),
        (Decimal("12000000.00"), "12\u00a0000\u00a0000"),
        (Decimal("1E+3"), "1\u00a0000"),
        (Decimal("-3"), "\u22123"),
        (Decimal("-0.0"), "0"),
        (0, "0"),
        (999, "999"),
    ],
)
def test_a_number_is_written(number, text):
    assert format_decimal(number) == text


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_is_not_written(number):
    with pytest.raises(ValueError, match="inte ett tal"):
        format_decimal(number)


@given(st.decimals(-(10**12) + 1, 10**12 - 1, places=4))
def test_a_written_number_is_read_back_as_itself(number):
    assert parse_decimal(format_decimal(number)) == number


@given(st.text())
def test_any_text_is_a_number_or_a_refusal(text):
    with contextlib.suppress(ValueError):
        assert parse_decimal(text).is_finite()


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_is_read_as_it_is_written(day):
    assert parse_day(day.isoformat()) == day
    assert parse_year(str(day.year)) == day.year


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-02-30", "2026-02-30 finns inte i kalendern"),
        ("2026-13-01", "finns inte i kalendern"),
        ("0000-01-01", "mellan 1900 och 2199"),
        ("1899-12-31", "mellan 1900 och 2199"),
        ("2200-01-01", "mellan 1900 och 2199"),
        ("31/5 2027", "till exempel 2027-05-31"),
        ("20270531", "till exempel 2027-05-31"),
        ("2027-W22-1", "till exempel 2027-05-31"),
        ("2027-05-31T00:00", "till exempel 2027-05-31"),
        ("٢٠٢٧-٠٥-٣١", "till exempel 2027-05-31"),
        ("", "till exempel 2027-05-31"),
        ("2" * 1_000_000, "till exempel 2027-05-31"),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_do(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "sentence"), [("27", "fyra siffror"), ("", "fyra siffror"), ("1899", "mellan"), ("9999", "mellan")]
)
def test_what_is_no_year_is_refused(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_year(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("3.7", "3,70"),
        ("0.09", "0,09"),
        ("500", "500"),
        ("500.00", "500"),
        ("13000.5", "13\u00a0000,50"),
        ("-2.5", "−2,50"),
    ],
)
def test_kronor_have_two_decimals_or_none(value: str, text: str) -> None:
    assert format_kronor(Decimal(value)) == text
