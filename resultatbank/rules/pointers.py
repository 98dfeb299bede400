"""Where to read more, as somebody writes it in one line: the link and the diary number that stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from resultatbank.rules.web_addresses import page_address

_MOST_LINK = 500
_LINK = re.compile(r"(?<![\w@./-])(?:https?://|www\.)[^\s<>\"”]+", re.IGNORECASE)
# What ends the sentence or the parenthesis that a link stands in is no part of it.
_AFTER = ".,;:!?)]}'’"
_DIGITS = r"\d{1,10}(?:[./:-]\d{1,10}){0,4}"
# After the word anything that has digits is a diary number, with the letters of its series: "Ä 2026:123".
_NAMED = re.compile(
    r"\b(?:dnr|diarienr|diarienummer)\b[.:]{0,2}\s*((?:(?-i:[A-ZÅÄÖ])[a-zåäö]{0,4}[ -]?)?" + _DIGITS + r")(?![\w/])",
    re.IGNORECASE,
)
# Without it only a year and a number with a slash is: "2018:218" is a law, and "2026-11-23" a day.
_BARE = re.compile(r"(?<![\w./:-])((?:[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,3}|[A-ZÅÄÖ] )?((?:19|20)\d\d)/(\d{1,7}))(?![\w/:-])")


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a line points at. Each is "" where the line has none."""

    link: str
    diary_number: str


def pointer_in(line: str) -> Pointer:
    """Return the first link and the first diary number in a line. What stands in a link is no diary number."""
    links = [link for found in _LINK.finditer(line) if (link := _whole(found[0].rstrip(_AFTER)))]
    return Pointer(links[0] if links else "", _diary_number(_LINK.sub(" ", line)))


def _whole(link: str) -> str:
    whole = f"https://{link}" if link[:4].lower() == "www." else link
    return whole if len(whole) <= _MOST_LINK and page_address(whole) else ""


def _diary_number(text: str) -> str:
    if named := _NAMED.search(text):
        return named[1]
    return next((found[1] for found in _BARE.finditer(text) if not _is_two_years(found[2], found[3])), "")


def _is_two_years(year: str, number: str) -> bool:
    """Tell whether it is a school year or the like, "2025/26" or "2025/2026"."""
    after = str(int(year) + 1)
    return number in (after, after[2:])
