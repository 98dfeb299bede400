"""What a word may also stand as in the bank: put together with another, divided, or inside a longer word."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from resultatbank.search.analyzer import undotted
from resultatbank.search.compounds import Splitter
from resultatbank.search.query import STOP_WORDS, Clause, Option, Pair, Place, Query
from resultatbank.search.stemmer import stem
from resultatbank.search.vocabulary import Vocabulary

_LINKS = ("", "s", "o", "u", "e", "a")
_MOST_LONGER = 30
# Up to this many words, any two of them may be one compound; of more, only neighbours.
_FEW_WORDS = 5
# A word this long says enough of its own, whatever it is put together with; a shorter one may be mere letters.
_TELLING = 5
_LEAST_PART = 3
# Two words put together are about one thing. A document where they stand apart may be about two.
_WORTH_OF_PAIR = 3
_VOWELS = frozenset("aeiouyåäö")


def without_little_words(query: Query, vocabulary: Vocabulary) -> Query:
    """The question without what only little words have: the beginning ener (energi) has the stem of en."""
    return replace(query, clauses=tuple(_without_little_words(clause, vocabulary) for clause in query.clauses))


def _without_little_words(clause: Clause, vocabulary: Vocabulary) -> Clause:
    term = stem(clause.word)
    if term not in STOP_WORDS or clause.word in STOP_WORDS:
        return clause
    # A word that is being typed means what begins so, where anything does.
    unfinished = clause.is_unfinished and any(vocabulary.words.beginning(clause.word))
    others = vocabulary.words.beginning(clause.word if unfinished else term)
    if any(stem(word) == term for word, _ in others if word not in STOP_WORDS):
        return clause
    itself = Option((clause.word,))
    return replace(clause, options=tuple(itself if each == Option((term,)) else each for each in clause.options))


def as_written(query: Query, vocabulary: Vocabulary) -> Query:
    """The question where a word that the bank has without dots isn't taken for one with them: mat isn't mått."""
    return replace(query, clauses=tuple(_as_written(clause, vocabulary) for clause in query.clauses))


def _as_written(clause: Clause, vocabulary: Vocabulary) -> Clause:
    if not clause.word.isascii() or not vocabulary.words.number(clause.word):
        return clause
    return replace(clause, options=tuple(replace(option, twins=False) for option in clause.options))


def with_parts(query: Query, vocabulary: Vocabulary) -> Query:
    """The question as it can be answered: two words as one, in either order, and one word as two near each other."""
    return replace(
        query,
        clauses=tuple(_divided(clause, vocabulary, Place.NEAR) for clause in query.clauses),
        pairs=tuple(_put_together(query.clauses, vocabulary)),
    )


def with_parts_anywhere(query: Query, vocabulary: Vocabulary) -> Query:
    """The question where a compound may also be found as its two words, wherever they stand."""
    return replace(query, clauses=tuple(_divided(clause, vocabulary, Place.ANYWHERE) for clause in query.clauses))


def _divided(clause: Clause, vocabulary: Vocabulary, place: Place) -> Clause:
    return clause.with_options(Option(terms, place=place) for terms in _halves(clause.word, vocabulary))


def _halves(word: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """The ways to read a compound as two words that the bank has: ostronodling as ostron and odling."""
    parts = Splitter(lambda term: vocabulary.terms.number(term) > 0).split(word)
    for cut in range(1, len(parts)):
        last = stem("".join(parts[cut:]))
        forms = dict.fromkeys(stem(form) for form in _without_link("".join(parts[:cut])))
        first = next(filter(vocabulary.terms.number, forms), "")
        if first and first != last and vocabulary.terms.number(last):
            yield first, last


def _without_link(part: str) -> Iterator[str]:
    yield part
    if part[-1] in _LINKS:
        yield part[:-1]
        yield part[:-1] + "a"


def _put_together(clauses: tuple[Clause, ...], vocabulary: Vocabulary) -> Iterator[Pair]:
    places = range(len(clauses))
    pairs: Iterable[tuple[int, int]] = combinations(places, 2) if len(clauses) <= _FEW_WORDS else pairwise(places)
    for one, other in pairs:
        first, second = clauses[one], clauses[other]
        if not (first.word and second.word):
            continue
        terms = [*_compounds_of(first.word, second.word, vocabulary)]
        terms += _compounds_of(second.word, first.word, vocabulary)
        options = [Option((term,)) for term in terms]
        if second.is_unfinished and other == one + 1 and len(second.word) >= _LEAST_PART:
            options += _begun_compounds(first.word, second.word)
        if options:
            together = Clause((first.word + second.word,), tuple(dict.fromkeys(options)), times=_WORTH_OF_PAIR)
            yield Pair(one, other, together)


def _compounds_of(first: str, last: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The terms that the bank has for the first word and the last put together, with at most a link between them."""
    wanted = {stem(form + link + last) for form in _first_forms(first) for link in _LINKS}
    yield from filter(vocabulary.terms.number, sorted(wanted))
    if _lacks_dots(first, vocabulary) or _lacks_dots(last, vocabulary):
        for word in vocabulary.words.containing(undotted(stem(first))):
            if not word.isascii() and stem(undotted(word)) in wanted:
                yield stem(word)


def _lacks_dots(word: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a word may have been typed without its dots: the bank doesn't have it as it stands."""
    return word.isascii() and not vocabulary.terms.number(stem(word))


def _begun_compounds(first: str, beginning: str) -> Iterator[Option]:
    """What the first word and the beginning of the last may be the beginning of."""
    forms = _first_forms(first)
    for form in dict.fromkeys((forms[0], forms[-1])):
        for link in ("", "s"):
            yield Option((form + link + beginning,), prefix=True)


def _first_forms(word: str) -> tuple[str, ...]:
    """How a word may stand first in a compound: as it is, as its stem, and what lies between: skol(a), drönar(e)."""
    term = stem(word)
    if not word.startswith(term):
        return (word, term)
    return tuple(word[:length] for length in range(len(word), max(1, len(term) - 1), -1))


def with_longer_words(query: Query, vocabulary: Vocabulary) -> Query:
    """The question where each word may also be a part of a longer one: honung in ljunghonung and honungsproduktion."""
    clauses = tuple(
        clause.with_options(Option((term,)) for term in longer_words(clause.word, vocabulary))
        for clause in query.clauses
    )
    return replace(query, clauses=clauses)


def longer_words(word: str, vocabulary: Vocabulary) -> list[str]:
    """The terms of the bank's compounds that have the word as a part, the most used first."""
    if len(word) < _LEAST_PART:
        return []
    forms = [form for form in _first_forms(word) if len(form) >= _LEAST_PART]
    searched = {form for form in forms if not any(other != form and other in form for other in forms)}
    found = {
        stem(longer)
        for form in searched
        for longer in vocabulary.words.containing(form)
        if len(longer) >= len(form) + 2 and _is_part(word, forms, longer, vocabulary.splitter)
    }
    found.discard(stem(word))
    return sorted(found, key=lambda term: (-vocabulary.terms.number(term), term))[:_MOST_LONGER]


def _is_part(word: str, forms: list[str], longer: str, splitter: Splitter) -> bool:
    """Tell whether a longer word has the word in it as a word, rather than as mere letters."""
    text = undotted(longer) if word.isascii() else longer
    return any(
        _follows(longer[:place], form, splitter)
        and (stem(text[place:]) == stem(word) or _precedes(longer[place + len(form) :], form, splitter))
        for form in forms
        for place in _places(form, text)
    )


def _places(part: str, text: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)


def _follows(before: str, form: str, splitter: Splitter) -> bool:
    if not before or splitter.is_first(before) or len(splitter.split(before)) > 1:
        return True
    return len(form) >= _TELLING and len(before) >= _LEAST_PART and bool(_VOWELS.intersection(before))


def _precedes(after: str, form: str, splitter: Splitter) -> bool:
    if len(form) >= _TELLING:
        return len(after) >= _LEAST_PART and bool(_VOWELS.intersection(after))
    rests = (after.removeprefix(link) for link in _LINKS if after.startswith(link))
    return any(splitter.is_last(rest) or len(splitter.split(rest)) > 1 for rest in rests if rest)
