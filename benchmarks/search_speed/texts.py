"""Invented examples by the thousand: the same ones each time, with words as common and as rare as in real texts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from resultatbank.rules.regions import REGIONS

_COMMON = """
    företag bageri verkstad skola kommun region projekt stöd energi klimat utbildning jobb resultat metod
    kvinnor unga landsbygd digitalisering besöksnäring export innovation forskning samverkan möte rådgivning
    kapital produktion hållbarhet skog vatten hamn väg tåg buss cykel el värme ugn textil livsmedel mejeri
    gård turism kultur museum idrott hälsa vård omsorg bibliotek bredband fiber data robot maskin verktyg
    material avfall återbruk kollektiv
"""
_ENDINGS = ("", "", "en", "et", "er", "erna", "s", "ens", "ar", "arna")
_BEGINNINGS = """
    bal bor dal el fjäll frö gran hav is järn kal kust lag lin lo mal mar nor ot rid ros sal sol tal ur vin åk
    ås ör
"""
_MIDDLES = """
    ba be bo da de di fa fi ga gi ka ki la le li lo ma mi na ne ni ra re ri sa se ta te ti va vi
"""
_LASTS = """
    berg bo by dal fors gård hem hult högen land lund mark näs sjö sten strand torp vik ås ö
"""
_LITTLE = """
    och att i en på som av för med till den det är har inte ett om de vi kan
"""

THEMES = tuple(f"Tema {number}" for number in range(1, 9))
PROGRAMMES = tuple(f"Program {number}" for number in range(1, 13))
YEARS = tuple(range(2014, 2027))
SEED = 20


@dataclass(frozen=True, slots=True)
class Text:
    """One example's words and what it can be narrowed by. `theme` and `programme` count from 0."""

    title: str
    benefit: str
    message: str
    result: str
    challenge: str
    region: str
    theme: int
    programme: int
    year: int


def texts(count: int) -> Iterator[Text]:
    """Give so many examples. The first ones are the same whatever the number."""
    chance = random.Random(SEED)  # Nothing here is secret; each run must meet the same texts.
    parts = product(_BEGINNINGS.split(), _MIDDLES.split(), _LASTS.split())
    rare = ["".join(each) for each in parts]
    chance.shuffle(rare)
    while count:
        count -= 1
        yield Text(
            title=_sentence(chance, rare, 4),
            benefit=_sentence(chance, rare, 8),
            message=_sentence(chance, rare, 18),
            result=_sentence(chance, rare, 60),
            challenge=_sentence(chance, rare, 40),
            region=chance.choice(REGIONS).code,
            theme=chance.randrange(len(THEMES)),
            programme=chance.randrange(len(PROGRAMMES)),
            year=chance.choice(YEARS),
        )


def _sentence(chance: random.Random, rare: list[str], words: int) -> str:
    return " ".join(_word(chance, rare) for _ in range(words)).capitalize() + "."


def _word(chance: random.Random, rare: list[str]) -> str:
    """Return a little word, a common one in some form, or one that is the rarer the later it stands (Zipf's law)."""
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(_LITTLE.split())
    if kind < 0.65:
        common = _COMMON.split()
        return common[min(int(chance.paretovariate(0.7)) - 1, len(common) - 1)] + chance.choice(_ENDINGS)
    return rare[min(int(chance.paretovariate(0.55)) - 1, len(rare) - 1)]


# What is asked: from a word in a fifth of all texts to one that is in few, two words, an unfinished one, and limits.
QUESTIONS = (
    "q=företag",
    "q=verkstäder",
    "q=energi",
    "q=klimat+stöd",
    "q=kommunen+utbildning",
    "q=samverkan",
    "q=digitalis",
    "q=mejeri+gård",
    "q=museum+kultur+unga",
    "q=bredband",
    "q=energi&lan=01",
    "q=skola&ar=2024",
    "q=textil+återbruk",
    "q=innovation&lan=12&lan=14",
)
