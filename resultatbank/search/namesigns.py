"""What a text must hold to be worth weighing word by word for a name: as patterns for the database, and to read by.

Nothing that holds the name may be without its signs. What has them needn't hold it.
"""

import re
from functools import cache
from typing import NamedTuple

from resultatbank.search.analyzer import normal, undotted

# A word shorter than this is another name when one letter is another: Bo and Bu, Eva and Ewa.
SHORTEST_SLIP = 4
# The letters of ASCII that names have marks on, or leave them out of. What isn't ASCII varies too.
_VARYING = frozenset("aeou")
# Where a letter and its mark are stored apart, as some file names are, no pattern of letters can be trusted.
LOOSE_MARKS = ("%\u0308%", "%\u030a%", "%\u0301%")


class Sign(NamedTuple):
    """A stretch of letters that tells of a name, and what finds it in a text."""

    letters: str
    reader: re.Pattern[str]


def signs_of(words: tuple[str, ...]) -> list[list[Sign]]:
    """Return the signs of a name's words, in lower case. A text that holds the name has one sign of each list.

    A short word stands there as it is. At most one word has a slip: of two long words one is whole, and of a single
    one's halves one is.
    """
    alone = len(words) == 1
    long = sorted((word for word in words if len(word) >= SHORTEST_SLIP), key=len, reverse=True)
    signs = [_signs_of_short(word, alone=alone) for word in words if word not in long]
    if len(long) == 1:
        signs.append(_signs_of_halves(long[0], capital=alone))
    elif long:
        signs.append([Sign(word, _beginning(word)) for word in long[:2]])
    return signs


def like(letters: str) -> str:
    """The letters and figures that both engines hold alike in upper and lower case, and any sign for the rest."""
    kept = (each if each.isascii() and each.isalnum() and each not in _VARYING else "_" for each in letters)
    return f"%{''.join(kept)}%"


def _signs_of_short(word: str, *, alone: bool) -> list[Sign]:
    whole = re.compile(_beginning(word).pattern + "[sS]?" + _ENDS)
    signs = [Sign(word, whole), Sign(word, _beginning(word, capital=True))]
    return signs if alone else [*signs, Sign(word[0], re.compile(_beginning(word[0]).pattern + _ENDS))]


def _signs_of_halves(word: str, *, capital: bool) -> list[Sign]:
    """A slip leaves one half of a word whole, unless it turns the two letters where the halves meet."""
    half = len(word) // 2
    left, right = word[:half], word[half:]
    across = left[:-1] + right[0] + left[-1] + right[1:]
    capitals = f"[{_CAPITALS}0-9]" if undotted(normal(word)).isascii() else r"[^\W_]"
    inside = capitals + _BEGINS + r"[^\W_]*?" + _loosely(right) if capital else _loosely(right)
    signs = [
        Sign(left, _beginning(left, capital=capital)),
        Sign(right, re.compile(inside)),
        Sign(across, _beginning(across, capital=capital)),
    ]
    return [*signs, Sign(word, _beginning(word))] if capital else signs


def _latin() -> dict[str, str]:
    """Each letter from a to z with those that are the same but for their marks, in both cases."""
    found: dict[str, str] = {}
    for letter in map(chr, (*range(ord("A"), ord("z") + 1), *range(0xC0, 0x250), *range(0x1E00, 0x1F00))):
        if len(bare := undotted(normal(letter))) == 1 and letter.isalpha():
            found[bare] = found.get(bare, "") + letter
    return found


_LATIN = _latin()
# The first sign is looked for by itself, which the engine of patterns is quick at, and then what stands before it.
_BEGINS, _ENDS = r"(?<![^\W_].)", r"(?![^\W_])"
_CAPITALS = "".join(letter for letters in _LATIN.values() for letter in letters if letter.isupper())


def _beginning(letters: str, *, capital: bool = False) -> re.Pattern[str]:
    """What finds a word that begins with these letters, whatever their case and marks."""
    variants = _variants(letters[0])
    first = "".join(letter for letter in variants if not capital or not letter.islower()) or variants
    return re.compile(f"[{first}]" + _BEGINS + _loosely(letters[1:]))


def _loosely(letters: str) -> str:
    return "".join(map(_either, letters))


def _either(letter: str) -> str:
    return f"[{_variants(letter)}]"


@cache
def _variants(letter: str) -> str:
    """The letter in both cases, with and without marks. A capital that isn't one is one."""
    bare = undotted(normal(letter))
    return "".join(sorted({letter, letter.upper()[0], *_LATIN.get(bare, "")}))
