"""References from a text to its sources."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resultatbank.rules.references import bare_figures, pieces, pointed_at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kostnaden sjönk 38 procent [2].", [("Kostnaden sjönk 38 procent ", [2]), (".", [])]),
        ("Först [1], sedan [2]", [("Först ", [1]), (", sedan ", [2]), ("", [])]),
        ("Ingen tredje källa [3]", [("Ingen tredje källa [3]", [])]),
        ("Inget [0], [x], [100] eller [ 1 ]", [("Inget [0], [x], [100] eller [ 1 ]", [])]),
        ("Båda [1, 2], inte [2, 3]", [("Båda ", [1, 2]), (", inte [2, 3]", [])]),
        ("", [("", [])]),
    ],
)
def test_a_text_is_split_at_what_points_at_a_source_there_is(text: str, expected: list[tuple[str, list[int]]]) -> None:
    assert list(pieces(text, 2)) == expected


@given(st.text(alphabet="ab [123]\n"), st.integers(0, 20))
def test_nothing_of_a_text_is_lost(text: str, sources: int) -> None:
    assert "".join(words + (f"[{numbers[0]}]" if numbers else "") for words, numbers in pieces(text, sources)) == text


def test_also_what_no_source_has_is_pointed_at() -> None:
    assert pointed_at("Här [1] och där [3,9], men inte [0] eller 2.") == {1, 3, 9}


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Kostnaden sjönk 38 procent.", ["38 procent"]),
        ("Kostnaden sjönk 38 procent [2].", []),
        ("Kostnaden sjönk 38 procent. [2] Vi anställde 3 personer.", ["3 personer"]),
        ("Kostnaden sjönk 38 %, alltså 1 250,50 kronor.", ["38 %", "1 250,50 kronor"]),
        ("Det var klart 2025 och mättes 2026-01-12.", []),
        ("Hela 2000 kr sparades.", ["2000 kr"]),
        ("Tolv personer fick jobb.", []),
        ("Först 3\nsedan 4 [1]", ["3"]),
        ("Projektet A4 och EU27", []),
    ],
)
def test_a_figure_is_bare_when_its_sentence_points_nowhere(text: str, bare: list[str]) -> None:
    assert bare_figures(text) == bare
