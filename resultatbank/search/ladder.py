"""The ladder from exactly what was asked to something like it: a step is taken only when the last found little."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from resultatbank.search.query import Clause, Option, Query
from resultatbank.search.spelling import Correction, corrections
from resultatbank.search.vocabulary import Vocabulary
from resultatbank.search.widening import (
    as_written,
    with_longer_words,
    with_parts,
    with_parts_anywhere,
    without_little_words,
)

# With this many hits there is something to choose from, and nothing is added to it.
ENOUGH = 10
_MOST_CORRECTED = 3
_MOST_WORDS = 6

Count = Callable[[Query], int]


class Rung(StrEnum):
    """How far from what was typed the hits are. Each rung has the hits of those before it, and first."""

    ALL_WORDS = "all words"
    OTHER_DOTS = "other dots"
    LONGER_WORDS = "longer words"
    MOST_WORDS = "most words"
    ANY_WORD = "any word"


@dataclass(frozen=True, slots=True)
class Answer:
    """The question that was answered in place of the one typed, and what a page should say of it.

    `exact` is how many hits have all the words as they were typed, or as they were `corrected`: pairs of a word
    typed and the word looked for in its place.
    """

    query: Query
    rung: Rung
    total: int
    exact: int
    corrected: tuple[tuple[str, str], ...] = ()

    @property
    def exact_query(self) -> Query:
        """The question that finds the `exact` ones, where there are any."""
        return self.query.narrower[-1] if self.query.narrower else self.query


def climb(query: Query, words: Vocabulary, count: Count) -> Answer:
    """Find the question to answer. `count` tells how many hits a question has, for the one who asks."""
    answer = _all_words(query, words, count)
    if answer.total or not query.clauses:
        return _with_most_words(answer, words, count)
    if right := _corrected(query, words, count):
        return _with_most_words(right, words, count)
    return _with_any_word(_with_most_words(answer, words, count), count)


def _all_words(query: Query, words: Vocabulary, count: Count) -> Answer:
    query = without_little_words(query, words)
    exact, dotted = with_parts(as_written(query, words), words), with_parts(query, words)
    total = count(exact)
    answer = Answer(exact, Rung.ALL_WORDS, total, total)
    if total < ENOUGH:
        answer = _wider(answer, dotted, Rung.OTHER_DOTS, count)
    if answer.total < ENOUGH:
        answer = _wider(answer, with_longer_words(dotted, words), Rung.LONGER_WORDS, count)
    return answer


def _wider(answer: Answer, query: Query, rung: Rung, count: Count) -> Answer:
    """The answer with a wider question's hits after its own, if there are any more."""
    if query == answer.query:
        return answer
    before = answer.query
    query = replace(query, narrower=(replace(before, narrower=()), *before.narrower) if answer.total else ())
    total = count(query)
    return replace(answer, query=query, rung=rung, total=total) if total > answer.total else answer


def _with_most_words(answer: Answer, words: Vocabulary, count: Count) -> Answer:
    if answer.total >= ENOUGH:
        return answer
    answer = _wider(answer, with_parts_anywhere(answer.query, words), Rung.LONGER_WORDS, count)
    if answer.total < ENOUGH and 2 < len(answer.query.clauses) <= _MOST_WORDS:
        return _wider(answer, replace(answer.query, but_one=True), Rung.MOST_WORDS, count)
    return answer


def _with_any_word(answer: Answer, count: Count) -> Answer:
    query = answer.query.widened()
    return answer if answer.total or len(query.clauses) < 2 else _wider(answer, query, Rung.ANY_WORD, count)


def _corrected(query: Query, words: Vocabulary, count: Count) -> Answer | None:
    """The answer to the question with the words that find nothing put right, if that finds something."""
    best = query
    changes: list[tuple[str, str]] = []
    for place, clause in enumerate(query.clauses):
        if len(changes) == _MOST_CORRECTED or not clause.word or count(_alone(clause, query, words)):
            continue
        tried = [(other, _with_clause(best, place, _clause(other))) for other in corrections(clause.word, words)]
        known = [(other, question) for other, question in tried if count(Query((question.clauses[place],)))]
        if known:
            # One that goes with the other words is meant before one that only looks more like it.
            together = [pair for pair in known if len(query.clauses) > 1 and count(pair[1])]
            correction, best = (together or known)[0]
            changes.append((clause.word, correction.shown))
    if not changes:
        return None
    answer = _all_words(best, words, count)
    if not answer.total:
        answer = _with_any_word(_with_most_words(answer, words, count), count)
    return replace(answer, corrected=tuple(changes)) if answer.total else None


def _alone(clause: Clause, query: Query, words: Vocabulary) -> Query:
    alone = without_little_words(Query((clause,), query.excluded), words)
    return with_longer_words(with_parts(alone, words), words)


def _with_clause(query: Query, place: int, clause: Clause) -> Query:
    clauses = (*query.clauses[:place], clause, *query.clauses[place + 1 :])
    return replace(query, clauses=clauses, pairs=())


def _clause(correction: Correction) -> Clause:
    return Clause((correction.shown,), (Option((correction.term,)),))
