"""The map of what the bank covers (templates/macros/tiles.html): a tile for each län, placed about where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resultatbank.rules.regions import REGION_BY_CODE, Region

_WIDTH, _HEIGHT = 88, 48
# Column and row of each län's tile, in reading order from the north-west.
_PLACES = {
    "25": (3, 0),
    "24": (3, 1),
    "23": (1, 2),
    "22": (2, 2),
    "20": (1, 3),
    "21": (2, 3),
    "17": (0, 4),
    "18": (1, 4),
    "19": (2, 4),
    "03": (3, 4),
    "14": (0, 5),
    "05": (1, 5),
    "04": (2, 5),
    "01": (3, 5),
    "13": (0, 6),
    "06": (1, 6),
    "08": (2, 6),
    "09": (3, 6),
    "12": (0, 7),
    "07": (1, 7),
    "10": (2, 7),
}
# Names too long for a tile, shortened as people do.
_SHORT = {"22": "Västernorrl.", "19": "Västmanl.", "14": "V. Götaland", "05": "Östergötl.", "04": "Sörmland"}
# The fewest examples for each shade, from the second lightest.
_SHADES = (1, 6, 12, 24)


@dataclass(frozen=True, slots=True)
class Tile:
    """A län on the map: where its tile stands, how dark it is (0 to 4), and what it says."""

    region: Region
    name: str
    count: int
    shade: int
    x: int
    y: int


def tiles(counts: Mapping[int, int]) -> list[Tile]:
    """Return the map's tiles from north to south. `counts` are by the län's code as a number; what isn't there is 0."""
    return [_tile(REGION_BY_CODE[code], counts.get(int(code), 0)) for code in _PLACES]


def _tile(region: Region, count: int) -> Tile:
    column, row = _PLACES[region.code]
    return Tile(region, _SHORT.get(region.code, region.short), count, shade(count), column * _WIDTH, row * _HEIGHT)


def shade(count: int) -> int:
    """Return how dark a number of examples is shown: 0 for none, up to 4."""
    return sum(count >= fewest for fewest in _SHADES)
