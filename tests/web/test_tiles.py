"""The shades of the map and the table of themes: as wide as the numbers need."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resultatbank.web.tiles import shades, tile_map


@pytest.mark.parametrize(
    ("highest", "spans"),
    [
        (0, [(0, 0)]),
        (1, [(0, 0), (1, 1)]),
        (4, [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]),
        (5, [(0, 0), (1, 2), (3, 4), (5, 6)]),
        (50, [(0, 0), (1, 15), (16, 30), (31, 45), (46, 60)]),
        (4_800, [(0, 0), (1, 1_500), (1_501, 3_000), (3_001, 4_500), (4_501, 6_000)]),
    ],
)
def test_the_shades_reach_as_far_as_the_highest_number(highest: int, spans: list[tuple[int, int]]) -> None:
    assert list(shades([0, highest]).spans) == spans


@given(st.lists(st.integers(0, 10**7), min_size=1))
def test_every_number_has_the_shade_whose_span_it_is_in(counts: list[int]) -> None:
    scale = shades(counts)
    assert len(scale.spans) <= 5
    for count in counts:
        fewest, most = scale.spans[scale.of(count)]
        assert fewest <= count <= most


def test_the_map_names_what_is_missing_from_north_to_south() -> None:
    found = tile_map(dict.fromkeys(range(1, 25), 1))
    assert found.missing == ["Norrbottens län"]
