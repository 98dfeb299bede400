"""Numbers, days and years as people in Sweden write them."""

import re
from datetime import date
from decimal import Decimal

WHOLE_DIGITS = 12
"""Most digits before the decimal comma: a thousand billion kronor, less one."""
DECIMALS = 4
"""Most digits after the decimal comma."""
FIRST_YEAR = 1900
LAST_YEAR = 2199

_NBSP = "\u00a0"
_MINUS = "\u2212"
_SPACE = " \u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"(?P<sign>[-{_MINUS}]?)(?P<whole>[0-9]{{1,3}}(?:[{_SPACE}][0-9]{{3}})+|[0-9]+)(?:,(?P<decimals>[0-9]+))?"
)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR = re.compile(r"[0-9]{4}")


def parse_decimal(text: str) -> Decimal:
    """The number in a text such as "1 234,5", "12 000" or "-3".

    Thousands may be set apart by a space, also one that doesn't break or a thin one; the decimal sign is a comma.
    A point is refused, since 1.234 means two things. At most WHOLE_DIGITS before the comma and DECIMALS after it.

    Raises:
        ValueError: with a sentence in Swedish for the one who typed it.
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise ValueError("Skriv ett tal med siffror och decimalkomma, till exempel 1 234,5. Skriv inte ut kr eller %.")
    whole = re.sub(rf"[{_SPACE}]", "", match["whole"]).lstrip("0")
    decimals = (match["decimals"] or "").rstrip("0")
    if len(whole) > WHOLE_DIGITS:
        raise ValueError(f"Talet är för stort. Skriv högst {WHOLE_DIGITS} siffror före decimalkommat.")
    if len(decimals) > DECIMALS:
        raise ValueError(f"Talet har för många decimaler. Skriv högst {DECIMALS}.")
    number = Decimal(f"{whole or 0}.{decimals or 0}" if decimals else whole or "0")
    return -number if match["sign"] and number else number


def format_decimal(value: Decimal | int) -> str:
    """The number as Swedish text: thousands set apart by a space that doesn't break, a comma, no trailing zeros.

    A negative number begins with a minus sign (U+2212), which `parse_decimal` reads back.

    Raises:
        ValueError: the value is not a finite number.
    """
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError("Värdet är inte ett tal.")
    text = f"{abs(number):,f}"
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    shown = whole.replace(",", _NBSP) + (f",{decimals}" if decimals else "")
    return f"{_MINUS}{shown}" if number < 0 else shown


def format_kronor(value: Decimal | int) -> str:
    """The amount of kronor as Swedish text: whole kronor as they are, otherwise two decimals.

    Raises:
        ValueError: the value is not a finite number.
    """
    text = format_decimal(value)
    whole, comma, decimals = text.partition(",")
    return f"{whole},{decimals:0<2}" if comma else whole


def parse_day(text: str) -> date:
    """The calendar day in a text such as "2027-05-31", between FIRST_YEAR and LAST_YEAR.

    Raises:
        ValueError: with a sentence in Swedish for the one who typed it.
    """
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise ValueError("Skriv datumet som år-månad-dag, till exempel 2027-05-31.")
    year, month, day = (int(part) for part in match.groups())
    _check_year(year)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"Dagen {match.group()} finns inte i kalendern. Skriv en annan dag.") from None


def parse_year(text: str) -> int:
    """The year in a text such as "2027", between FIRST_YEAR and LAST_YEAR.

    Raises:
        ValueError: with a sentence in Swedish for the one who typed it.
    """
    match = _YEAR.fullmatch(text.strip())
    if match is None:
        raise ValueError("Skriv året med fyra siffror, till exempel 2027.")
    year = int(match.group())
    _check_year(year)
    return year


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Skriv ett år mellan {FIRST_YEAR} och {LAST_YEAR}.")
