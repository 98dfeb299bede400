"""The map of what the bank covers (templates/macros/tiles.html): a tile for each län, placed about where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
# How many shades there are beside the one for none.
_SHADES = 4


@dataclass(frozen=True, slots=True)
class Shades:
    """Which numbers each shade stands for. They are as wide as the numbers need, so a small bank shows differences too.

    `spans` are the fewest and the most of each shade, from the lightest, which is for none.
    """

    spans: tuple[tuple[int, int], ...]

    def of(self, count: int) -> int:
        """Return how dark a number is shown: 0 for none, up to 4."""
        return sum(count > most for _, most in self.spans)


def shades(counts: Iterable[int]) -> Shades:
    """Return shades of equal width that reach as far as the highest number, with ends that are easy to read."""
    highest = max(counts, default=0)
    width = -(-highest // _SHADES)
    even = max(1, 10 ** (len(str(width)) - 1) // 2)
    width = -(-width // even) * even
    ends = ((width * at + 1, width * (at + 1)) for at in range(_SHADES))
    return Shades(((0, 0), *((fewest, most) for fewest, most in ends if fewest <= highest)))


@dataclass(frozen=True, slots=True)
class Tile:
    """A län on the map: where its tile stands, how dark it is (0 to 4), and what it says."""

    region: Region
    name: str
    count: int
    shade: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """The map's tiles from north to south, and what their shades stand for."""

    tiles: tuple[Tile, ...]
    shades: Shades

    @property
    def missing(self) -> list[str]:
        """The names of the län without examples, from north to south."""
        return [tile.region.name for tile in self.tiles if not tile.count]


def tile_map(counts: Mapping[int, int]) -> TileMap:
    """Return the map. `counts` are by the län's code as a number; what isn't there is 0."""
    by_code = {code: counts.get(int(code), 0) for code in _PLACES}
    scale = shades(by_code.values())
    return TileMap(tuple(_tile(REGION_BY_CODE[code], count, scale) for code, count in by_code.items()), scale)


def _tile(region: Region, count: int, scale: Shades) -> Tile:
    column, row = _PLACES[region.code]
    return Tile(region, _SHORT.get(region.code, region.short), count, scale.of(count), column * _WIDTH, row * _HEIGHT)
