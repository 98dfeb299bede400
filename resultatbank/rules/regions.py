"""Sweden's 21 län, with the official codes of Statistics Sweden (SCB, Län och kommuner i kodnummerordning)."""

import unicodedata
from typing import NamedTuple


class Region(NamedTuple):
    """A län: its two-digit code, its full name, and the name people say."""

    code: str
    name: str
    short: str


REGIONS = (
    Region("01", "Stockholms län", "Stockholm"),
    Region("03", "Uppsala län", "Uppsala"),
    Region("04", "Södermanlands län", "Södermanland"),
    Region("05", "Östergötlands län", "Östergötland"),
    Region("06", "Jönköpings län", "Jönköping"),
    Region("07", "Kronobergs län", "Kronoberg"),
    Region("08", "Kalmar län", "Kalmar"),
    Region("09", "Gotlands län", "Gotland"),
    Region("10", "Blekinge län", "Blekinge"),
    Region("12", "Skåne län", "Skåne"),
    Region("13", "Hallands län", "Halland"),
    Region("14", "Västra Götalands län", "Västra Götaland"),
    Region("17", "Värmlands län", "Värmland"),
    Region("18", "Örebro län", "Örebro"),
    Region("19", "Västmanlands län", "Västmanland"),
    Region("20", "Dalarnas län", "Dalarna"),
    Region("21", "Gävleborgs län", "Gävleborg"),
    Region("22", "Västernorrlands län", "Västernorrland"),
    Region("23", "Jämtlands län", "Jämtland"),
    Region("24", "Västerbottens län", "Västerbotten"),
    Region("25", "Norrbottens län", "Norrbotten"),
)
"""All of them, in the order of their codes."""

REGION_BY_CODE = {region.code: region for region in REGIONS}


def region_named(text: str) -> Region | None:
    """The län that the text names, or None.

    "Norrbotten", "Norrbottens län", "norrbottens" and the code "25" all name the same one. Case and spaces don't count,
    but dots do: "Vastmanland" names none.
    """
    return _BY_NAME.get(_key(text))


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


_BY_NAME = {
    _key(name): region
    for region in REGIONS
    for name in (region.code, region.name, region.name.removesuffix(" län"), region.short, f"{region.short} län")
}
