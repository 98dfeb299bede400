"""What parties read: complete in each language, and who answers for whom."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from resultatbank.rules.capacity import who_may_answer
from resultatbank.rules.plain import plain
from resultatbank.rules.words import FIRST_CHANNELS, Capacity, Language, LegalBasis, LetterKind, Material, PartyKind


def texts(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Give each key of a language with the names that are filled in."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from texts(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", frozenset(name for _, name, _, _ in string.Formatter().parse(value) if name)


def table(language: Language) -> dict[str, Any]:
    name = f"plain_{language.value.replace('-', '_')}.toml"
    return tomllib.loads(resources.files("resultatbank.rules").joinpath(name).read_text(encoding="utf-8"))


def test_each_language_says_everything_with_the_same_names_filled_in() -> None:
    swedish, easy, english = (dict(texts(table(each))) for each in Language)
    assert swedish == easy == english


@pytest.mark.parametrize("language", list(Language))
def test_each_word_of_ours_has_its_words(language: Language) -> None:
    say = plain(language)
    assert all(say.material(each) for each in Material)
    assert all(say.channel(each.key, each.label) for each in FIRST_CHANNELS)
    assert all(say.capacity(each) for each in Capacity)
    assert all(say(f"regret_{each}") and say(f"happens_{each}") for each in LegalBasis)
    assert all(say(f"{each}_subject", authority="Exempelverket") for each in LetterKind)


def test_a_channel_that_an_administrator_has_renamed_is_called_so() -> None:
    assert plain("en").channel("web", "Webb") == "Our website"
    assert plain("en").channel("web", "Öppna webben") == "Öppna webben"
    assert plain("en").channel("radio", "Radio") == "Radio"


@pytest.mark.parametrize(
    ("kind", "minor", "under_13", "until", "first", "may_self"),
    [
        (PartyKind.PERSON, False, False, 18, Capacity.SELF, True),
        (PartyKind.PERSON, True, True, 13, Capacity.GUARDIAN, False),
        (PartyKind.PERSON, True, False, 18, Capacity.GUARDIAN, False),
        (PartyKind.PERSON, True, False, 13, Capacity.SELF, True),
        (PartyKind.ORGANISATION, False, False, 18, Capacity.REPRESENTATIVE, False),
    ],
)
def test_who_answers_for_whom(
    kind: PartyKind, minor: bool, under_13: bool, until: int, first: Capacity, may_self: bool
) -> None:
    found = who_may_answer(kind, minor=minor, under_13=under_13, guardian_until=until)
    assert found[0] == first
    assert (Capacity.SELF in found) is may_self
