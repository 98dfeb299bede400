"""What somebody may be about to write, and what else they may have meant, by the bank's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import nsmallest
from itertools import chain, islice

from resultatbank.search.analyzer import tokens, undotted
from resultatbank.search.query import STOP_WORDS, Clause, Option, Query, parse
from resultatbank.search.spelling import corrections
from resultatbank.search.stemmer import stem
from resultatbank.search.vocabulary import Vocabulary

# An unfinished word is looked up as so many of the bank's words: a question stays small, however large the bank.
_MOST_MEANT = 12
_MOST_READ = 60
_MOST_WORDS = 6
# Words that begin the same have at least so many letters in common, and at least a third of the word.
_LEAST_COMMON = 3


def begun(text: str, vocabulary: Vocabulary) -> Query:
    """Read what somebody is about to write: the last word is the most used of the bank's words that begin so.

    The query is empty where the bank has no such word, where nothing is said yet, and where much is.
    """
    typed = parse(text).clauses
    clauses = [_begun(clause, vocabulary) for clause in typed] if len(typed) <= _MOST_WORDS else []
    return Query(tuple(clauses)) if all(clause.options for clause in clauses) else Query()


def _begun(clause: Clause, vocabulary: Vocabulary) -> Clause:
    if not clause.word:
        return clause
    found = _beginning(clause.word, vocabulary) if clause.is_unfinished else _forms(clause.word, vocabulary)
    terms = dict.fromkeys(found)
    return replace(clause, options=tuple(Option((term,)) for term in islice(terms, _MOST_MEANT)))


def _forms(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The term of a word that is written out, and where it has no dots those of the same word with dots."""
    term = stem(word)
    if vocabulary.terms.number(term):
        yield term
    if word.isascii():
        yield from (other for each, _ in vocabulary.words.beginning(term) if undotted(other := stem(each)) == term)


def _beginning(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    yield from (stem(each) for each in _most_used(word, vocabulary))


def _most_used(beginning: str, vocabulary: Vocabulary) -> list[str]:
    telling = (pair for pair in vocabulary.words.beginning(beginning) if pair[0] not in STOP_WORDS)
    return [word for word, _ in nsmallest(_MOST_READ, telling, key=lambda pair: (-pair[1], len(pair[0]), pair[0]))]


def has_beginnings(name: str, words: Iterable[str]) -> bool:
    """Tell whether each of some words, without their dots too, begins a word of a name. A little word is none."""
    own = [token.text for token in tokens(name) if token.text not in STOP_WORDS]
    return all(any(_begins(word, each) for each in own) for word in words)


def _begins(beginning: str, word: str) -> bool:
    return (undotted(word) if beginning.isascii() else word).startswith(beginning)


def nearest_words(query: Query, vocabulary: Vocabulary) -> Iterator[str]:
    """Give words of the bank that one may have meant by a question's words, the likeliest first, in one form each.

    First what a word may be a slip of, then what begins as it does. What the words find is for the caller to count.
    """
    given = {stem(word) for word in query.words}
    for word in (word for word in query.words if word.isalpha() and word not in STOP_WORDS):
        slips = (right.shown for right in corrections(word, vocabulary) if vocabulary.words.number(right.shown))
        for other in chain(slips, _beginning_the_same(word, vocabulary)):
            if stem(other) not in given:
                given.add(stem(other))
                yield other


def _beginning_the_same(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The words that begin as a word does, those with most letters in common first, and of those the most used."""
    least = max(_LEAST_COMMON, -(-len(word) // 3))
    for length in range(len(word), least - 1, -1):
        yield from _most_used(word[:length], vocabulary)
