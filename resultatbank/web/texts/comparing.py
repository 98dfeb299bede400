"""Two texts beside each other, with the words that differ marked in each."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from resultatbank.search.mark import Piece

# A word with the space after it; an empty line parts paragraphs, and is one too.
_WORD = re.compile(r"\S+[^\S\n]*|\n+|[^\S\n]+")


def compared(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Return each of two texts in pieces: those that the other lacks are hits."""
    ours, theirs = _WORD.findall(one), _WORD.findall(other)
    mine: list[Piece] = []
    yours: list[Piece] = []
    for tag, start, end, other_start, other_end in SequenceMatcher(None, ours, theirs).get_opcodes():
        mine += _piece(ours[start:end], hit=tag != "equal")
        yours += _piece(theirs[other_start:other_end], hit=tag != "equal")
    return mine, yours


def _piece(words: list[str], *, hit: bool) -> list[Piece]:
    """Return words as one piece, the space that ends it by itself: a mark ends with its last word."""
    text = "".join(words)
    bare = text.rstrip()
    return [Piece(each, hit=hit and each == bare) for each in (bare, text[len(bare) :]) if each]
