"""What a word may also stand as in the bank: put together with another, divided, or inside a longer word."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from resultatbank.search.analyzer import undotted
from resultatbank.search.compounds import Splitter
from resultatbank.search.query import Clause, Option, Pair, Place, Query
from resultatbank.search.stemmer import stem
from resultatbank.search.vocabulary import Vocabulary

# What may stand between the two words of a compound, once the first has lost its ending.
_BETWEEN = frozenset(("", "s", "o", "u", "e", "a", "n", "er", "ar", "ings", "nings", "-"))
_LONGEST_BETWEEN = 3
_MOST_LONGER = 60
# Up to this many words, any two of them may be one compound; of more, only neighbours.
_FEW_WORDS = 5
# A word this long says enough of its own, whatever it is put together with; a shorter one may be mere letters.
_TELLING = 5
_VOWELS = frozenset("aeiouyåäö")


def with_parts(query: Query, words: Vocabulary) -> Query:
    """The question as it can be answered: two words as one, in either order, and one word as two near each other."""
    return replace(
        query,
        clauses=tuple(_divided(clause, words) for clause in query.clauses),
        pairs=tuple(_put_together(query.clauses, words)),
    )


def _divided(clause: Clause, words: Vocabulary) -> Clause:
    return clause.with_options(Option(terms, place=Place.NEAR) for terms in _halves(clause.word, words))


def _halves(word: str, words: Vocabulary) -> Iterator[tuple[str, str]]:
    """The ways to read a compound as two words that the bank has: ostronodling as ostron and odling."""
    parts = Splitter(lambda term: words.documents(term) > 0).split(word)
    for cut in range(1, len(parts)):
        first, last = stem("".join(parts[:cut])), stem("".join(parts[cut:]))
        first = next((form for form in _first_forms("".join(parts[:cut])) if words.documents(form)), first)
        if words.documents(first) and words.documents(last) and first != last:
            yield first, last


def _first_forms(part: str) -> Iterator[str]:
    yield stem(part)
    if part[-1] in "osuea":
        yield stem(part[:-1])
        yield stem(part[:-1] + "a")


def _put_together(clauses: tuple[Clause, ...], words: Vocabulary) -> Iterator[Pair]:
    places = range(len(clauses))
    pairs: Iterable[tuple[int, int]] = combinations(places, 2)
    if len(clauses) > _FEW_WORDS:
        pairs = pairwise(places)
    for one, other in pairs:
        first, second = clauses[one], clauses[other]
        if not (first.word and second.word):
            continue
        options = [Option((term,)) for term in _compounds_of(first.word, second.word, words)]
        options += [Option((term,)) for term in _compounds_of(second.word, first.word, words)]
        if second.is_unfinished and other == one + 1:
            options += [Option((term,)) for term in _compounds_of(first.word, second.word, words, unfinished=True)]
        if options:
            yield Pair(one, other, Clause((first.word + second.word,), tuple(dict.fromkeys(options))))


def _compounds_of(first: str, last: str, words: Vocabulary, unfinished: bool = False) -> Iterator[str]:
    """The bank's words that are the first word and the last, with at most a link between them."""
    ending = last if unfinished else stem(last)
    for beginning in dict.fromkeys((stem(first), first)):
        if len(beginning) + len(ending) < 4:
            continue
        shortest = len(beginning) + len(ending)
        lengths = range(shortest, shortest + (12 if unfinished else _LONGEST_BETWEEN + 1))
        for form in _dotted(beginning, lengths, words):
            middle = undotted(form)[len(beginning) :] if ending.isascii() else form[len(beginning) :]
            place = middle.find(ending) if unfinished else len(middle) - len(ending)
            if middle[place : place + len(ending)] == ending and middle[:place] in _BETWEEN:
                yield form


def _dotted(beginning: str, lengths: range, words: Vocabulary) -> Iterator[str]:
    """The bank's words that begin so; where no dots are typed, also those that begin so without theirs."""
    if not beginning.isascii():
        return words.starting(beginning, lengths)
    return (
        word for word in words.containing(beginning) if len(word) in lengths and undotted(word).startswith(beginning)
    )


def with_longer_words(query: Query, words: Vocabulary) -> Query:
    """The question where each word may also be a part of a longer one: honung in ljunghonung and honungsproduktion."""
    clauses = tuple(
        clause.with_options(Option((term,)) for term in longer_words(clause.word, words)) if clause.word else clause
        for clause in query.clauses
    )
    return replace(query, clauses=clauses)


def longer_words(word: str, words: Vocabulary) -> list[str]:
    """The compounds of the bank that have the word as a part, the most used first."""
    if len(word) < 3:
        return []
    forms = _inner_forms(word)
    found = {
        term
        for form in dict.fromkeys(forms[:2])
        for term in words.containing(form)
        if len(term) >= len(form) + 2 and any(_is_part(each, term, words.splitter) for each in forms)
    }
    return sorted(found, key=lambda term: (-words.documents(term), term))[:_MOST_LONGER]


def _inner_forms(word: str) -> tuple[str, ...]:
    """How a word may stand inside a compound: its stem, itself, and what lies between: kräft(or), drönar(e).

    An e that falls before an ending stands there: cykel is in cykeltur.
    """
    term = stem(word)
    if not word.startswith(term):
        return (term, word) if len(term) > 2 else (word,)
    shortest = max(3, len(term))
    return (word[:shortest], word, *(word[:length] for length in range(shortest + 1, len(word))))


def _is_part(form: str, term: str, splitter: Splitter) -> bool:
    """Tell whether a word of the bank has the form as a word in it, rather than as mere letters."""
    text = undotted(term) if form.isascii() else term
    place = text.find(form)
    while place >= 0:
        if _stands_after(term[:place], form, splitter) and _stands_before(term[place + len(form) :], form, splitter):
            return True
        place = text.find(form, place + 1)
    return False


def _stands_after(before: str, form: str, splitter: Splitter) -> bool:
    if not before or splitter.is_first(before) or len(splitter.split(before)) > 1:
        return True
    return len(form) >= _TELLING and len(before) > 2 and bool(_VOWELS.intersection(before))


def _stands_before(after: str, form: str, splitter: Splitter) -> bool:
    if not after or len(form) >= _TELLING:
        return True
    for link in ("", "s", "a", "o", "u", "e"):
        rest = after.removeprefix(link)
        if after.startswith(link) and rest and (splitter.is_last(rest) or len(splitter.split(rest)) > 1):
            return True
    return False


def with_parts_anywhere(query: Query, words: Vocabulary) -> Query:
    """The question where a compound may also be found as its two words, wherever they stand."""
    clauses = tuple(
        clause.with_options(Option(terms, place=Place.ANYWHERE) for terms in _halves(clause.word, words))
        for clause in query.clauses
    )
    return replace(query, clauses=clauses)
