"""The bank's own words that one may have meant by a word it doesn't have. Needs no dictionary."""

from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from resultatbank.search.analyzer import undotted
from resultatbank.search.query import STOP_WORDS
from resultatbank.search.stemmer import stem
from resultatbank.search.vocabulary import Vocabulary

_LEAST = 4
# A word this long may be one that the bank has in another form. A shorter one shares its stem with too many.
_TELLING = 7
_MOST_SUGGESTED = 6
_BARE_STOP_WORDS = frozenset(map(undotted, STOP_WORDS))
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"


class Correction(NamedTuple):
    """A word of the bank, as it is indexed and as it may be shown."""

    term: str
    shown: str


def corrections(word: str, vocabulary: Vocabulary) -> list[Correction]:
    """What a word may be a slip of, the likeliest first. None for what is short, or isn't a word."""
    if len(word) < _LEAST or not word.isalpha():
        return []
    found = _one_slip_away(word, vocabulary) or _alike(word, vocabulary)
    likeliest = sorted(found, key=lambda term: (found[term][0], -vocabulary.terms.number(term), term))
    return [Correction(term, found[term][1]) for term in likeliest[:_MOST_SUGGESTED]]


def _one_slip_away(word: str, vocabulary: Vocabulary) -> dict[str, tuple[float, str]]:
    """The terms of words that one slip turns into the word, with how unlikely the slip is and the word put right.

    Every slip is tried on the word as it was typed, since a slip in an ending changes what its stem is.
    """
    # Somebody who types no dots means the words that have them too.
    dotted = dict(vocabulary.terms.about_as_long(len(stem(word)), 2, bare=True)) if word.isascii() else None
    found: dict[str, tuple[float, str]] = {}
    for right, cost in _slips(word):
        term = stem(right) if dotted is None else dotted.get(stem(right), "")
        if _is_known(right, term, vocabulary) and cost < found.get(term, (9.0, ""))[0]:
            found[term] = (cost, _dotted(right, term))
    return found


def _is_known(word: str, term: str, vocabulary: Vocabulary) -> bool:
    """Tell whether the bank has a word: just that, or another form of it where it is long enough to be the same."""
    if not vocabulary.terms.number(term) or word in STOP_WORDS or undotted(word) in _BARE_STOP_WORDS:
        return False
    return len(word) >= _TELLING or vocabulary.words.number(_dotted(word, term)) > 0


def _slips(word: str) -> Iterator[tuple[str, float]]:
    """Each word that is one slip away from this, with the cost of the slip: least for a letter once or twice."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        at_first = 0.5 if place == 0 else 0.0
        if after:
            yield before + after[1:], (0.5 if before[-1:] == after[0] else 1.0) + at_first
            yield from ((before + letter + after[1:], _cost_of(letter, after[0]) + at_first) for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:], 0.8 + at_first
        for letter in _LETTERS:
            yield before + letter + after, (0.5 if letter == before[-1:] else 1.0) + at_first


def _cost_of(letter: str, other: str) -> float:
    return 0.6 if undotted(letter) == undotted(other) else 1.0


def _dotted(right: str, term: str) -> str:
    """The word put right with the dots of its term, where it begins as its term does."""
    return term + right[len(term) :] if undotted(right).startswith(undotted(term)) else right


def _alike(word: str, vocabulary: Vocabulary) -> dict[str, tuple[float, str]]:
    """The terms of words within two slips of a long word, or three of a very long one."""
    if len(word) < 7:
        return {}
    allowed = 2 if len(word) < 14 else 3
    choices = vocabulary.words.about_as_long(len(word), allowed, bare=word.isascii())
    compared = [choice for choice, _ in choices]
    near = process.extract(word, compared, scorer=OSA.distance, score_cutoff=allowed, limit=20)
    found: dict[str, tuple[float, str]] = {}
    for other, distance, index in near:
        cost = distance + (0.5 if word[0] != other[0] else 0)
        right = choices[index][1]
        term = stem(right)
        if cost < found.get(term, (9.0, ""))[0]:
            found[term] = (cost, right)
    return found
