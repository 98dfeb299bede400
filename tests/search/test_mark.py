"""What is marked is what was found: whole words, in any form; and a snippet shows the best place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resultatbank.search import Marker, parse


def marked(text: str, typed: str) -> list[str]:
    return [piece.text for piece in Marker(parse(typed)).mark(text) if piece.hit]


@pytest.mark.parametrize(
    ("text", "typed", "hits"),
    [
        ("Skolornas resultat", "skola", ["Skolornas"]),
        ("Resultatet och resultaten", "resultat", ["Resultatet", "resultaten"]),
        ("Ett lån i Jämtlands län", "lån ", ["lån"]),
        ("Ett lån i Jämtlands län", "lan ", ["lån", "län"]),
        ("Kolmårdens djurpark", "kolmår", ["Kolmårdens"]),
        ("Kolmårdens djurpark", "djurp ", []),
        ("Från hav till bord, bord till hav", '"hav till bord"', ["hav till bord"]),
        ("På EU-mässan i Luleå", "eumässa ", ["EU-mässan"]),
        ("Ny trafiksäkerhet", "trafik säkerhet", ["trafiksäkerhet"]),
        ("Beslut 2026-1234 och 2026-1243", "2026-1234", ["2026-1234"]),
        ("EU:s mål", "eu ", ["EU:s"]),
        ("Film om skolan", "skola -film", ["skolan"]),
        ("Skola", "", []),
    ],
)
def test_the_words_that_a_query_finds_are_marked(text: str, typed: str, hits: list[str]) -> None:
    assert marked(text, typed) == hits


@given(st.text(), st.sampled_from(["skola", "a", "1", '"a b"', ""]))
def test_the_pieces_put_together_are_the_text(text: str, typed: str) -> None:
    assert "".join(piece.text for piece in Marker(parse(typed)).mark(text)) == text


_WORDS = """
    skola Skolorna skolnämnd lån län LÅNET böcker boken bättre bra kr kronor större stort rädda räddning fågel fåglar
    EU-mässan eumässan e-faktura efaktura idé ideer möbler übung by byn byar ök öka landsbygds-utveckling smörgås
    cykel cyklar tilllägg tillägg xxxlarge böckernas städerna bättrar rätt bussstation
    1 437 500 2026-1234 covid-19 ﬁnans straße o’hara vd:arna Ärligt ärlig 12
"""
WORDS = _WORDS.split()
_ASKED = "skola lan län bok bra kronor stor rädda fågel eumässa efaktura ide cykel rätt städer tillägg xxlarge stad"


@pytest.mark.parametrize("between", [" ", "-", ", ", "\u00a0", "\n"])
@pytest.mark.parametrize("typed", [*_ASKED.split(), *WORDS])
def test_words_that_are_passed_by_are_no_hits(typed: str, between: str) -> None:
    for asked in (typed, f"{typed} "):
        for text in (between.join(WORDS), *WORDS):
            marker = Marker(parse(asked))
            quickly = marker.mark(text)
            marker._by_word = False
            assert quickly == marker.mark(text)


def test_markup_in_a_text_is_left_as_it_is() -> None:
    assert [piece.text for piece in Marker(parse("skola ")).mark("<b>skola</b>")] == ["<b>", "skola", "</b>"]


def test_a_snippet_shows_the_place_where_most_is_found() -> None:
    text = (
        "Skolan låg vid sjön. " + "Ord utan vikt. " * 40 + "Där fick skolan en ny matsal av kommunen. " + "Slut. " * 40
    )
    pieces = Marker(parse("skola matsal kommun")).snippet(text, width=120)
    assert [piece.text for piece in pieces if piece.hit] == ["skolan", "matsal", "kommunen"]
    assert pieces[0].text.startswith("… ")
    assert pieces[-1].text.endswith(" …")


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    assert (
        "".join(piece.text for piece in Marker(parse("skola")).snippet("Ett två tre fyra fem", width=10)) == "Ett två …"
    )


def test_a_short_text_is_its_own_snippet_with_white_space_evened_out() -> None:
    assert [piece.text for piece in Marker(parse("skola")).snippet(" Två\n\n rader\t här ")] == ["Två rader här"]


@given(
    st.lists(st.sampled_from(["skola", "skolor", "by", "landsbygdsutveckling", "o" * 50, "–"])).map(" ".join),
    st.integers(20, 300),
)
def test_a_snippet_is_never_much_wider_than_asked_and_never_cuts_a_word_in_a_sentence(text: str, width: int) -> None:
    pieces = Marker(parse("skola by")).snippet(text, width)
    shown = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    assert len(shown) <= width
    assert shown in " ".join(text.split())
    if width > 50:
        assert set(shown.split()) <= set(text.split())
