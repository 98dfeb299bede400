"""Finding a person's name in any text, however it is written there: cut, turned round, misspelt or without its dots.

Two questions, and the first is only there to make the second cheap. `like_patterns` says what a text must hold to be
worth reading, in the little that both engines fold alike (the letters of ASCII). `Name.find` reads the text and
decides. See docs/decisions/0007-everything-about-a-person.md.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from resultatbank.search.analyzer import normal, undotted
from resultatbank.search.mark import Piece
from resultatbank.search.namesigns import SHORTEST_SLIP, Sign, like, signs_of

FEWEST_LETTERS = 3
FEWEST_FIGURES = 6
# A name of two signs is looked for too (Ek, K2 AB), but only when nothing else is typed.
_SHORT_NAME = 2
MOST_WORDS = 8
# How many words may stand between the words of a name: Hitte Maria Bagarsson, Hitte och Kim Bagarsson.
_MOST_BETWEEN = 2
_MOST_LENGTH = 40
_WORD = re.compile(r"[^\W_]+")
# What a company is, which is no part of what it is called.
_COMPANY_FORM = re.compile(r"\b(?:ab|hb|kb|ek\.?\s*för)\b")
_AROUND = 90
_MOST_REMEMBERED = 50_000
# What it costs to read a word of a text as a word of the name: marks and endings are forgiven, one slip too, no more.
_OTHERWISE, _SLIP, _NOT = 0.1, 1.0, 9.0


class Found(NamedTuple):
    """Where a name stands in a text (`text[start:end]`), and whether it is spelled as it was asked for."""

    start: int
    end: int
    exact: bool


@dataclass(frozen=True)
class Name:
    """A name that is asked for: its words in lower case, or the whole of an e-mail address."""

    words: tuple[str, ...]
    address: str = ""

    def may_stand_in(self, text: str) -> bool:
        """Tell whether a text, as it is stored, is worth evening out and looking through."""
        if self.address:
            return True
        whole = unicodedata.normalize("NFC", text)
        return all(any(sign.reader.search(whole) for sign in signs) for signs in self._signs)

    def find(self, text: str) -> list[Found]:
        """Return where the name stands in a text that is evened() out, none overlapping another."""
        if self.address:
            return [Found(*match.span(), exact=True) for match in self._address.finditer(text)]
        words = list(_WORD.finditer(text))
        found = list(self._places([(self._costs(match[0]), *match.span()) for match in words]))
        if not found:
            whole = (match for match in words if undotted(normal(match[0])).startswith(self._run_together or " "))
            found = [Found(*match.span(), exact=False) for match in whole]
        return found

    def like_patterns(self) -> list[list[str]]:
        """Return patterns for LIKE, regardless of case in ASCII: a text that holds the name matches one of each list.

        Where a letter and its mark are stored apart this doesn't hold; LOOSE_MARKS finds those texts.
        """
        if self.address:
            return [[like(self.address)]]
        return [sorted({like(sign.letters) for sign in signs}) for signs in self._signs]

    @property
    def worth_alone(self) -> list[str]:
        """The words that are worth asking for by themselves, when there are several: long enough, no company form."""
        words = _WORD.findall(_COMPANY_FORM.sub(" ", " ".join(self.words)))
        return [word for word in words if _letters(word) >= FEWEST_LETTERS] if len(self.words) > 1 else []

    @cached_property
    def _signs(self) -> list[list[Sign]]:
        return signs_of(self.words)

    @cached_property
    def _address(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.+-]){re.escape(self.address)}(?![\w-])", re.IGNORECASE)

    @cached_property
    def _costs(self) -> Callable[[str], tuple[float, ...]]:
        """What a written word costs, read as each word of the name. Remembered as long as the name is looked for."""
        alone, longest = len(self.words) == 1, max(self.words, key=len)

        @lru_cache(maxsize=_MOST_REMEMBERED)
        def costs(written: str) -> tuple[float, ...]:
            if len(written) == 1 and not alone:  # H. Bagarsson
                return tuple(_SLIP if word[0] == written.lower() and word != longest else _NOT for word in self.words)
            return tuple(_cost(word, written, alone=alone) for word in self.words)

        return costs

    @cached_property
    def _run_together(self) -> tuple[str, ...]:
        """The whole name as one word, either way: hittebagarsson@example.se, and Annakarin for Anna-Karin."""
        plain = [undotted(normal(word)) for word in self.words]
        return ("".join(plain), "".join(reversed(plain))) if len(plain) > 1 else ()

    def _places(self, tokens: list[tuple[tuple[float, ...], int, int]]) -> Iterator[Found]:
        """Give each stretch that holds every word of the name, in any order, with at most one slip."""
        here, width = 0, len(self.words) + (_MOST_BETWEEN if len(self.words) > 1 else 0)
        while here < len(tokens):
            chosen = self._chosen(tokens[here : here + width]) if min(tokens[here][0]) < _NOT else []
            if not chosen:
                here += 1
                continue
            taken = [tokens[here + place] for place, _cost in chosen]
            yield Found(taken[0][1], max(end for _costs, _start, end in taken), not sum(cost for _, cost in chosen))
            here += max(place for place, _cost in chosen) + 1

    def _chosen(self, window: list[tuple[tuple[float, ...], int, int]]) -> list[tuple[int, float]]:
        """Return the place in the window, and the cost, of each word of the name; [] unless the first place is taken.

        The longest word chooses first, so that Bo doesn't take the place of Bosson.
        """
        free, chosen = set(range(len(window))), []
        for number in sorted(range(len(self.words)), key=lambda each: -len(self.words[each])):
            cost, place = min(((window[each][0][number], each) for each in free), default=(_NOT, 0))
            if cost >= _NOT:
                return []
            free.discard(place)
            chosen.append((place, cost))
        chosen.sort()
        slips = sum(cost >= _SLIP for _place, cost in chosen)
        return chosen if chosen[0][0] == 0 and slips <= 1 else []


def _cost(word: str, written: str, *, alone: bool) -> float:
    """Read a written word as a word of a name.

    As it stands, or in the genitive: no cost. A part is enough, and a slip is forgiven, but a word that is short, or
    asked for alone, must then be written with a capital: Anna isn't "annan", nor Lisa "visa". Two letters alone are
    never a part: so begin a great many words.
    """
    lower = written.lower()
    if lower in (word, word + "s"):
        return 0.0
    plain, bare = undotted(normal(word)), undotted(normal(written))
    if bare in (plain, plain + "s"):
        return _OTHERWISE
    short = len(word) < SHORTEST_SLIP
    if (alone or short) and written[0].islower():
        return _NOT
    if bare.startswith(plain) and not (alone and len(word) < FEWEST_LETTERS):
        return _OTHERWISE
    near = not short and any(OSA.distance(plain, each) <= 1 for each in {bare, bare.removesuffix("s")})
    return _SLIP if near else _NOT


def parse_name(text: str) -> Name | None:
    """Return what is asked for, or None when there are too few letters to ask for anything."""
    flat = evened(text).lower()
    if re.fullmatch(r"\S+@\S+", flat):
        return Name((), flat)
    words = tuple(word[:_MOST_LENGTH] for word in _WORD.findall(flat))[:MOST_WORDS]
    return Name(words) if _is_enough(flat) else None


def _is_enough(asked: str) -> bool:
    """Tell whether there is enough of a name or a number in what is asked for, whose signs are only signs."""
    named = _COMPANY_FORM.sub(" ", asked).strip(" .")
    words = _WORD.findall(named)
    if sum(map(_letters, words)) >= FEWEST_LETTERS:
        return any(_letters(word) >= _SHORT_NAME for word in words)
    figures = sum(sign.isdigit() for sign in asked)
    return figures >= FEWEST_FIGURES or (words == [named] and len(named) == _SHORT_NAME and _letters(named) > 0)


def _letters(word: str) -> int:
    return sum(map(str.isalpha, word))


def evened(text: str) -> str:
    """Return a text with each letter in one piece with its mark, and one space where there was any white space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def excerpt(text: str, found: list[Found]) -> list[Piece]:
    """Return the part of an evened() text around the first place found, cut between words, with the places marked."""
    start = text.rfind(" ", 0, max(0, found[0].start - _AROUND)) + 1
    end = text.find(" ", min(len(text), found[0].end + _AROUND))
    end = len(text) if end < 0 else end
    pieces, here = [Piece("… ", hit=False)] if start else [], start
    for place in found:
        if place.end <= end:
            pieces += [Piece(text[here : place.start], hit=False), Piece(text[place.start : place.end], hit=True)]
            here = place.end
    pieces.append(Piece(text[here:end], hit=False))
    if end < len(text):
        pieces.append(Piece(" …", hit=False))
    return [piece for piece in pieces if piece.text]
