"""Whether two names may be one person's, however each is spelled: Carin Wikström and K. Vikström may be.

It only narrows what a person chooses from, who can always search for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from resultatbank.search.analyzer import normal, undotted

# One slip is forgiven in what is at least this long, but not in its first letter: Berg and Borg are two names, and so
# are Hansson and Jansson.
_SHORTEST_SLIP = 6
_PARTICLES = frozenset(("af", "av", "von", "van", "de", "da", "del", "della", "der", "den", "di", "du", "la", "zu"))
_COMPANY_FORM = re.compile(
    r"\b(?:ab|hb|kb|ek\.?\s*för|aktiebolag|handelsbolag|kommanditbolag|ekonomisk förening|enskild firma)(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
# What sounds alike and is spelled in several ways: Carlqvist, Karlkvist; Wikström, Vikström; Josephsson, Josefsson.
_SOUNDS = (("ph", "f"), ("th", "t"), ("ck", "k"), ("qv", "kv"), ("qu", "kv"), ("hj", "j"))
_LETTERS = str.maketrans("cqwzø", "kkvsö")
_TWICE = re.compile(r"(.)\1+")


class _Parts(NamedTuple):
    given: str
    surnames: tuple[str, ...]


def may_be_the_same(one: str, other: str) -> bool:
    """Tell whether two names have a surname in common or nearly so, or a given name that is all one of them has."""
    if " ".join(one.casefold().split()) == " ".join(other.casefold().split()):
        return True
    first, second = _parts(one), _parts(other)
    if first is None or second is None:
        return False
    if first.surnames and second.surnames:
        return _any_near(first.surnames, second.surnames)
    return _any_near((first.given, *first.surnames), (second.given, *second.surnames))


def _parts(name: str) -> _Parts | None:
    """Return a name's words as they sound. A given name with a hyphen is one; of a double surname each is one."""
    given, *rest = _COMPANY_FORM.sub(" ", name).split() or [""]
    words = [_sound(word) for word in _WORD.findall(" ".join(rest)) if word.casefold() not in _PARTICLES]
    first = _sound("".join(_WORD.findall(given)))
    if not first:  # K. Vikström
        return _Parts(words[0], tuple(words[1:])) if words else None
    return _Parts(first, tuple(words))


def _sound(word: str) -> str:
    lower = normal(word.lower()).translate(_LETTERS)
    for written, sound in _SOUNDS:
        lower = lower.replace(written, sound)
    return _TWICE.sub(r"\1", lower)


def _any_near(some: Sequence[str], others: Sequence[str]) -> bool:
    return any(_near(one, other) for one in some for other in others)


def _near(one: str, other: str) -> bool:
    if undotted(one) == undotted(other):
        return True
    return min(len(one), len(other)) >= _SHORTEST_SLIP and one[0] == other[0] and OSA.distance(one, other) <= 1
