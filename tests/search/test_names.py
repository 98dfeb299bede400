"""A person's name is found however it is written, and what may be the name is told from what is."""

from __future__ import annotations

import sqlite3
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from resultatbank.search.names import Name, evened, excerpt, parse_name
from resultatbank.search.namesigns import LOOSE_MARKS


def found(asked: str, text: str) -> list[tuple[str, bool]]:
    """Return each place found, as it is written, and whether it is exact. Texts without signs hold nothing."""
    name = parse_name(asked)
    assert name is not None
    even = evened(text)
    return [(even[place.start : place.end], place.exact) for place in name.find(even)] if may_hold(name, text) else []


def may_hold(name: Name, text: str) -> bool:
    """Tell whether a text comes past both sieves: SQLite's LIKE, and the one that reads it first."""
    like = sqlite3.connect(":memory:").execute
    signs = [
        any(like("SELECT ? LIKE ?", (text, pattern)).fetchone()[0] for pattern in patterns)
        for patterns in name.like_patterns()
    ]
    loose = any(like("SELECT ? LIKE ?", (text, pattern)).fetchone()[0] for pattern in LOOSE_MARKS)
    return (all(signs) or loose) and name.may_stand_in(text)


@pytest.mark.parametrize(
    ("asked", "text", "written"),
    [
        ("Hitte Bagarsson", "Så sade Hitte Bagarsson i går.", "Hitte Bagarsson"),
        ("hitte  BAGARSSON ", "Så sade Hitte\nBagarsson.", "Hitte Bagarsson"),
        ("Hitte Bagarsson", "Hitte Bagarssons ugn", "Hitte Bagarssons"),
        ("Hitte Bagarsson", "Bagarsson, Hitte", "Bagarsson, Hitte"),
        ("Bagarsson, Hitte", "Hitte Bagarsson", "Hitte Bagarsson"),
        ("Hitte Bagarsson", "Hitte Maria Bagarsson", "Hitte Maria Bagarsson"),
        ("Hitte Bagarsson", "Hitte och Kim Bagarsson", "Hitte och Kim Bagarsson"),
        ("Hitte Bagarsson", "bild_hitte_bagarsson.jpg", "hitte_bagarsson"),
        ("Hitte Bagarsson", "hitte.bagarsson@example.se", "hitte.bagarsson"),
        ("Karin Bagarsson", "Anna-Karin Bagarsson", "Karin Bagarsson"),
        ("Bagarsson", "HITTE BAGARSSON", "BAGARSSON"),
        ("Hitte", "hitte är med", "hitte"),
        ("åsa öberg", "ÅSA ÖBERG", "ÅSA ÖBERG"),
        ("ÅSA ÖBERG", "åsa öbergs", "åsa öbergs"),
        ("Göran Sjöberg", unicodedata.normalize("NFD", "Göran Sjöberg.pdf"), "Göran Sjöberg"),
        ("202611", "nr 202611", "202611"),
        ("Иван", "Иван", "Иван"),
        ("ĸĸĸĸ", "ĸĸĸĸ", "ĸĸĸĸ"),
        ("Bo Ek", "Bo Ek", "Bo Ek"),
        ("Bo Bosson", "Bo Bosson", "Bo Bosson"),
        ("Malin af Ekenstam", "Malin af Ekenstam", "Malin af Ekenstam"),
        ("hitte@example.se", "Skriv till <Hitte@Example.se>.", "Hitte@Example.se"),
    ],
)
def test_a_name_is_found_as_it_is_asked_for(asked: str, text: str, written: str) -> None:
    assert found(asked, text) == [(written, True)]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Malin Ostberg", "Malin Östberg"),
        ("Malin Östberg", "Malin Ostberg"),
        ("Åsa Öberg", "Asa Oberg"),
        ("Andre Linden", "André Lindén"),
        ("Goran Sjoberg", "Göran Sjöberg"),
        ("Hakan Astrom", "Håkan Åström"),
        ("Gunter Muller", "Günter Müller"),
        ("Ibrahimovic", "Ibrahimović"),
        ("Kim Kjaer", "Kim Kjær"),
        ("Hitte Bagarsson", "Hitte Bagarson"),
        ("Hitte Bagarsson", "Hite Bagarssons"),
        ("Hitte Bagarsson", "Hitet Bagarsson"),
        ("Bo Andersson", "Bo Anderson"),
        ("Bagarsson", "Bagrasson"),
        ("Bagarsson", "Pagarsson"),
        ("Hitte Bagarsson", "H. Bagarsson"),
        ("Hitte Bagarsson", "hittebagarsson@example.se"),
        ("Anna-Karin", "Annakarin"),
        ("Bagar", "Bagarsson"),
        ("Hitte Bagar", "hitte bagarsson"),
    ],
)
def test_what_may_be_the_name_is_found_and_told_apart(asked: str, text: str) -> None:
    (place,) = found(asked, f"Det var {text} som sade det.")
    assert place == (text.removesuffix("@example.se"), False)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Hitte Bagarsson", "Hitte bakar. I nästa by bor någon annan, och hon heter Bagarsson."),
        ("Hitte Bagarsson", "Hite Bagarson"),
        ("Hitte Bagarsson", "Hitta bagare"),
        ("Anna", "en annan kanna"),
        ("Lisa", "visa det för oss"),
        ("Bo", "bolagen byggde"),
        ("Eva Ek", "Ewa Ek"),
        ("hitte@example.se", "annahitte@example.se, hitte@example.sex"),
        ("Bagarsson", "Snickarsson"),
    ],
)
def test_another_name_is_not_found(asked: str, text: str) -> None:
    assert found(asked, text) == []


@pytest.mark.parametrize(
    "asked", ["", " ", "å", "%", "_%_", "\x01", "()", "- -", "'", '" OR *', "a b c", "AB", "Ek. för.", "12 34"]
)
def test_too_little_to_ask_for_is_nothing(asked: str) -> None:
    assert parse_name(asked) is None


@pytest.mark.parametrize("asked", ["Ek", "Bo Ek", "Ann", "王伟", "070-12 34", "åsa", "OR OR", "Bo AB Li", "K2 AB"])
def test_a_short_name_and_a_number_are_enough(asked: str) -> None:
    assert parse_name(asked)


def test_two_letters_alone_are_a_whole_name() -> None:
    assert found("Ek", "Ekonomen Bo Ek, Eks") == [("Ek", True), ("Eks", True)]
    assert found("Ann", "Anna") == [("Anna", False)]


@pytest.mark.parametrize(
    ("asked", "alone"),
    [
        ("070-123 45 67", []),
        ("Nonsens Åkeri AB", ["nonsens", "åkeri"]),
        ("Hittepå ek. för.", ["hittepå"]),
        ("Bo Hittepåsson", ["hittepåsson"]),
        ("Hittepåsson", []),
        ("hitte@example.se", []),
    ],
)
def test_only_words_that_say_something_alone_are_worth_asking_for(asked: str, alone: list[str]) -> None:
    name = parse_name(asked)
    assert name is not None
    assert name.worth_alone == alone


LETTERS = st.text("abcdefghijklmnoprstuvåäöé", min_size=2, max_size=12)
AROUND = st.text("abcåäö ,.\n", max_size=20)


@given(words=st.lists(LETTERS, min_size=1, max_size=3), before=AROUND, after=AROUND, data=st.data())
def test_no_sieve_holds_back_what_is_there(words: list[str], before: str, after: str, data: st.DataObject) -> None:
    changed = [data.draw(st.sampled_from([word, word.upper(), word.title(), word + "s"])) for word in words]
    assume(parse_name(" ".join(words)))
    order = data.draw(st.permutations(changed))
    text = f"{before} {data.draw(st.sampled_from([' ', chr(10), ', ', '-'])).join(order)} {after}"
    form = data.draw(st.sampled_from(["NFC", "NFD"]))
    assert any(exact for _written, exact in found(" ".join(words), unicodedata.normalize(form, text)))


@given(word=st.text("abdefghijklmnoprstuvåäö", min_size=4, max_size=12), place=st.integers(0, 11), data=st.data())
def test_one_slip_is_forgiven_wherever_it_is(word: str, place: int, data: st.DataObject) -> None:
    here, letter = place % len(word), data.draw(st.sampled_from("abcklmnåäö"))
    slips = [
        word[:here] + letter + word[here:],
        word[:here] + letter + word[here + 1 :],
        word[:here] + word[here + 1 :],
    ]
    if here + 1 < len(word):
        slips.append(word[:here] + word[here + 1] + word[here] + word[here + 2 :])
    slip = data.draw(st.sampled_from(slips)).title()
    assert found(word, f"Det var {slip} som sade det.")
    assert found(f"Hittepå {word}", f"Det var Hittepå {slip} som sade det.")


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_text_at_all_can_be_asked_for_and_looked_through(asked: str, text: str) -> None:
    name = parse_name(asked)
    if name is not None:
        even = evened(text)
        places = name.find(even)
        name.may_stand_in(text)
        assert all(0 <= place.start < place.end <= len(even) for place in places)
        if places:
            assert "".join(piece.text for piece in excerpt(even, places)).strip("… ") in even


def test_the_part_around_the_name_is_cut_between_words_and_marked() -> None:
    text = evened("ord " * 60 + "Hitte Bagarsson " + "ord " * 60 + "Hitte Bagarsson")
    name = parse_name("Hitte Bagarsson")
    assert name is not None
    pieces = excerpt(text, name.find(text))
    assert [piece.text for piece in pieces if piece.hit] == ["Hitte Bagarsson"]
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… ord ")
    assert whole.endswith("ord …")
    assert len(whole) < 300
