"""Compounds are split where their words meet, and what isn't a compound is left whole."""

import pytest

from resultatbank.search.compounds import Splitter
from resultatbank.search.stemmer import stem

WHOLE = """
    kommun kommunen resultat program företag deltagare medarbetare samarbete överenskommelse utveckling sverige
    hållbarhet kandel initiativ
"""


def split(word: str, *known: str) -> tuple[str, ...]:
    return Splitter(frozenset(map(stem, known)).__contains__).split(word)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("trafiksäkerhet", "trafik säkerhet"),
        ("gatubelysning", "gatu belysning"),
        ("kyrkogård", "kyrko gård"),
        ("barnavård", "barna vård"),
        ("arbetsmiljö", "arbets miljö"),
        ("fallucka", "fall lucka"),
        ("skolmaten", "skol maten"),
        ("landsbygdsutvecklingens", "landsbygds utvecklingens"),
        ("bioenergi", "bio energi"),
    ],
)
def test_a_compound_is_split_with_its_linking_letters(word: str, parts: str) -> None:
    assert split(word, "belysning", "lucka", "landsbygd", "utveckling") == tuple(parts.split())


@pytest.mark.parametrize("word", WHOLE.split())
def test_what_is_not_a_compound_is_left_whole(word: str) -> None:
    assert split(word, "kom", "mun", "del", "kan", "taga", "arbetare", "bete", "veckling", "komma") == (word,)


def test_a_word_is_learned_from_the_bank() -> None:
    assert split("hampaodling") == ("hampaodling",)
    assert split("hampaodling", "hampa") == ("hampa", "odling")


def test_few_parts_are_preferred_to_many() -> None:
    assert split("matsvinnsminskning", "svinn", "matsvinn", "minskning") == ("matsvinns", "minskning")
