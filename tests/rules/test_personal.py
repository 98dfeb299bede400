"""Personal identity numbers are caught; what only looks like one is let by. Each number is made by arithmetic."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resultatbank.rules.personal import find_personal_numbers, valid_organisation_number


def with_check_digit(nine: str) -> str:
    """The nine digits and the one that makes them pass, worked out the long way."""
    total = 0
    for digit, weight in zip(nine, (2, 1, 2, 1, 2, 1, 2, 1, 2), strict=True):
        total += sum(int(part) for part in str(int(digit) * weight))
    return nine + str(-total % 10)


births = st.dates(date(1890, 1, 1), date(2040, 12, 31))
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
serials = st.integers(0, 999).map("{:03}".format)
separators = st.sampled_from(["", "-", "+", " ", "–", "\u00a0", " - "])


@given(births, serials, separators, st.booleans(), st.sampled_from([0, 60]))
def test_every_number_that_passes_is_found_however_it_is_written(birth, serial, separator, with_century, added):
    six = f"{birth:%y%m}{birth.day + added:02}"
    ten = with_check_digit(six + serial)
    number = f"{birth:%Y}"[:2] * with_century + ten[:6] + separator + ten[6:]
    text = f"Ring Vera ({number}) före fredag."
    if number.startswith("070") and not separator:
        assert find_personal_numbers(text) == []
        return
    [found] = find_personal_numbers(text)
    assert text[found.start : found.end] == number
    assert found.kind == ("samordningsnummer" if added else "personnummer")


@pytest.mark.parametrize(
    "number", ["1981-12-18-9876", "1981-12-18 9876", "81-12-18-9876", "1981 12 18-9876", "8112 18-9876"]
)
def test_one_whose_date_is_written_apart_is_found(number: str) -> None:
    [found] = find_personal_numbers(f"Det är {number}, ring inte.")
    assert f"Det är {number}"[found.start :] == number
    assert find_personal_numbers(number[:-1] + "5", mistyped_too=True) == []


@given(days, days, st.sampled_from([" ", "–", " – ", "-", " - "]))
def test_a_period_is_no_number(first, last, between):
    assert find_personal_numbers(f"{first}{between}{last}") == []
    assert find_personal_numbers(f"{first}{between}{last:%Y}", mistyped_too=True) == []


@given(births, serials, separators, st.integers(1, 9))
def test_a_number_with_the_wrong_check_digit_is_not_one(birth, serial, separator, off):
    ten = with_check_digit(f"{birth:%y%m%d}{serial}")
    wrong = ten[:9] + str((int(ten[9]) + off) % 10)
    assert find_personal_numbers(wrong[:6] + separator + wrong[6:]) == []


@given(
    births, serials, st.sampled_from(["-", "+", "–", " - "]), st.booleans(), st.integers(0, 9), st.sampled_from([0, 60])
)
def test_one_with_a_slip_is_found_where_that_is_asked_for(birth, serial, separator, with_century, last, added):
    six = f"{birth:%y%m}{birth.day + added:02}"
    number = f"{birth:%Y}"[:2] * with_century + six + separator + serial + str(last)
    [found] = find_personal_numbers(f"Ring Vera ({number}) före fredag.", mistyped_too=True)
    assert found.kind == ("samordningsnummer" if added else "personnummer")


@given(births, serials, st.integers(0, 9), st.sampled_from(["", " "]))
def test_one_with_a_slip_and_its_century_needs_no_sign(birth, serial, last, between):
    number = f"{birth:%Y%m%d}{between}{serial}{last}"
    assert len(find_personal_numbers(number, mistyped_too=True)) == 1


@pytest.mark.parametrize(
    "text",
    [
        *("08-123 45 67", "070-123 45 67", "070-1234567", "0701234567", "+46 70 123 45 67", "+46701234567"),
        *("2024-123456", "2024/123456", "Dnr 2024-001234-5", "dnr 3.2.1-2024-00123", "KS 2024:1234", "Ä 2024-1234"),
        *("556016-0680", "212000-1234", "20241301-1234", "20240230-1234", "990231-1234", "850999-1234"),
        *("2024-06-15", "20240615", "20240615-20240630", "8507091234", "850709 1234", "5050-1055"),
    ],
)
def test_what_is_written_as_something_else_is_let_by_also_where_slips_count(text):
    assert find_personal_numbers(text, mistyped_too=True) == []


@given(st.sampled_from(["70", "72", "73", "76", "79"]), st.integers(0, 9_999_999).map("{:07}".format))
def test_a_mobile_number_is_never_mistaken_for_one(prefix, rest):
    grouped = f"{rest[:3]} {rest[3:5]} {rest[5:]}"
    for number in (
        f"0{prefix}{rest}",
        f"0{prefix}-{rest}",
        f"0{prefix}-{grouped}",
        f"0{prefix} {grouped}",
        f"0{prefix}{rest[0]}-{rest[1:3]} {rest[3:5]} {rest[5:]}",
        f"+46{prefix}{rest}",
        f"+46 {prefix} {grouped}",
        f"+46 (0){prefix}-{grouped}",
        f"0046{prefix}{rest}",
    ):
        assert find_personal_numbers(f"Mobil: {number}.") == [], number


def test_a_mobile_number_that_passes_as_a_birth_in_2007_is_told_apart_by_how_it_is_written():
    ten = with_check_digit("070123456")
    assert find_personal_numbers(ten) == []
    assert [found.kind for found in find_personal_numbers(f"{ten[:6]}-{ten[6:]}")] == ["personnummer"]
    assert [found.kind for found in find_personal_numbers(f"20{ten}")] == ["personnummer"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-1234",
        "2026:0000-1",
        "20200940",
        "2026-11-23",
        "2015-01-01–2018-12-31",
        "12 000 000 kr",
        "14000           3 220 000",
        "559999-9991",
        "5599999991",
        "165599999991",
        "ISBN 978-91-86342-41-2",
        "20261323-1234",
        "1" * 5_000,
    ],
)
def test_other_numbers_are_let_by(text):
    assert find_personal_numbers(text) == []


@given(
    st.dates(date(1950, 1, 1), date(2040, 1, 1)), serials, st.sampled_from([" kr", " kronor", " SEK", "\u00a0kr", " %"])
)
def test_an_undivided_amount_with_its_currency_is_let_by(day, serial, currency):
    assert find_personal_numbers(with_check_digit(f"{day:%y%m%d}{serial}") + currency) == []


def test_a_leap_day_counts_only_in_a_year_that_has_it():
    ten = with_check_digit("000229123")
    assert len(find_personal_numbers(f"20{ten}")) == 1
    assert find_personal_numbers(f"19{ten}") == []


def test_all_numbers_in_a_text_are_found_in_order():
    first, second = with_check_digit("850709980"), with_check_digit("850769980")
    text = f"Först {first[:6]}-{first[6:]}, sedan 19{second}."
    assert [found.kind for found in find_personal_numbers(text)] == ["personnummer", "samordningsnummer"]


@given(st.text())
def test_any_text_is_searched_without_a_crash(text):
    for found in find_personal_numbers(text):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize("text", ["559999-9991", "5599999991", " 559999 9991 ", "559999–9991", "16559999-9991"])
def test_an_organisation_number_gets_one_form(text):
    assert valid_organisation_number(text) == "559999-9991"


@pytest.mark.parametrize(
    "text", ["559999-9992", "", "55601", "SE559999999101", "٥٥٩٩٩٩-٩٩٩٩", "5599999991\x00", "9" * 100_000]
)
def test_a_wrong_organisation_number_is_refused(text):
    with pytest.raises(ValueError, match=r"[Oo]rganisationsnum"):
        valid_organisation_number(text)


@given(births, serials, st.booleans(), st.sampled_from([0, 60]))
def test_a_sole_traders_number_is_refused_since_it_is_a_personnummer(birth, serial, with_century, added):
    ten = with_check_digit(f"{birth:%y%m}{birth.day + added:02}{serial}")
    with pytest.raises(ValueError, match="inga personnummer"):
        valid_organisation_number(f"{birth:%Y}"[:2] * with_century + f"{ten[:6]}-{ten[6:]}")
