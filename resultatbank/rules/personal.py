"""Personal identity numbers: found in order to be refused, since the bank stores none (rule 10)."""

import re
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["personnummer", "samordningsnummer"]

NO_PERSONAL_NUMBERS = "Det ser ut som ett personnummer. Vi sparar inga personnummer: lämna fältet tomt."

# Six or eight digits, perhaps a sign or a space, four digits. Word turns a hyphen into a dash, so every dash counts.
# The year, the month and the day may stand apart, as in a date.
_CANDIDATE = re.compile(
    r"(?<![0-9])"
    r"(?P<century>1[89]|20)?(?P<year>[0-9]{2})(?P<apart>[ \u00a0./\u2010-\u2015-])?(?P<month>[0-9]{2})"
    r"(?P<apart_too>[ \u00a0./\u2010-\u2015-])?(?P<day>[0-9]{2})"
    r"(?P<between>[ \u00a0]?[-+\u2010-\u2015\u2212][ \u00a0]?|[ \u00a0])?"
    r"(?P<last>[0-9]{4})"
    r"(?![0-9])"
)
_CURRENCY = re.compile(r"[ \u00a0]?(?:kr\b|kronor\b|sek\b|euro?\b|€|%|:-)", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"(?:(?P<century>16|18|19|20)[ -]?)?(?P<first>[0-9]{6})[ \u00a0]?[-\u2010-\u2015]?[ \u00a0]?(?P<last>[0-9]{4})"
)
_CENTURIES = (18, 19, 20)
_COORDINATION = 60


class Found(NamedTuple):
    """One number in a text: `text[start:end]`, and which of the two kinds it is."""

    start: int
    end: int
    kind: Kind


def find_personal_numbers(text: str, *, mistyped_too: bool = False) -> list[Found]:
    """Every personnummer and samordningsnummer in the text, in order of appearance.

    A number is ten digits, or twelve that begin with 18, 19 or 20, with a hyphen, a plus, a dash, a space or nothing
    before the last four. Its year, month and day may stand apart, as in 1981-12-18-9876. Its date is in the calendar
    (the day plus 60 in a samordningsnummer) and its last digit is the Luhn check digit of the nine before it
    (Skatteverket, SKV 704 and SKV 707).

    What looks alike is told apart so:
    - *Mobile numbers.* 070-123 45 67 and +46701234567 never have the shape. 0701234567 does, and reads as a birth on
      23 January 2007. An undivided number that begins with 070 is therefore taken for a mobile number; with a sign
      (070123-4567) or a century (200701234567) it is written as no telephone number is, and counts. The prefixes 072,
      073, 076 and 079 give months past 12 and never count.
    - *Organisation numbers* have at least 20 where the month stands. A sole trader's is a personnummer, and counts.
    - *Diary numbers, case numbers and ISO dates* have too few digits in a row.
    - *Amounts* grouped by thousands never have the shape; an undivided one that is followed by its currency is let by.
    - *Periods.* What looks like a year after a date that is written apart begins or is the end of a period.

    In doubt the answer is yes: an undivided landline number may be caught, and passes when written 031-123 45 67.

    With `mistyped_too` a number with a hyphen, a plus or a dash before the last four, or with its century, counts
    whatever its check digit: hardly anything else is written so, unless its date stands apart.
    """
    return [
        Found(match.start(), match.end(), kind)
        for match in _CANDIDATE.finditer(text)
        if (kind := _kind(match, mistyped_too=mistyped_too)) and not _is_mobile_number(match) and not _is_amount(match)
    ]


def valid_organisation_number(text: str) -> str:
    """The organisation number as NNNNNN-NNNN.

    Takes it with or without hyphen or space, and with the century 16 that some registers put first. The third digit
    is at least 2 and the last is the Luhn check digit (lagen 1974:174 om identitetsbeteckning för juridiska personer).

    Raises:
        ValueError: with a sentence in Swedish for the one who typed it. A sole trader's number is a personnummer and
            is refused, whatever its check digit.
    """
    match = _ORGANISATION.fullmatch(text.strip())
    if match is None:
        raise ValueError("Ett organisationsnummer har tio siffror. Skriv dem så här: 123456-7890.")
    digits = match["first"] + match["last"]
    if digits[2] < "2" or match["century"] not in (None, "16"):
        raise ValueError(NO_PERSONAL_NUMBERS)
    if not _passes_luhn(digits):
        raise ValueError("Organisationsnumret stämmer inte. Jämför siffrorna med företagets egna uppgifter.")
    return f"{match['first']}-{match['last']}"


def _kind(match: re.Match[str], *, mistyped_too: bool) -> Kind | None:
    """Which kind of number the ten or twelve digits are, if any."""
    is_apart = match["apart"] or match["apart_too"]
    is_written_as_one = not is_apart and (match["century"] or (match["between"] or "").strip())
    digits = match["year"] + match["month"] + match["day"] + match["last"]
    if not (mistyped_too and is_written_as_one) and not _passes_luhn(digits):
        return None
    if is_apart and match["last"].startswith(("19", "20")):
        return None
    centuries = (int(match["century"]),) if match["century"] else _CENTURIES
    years = [century * 100 + int(match["year"]) for century in centuries]
    month, day = int(match["month"]), int(match["day"])
    if any(_in_calendar(year, month, day) for year in years):
        return "personnummer"
    if any(_in_calendar(year, month, day - _COORDINATION) for year in years):
        return "samordningsnummer"
    return None


def _is_mobile_number(match: re.Match[str]) -> bool:
    return not match["between"] and match.group().replace(" ", "").startswith("070")


def _is_amount(match: re.Match[str]) -> bool:
    return not match["between"] and _CURRENCY.match(match.string, match.end()) is not None


def _in_calendar(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _passes_luhn(digits: str) -> bool:
    """Every second digit from the left is doubled, as the tax agency counts; ten digits, so that is Luhn's own way."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
